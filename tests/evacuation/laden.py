"""A desk that is laden with every kind of unsent work, two others of its mission, and their centre."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop import sticks
from desktop.actions import conflicts
from desktop.actions.attachments import NewFile, attach
from desktop.desk import Desk
from desktop.store.drafts import Draft
from sync.gateway.admin import Administration
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.database import Database
from sync.gateway.tables import blobs, ledger
from tests.faults.desks import Keys, Line, centre, code, new_desk, new_keys, opened
from tests.faults.small_mission import edited, made
from tests.gateway.desk import PlayedClock

SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(400)
DRAFT = Draft(form="new/case", body={"summary": "Kenari belum disimpan"}, at="2026-03-10T06:42:00.000Z")
KINDS = ("waiting", "refused", "decision", "draft", "file", "handed", "pouch")
_STATES = "SELECT change_id, state FROM outbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The folder that each test works on a copy of; *work* names by kind what must not be lost."""

    folder: Path
    keys: dict[str, Keys]
    work: dict[str, str]


@dataclass
class Place:
    """A copy: the laden desk may be erased, closed, or killed."""

    folder: Path
    built: Built
    database: Database
    line: Line
    clock: PlayedClock
    desk: Desk

    def again(self) -> Desk:
        """Open the laden desk as after a start of the programme."""
        self.desk.close()
        self.desk = opened(self.folder / "far", self.built.keys["far"], self.clock)
        return self.desk

    def kept_here(self) -> set[str]:
        """Return the kinds of unsent work that the desk still holds."""
        with self.desk.store.reading() as connection:
            states = {line.change_id: line.state for line in connection.exec_driver_sql(_STATES)}
        found = {kind for kind in ("waiting", "refused", "decision", "handed") if self.built.work[kind] in states}
        found |= {"draft"} if DRAFT in self.desk.store.drafts("far") else set()
        found |= (
            {"file"}
            if any(one.blob == self.built.work["file"] for one in self.desk.files.carriage().whole())
            else set()
        )
        with self.desk.store.reading() as connection:  # one that the centre turned away stays, and at its own desk
            # An ask, or the centre's sealed word on it: its own desk has its work until it hears that word.
            carried = connection.exec_driver_sql("SELECT count(*) FROM pouch").scalar()
        return found | ({"pouch"} if carried else set())

    def at_centre(self) -> set[str]:
        """Return the kinds of work that are in the ledger, on the shelves, or among what was rescued."""
        with self.database.read() as connection:
            entered = set(connection.scalars(select(ledger.c.change_id)))
            shelved = set(connection.scalars(select(blobs.c.id).where(blobs.c.whole_at.is_not(None))))
        work = self.built.work
        found = {kind for kind in ("waiting", "decision", "handed", "pouch") if work[kind] in entered}
        found |= {"file"} if work["file"] in shelved else set()
        for note in Administration(self.database, self.clock).rescued():
            found |= {"refused"} if any(work["refused"] in one["body"] for one in note["changes"]) else set()
            found |= {"draft"} if any("Kenari belum" in one["body"] for one in note["drafts"]) else set()
        return found

    def taken(self, file: Path) -> dict[str, Any]:
        """Let the centre take a rescue in."""
        return Administration(self.database, self.clock).take_rescue(file, self.folder / "files")


def build(folder: Path) -> Built:
    """Make the mission, and let *far* work without a line."""
    clock, users = PlayedClock(), ("near", "far", "third")
    keys = {user: new_keys(user) for user in users}
    with closing(Database(f"sqlite:///{folder / 'centre.db'}")) as database, centre(database, clock) as line:
        desks = {user: new_desk(folder / user, keys[user], clock) for user in users}
        for desk in desks.values():
            desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
        work = _load(desks, line, folder)
        for desk in desks.values():
            desk.close()
    return Built(folder=folder, keys=keys, work=work)


def _load(desks: dict[str, Desk], line: Line, folder: Path) -> dict[str, str]:
    near, far, third = desks["near"], desks["far"], desks["third"]
    shared = made(near, "worker", full_name="Siti Aminah", birth_date="1990-01-01")
    for desk in (near, far, third, near):
        desk.round(channel=line)
    edited(near, shared, birth_date="1991-01-01")
    edited(far, shared, birth_date="1992-01-01")
    for desk in (near, far, near, far):
        desk.round(channel=line)
    dispute = conflicts.open_ones(far.store)[0]
    work = {"decision": _saved(far, lambda: far.do(lambda unit: conflicts.keep(dispute.id, "mine", unit)))}
    work["waiting"] = _saved(far, lambda: made(far, "worker", full_name="Nur Halimah"))
    work["refused"] = _saved(far, lambda: made(far, "employer", name="Al Faisal"))
    with far.store.transactions.write() as connection:
        sql = "UPDATE outbox SET state = 'refused', code = 'shape' WHERE change_id = ?"
        connection.exec_driver_sql(sql, (work["refused"],))
    far.store.keep_draft("far", DRAFT)
    owner = ("worker", shared.id)
    work["file"] = attach(far, NewFile(owner=owner, content=SOUND, title="Rekaman")).fields["blob"]
    stick = folder / "handed.sisko-bundle"
    work["handed"] = _saved(third, lambda: made(third, "worker", full_name="Sri Wahyuni"))
    sticks.write(third, stick, sticks.Load(to=far.store.identity().mark))
    sticks.read(far, stick)
    work["pouch"] = _saved(near, lambda: made(near, "worker", full_name="Dewi Lestari"))
    sticks.write(near, stick)
    sticks.read(far, stick)
    with far.store.transactions.write() as connection:  # third's ask came with what it handed over
        connection.exec_driver_sql("DELETE FROM pouch WHERE device = ?", (third.store.identity().device,))
    return work


def _saved(desk: Desk, act: Callable[[], object]) -> str:
    """Return the change that *act* saved last."""
    act()
    with desk.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT change_id FROM outbox ORDER BY n DESC LIMIT 1").scalar())


@contextmanager
def copied(built: Built, folder: Path) -> Iterator[Place]:
    """Open a copy in *folder*."""
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    clock = PlayedClock()
    clock.passes(timedelta(minutes=5))
    BlobFolder(folder / "files").make()
    with (
        closing(Database(f"sqlite:///{folder / 'centre.db'}")) as database,
        centre(database, clock, founds=False) as line,
    ):
        place = Place(folder, built, database, line, clock, opened(folder / "far", built.keys["far"], clock))
        try:
            yield place
        finally:
            place.desk.close()
