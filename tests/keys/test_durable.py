"""Small files: put in place whole, or not at all, with the reason in our words."""

import errno
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.keys import slots
from desktop.keys.durable import replace, writing
from desktop.keys.lock_file import LockFile
from desktop.keys.slot_file import COPY, FILE
from sync.errors import DeskError, DiskFails, DiskFull, ReadOnlyDisk, UnsuitableFolder
from tests.keys.store_keys import DEWI, OTHER, PASSPHRASE, made


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file grows beyond 10 bytes, as on a disk that fills while it is written."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, before)


def test_the_new_content_stands_alone(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        replace(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_content_is_forced_to_the_disk_before_the_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bytes]] = []
    replace(tmp_path / "file", b"old")

    def fsync(handle: int) -> None:  # stands in for the disk
        seen.append((Path(f"/proc/self/fd/{handle}").readlink().name, (tmp_path / "file").read_bytes()))

    monkeypatch.setattr("os.fsync", fsync)
    replace(tmp_path / "file", b"new")
    assert seen == [("file.new", b"old"), (tmp_path.name, b"new")]


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_refuses_half_way_leaves_the_old(tmp_path: Path) -> None:
    replace(tmp_path / "file", b"old")
    with pytest.raises(UnsuitableFolder) as refusal:
        replace(tmp_path / "file", b"new" * 100)
    assert refusal.value.rule == "EFBIG"
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_full_disk_is_named() -> None:
    with pytest.raises(DiskFull) as refusal, writing(Path("/dev")), Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")
    assert set(refusal.value.values) == {"free_mb"}


@pytest.mark.parametrize(("number", "expected"), [(errno.EIO, DiskFails), (errno.EROFS, ReadOnlyDisk)])
def test_a_disk_that_breaks_or_is_locked_is_named(tmp_path: Path, number: int, expected: type[DeskError]) -> None:
    with pytest.raises(expected), writing(tmp_path):
        raise OSError(number, "")


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UnsuitableFolder):
            made(folder)
        with pytest.raises(UnsuitableFolder) as refusal:
            LockFile(folder)
        assert refusal.value.rule == errno.errorcode[errno.ENOTDIR]


def test_a_copy_that_cannot_be_mended_keeps_nobody_out(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / COPY).unlink()
    (tmp_path / f"{COPY}.new").mkdir()
    assert slots.unlock(tmp_path, None, PASSPHRASE).officer == DEWI


def test_a_passphrase_that_cannot_be_kept_is_not_changed(tmp_path: Path) -> None:
    made(tmp_path)
    before = (tmp_path / FILE).read_bytes()
    (tmp_path / f"{FILE}.new").mkdir()
    with pytest.raises(UnsuitableFolder):
        slots.change_passphrase(tmp_path, None, PASSPHRASE, OTHER)
    assert (tmp_path / FILE).read_bytes() == before
