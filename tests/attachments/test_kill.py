"""The desk is killed before every step of adding, sending and fetching a file: it is whole or absent, never lost."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pytest

from desktop.actions.attachments import open_file
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.store.attachments import KIND, lines_of
from desktop.store.blobs import BlobFolder
from desktop.store.row import Row
from sync.clock import SystemClock
from tests.attachments import mortal
from tests.attachments.conftest import add, worker
from tests.attachments.cutting import PIECE, EnvelopesOnly
from tests.attachments.mortal import Order
from tests.faults.desks import MISSION, Keys, new_desk, new_keys, opened

CONTENT: Final = b"surat " * (PIECE // 2)
"""Three pieces."""
MOST_STEPS: Final = 60
_PROCESSES: Final = multiprocessing.get_context("forkserver")


@dataclass
class Place:
    """A desk that is opened here and there, and what the processes said before they died."""

    folder: Path
    keys: Keys
    centre: Centre
    desk: Desk | None = None
    said: list[str] = field(default_factory=list)

    def here(self) -> Desk:
        """Open the desk in this process: it is sound, and no file of it is half."""
        self.desk = opened(self.folder, self.keys, SystemClock())
        assert self.desk.verify() == ()
        return self.desk

    def away(self) -> None:
        """Close it again."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def dies(self, deed: Literal["add", "send", "fetch"], record: tuple[str, str], step: int) -> bool:
        """Let a process do a deed and die before a step of it; False when it had done it by then."""
        self.away()
        ours, theirs = _PROCESSES.Pipe(duplex=False)
        order = Order(folder=self.folder, keys=self.keys, deed=deed, record=record, content=CONTENT, dies_before=step)
        process = _PROCESSES.Process(target=mortal.live, args=(order, theirs), daemon=True)
        process.start()
        theirs.close()
        said = []
        while ours.poll(60):
            try:
                said.append(str(ours.recv()))
            except EOFError:
                break
        process.join()
        ours.close()
        assert process.exitcode == (0 if "done" in said else -9)
        self.said += [one for one in said if one != "done"]
        return "done" not in said


@pytest.fixture
def place(tmp_path: Path, centre: Centre) -> Iterator[Place]:
    _PROCESSES.set_forkserver_preload(["tests.attachments.mortal"])
    keys = new_keys("siti")
    desk = new_desk(tmp_path / "siti", keys, SystemClock())
    desk.enrol(centre.url, centre.issue_code(MISSION))
    desk.round()
    opened_at = Place(tmp_path / "siti", keys, centre, desk)
    yield opened_at
    opened_at.away()


def _is_at_centre_once(place: Place, desk: Desk, rows: list[Row]) -> None:
    """A round of the one who was killed, and everything is at the centre, once and whole."""
    desk.round()
    for row in rows:
        assert desk.store.get(KIND, row.id).fields["sync_state"] == "ACK"
    whole = {path.name for path in place.centre.files.rglob("*") if path.is_file() and not path.suffix}
    assert whole == {row.fields["blob"] for row in rows}


def test_a_file_that_is_added_is_whole_or_absent_wherever_the_desk_is_killed(place: Place) -> None:
    assert place.desk is not None
    owner = worker(place.desk)
    steps = 1
    while place.dies("add", (owner.kind, owner.id), steps):
        steps += 1
        assert steps < MOST_STEPS
    desk = place.here()
    rows = list(desk.store.page(KIND, limit=100).rows)
    assert {*place.said} <= {row.id for row in rows}
    assert all(open_file(desk, row.id) == CONTENT for row in rows)
    lying = [path for _, path in BlobFolder(desk.folder).files() if not path.suffix]
    assert len(rows) <= len(lying) <= len(rows) + steps  # those without a record are swept after a day
    assert steps > 4
    _is_at_centre_once(place, desk, rows)


@pytest.mark.parametrize("centre", ["postgres"], indirect=True)
def test_a_file_that_is_sent_arrives_once_wherever_the_desk_is_killed(place: Place) -> None:
    rows, steps, died = [], 1, True
    while died:
        desk = place.here() if place.desk is None else place.desk
        rows.append(add(desk, CONTENT))
        desk.round(channel=EnvelopesOnly(place.centre))
        died = place.dies("send", (KIND, rows[-1].id), steps)
        steps += 1
        assert steps < MOST_STEPS
    assert steps > 6
    _is_at_centre_once(place, place.here(), rows)


def test_a_file_that_is_fetched_goes_on_wherever_the_desk_is_killed(place: Place, tmp_path: Path) -> None:
    other = new_desk(tmp_path / "budi", new_keys("budi"), SystemClock())
    other.enrol(place.centre.url, place.centre.issue_code(MISSION))
    rows, steps, died = [], 1, True
    while died:
        rows.append(add(other, CONTENT))
        other.round()
        desk = place.here() if place.desk is None else place.desk
        desk.round()
        died = place.dies("fetch", (KIND, rows[-1].id), steps)
        steps += 1
        assert steps < MOST_STEPS
        desk = place.here()
        desk.line.fetch(rows[-1].id)
        assert open_file(desk, rows[-1].id) == CONTENT
        assert all(line.here for line in lines_of(desk.store, [rows[-1].id]))
    assert steps > 6
    other.close()
