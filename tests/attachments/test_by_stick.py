"""Files by stick: sealed as they lie here, previews first, over as many sticks as it takes, the rest by line."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop import sticks
from desktop.actions.attachments import open_file
from desktop.desk import Desk
from desktop.store import attachments, carriage
from desktop.store.attachments import KIND, lines_of
from desktop.store.blobs import BlobFolder, digest
from sync.errors import BadBundle, Cancelled, UnwritableFile
from tests.attachments.conftest import Open, add, damaged, worker
from tests.sticks.meeting_of import meet


class Pair(NamedTuple):
    """*far* has no line; *near* has one."""

    far: Desk
    near: Desk


@pytest.fixture
def pair(desks: Open) -> Pair:
    far, near = desks("dewi"), desks("budi")
    for desk in (far, near):
        desk.round()
    return Pair(far, near)


def _mark(desk: Desk) -> str:
    return desk.store.identity().mark


def _here(desk: Desk, record: str) -> dict[str, bool]:
    return {line.part: line.here for line in lines_of(desk.store, [record])}


def test_files_go_by_stick_to_the_desk_and_on_to_the_centre_and_their_receipt_comes_home(
    pair: Pair, tmp_path: Path, large_photo: bytes
) -> None:
    row = add(pair.far, large_photo)
    stick = tmp_path / "stick"
    written = sticks.write(pair.far, stick, sticks.Load(to=_mark(pair.near)))
    assert (written.files.files, written.files.left) == (2, 0)
    assert stick.stat().st_size == written.size_bytes > len(large_photo)
    assert large_photo[:2000] not in stick.read_bytes()

    read = sticks.read(pair.near, stick)
    assert (read.files.files, read.files.left) == (2, 0)
    assert open_file(pair.near, row.id) == large_photo, "before any centre has it"
    report = pair.near.round()
    assert report.files_sent == 2

    for number in range(2):  # the first answer may be older than the files
        sticks.read(pair.near, stick if number == 0 else _written(pair.far, tmp_path / "again"))
        pair.near.round()
        sticks.read(pair.far, _written(pair.near, tmp_path / "back"))
    assert pair.far.store.get(KIND, row.id).fields["sync_state"] == "ACK"
    assert pair.far.standing().attachments["waiting"] == 0
    assert _written_files(pair.far, tmp_path / "last") == 0
    assert pair.far.verify() == () == pair.near.verify()


def _written(desk: Desk, path: Path) -> Path:
    sticks.write(desk, path)
    return path


def _written_files(desk: Desk, path: Path) -> int:
    return sticks.write(desk, path).files.bytes


def test_a_desk_that_only_carries_sends_the_files_when_the_record_has_come(
    pair: Pair, tmp_path: Path, large_photo: bytes
) -> None:
    row = add(pair.far, large_photo)
    read = sticks.read(pair.near, _written(pair.far, tmp_path / "stick"))
    assert (read.files.files, read.taken.asks) == (2, 1)
    assert lines_of(pair.near.store, [row.id]) == []
    onward = sticks.write(pair.near, tmp_path / "onward")
    assert onward.files.files == 2, "what is carried goes on by the next stick, too"

    pair.near.round()
    assert pair.near.store.get(KIND, row.id).fields["sync_state"] == "ACK"
    assert open_file(pair.near, row.id) == large_photo


@pytest.mark.parametrize(("most", "value"), [("_MOST_STRAY_BYTES", 1 << 20), ("_MOST_STRAYS", 1)])
def test_files_without_a_record_here_take_no_more_room_than_is_theirs(
    pair: Pair, tmp_path: Path, large_photo: bytes, monkeypatch: pytest.MonkeyPatch, most: str, value: int
) -> None:
    row = add(pair.far, large_photo)
    monkeypatch.setattr(carriage, most, value)
    read = sticks.read(pair.near, _written(pair.far, tmp_path / "stick"))
    assert (read.files.files, read.files.left > len(large_photo)) == (1, True), "the preview found room"
    monkeypatch.undo()
    assert sticks.read(pair.near, tmp_path / "stick").files.files == 1, "the stick has it still"
    pair.near.round()
    assert open_file(pair.near, row.id) == large_photo


def test_half_by_one_stick_and_the_rest_by_the_next(pair: Pair, tmp_path: Path, large_photo: bytes) -> None:
    row = add(pair.far, large_photo)
    load = sticks.Load(to=_mark(pair.near), most_bytes=1 << 20)
    names = [tmp_path / f"stick-{number}" for number in range(3)]
    written = [sticks.write(pair.far, name, load).files for name in names]
    assert [one.bytes <= 1 << 20 for one in written] == [True, True, True]
    assert [sum(one.bytes for one in written) > len(large_photo), written[0].left > 0] == [True, True]

    sticks.read(pair.near, names[0])
    assert _here(pair.near, row.id) == {"preview": True, "original": False}
    sticks.read(pair.near, names[2])  # out of order: nothing of it fits yet
    sticks.read(pair.near, names[1])
    assert _here(pair.near, row.id)["original"] is False
    assert sticks.read(pair.near, names[2]).files.files == 1
    assert open_file(pair.near, row.id) == large_photo


def test_half_by_stick_and_the_rest_by_line(pair: Pair, tmp_path: Path, large_photo: bytes) -> None:
    row = add(pair.far, large_photo)
    stick = tmp_path / "stick"
    sticks.write(pair.far, stick, sticks.Load(to=_mark(pair.near), most_bytes=1 << 20))
    sticks.read(pair.near, stick)
    pair.far.round()
    pair.near.round()
    got = {line.part: line.got for line in lines_of(pair.near.store, [row.id])}
    assert got["original"] > 500_000
    seen: list[int] = []
    pair.near.line.fetch(row.id, lambda moved: seen.append(moved.bytes_in))
    assert max(seen) < len(large_photo) - got["original"] + 100_000
    assert open_file(pair.near, row.id) == large_photo


def test_previews_alone_go_where_there_is_room_for_no_more(pair: Pair, tmp_path: Path, large_photo: bytes) -> None:
    row = add(pair.far, large_photo)
    room = sticks.room(pair.far)
    assert room.previews < 21_000 < room.all
    load = sticks.Load(to=_mark(pair.near), previews_only=True)
    assert sticks.write(pair.far, tmp_path / "stick", load).files.bytes == room.previews
    sticks.read(pair.near, tmp_path / "stick")
    assert _here(pair.near, row.id) == {"preview": True, "original": False}
    assert sticks.write(pair.far, tmp_path / "none", sticks.Load(most_bytes=0)).files.bytes == 0


def test_a_stick_that_was_lost_is_written_again_without_being_told(
    pair: Pair, tmp_path: Path, large_photo: bytes
) -> None:
    row = add(pair.far, large_photo)
    load = sticks.Load(to=_mark(pair.near))
    sticks.write(pair.far, tmp_path / "lost", load)
    sticks.read(pair.near, _written_to(pair, tmp_path / "second"))
    assert open_file(pair.near, row.id) == large_photo


def _written_to(pair: Pair, path: Path) -> Path:
    sticks.write(pair.far, path, sticks.Load(to=_mark(pair.near)))
    return path


def test_a_full_stick_and_a_stopped_writing_leave_the_old_file(
    pair: Pair, tmp_path: Path, large_photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(pair.far, large_photo)
    stick = tmp_path / "stick"
    stick.write_bytes(b"old")

    def stop(done: int, total: int) -> None:
        assert 0 < done <= total
        raise Cancelled

    with pytest.raises(Cancelled):
        sticks.write(pair.far, stick, tell=stop)
    assert stick.read_bytes() == b"old"

    usage = shutil.disk_usage(tmp_path)
    tight = usage._replace(free=(1 << 20) + 200_000)
    monkeypatch.setattr("desktop.sticks.shutil.disk_usage", lambda of: tight if Path(of) == tmp_path else usage)
    written = sticks.write(pair.far, stick)
    assert written.files.left > 2_000_000
    assert written.size_bytes < tight.free
    monkeypatch.undo()
    monkeypatch.setattr("desktop.sticks._MOST_FILE", tight.free)  # there is room, but not in one file of FAT32
    assert sticks.write(pair.far, stick).size_bytes < tight.free
    monkeypatch.undo()
    with pytest.raises(UnwritableFile) as refused:
        sticks.write(pair.far, Path("/dev/full/stick"))
    assert refused.value.field == "file"
    assert sorted(path.name for path in tmp_path.glob("stick*")) == ["stick"]


def test_what_was_cut_off_or_changed_on_the_stick_is_not_believed(
    pair: Pair, tmp_path: Path, large_photo: bytes
) -> None:
    row = add(pair.far, large_photo)
    stick = _written_to(pair, tmp_path / "stick")
    whole = stick.read_bytes()
    stick.write_bytes(damaged(whole))
    assert sticks.read(pair.near, stick).files.left > 2_000_000
    assert _here(pair.near, row.id)["original"] is False
    stick.write_bytes(whole[: len(whole) // 2])
    assert sticks.read(pair.near, stick).files.left > 2_000_000
    assert [line.got > 0 for line in lines_of(pair.near.store, [row.id]) if line.part == "original"] == [True]
    stick.write_bytes(whole)
    assert sticks.read(pair.near, stick).files.files == 1
    assert open_file(pair.near, row.id) == large_photo
    stick.write_bytes(whole[:300])
    with pytest.raises(BadBundle):
        sticks.read(pair.near, stick)


def test_a_stray_waits_for_its_record_and_is_swept_when_none_comes(
    pair: Pair, tmp_path: Path, large_photo: bytes
) -> None:
    add(pair.far, large_photo, owner=worker(pair.far))
    sticks.read(pair.near, _written(pair.far, tmp_path / "stick"))
    now = pair.near.clock.now()
    assert attachments.sweep(pair.near.store, now + timedelta(days=30)) == 0
    assert pair.near.files.carriage().waiting() > 2_000_000
    assert attachments.sweep(pair.near.store, now + timedelta(days=61)) == 2


def test_files_go_in_a_meeting_when_they_are_asked_for(pair: Pair, large_photo: bytes) -> None:
    rows = [add(pair.far, large_photo), add(pair.near, large_photo)]
    assert meet(pair.near, pair.far).files_given == 0
    met = meet(pair.near, pair.far, files=True)
    assert (met.files_given, met.files_received) == (2, 2)
    assert open_file(pair.near, rows[0].id) == large_photo == open_file(pair.far, rows[1].id)
    again = meet(pair.near, pair.far, files=True)
    assert (again.files_given, again.file_bytes) == (0, 0)
    pair.near.round()
    assert pair.near.store.get(KIND, rows[0].id).fields["sync_state"] == "ACK", "for the desk that has no line"


def test_what_a_round_brings_at_this_moment_is_left_to_it(pair: Pair, tmp_path: Path, large_photo: bytes) -> None:
    row = add(pair.far, large_photo)
    stick = tmp_path / "stick"
    sticks.write(pair.far, stick, sticks.Load(to=_mark(pair.near)))
    names = [line.id for line in lines_of(pair.far.store, [row.id])]
    pair.near.files._claims |= dict.fromkeys(names, "a round")
    read = sticks.read(pair.near, stick)
    assert (read.files.files, read.files.left) == (0, read.files.bytes)
    pair.near.files._claims.clear()
    assert sticks.read(pair.near, stick).files.files == 2
    assert pair.near.files._claims == {}
    assert open_file(pair.near, row.id) == large_photo


def test_what_came_whole_by_another_road_meanwhile_is_not_thrown_away(tmp_path: Path) -> None:
    folder, name = BlobFolder(tmp_path), "0" * 32
    folder.lay(name, b"sealed")
    assert folder.finish(name, digest(folder.file(name)))
    assert folder.read(name) == b"sealed"
    assert not folder.finish("1" * 32, digest(folder.file(name)))
