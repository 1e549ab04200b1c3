"""Taking a file in: limits refused at once and in words, sealed before saved, nothing left of what failed."""

import io
import os
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from desktop.actions import attachments, records
from desktop.actions.attachments import copy_name, open_file, read_file, save_copy
from desktop.desk import Desk
from desktop.previews.kinds import kind_of
from desktop.store import space
from desktop.store.attachments import KIND, lines_of, opened, sweep
from desktop.store.blobs import BlobFolder
from desktop.words import LANGUAGES, Words
from sync.errors import DiskFull, InvalidField, RuleBroken, StoreDamaged, UnreadableFile
from tests.attachments.conftest import add, damaged, photo, worker


def pdf(pages: int = 3) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (400, 560), "white") for _ in range(pages)]
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


def names(desk: Desk) -> list[str]:
    return sorted(path.name for _, path in BlobFolder(desk.folder).files())


def test_a_photo_is_kept_sealed_with_its_kind_digest_and_preview(desk: Desk) -> None:
    content = photo()
    row = add(desk, content)

    assert (row.fields["media_type"], row.fields["bytes"], row.fields["by"]) == ("image/jpeg", len(content), "dewi")
    assert kind_of(opened(desk.store, row, "preview") or b"") == "image/jpeg"
    assert open_file(desk, row.id) == content
    assert sorted(names(desk)) == sorted([row.fields["blob"], row.fields["preview"]])
    assert [line.here for line in lines_of(desk.store, [row.id])] == [True, True]


def test_a_pdf_says_its_pages_and_a_voice_note_has_no_preview(desk: Desk) -> None:
    assert add(desk, pdf()).fields["pages"] == 3
    assert "preview" not in add(desk, b"OggS" + os.urandom(500)).fields


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file-empty"),
        (b"\xff\xd8\xff" + bytes((25 << 20) + 1), "file-over-25-mb"),
        (b"MZ" + bytes(200), "kind-not-taken"),
        (b"<html><script>alert(1)</script></html>", "kind-not-taken"),
        (b"PK\x03\x04" + os.urandom(100), "kind-not-taken"),
        (photo()[:9000], "file-unreadable"),
        (b"%PDF-1.4\njunk", "file-unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_kept_is_refused_at_once_in_both_languages(desk: Desk, content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        add(desk, content)

    assert refused.value.rule == rule
    assert all(f"rule.{rule}" in Words(lang) for lang in LANGUAGES)
    assert names(desk) == []
    assert desk.store.count(KIND) == 0


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.jpg", tmp_path):
        with pytest.raises(UnreadableFile) as refused:
            read_file(path)
        assert refused.value.rule == "not-there"


def test_a_record_takes_so_many_files_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_FILES", 2)
    owner = worker(desk)
    add(desk, b"satu", owner)
    add(desk, b"dua", owner)

    with pytest.raises(RuleBroken) as refused:
        add(desk, b"tiga", owner)
    assert (refused.value.rule, len(names(desk))) == ("most-files", 2)


def test_a_deleted_record_takes_none(desk: Desk) -> None:
    owner = worker(desk)
    desk.do(lambda unit: unit.delete("worker", owner.id, "test"))

    with pytest.raises(RuleBroken):
        add(desk, b"satu", owner)
    assert names(desk) == []


def test_a_nearly_full_disk_takes_no_files_while_saves_still_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    left = shutil.disk_usage(desk.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left._replace(free=80 << 20))

    with pytest.raises(DiskFull):
        add(desk, b"satu")
    assert space.free_mb(desk.folder) == 80
    assert worker(desk).id


def test_keys_stand_in_the_store_and_in_no_answer_form_or_export(desk: Desk, tmp_path: Path) -> None:
    row = add(desk, photo())
    key = row.fields["blob_key"]

    said = str(row.shown()) + str([past.as_fields() for past in desk.store.history(row.id)])
    assert key not in said
    assert row.fields["blob"] not in said
    with pytest.raises(InvalidField):
        desk.do(partial(records.edit, KIND, row.id, {"blob_key": key}))


def test_taking_in_opening_and_giving_out_leave_their_lines(desk: Desk, tmp_path: Path) -> None:
    row = add(desk, b"surat")
    plain = open_file(desk, row.id)
    assert plain == b"surat"
    save_copy(desk, row.id, plain, tmp_path / copy_name(row))

    assert (tmp_path / "Paspor.txt").read_bytes() == b"surat"
    with desk.store.reading() as connection:
        acts = (
            connection.exec_driver_sql("SELECT act FROM audit WHERE record = ? ORDER BY n", (row.id,)).scalars().all()
        )
    assert acts == ["create", "open_file", "copy_out"]


def test_a_title_never_becomes_a_path(desk: Desk) -> None:
    row = add(desk, b"surat", title="../../etc/passwd\n\0x")

    assert copy_name(row) == "_.._etc_passwd x.txt" or "/" not in copy_name(row)
    assert not copy_name(row).startswith(".")


def test_files_of_nobody_are_swept_after_a_day_and_no_others(desk: Desk) -> None:
    row = add(desk, photo())
    folder = BlobFolder(desk.folder)
    folder.lay("ab" * 16, b"of a save that was cut")
    now = desk.clock.now()

    assert sweep(desk.store, now + timedelta(hours=23)) == 0
    assert sweep(desk.store, now + timedelta(hours=25)) == 1
    assert sorted(names(desk)) == sorted([row.fields["blob"], row.fields["preview"]])


def test_a_damaged_file_is_never_given_out_and_verify_says_so(desk: Desk) -> None:
    row = add(desk, photo())
    path = desk.folder / "blobs" / row.fields["blob"]
    path.write_bytes(damaged(path.read_bytes()))

    assert "files" in desk.verify()
    assert open_file(desk, row.id) is None
    assert {line.part: line.code for line in lines_of(desk.store, [row.id])}["original"] == "damaged"


def test_a_file_damaged_since_the_last_check_is_refused_when_opened(desk: Desk) -> None:
    row = add(desk, b"surat")
    (desk.folder / "blobs" / row.fields["blob"]).write_bytes(b"x" * 21)

    with pytest.raises(StoreDamaged):
        open_file(desk, row.id)


def test_a_name_from_outside_that_is_no_name_of_a_blob_opens_no_path(tmp_path: Path) -> None:
    for name in ("../desk.db", "A" * 32, "", "0" * 31, "0" * 32 + "/x"):
        with pytest.raises(StoreDamaged):
            BlobFolder(tmp_path).file(name)
