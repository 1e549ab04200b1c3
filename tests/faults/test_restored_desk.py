"""A desk is restored from its backup, also twice from the same one, or after its centre: no number is given twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest

from desktop.desk import Desk
from desktop.store.backup import raise_epoch
from desktop.store.verify import store_digest
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from tests.faults.desks import MISSION, Keys, Line, centre, code, new_desk, new_keys, opened
from tests.gateway.desk import PlayedClock


@dataclass
class Restored:
    """One desk, its backup of the morning, and a centre that has heard it since."""

    folder: Path
    keys: Keys
    clock: PlayedClock
    line: Line
    desk: Desk
    names: list[str] = field(default_factory=list)

    def work(self, name: str) -> None:
        """Save, and send."""
        self.save(name)
        self.desk.round(channel=self.line)

    def save(self, name: str) -> None:
        """Save only."""
        self.desk.do(lambda unit: unit.create("worker", {"full_name": name}))
        self.names.append(name)

    def held(self) -> list[str]:
        """Return the names that the desk shows."""
        rows = self.desk.store.page("worker", limit=10).rows
        return sorted(row.fields["full_name"] for row in rows)

    def restore(self) -> None:
        """Lose the disk, and begin with the backup."""
        self.desk.close()
        self.folder = copytree(self.folder.parent / "morning", self.folder.with_name(f"{self.folder.name}x"))
        self.desk = opened(self.folder, self.keys, self.clock)
        raise_epoch(self.desk.store)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    held = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    yield held
    held.close()


@pytest.fixture
def restored(tmp_path: Path, database: Database) -> Iterator[Restored]:
    clock, keys = PlayedClock(), new_keys("siti")
    with centre(database, clock) as line:
        desk = new_desk(tmp_path / "desk", keys, clock)
        desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
        desk.close()
        copytree(tmp_path / "desk", tmp_path / "morning")
        held = Restored(tmp_path / "desk", keys, clock, line, opened(tmp_path / "desk", keys, clock))
        yield held
        held.desk.close()


def test_a_backup_that_is_restored_again_and_again_gives_no_number_twice(
    restored: Restored, database: Database
) -> None:
    restored.work("Siti Aminah")
    for name in ("Budi Santoso", "Tono", "Wati", "Dewi"):
        restored.restore()
        restored.work(name)

    assert restored.held() == sorted(restored.names)
    with database.read() as connection:
        assert store_digest(restored.desk.store) == digest_of_scope(connection, MISSION)
    standing = restored.desk.standing()
    assert (standing.waiting, standing.refused) == (0, 0)
    assert standing.proven is not None


def test_work_of_two_restored_epochs_that_is_sent_late_is_all_taken(restored: Restored) -> None:
    restored.restore()
    restored.work("Siti Aminah")
    restored.restore()
    for name in ("Budi Santoso", "Tono"):  # before it hears of what it had sent from the first epoch
        restored.save(name)

    report = restored.desk.round(channel=restored.line)

    assert (report.sent, report.refused) == (2, 0)
    assert restored.held() == sorted(restored.names)
