"""What the peers took, side by side: ratios, the limit that information and the line set, and the targets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.bench.rivals.course import Sizes, Took
from tests.bench.rivals.line import BAD

Run = tuple[dict[str, Took], dict[str, float]]

PEERS: Final = ("ours", "Anki", "PouchDB")
_FIRST_BYTES: Final = 62.0  # of one record
_EDITS_BYTES: Final = 14_000
_QUIET_BYTES: Final = 1200

HOW: Final = """\
Plain HTTP for all three (TLS would add the same to each); bytes are counted on the socket, both ways, without headers
of TCP and IP; a trip is a request. Ours with envelope, signatures, the encrypted store and the gateway's process on
SQLite; PouchDB in batches of 1,000 on LevelDB. Joining is not counted. Cold: a new process, a new connection, and the
operating system has forgotten the files of both sides. Bad link: 600 ms round trip, 128 kbit/s each way, of 100 packets
two are lost and come a round trip later (congestion control is not played); on open connections, the middle of three.
Limit: the information of what was drawn, and on the bad link its time at the line's width and one round trip. Killed:
what passed more than in an undisturbed first sync, on 2 Mbit/s and 100 ms. Anki keeps a card beside each note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    unit: str
    values: dict[str, float]
    limit: float | None = None
    target: float | None = None

    @property
    def verdict(self) -> str:
        """Say whether ours keeps the target."""
        ours = self.values.get("ours")
        if self.target is None or ours is None:
            return ""
        return f"<= {self.target:,.4g}: {'kept' if ours <= self.target else 'MISSED'}"

    @property
    def text(self) -> str:
        ours = self.values.get("ours")
        given = [self.values.get(peer) for peer in PEERS] + [self.limit]
        cells = ["-" if value is None else f"{value:,.4g} {self.unit}".strip() for value in given]
        ratios = ["-" if ours is None or not other else f"{ours / other:.2g}" for other in given[1:]]
        return "| " + " | ".join([self.name, *cells, *ratios, self.verdict]) + " |"


def table(rows: list[Row]) -> str:
    """Write the rows as a table of Markdown."""
    heads = ["measured", *PEERS, "limit", "ours : Anki", "ours : PouchDB", "ours : limit", "target for ours"]
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *(row.text for row in rows)])


def rows(runs: dict[str, Run], sizes: Sizes) -> Iterator[Row]:
    """Compare everything that was measured."""
    limits = {name: value for _, found in runs.values() for name, value in found.items()}
    yield from _quick(runs, sizes, limits)
    yield from _bad(runs, sizes, limits)
    yield from _killed(runs, sizes, limits)
    for act, name in (("first", "first sync"), ("push", "push"), ("pull", "pull")):
        for side in ("client", "server"):
            yield Row(name=f"{name}: processor of the {side}", unit="s", values=_of(runs, act, f"{side}_s"))
            yield Row(name=f"{name}: most memory of the {side}", unit="MB", values=_of(runs, act, f"{side}_mb"))


def _quick(runs: dict[str, Run], sizes: Sizes, limits: dict[str, float]) -> Iterator[Row]:
    first = f"first sync of {sizes.records:,}, cold"
    size = {peer: value / 1e6 for peer, value in _of(runs, "first", "size").items()}
    seconds = _of(runs, "first", "seconds")
    most = _FIRST_BYTES * sizes.records / 1e6
    yield Row(name=f"{first}: bytes", unit="MB", values=size, limit=limits["first"] / 1e6, target=most)
    yield Row(name=f"{first}: time", unit="s", values=seconds, target=seconds.get("Anki"))
    yield Row(name=f"{first}: trips", unit="", values=_of(runs, "first", "trips"))
    yield from _act(runs, ("then", "first round both ways after it"))
    for act, name in (("none cold", "no change, cold"), ("none", "no change, warm")):
        yield from _act(runs, (act, name), limit=0, target=_QUIET_BYTES)
    for way in ("push", "pull"):
        for act, name in ((f"{way} cold", "cold"), (way, "warm")):
            named = (act, f"{way} of {sizes.edits:,} one-field edits, {name}")
            yield from _act(runs, named, limit=limits["edits"], target=_EDITS_BYTES)


def _act(
    runs: dict[str, Run], named: tuple[str, str], limit: float | None = None, target: float | None = None
) -> Iterator[Row]:
    act, name = named
    size = {peer: value / 1e3 for peer, value in _of(runs, act, "size").items()}
    kilobytes = [None if value is None else value / 1e3 for value in (limit, target)]
    yield Row(name=f"{name}: bytes", unit="kB", values=size, limit=kilobytes[0], target=kilobytes[1])
    yield Row(name=f"{name}: time", unit="s", values=_of(runs, act, "seconds"))
    one = None if target is None else 1
    yield Row(name=f"{name}: trips", unit="", values=_of(runs, act, "trips"), limit=one, target=one)


def _bad(runs: dict[str, Run], sizes: Sizes, limits: dict[str, float]) -> Iterator[Row]:
    acts = (
        ("bad none", "no change", 0.0, None),
        ("bad pull", f"pull of {sizes.edits:,}", limits["edits"], 1.5),
        ("bad push", f"push of {sizes.edits:,}", limits["edits"], 1.5),
        ("bad first", f"first sync of {sizes.on_bad_line:,}", limits["bad first"], 2.0),
    )
    for act, name, information, times in acts:
        least = BAD.round_trip_s + information / BAD.bytes_per_s
        size = {peer: value / 1e3 for peer, value in _of(runs, act, "size").items()}
        most = None if times is None else times * least
        yield Row(name=f"bad link, {name}: bytes", unit="kB", values=size, limit=information / 1e3)
        yield Row(name=f"bad link, {name}: time", unit="s", values=_of(runs, act, "seconds"), limit=least, target=most)


def _killed(runs: dict[str, Run], sizes: Sizes, limits: dict[str, float]) -> Iterator[Row]:
    repeated, whole = _of(runs, "killed", "size"), _of(runs, "whole", "size")
    name = f"killed half-way through {sizes.killed:,}"
    kilobytes = {peer: value / 1e3 for peer, value in repeated.items()}
    segment = limits["segment"] / 1e3 if "segment" in limits else None
    yield Row(name=f"{name}: bytes repeated", unit="kB", values=kilobytes, limit=0, target=segment)
    share = {peer: 100 * value / whole[peer] for peer, value in repeated.items()}
    yield Row(name=f"{name}: of the whole", unit="%", values=share, limit=0)


def _of(runs: dict[str, Run], act: str, what: str) -> dict[str, float]:
    return {peer: getattr(took[act], what) for peer, (took, _) in runs.items()}
