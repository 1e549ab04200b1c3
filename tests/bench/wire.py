"""`python -m tests.bench.wire [WORKERS]`: bytes on the socket for a quiet round, and for a thousand edits each way."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from desktop.actions.records import edit
from desktop.desk import Desk
from sync.clock import SystemClock
from sync.engine.round import Report
from sync.gateway import accounts
from sync.gateway.database import Database
from tests.bench.counting import Counter, counting
from tests.bench.loading import portions, take
from tests.bench.measured import Figure, table
from tests.faults.desks import MISSION, code, new_desk, new_keys
from tests.gateway.serving import serving

WORKERS: Final = 5000
_EDITS: Final = 1000
_FEW: Final = 100
_SEED: Final = 20251020
_QUIET_BYTES: Final = 1200
_EDITS_BYTES: Final = 14_000


class Walking:
    """A clock that can be moved on: an officer does not save a thousand times in one second."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def passes(self, milliseconds: int) -> None:
        """Let time pass."""
        self._ahead += timedelta(milliseconds=milliseconds)


def main(count: int = WORKERS) -> list[Figure]:
    """Measure between two real desks and a real gateway with *count* workers."""
    clock, chance = Walking(), Random(_SEED)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wire-")))
        url = f"sqlite:///{folder}/centre.db"
        address = stack.enter_context(serving(url))
        counter = stack.enter_context(counting(address))
        desks = list(_desks(folder, url, counter, clock))
        for desk in desks:
            stack.callback(desk.close)
        for portion in portions(count):
            take(desks[0], portion)
        for desk in (*desks, desks[0]):
            desk.round()
        figures = [*_figures("no change", _round(desks[0], counter), counter, _QUIET_BYTES)]
        _edit(desks[0], clock, chance, _EDITS)
        figures += _figures(f"push of {_EDITS:,} edits", _round(desks[0], counter), counter, _EDITS_BYTES)
        figures += _figures(f"pull of {_EDITS:,} edits", _round(desks[1], counter), counter, _EDITS_BYTES)
        for records, each in ((_FEW, _EDITS // _FEW), (_FEW, 1)):  # what coalesced news could spare at most
            _edit(desks[0], clock, chance, records, each)
            desks[0].round()
            figures += _figures(
                f"pull of {each} edits of each of {records}", _round(desks[1], counter), counter, _EDITS_BYTES
            )
        figures.append(Figure(name="new connections in these rounds", value=counter.connections, unit="", limit=0))
    return figures


def _desks(folder: Path, url: str, counter: Counter, clock: Walking) -> Iterator[Desk]:
    database = Database(url)
    with database.write() as connection:
        accounts.add_mission(connection, MISSION, clock)
    for user in ("siti", "budi"):
        desk = new_desk(folder / user, new_keys(user), clock)
        desk.enrol(counter.url, code(database, clock))
        yield desk
    database.close()


def _round(desk: Desk, counter: Counter) -> Report:
    counter.reset()
    return desk.round()


def _figures(name: str, report: Report, counter: Counter, limit: int) -> Iterator[Figure]:
    yield Figure(name=f"{name}, on the socket", value=counter.total, unit="B", limit=limit)
    yield Figure(name=f"{name}, round trips", value=report.round_trips, unit="", limit=1)


def _edit(desk: Desk, clock: Walking, chance: Random, count: int, each: int = 1) -> None:
    """Edit one field of each of so many workers, so often."""
    workers = chance.sample([row.id for row in desk.store.rows("worker", desk.store.numbers("worker"))], count) * each
    for record in workers:
        clock.passes(chance.randrange(800, 60_000))
        field, value = drawn_edit(chance)
        desk.do(partial(edit, "worker", record, {field: value}))


def drawn_edit(chance: Random) -> tuple[str, str]:
    """Draw the field of a worker that is edited, and its new value: a number, a name, a place or a code."""
    return chance.choice(_EDITED)(chance)


def _number(chance: Random) -> tuple[str, str]:
    return "bpjs_tk_no", f"{chance.randrange(10**11):011}"


def _address(chance: Random) -> tuple[str, str]:
    return "abroad_address", f"{chance.choice(('PT', 'Sdn'))} {chance.choice(_NAMES)} {chance.choice(_NAMES)}"


def _area(chance: Random) -> tuple[str, str]:
    return "working_area", f"{chance.choice(_PLACES)}, no. {chance.randrange(1, 40)}"


def _education(chance: Random) -> tuple[str, str]:
    return "education", chance.choice(("SD", "SMP", "SMA", "DIPLOMA", "S1"))


_NAMES: Final = ("Maju", "Jaya", "Abadi", "Sentosa", "Makmur", "Lestari", "Sejahtera", "Mandiri")
_PLACES: Final = ("Johor Bahru", "Batu Pahat", "Muar", "Kluang", "Segamat", "Pontian", "Kulai", "Mersing")
_EDITED: Final = (_number, _address, _area, _education)


if __name__ == "__main__":
    print(table(main(int(sys.argv[1]) if len(sys.argv) > 1 else WORKERS)))
