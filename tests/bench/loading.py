"""Filling a store with invented workers by its own bulk path, and taking the news of another desk in."""

import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from desktop.demo.people import Drawing, workers
from desktop.desk import Desk
from desktop.store.bulk import create_many
from desktop.store.unit import Unit
from sync.clock import SystemClock
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.gateway.database import Database
from tests.bench.measured import Figure, timed
from tests.faults.desks import centre, code, new_desk, new_keys

SEED: Final = 20251018
_AT_ONCE: Final = 2000
_NEWS: Final = 10_000

Portion = dict[str, dict[str, Any]]


def load(desk: Desk, count: int) -> tuple[Figure, ...]:
    """Load *count* workers, and tell how quickly."""
    seconds = sum(timed(partial(take, desk, portion)) for portion in portions(count))
    size = (desk.folder / "desk.db").stat().st_size / (1 << 20)
    return (
        Figure(name=f"load of {count:,} workers", value=count / seconds, unit="rows/s"),
        Figure(name="size of the store", value=size, unit="MB"),
    )


def pull() -> Figure:
    """Let one desk take in ten thousand workers of another, over a centre in this process."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/centre.db")
        with centre(database, clock) as line:
            desks = [new_desk(Path(folder) / user, new_keys(user), clock) for user in ("siti", "budi")]
            for desk in desks:
                desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
            for portion in portions(_NEWS):
                take(desks[0], portion)
            desks[0].round(channel=line)
            seconds = timed(lambda: desks[1].round(channel=line))
            assert desks[1].store.count("worker") == _NEWS
            for desk in desks:
                desk.close()
        database.close()
    return Figure(name=f"pull of {_NEWS:,} news", value=_NEWS / seconds, unit="rows/s")


def take(desk: Desk, portion: Portion) -> None:
    """Save a portion as a bulk."""

    def act(unit: Unit) -> None:
        create_many(unit, "worker", portion)

    desk.do(act)


def portions(count: int) -> Iterator[Portion]:
    """Yield checked fields by id, a few thousand at a time; drawing them is not part of any figure."""
    declared = noun("worker")
    drawn = workers(Drawing(SEED, SystemClock().now()), count)
    while some := list(islice(drawn, _AT_ONCE)):
        yield {one.id: validation.check(declared, one.fields, typed=True) for one in some}
