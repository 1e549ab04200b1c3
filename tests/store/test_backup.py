"""Backups open again, restore whole or not at all, and a restored desk goes on where the centre knows more than it."""

import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.store import backup
from desktop.store.space import RESERVE
from desktop.store.store import FILE, Store
from desktop.store.verify import findings, store_digest
from sync.errors import BackupFailed, StoreDamaged, StoreExists, UnreadableFile, UnwritableFile
from tests.gateway.desk import PlayedClock
from tests.store.world import KEY, StoreDesk, World, fresh_key


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with a worker, and its slots and secret beside it."""
    _add_key_files(store)
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti Aminah"}))
    return store


def _add_key_files(store: Store) -> None:
    (store.folder / "slots.json").write_text('{"slots": []}')
    (store.folder / "device.key").write_bytes(bytes(32))


def _open(folder: Path) -> Store:
    return Store.open(folder, fresh_key, PlayedClock(), store_id="s1")


def test_a_backup_restores_to_the_same_store(kept: Store, tmp_path: Path) -> None:
    made = backup.write(kept, fresh_key, tmp_path / "one.sisko-backup")
    assert made.size_bytes == made.path.stat().st_size

    backup.restore(made.path, tmp_path / "new")

    again = _open(tmp_path / "new")
    assert [row.fields["full_name"] for row in again.page("worker", limit=5).rows] == ["Siti Aminah"]
    assert (tmp_path / "new" / "slots.json").read_text() == '{"slots": []}'
    assert findings(again, fresh_key) == ()
    backup.begin_epoch(again)
    backup.begin_epoch(again)
    assert again.identity().epoch > 1
    again.close()
    assert {path.name for path in (tmp_path / "new").iterdir()} - {RESERVE} == {FILE, "slots.json", "device.key"}


def test_what_was_restored_and_never_unlocked_can_be_taken_back(kept: Store, tmp_path: Path) -> None:
    made = backup.write(kept, fresh_key, tmp_path / "one.sisko-backup")
    backup.restore(made.path, tmp_path / "new")

    backup.take_back(tmp_path / "new")
    backup.take_back(kept.folder)

    assert list((tmp_path / "new").iterdir()) == []
    assert (kept.folder / FILE).exists()


def test_a_backup_holds_no_plain_byte(kept: Store, tmp_path: Path) -> None:
    made = backup.write(kept, fresh_key, tmp_path / "one")

    assert b"aminah" not in made.path.read_bytes().lower()
    assert KEY[:16] not in made.path.read_bytes()


def test_nothing_is_restored_over_a_store(kept: Store, tmp_path: Path) -> None:
    made = backup.write(kept, fresh_key, tmp_path / "one")

    with pytest.raises(StoreExists):
        backup.restore(made.path, kept.folder)


def test_a_file_that_is_no_whole_backup_restores_nothing(kept: Store, tmp_path: Path) -> None:
    made = backup.write(kept, fresh_key, tmp_path / "one")
    whole = made.path.read_bytes()
    broken = tmp_path / "broken"
    squeezed = tmp_path / "squeezed"
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (FILE, "slots.json", "device.key"):
            archive.writestr(name, b"0" * 1000)
    with zipfile.ZipFile(tmp_path / "escapes", "w") as archive:
        archive.writestr("../" + FILE, b"0")
    (tmp_path / "text").write_text("no backup")
    at = len(whole) // 2
    for raw in (b"", whole[:at], whole[: at - 9] + bytes([whole[at - 9] ^ 1]) + whole[at - 8 :]):
        broken.write_bytes(raw)
        _refuses(broken, tmp_path)
    for name in ("squeezed", "escapes", "text", "missing"):
        _refuses(tmp_path / name, tmp_path)


def _refuses(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    with pytest.raises(UnreadableFile):
        backup.restore(source, folder)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_copy_of_a_damaged_store_is_no_backup(kept: Store, tmp_path: Path) -> None:
    kept.close()
    path = kept.folder / FILE
    whole = bytearray(path.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 + 9] ^= 1
    path.write_bytes(whole)

    with pytest.raises((BackupFailed, StoreDamaged)):
        backup.write(kept, fresh_key, tmp_path / "one")
    assert not (tmp_path / "one").exists()
    assert not (kept.folder / "backup.tmp").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing(kept: Store, tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile):
        backup.write(kept, fresh_key, tmp_path / "no such folder" / "one")
    assert not (kept.folder / "backup.tmp").exists()


def test_one_backup_a_day_and_the_last_seven_are_kept(kept: Store, clock: PlayedClock) -> None:
    for _ in range(9):
        assert backup.daily(kept, fresh_key, clock) is not None
        assert backup.daily(kept, fresh_key, clock) is None
        clock.passes(timedelta(days=1))

    names = sorted(path.name for path in (kept.folder / backup.DAILY).iterdir())
    assert names == [f"2026-03-{day}.sisko-backup" for day in range(12, 19)]


def test_a_restored_desk_gets_back_what_it_had_sent_and_goes_on(world: World, tmp_path: Path) -> None:
    siti, budi = world.desk(), world.desk("budi")
    _add_key_files(siti.store)
    old = siti.create(full_name="Before")
    siti.round()
    waiting = siti.create(full_name="Waiting")
    made = backup.write(siti.store, fresh_key, tmp_path / "one")
    siti.round()
    siti.edit(old, sex="P")
    lost = siti.create(full_name="After")
    siti.round()

    _restore(siti, made.path)
    siti.edit(old, birth_place="Malang")
    new = siti.create(full_name="New")
    siti.round()
    budi.round()

    for desk in (siti, budi):
        assert {row.fields["full_name"] for row in desk.store.page("worker", limit=9).rows} == {
            "Before",
            "Waiting",
            "After",
            "New",
        }
        assert desk.get(old).fields["birth_place"] == "Malang"
        assert desk.get(old).fields["sex"] == "P"
        for row in (old, waiting, lost, new):
            assert desk.get(row).sync == "centre"
        assert store_digest(desk.store) == world.digest()
        assert findings(desk.store, fresh_key) == ()


def _restore(desk: StoreDesk, source: Path) -> None:
    folder = desk.store.folder
    desk.store.close()
    shutil.rmtree(folder)
    backup.restore(source, folder)
    desk.store = _open(folder)
    assert backup.raise_epoch(desk.store) > 1
