"""The course that every peer runs: first sync, no change, edits both ways, a bad line, a kill half-way."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.bench.rivals import invented
from tests.bench.rivals.line import BAD, FAIR, Line
from tests.bench.rivals.peers import Ours, Peer
from tests.bench.rivals.process import Process, evict, forget_most, most_mb, spent_s

Held = dict[str, dict[str, Any]]
"""What the records say at this moment, by their ids."""

EDITS: Final = 1000
_TIMES: Final = 3
_KILL_S: Final = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured; everything follows from the records of the first sync."""

    records: int

    @property
    def edits(self) -> int:
        return min(EDITS, self.records // 20)

    @property
    def killed(self) -> int:
        return self.records // 5

    @property
    def on_bad_line(self) -> int:
        return self.records // 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one act took, on the line and of both sides."""

    size: float
    seconds: float
    trips: float
    client_s: float = 0.0
    server_s: float = 0.0
    client_mb: float = 0.0
    server_mb: float = 0.0


@dataclass
class Place:
    """A server that runs, and two clients with a line each."""

    peer: Peer
    folder: Path
    server: Process
    lines: tuple[Line, Line]
    clients: dict[int, Process] = field(default_factory=dict)
    edited: int = 0

    def start(self, at: int) -> Process:
        """Start the client of a line, again where it has ended."""
        home, line = self.folder / f"client{at}", self.lines[at]
        self.clients[at] = self.peer.client(home, line.url)
        return self.clients[at]

    def restart_cold(self, at: int) -> None:
        """Let a client begin a new day: new process, new connection, nothing of its files in memory."""
        self.clients[at].close()
        evict(self.folder)
        self.start(at)

    def took(self, at: int, do: str) -> Took:
        """Let a client do something and tell what it took."""
        client, line = self.clients[at], self.lines[at]
        both = client.tree(), self.server.tree()
        for pids in both:
            forget_most(pids)
        before = [spent_s(pids) for pids in both]
        line.begin()
        began = time.perf_counter()
        client.say(do)
        seconds = time.perf_counter() - began
        spent = [spent_s(pids) - then for pids, then in zip(both, before, strict=True)]
        return Took(
            size=line.total,
            seconds=seconds,
            trips=line.trips,
            client_s=spent[0],
            server_s=spent[1],
            client_mb=most_mb(both[0]),
            server_mb=most_mb(both[1]),
        )

    def edit(self, at: int, held: Held, count: int) -> float:
        """Let a client edit one field of *count* records, others each time; return the bytes of their information."""
        self.edited += 1
        path = self.folder / f"edits{self.edited}.jsonl"
        information = invented.write_edits(path, held, count, self.edited)
        self.clients[at].say("edit", edits=str(path))
        return information

    def must_be_equal(self) -> None:
        """Nothing is measured of peers that did not get there."""
        one, other = (self.clients[at].say("digest") for at in (0, 1))
        assert one == other, f"{self.peer.name}: the clients differ: {one}, {other}"


@contextmanager
def place(peer: Peer, top: Path, count: int) -> Iterator[tuple[Place, float]]:
    """Run a server with *count* records and a first client that has them; yield the bytes of their information."""
    folder = top / f"{peer.name}-{count}"
    (folder / "server").mkdir(parents=True)
    information = invented.write(folder, count)
    peer.stage(folder / "server", folder)
    server = peer.server(folder / "server")
    lines = Line(server.port), Line(server.port)
    here = Place(peer=peer, folder=folder, server=server.process, lines=lines)
    try:
        here.start(0).say("begin", records=str(folder / "records.jsonl"))
        yield here, information
    finally:
        for client in here.clients.values():
            client.close()
        for line in lines:
            line.close()
        server.process.stop()


def run(peer: Peer, top: Path, sizes: Sizes) -> tuple[dict[str, Took], dict[str, float]]:
    """Run the whole course; return what each act took, and the information that it moved."""
    took: dict[str, Took] = {}
    limits: dict[str, float] = {}
    with place(peer, top, sizes.records) as (here, information):
        limits["first"] = information
        here.start(1)
        evict(here.folder)
        took["first"] = here.took(1, "first")
        took["then"] = here.took(1, "sync")
        here.must_be_equal()
        held = {one.id: one.fields for one in invented.read(here.folder)}
        _quick_line(here, held, sizes, took)
        limits["edits"] = _bad_line(here, held, sizes, took)
        here.must_be_equal()
    with place(peer, top, sizes.on_bad_line) as (here, information):
        limits["bad first"] = information
        here.start(1)
        with here.lines[1].shaped(BAD):
            took["bad first"] = here.took(1, "first")
        here.must_be_equal()
    _kill(peer, top, sizes.killed, took, limits)
    return took, limits


def _quick_line(here: Place, held: Held, sizes: Sizes, took: dict[str, Took]) -> None:
    here.restart_cold(1)
    took["none cold"] = here.took(1, "sync")
    took["none"] = here.took(1, "sync")
    here.clients[0].say("sync")
    for name in ("", " cold"):
        here.edit(0, held, sizes.edits)
        if name:
            here.restart_cold(0)
        took[f"push{name}"] = here.took(0, "sync")
        if name:
            here.restart_cold(1)
        took[f"pull{name}"] = here.took(1, "sync")


def _bad_line(here: Place, held: Held, sizes: Sizes, took: dict[str, Took]) -> float:
    """Measure on connections that are open, three times; the middle one counts. Return the information of the edits."""
    several: dict[str, list[Took]] = {"bad none": [], "bad push": [], "bad pull": []}
    information = []
    for _ in range(_TIMES):
        with here.lines[1].shaped(BAD):
            several["bad none"].append(here.took(1, "sync"))
        information.append(here.edit(0, held, sizes.edits))
        with here.lines[0].shaped(BAD):
            several["bad push"].append(here.took(0, "sync"))
        with here.lines[1].shaped(BAD):
            several["bad pull"].append(here.took(1, "sync"))
    for name, each in several.items():
        took[name] = Took(
            size=median(one.size for one in each),
            seconds=median(one.seconds for one in each),
            trips=median(one.trips for one in each),
        )
    return median(information)


def _kill(peer: Peer, top: Path, count: int, took: dict[str, Took], limits: dict[str, float]) -> None:
    """Kill a client half-way through its first sync and start it again; tell what passed more than undisturbed."""
    with place(peer, top, count) as (here, _):
        line = here.lines[1]
        here.start(1)
        with line.shaped(FAIR):
            took["whole"] = here.took(1, "first")
        here.must_be_equal()
        here.clients[1].close()
        (here.folder / "client1").rename(here.folder / "undisturbed")
        here.start(1)
        with line.shaped(FAIR):
            reached = line.reaching(int(took["whole"].size / 2))
            line.begin()
            here.clients[1].tell("first")
            assert reached.wait(_KILL_S), "it never got half-way"
            here.clients[1].kill()
            passed = line.total
            here.start(1)
            line.begin()
            here.clients[1].say("first")
            passed += line.total
        here.must_be_equal()
        took["killed"] = Took(size=passed - took["whole"].size, seconds=0, trips=0)
        if isinstance(peer, Ours):
            limits["segment"] = peer.largest_segment()
