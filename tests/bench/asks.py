"""`python -m tests.bench.asks FOLDER`: unlocks a full store in a fresh process and asks what an officer would ask."""

import sys
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from desktop import desk as desks
from desktop.actions.records import edit
from desktop.desk import Desk
from tests.bench.measured import Figure, memory, p, timed

PASSPHRASE: Final = "Pelabuhan lama di waktu senja 1978"  # opens nothing but this store
_SEED: Final = 20251019
_PAGE: Final = 100
_ASKED: Final = 200
_VIEW: Final = 40


def main(folder: Path) -> list[Figure]:
    """Measure everything that is asked of one open store."""
    chance = Random(_SEED)
    held: list[Desk] = []

    def unlock() -> None:
        held.append(desks.unlock(folder, None, PASSPHRASE))
        held[0].store.page("worker", order="full_name", limit=_PAGE)

    figures = [Figure(name="unlock to first page", value=timed(unlock), unit="s", limit=2)]
    desk = held[0]
    figures += [*_lists(desk, chance), *_searches(desk, chance), *_saves(desk, chance)]
    figures += memory("without a window")
    desk.close()
    return figures


def _lists(desk: Desk, chance: Random) -> list[Figure]:
    seconds = timed(lambda: desk.store.numbers("worker", order="full_name"))
    numbers = desk.store.numbers("worker", order="full_name")
    jumps: list[float] = []
    for _ in range(_ASKED):
        at = chance.randrange(len(numbers) - _VIEW)
        jumps.append(timed(partial(desk.store.rows, "worker", numbers[at : at + _VIEW])))
    pages: list[float] = []
    after = None
    for _ in range(_ASKED // 4):
        pages.append(timed(partial(desk.store.page, "worker", order="full_name", after=after, limit=_PAGE)))
        after = desk.store.page("worker", order="full_name", after=after, limit=_PAGE).next
    return [
        Figure(name="whole result, sorted", value=seconds, unit="s"),
        Figure(name="jump in a list, p50", value=p(0.5, jumps), unit="ms"),
        Figure(name="jump in a list, p95", value=p(0.95, jumps), unit="ms", limit=50),
        Figure(name="page of 100, p50", value=p(0.5, pages), unit="ms"),
        Figure(name="page of 100, p95", value=p(0.95, pages), unit="ms"),
    ]


def _searches(desk: Desk, chance: Random) -> list[Figure]:
    numbers = desk.store.numbers("worker", order="full_name")
    names = [desk.store.rows("worker", [chance.choice(numbers)])[0].fields["full_name"] for _ in range(_ASKED)]
    first = [timed(partial(desk.store.first_hits, name[: chance.randint(3, 8)], limit=10)) for name in names]
    filling = timed(lambda: desk.store.similar_hits("Siti Aminah", limit=10))
    similar: list[float] = []
    found = 0
    wrong = [(name, misspelt(name, chance)) for name in names if len(name) >= 8]
    for name, typed in wrong:
        similar.append(timed(partial(desk.store.similar_hits, typed, limit=10)))
        found += name in {hit.title for hit in desk.search(typed, "worker", 10)}
    recall = found / len(wrong)
    return [
        Figure(name="first answers of the search, p50", value=p(0.5, first), unit="ms"),
        Figure(name="first answers of the search, p95", value=p(0.95, first), unit="ms", limit=50),
        Figure(name="tolerant search, first time", value=filling, unit="s"),
        Figure(name="tolerant search, p50", value=p(0.5, similar), unit="ms"),
        Figure(name="tolerant search, p95", value=p(0.95, similar), unit="ms", limit=200),
        Figure(name=f"recall@10 of {len(wrong)} misspelt names", value=recall, unit="", limit=0.97, least=True),
    ]


def misspelt(name: str, chance: Random) -> str:
    """Write *name* as somebody might who heard it: an old spelling, a letter lost, doubled or swapped, other order."""
    at = chance.randrange(1, len(name) - 2)
    ways = (
        name.replace("u", "oe"),
        name.replace("y", "j").replace("i", "ie", 1),
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        " ".join(reversed(name.split())),
        name.replace(" ", "", 1),
    )
    return chance.choice([way for way in ways if way != name])


def _saves(desk: Desk, chance: Random) -> list[Figure]:
    numbers = desk.store.numbers("worker")
    ids = [desk.store.rows("worker", [chance.choice(numbers)])[0].id for _ in range(_ASKED)]

    def save(record: str, place: str) -> None:
        desk.do(lambda unit: edit("worker", record, {"working_area": place}, unit))

    seconds = [timed(partial(save, record, f"Kota {n}")) for n, record in enumerate(ids)]
    return [
        Figure(name="save, p50", value=p(0.5, seconds), unit="ms"),
        Figure(name="save, p95", value=p(0.95, seconds), unit="ms", limit=100),
    ]


if __name__ == "__main__":
    print(msgspec.json.encode([msgspec.to_builtins(one) for one in main(Path(sys.argv[1]))]).decode())
