"""Three desks of a mission and its centre; one of them has no line at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop import sticks
from desktop.actions import records
from desktop.desk import Desk
from sync.gateway.database import Database
from tests.faults.desks import Keys, Line, centre, code, new_desk, new_keys, opened
from tests.gateway.desk import PlayedClock


@dataclass
class Town:
    """*far* has no line from here on; *near* has one; *third* has one, too."""

    folder: Path
    database: Database
    line: Line
    clock: PlayedClock
    near: Desk
    far: Desk
    third: Desk

    def stick(self, writer: Desk, name: str = "stick", to: Desk | None = None) -> Path:
        path = self.folder / f"{name}.sisko-bundle"
        sticks.write(writer, path, sticks.Load(to=None if to is None else to.store.identity().mark))
        return path

    @property
    def desks(self) -> tuple[Desk, Desk, Desk]:
        return self.near, self.far, self.third

    def entries(self) -> int:
        with self.database.read() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM ledger").scalar() or 0


USERS = ("near", "far", "third")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Keys]]:
    """Build a town once; each test works on a copy."""
    folder, clock = tmp_path_factory.mktemp("town"), PlayedClock()
    database, keys = Database(f"sqlite:///{folder / 'centre.db'}"), [new_keys(user) for user in USERS]
    with centre(database, clock) as line:
        desks = [new_desk(folder / one.user, one, clock) for one in keys]
        for desk in desks:
            desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
        for desk in desks:  # each hears of the others
            desk.round(channel=line)
            desk.close()
    database.close()
    return folder, keys


@contextmanager
def copied(built: tuple[Path, list[Keys]], folder: Path) -> Iterator[Town]:
    """Open a copy of the town in *folder*."""
    shutil.copytree(built[0], folder, dirs_exist_ok=True)
    clock, database = PlayedClock(), Database(f"sqlite:///{folder / 'centre.db'}")
    clock.passes(timedelta(minutes=1))
    with centre(database, clock, founds=False) as line:
        desks = [opened(folder / one.user, one, clock) for one in built[1]]
        yield Town(folder, database, line, clock, *desks)
        for desk in desks:
            desk.close()
    database.close()


@pytest.fixture
def town(built: tuple[Path, list[Keys]], tmp_path: Path) -> Iterator[Town]:
    with copied(built, tmp_path) as open_town:
        yield open_town


def worker(desk: Desk, name: str, **fields: object) -> str:
    """Enter a worker at *desk*."""
    return desk.do(partial(records.create, "worker", {"full_name": name, **fields})).id


def name_of(desk: Desk, record: str) -> object:
    """Return the name that *desk* shows."""
    return desk.store.get("worker", record).fields["full_name"]
