"""Leaving a post: everything unsent is sealed and read again, the desk is erased, and the centre has it all."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.evacuation import leaving, rescuing
from desktop.keys import erasing, slots
from sync.errors import BadBundle, NoStore, NotRescued
from sync.gateway.tables import audit_lines
from tests.evacuation.laden import KINDS, Place


def test_what_was_unsent_at_an_evacuated_desk_is_at_the_centre(place: Place, tmp_path: Path) -> None:
    assert place.kept_here() == set(KINDS)
    file = tmp_path / "rescue.sisko-bundle"
    proof = leaving.evacuate(place.desk, file)
    assert proof.rescued["sha256"] == rescuing._sha256(file)
    assert place.taken(file)["ok"]
    assert place.at_centre() == set(KINDS)
    again = place.taken(file)
    assert again["ok"]
    assert place.at_centre() == set(KINDS)


def test_the_audit_of_an_evacuated_desk_is_whole_at_the_centre(place: Place, tmp_path: Path) -> None:
    device = place.desk.store.identity().device
    with place.desk.store.reading() as connection:
        written = connection.exec_driver_sql("SELECT count(*) FROM audit").scalar()
    leaving.evacuate(place.desk, tmp_path / "rescue.sisko-bundle")
    place.taken(tmp_path / "rescue.sisko-bundle")
    with place.database.read() as connection:
        arrived = select(func.count()).select_from(audit_lines).where(audit_lines.c.device == device)
        assert connection.scalar(arrived) == written


def test_nothing_of_an_evacuated_desk_is_left_but_a_proof_that_names_nobody(place: Place, tmp_path: Path) -> None:
    folder, key = place.desk.folder, bytes(place.desk.session.database_key()[:32])
    (folder / "backups").mkdir()
    (folder / "backups" / "2026-03-09.sisko-backup").write_bytes(b"slots and secret")
    (folder / "slots.json").write_bytes(b"slots")
    (folder / "slots.copy.json").write_bytes(b"slots")
    (folder / "device.key").write_bytes(b"secret")
    leaving.evacuate(place.desk, tmp_path / "rescue.sisko-bundle")
    left = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert set(left) <= {erasing.PROOF, "desk.lock"}
    assert not any(key in content or b"Kenari" in content for content in left.values())
    said = json.loads(left[erasing.PROOF])
    assert set(said["rescued"]) == {"sha256", "bytes", "changes", "left", "drafts", "carried", "files"}
    with pytest.raises(NoStore):
        slots.users(folder)


def test_another_desk_of_the_mission_can_go_on_with_the_work(place: Place, tmp_path: Path) -> None:
    from desktop import sticks
    from tests.faults.desks import opened

    file = tmp_path / "rescue.sisko-bundle"
    leaving.evacuate(place.desk, file)
    near = opened(place.folder / "near", place.built.keys["near"], place.clock)
    try:
        read = sticks.read(near, file)
        assert read.handed is not None
        assert [hit.why for hit in near.search("Nur Halimah")] != []
        near.round(channel=place.line)
    finally:
        near.close()
    assert {"waiting", "decision", "handed"} <= place.at_centre()


def test_a_file_that_is_not_what_was_sealed_erases_nothing(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rescue.sisko-bundle"
    forget = rescuing._forget_pages

    def spoil(path: Path) -> None:
        forget(path)
        content = bytearray(path.read_bytes())
        content[-1] ^= 1  # of the last sealed file
        path.write_bytes(content)

    monkeypatch.setattr(rescuing, "_forget_pages", spoil)
    with pytest.raises(NotRescued):
        leaving.evacuate(place.desk, file)
    assert place.kept_here() == set(KINDS)


def test_by_line_alone_it_does_not_go_while_something_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.desk, "round", lambda **_said: None)
    with pytest.raises(NotRescued):
        leaving.evacuate(place.desk, None)
    assert place.kept_here() == set(KINDS)


def test_a_desk_that_no_centre_knows_leaves_a_backup(tmp_path: Path) -> None:
    from desktop import desk as desks
    from desktop.actions import records
    from desktop.keys.secret import Officer
    from desktop.store import backup

    secret = "meranti-lusa-gerimis-7-bandar"
    desk = desks.create(tmp_path / "desk", Officer(user="siti", name="Siti"), secret, "JHB")
    made = desk.do(lambda unit: records.create("worker", {"full_name": "Nur Halimah"}, unit))
    leaving.evacuate(desk, tmp_path / "rescue.sisko-bundle")
    backup.restore(tmp_path / "rescue.sisko-bundle", tmp_path / "elsewhere")
    again = desks.unlock(tmp_path / "elsewhere", "siti", secret)
    assert again.store.get("worker", made.id).fields["full_name"] == "Nur Halimah"
    again.close()


def test_a_strangers_file_is_no_rescue(place: Place, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"SPB1" + bytes(200))
    with pytest.raises(BadBundle):
        place.taken(tmp_path / "x")
