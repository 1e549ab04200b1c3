"""What a desk does while its writes are noted, in a process of its own; each promise goes into a file at once."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from litestar.testing import TestClient

from desktop.actions.attachments import NewFile, attach
from desktop.desk import Desk
from desktop.store import backup, opening, space
from desktop.store.migrating import MIGRATIONS, Steps
from desktop.store.store import Store
from sync.gateway import accounts
from sync.gateway.app import Gateway
from sync.gateway.database import Database
from sync.identity.keys import OpeningKey
from tests.faults.desks import MISSION, Keys, Line, code, new_desk, opened
from tests.faults.power.disk import ACKNOWLEDGED
from tests.faults.small_mission import edited, made
from tests.gateway.desk import PlayedClock

KEYS: Final = {
    user: Keys(
        store=f"store-{user}",
        salt=bytes(16),
        user=user,
        store_key=bytes([number]) * 32,
        signing=bytes([number + 1]) * 32,
        opening=bytes([number + 2]) * OpeningKey.SIZE,
    )
    for number, user in ((10, "siti"), (20, "budi"))
}
NEXT: Final[Steps] = (
    *MIGRATIONS,
    ("CREATE TABLE shelves(n INTEGER PRIMARY KEY)", *(f"INSERT INTO shelves VALUES({n})" for n in range(20))),
)
"""The tables of the next release."""
DAYS: Final = 8
"""One more than backups are kept."""
KEY_FILES: Final = ("slots.json", "device.key")


@contextmanager
def small_store() -> Iterator[None]:
    """Fold the log in often, so that this is cut, too, but not with each save: that would force it to the disk anyhow.

    No reserve is held, which is only bytes.
    """
    often = tuple("wal_autocheckpoint=150" if "wal_auto" in one else one for one in opening._PRAGMAS)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(opening, "_PRAGMAS", often)
        small.setattr(space, "WARN_MB", 1 << 40)
        yield


@contextmanager
def mission(folder: Path) -> Iterator[tuple[Line, Database, PlayedClock]]:
    """The centre in *folder*, with its mission."""
    clock, database = PlayedClock(), Database(f"sqlite:///{folder / 'centre' / 'centre.db'}")
    gateway = Gateway(database, clock)
    with database.write() as connection:
        if not accounts.has_mission(connection, MISSION):
            accounts.add_mission(connection, MISSION, clock)
    with TestClient(gateway.application()) as client:
        yield Line(client), database, clock
    database.close()


def prepare(folder: Path) -> None:
    """Make what is there before the deed: a centre and two desks that have joined it, with some records."""
    (folder / "centre").mkdir()
    with small_store(), mission(folder) as (line, database, clock):
        for user in KEYS:
            desk = new_desk(folder / user, KEYS[user], clock)
            desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
            for name in KEY_FILES:
                (folder / user / name).write_bytes(b"{}")
            desk.round(channel=line)
            desk.close()


Promise = Callable[[str], None]


def save(desk: Desk, folder: Path, promise: Promise) -> None:
    """Make and change records."""
    rows = [made(desk, "worker", full_name="Siti")]
    for number in range(25):
        if number % 3:
            rows.append(made(desk, "worker", full_name=f"Nama {number}"))
        else:
            edited(desk, rows[-1], full_name=f"Nama {number}")
        promise(f"save:{number}")


def sync(desk: Desk, folder: Path, promise: Promise) -> None:
    """Two desks save and sync by turns; all three stores are in the folder that loses its power."""
    with mission(folder) as (line, _, clock):
        other = opened(folder / "budi", KEYS["budi"], clock)
        for number in range(10):
            one = (desk, other)[number % 2]
            made(one, "worker", full_name=f"Nama {number}")
            promise(f"save:{number}")
            one.round(channel=line)
        other.close()


def files(desk: Desk, folder: Path, promise: Promise) -> None:
    """Add files."""
    owner = made(desk, "worker", full_name="Siti")
    for number in range(6):
        row = attach(desk, NewFile(owner=(owner.kind, owner.id), content=content(number), title=f"Surat {number}"))
        promise(f"file:{number}:{row.id}")


def content(number: int) -> bytes:
    """Return what stands in a file."""
    return b"surat nomor %d\n" % number * 500


def migrate(desk: Desk, folder: Path, promise: Promise) -> None:
    """Save, close, and let the next release open the store."""
    for number in range(10):
        made(desk, "worker", full_name=f"Nama {number}")
    desk.close()
    promise("saved")
    session = KEYS["siti"].session()
    Store.open(desk.folder, session.database_key, desk.clock, store_id=session.store.id, migrations=NEXT).close()
    promise("migrated")


def back_up(desk: Desk, folder: Path, promise: Promise) -> None:
    """Save and write a backup on some days, then put the last one into a folder of its own."""
    written = None
    for number in range(DAYS):
        made(desk, "worker", full_name=f"Nama {number}")
        written = backup.daily(desk.store, desk.session.database_key, desk.clock)
        assert written is not None
        promise(f"backup:{written.path.name}:{number + 1}")
        assert isinstance(desk.clock, PlayedClock)
        desk.clock.passes(timedelta(days=1))
    assert written is not None
    backup.restore(written.path, folder / "restored")
    promise("restored")


DEEDS: Final[dict[str, Callable[[Desk, Path, Promise], None]]] = {
    "save": save,
    "sync": sync,
    "files": files,
    "migrate": migrate,
    "back up": back_up,
}


def main(name: str, where: str) -> None:
    """Do one deed in a folder that was prepared."""
    folder = Path(where)
    said = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with small_store():
        desk = opened(folder / "siti", KEYS["siti"], PlayedClock())
        DEEDS[name](desk, folder, lambda text: _promise(said, text))
        desk.close()


def _promise(said: int, text: str) -> Any:
    os.write(said, f"{text}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
