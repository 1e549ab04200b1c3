"""A file goes from one desk by the centre to another: previews first, sealed all the way, believed when proven."""

import hashlib
from random import Random

import pytest

from desktop.actions.attachments import open_file
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.store.attachments import KIND, lines_of, opened
from desktop.store.row import Row
from sync.clock import SystemClock
from sync.engine.budget import Budget
from sync.engine.round import Report
from sync.errors import Unreachable
from sync.gateway.admin import Administration
from sync.transport.http import HttpChannel
from tests.attachments.conftest import Open, add, both_databases, damaged, photo, worker
from tests.attachments.cutting import EnvelopesOnly

pytestmark = both_databases


def test_a_file_reaches_another_desk_its_preview_first_and_its_original_when_asked(
    desks: Open, desk: Desk, large_photo: bytes
) -> None:
    row = add(desk, large_photo)
    other = desks("budi")

    report = desk.round()
    assert (report.files_sent, report.file_bytes_left) == (2, 0)
    assert desk.standing().attachments == {"here": 1, "at_centre": 1, "waiting": 0, "to_fetch": 0, "bytes": 0}

    other.round()
    found = other.store.get(KIND, row.id)
    assert found.fields["sync_state"] == "ACK"
    assert {line.part: line.here for line in lines_of(other.store, [row.id])} == {"preview": True, "original": False}
    assert len(opened(other.store, found, "preview") or b"") <= 20_480
    assert open_file(other, row.id) is None
    assert other.standing().attachments == {"here": 0, "at_centre": 1, "waiting": 0, "to_fetch": 1, "bytes": 0}

    other.line.fetch(row.id)
    assert open_file(other, row.id) == large_photo
    assert found.fields["sha256"] == hashlib.sha256(large_photo).hexdigest()
    assert other.verify() == () == desk.verify()


def test_nothing_of_a_file_is_readable_on_the_disk_or_at_the_centre(desk: Desk, centre: Centre) -> None:
    content = b"Nomor paspor B1234567 atas nama Siti Aminah\n" * 200
    add(desk, content, title="Surat Siti Aminah.txt")
    desk.round()

    paths = [path for folder in (desk.folder, centre.files) for path in folder.rglob("*") if path.is_file()]
    assert any(path.stat().st_size > len(content) for path in paths)
    assert [path for path in paths if b"Siti Aminah" in path.read_bytes()] == []
    assert [path for path in paths if "Siti" in path.name or "txt" in path.suffix] == []


def test_the_centre_verifies_its_files_and_finds_what_is_damaged(desk: Desk, centre: Centre) -> None:
    row = add(desk, photo())
    desk.round()
    administration = Administration(centre._database, SystemClock())
    assert administration.verify()["findings"] == []

    path = next(path for path in centre.files.rglob("*") if path.is_file() and path.stat().st_size > 21_000)
    path.write_bytes(damaged(path.read_bytes()))
    findings = administration.verify()["findings"]
    assert [(found["rule"], found["record"]) for found in findings] == [("blob", row.id)]


def test_files_that_wait_are_forecast_with_their_previews_and_a_budget_brings_previews_first(
    desk: Desk, large_photo: bytes
) -> None:
    desk.round()
    for _ in range(3):
        desk.round()
    for _ in range(2):
        add(desk, large_photo)

    said = desk.forecast()
    small = desk.forecast(Budget(bytes=60_000))
    part = desk.round(budget=Budget(bytes=60_000))
    rest = desk.round()

    assert said is not None
    assert small is not None
    lanes = {lane.lane: lane for lane in said.lanes}
    assert (lanes["previews"].count, lanes["originals"].count) == (2, 2)
    happened = part.bytes_out + part.bytes_in + rest.bytes_out + rest.bytes_in
    assert abs(said.bytes - happened) < 0.15 * happened
    assert {lane.lane: lane.waiting for lane in small.lanes} == {"changes": 0, "previews": 0, "originals": 2}
    assert part.files_sent == 2
    assert part.bytes_out + part.bytes_in <= 64_000
    assert part.file_bytes_left > 0
    assert (rest.files_sent, rest.file_bytes_left) == (2, 0)
    assert desk.verify() == ()


def test_a_round_that_spares_the_line_moves_previews_and_no_originals(desk: Desk, large_photo: bytes) -> None:
    add(desk, large_photo)

    assert desk.round(budget=Budget(originals=False)).files_sent == 1
    assert desk.round().files_sent == 1


@pytest.mark.usefixtures("small_pieces")
def test_what_is_saved_while_files_are_moved_goes_between_two_pieces(desk: Desk, large_photo: bytes) -> None:
    add(desk, large_photo)
    said: list[Row] = []
    left: list[int] = []

    def step(report: Report) -> None:
        if report.file_bytes and not said:
            said.append(worker(desk))
        elif said and not left and desk.store.get("worker", said[0].id).sync == "centre":
            left.append(report.file_bytes_left)

    report = desk.round(step)

    assert left[0] > len(large_photo) // 2
    assert (report.sent, report.files_sent, report.file_bytes_left) == (3, 2, 0)


def test_no_files_are_moved_with_what_a_change_on_its_way_waits_for(desk: Desk, centre: Centre) -> None:
    add(desk, photo())
    desk.round(channel=EnvelopesOnly(centre))
    chance = Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(20_000))
    desk.do(lambda unit: unit.create("case", {"status": "REGISTERED", "narrative": text}))
    with pytest.raises(Unreachable):
        desk.round(channel=HttpChannel("http://127.0.0.1:1"))

    assert desk.round(budget=Budget(bytes=30_000)).files_sent == 0
    report = desk.round()
    assert (report.sent, report.files_sent) == (1, 2)
