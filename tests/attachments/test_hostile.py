"""Hostile files: whatever a complainant brings, the desk lives, its limits hold, and nothing is written elsewhere."""

import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from desktop.actions.attachments import MOST_BYTES, NewFile, attach, copy_name, open_file
from desktop.desk import Desk
from desktop.previews import worker as worker_script
from desktop.previews.kinds import ENDINGS, SHOWN, kind_of
from desktop.previews.pictures import MOST_PREVIEW
from desktop.store.attachments import KIND, opened
from desktop.store.blobs import BlobFolder
from sync.errors import UnreadableFile
from tests.attachments.conftest import worker
from tests.attachments.hostile import NAMES, files


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def everything_outside(desk: Desk) -> set[Path]:
    """Return what lies where a name could lead to: around the store, in it beside the files, and for a moment."""
    blobs = {path for _, path in BlobFolder(desk.folder).files()}
    return {path for path in desk.folder.parent.rglob("*") if path not in blobs and not path.is_dir()}


def test_every_hostile_file_is_kept_sealed_or_refused_and_the_desk_lives(desk: Desk) -> None:
    owner = ("worker", worker(desk).id)
    kept: dict[str, int] = {}
    before = everything_outside(desk)
    for name, content in files().items():
        try:
            row = attach(desk, NewFile(owner=owner, content=content, title=name))
        except UnreadableFile:
            continue
        kept[name] = len(content)
        assert row.fields["media_type"] == kind_of(content), name
        assert row.fields["media_type"] in ENDINGS, name
        assert len(content) <= MOST_BYTES, name
        assert open_file(desk, row.id) == content, name
        preview = opened(desk.store, row, "preview") if "preview" in row.fields else None
        assert preview is None or (len(preview) <= MOST_PREVIEW and kind_of(preview) == "image/jpeg"), name
        assert (preview is None) or row.fields["media_type"] in SHOWN, name

    for refused in ("svg", "svg that says it is a jpeg", "program", "script", "web page", "archive bomb", "nothing"):
        assert refused not in kept
    assert "jpeg with 50 MB of exif" not in kept
    assert {"pdf with a script", "pdf that starts a program", "jpeg that is an archive, too"} <= kept.keys()
    assert everything_outside(desk) == before
    assert desk.store.count(KIND) == len(kept)
    assert desk.verify() == ()
    worker(desk)  # work goes on


def test_no_name_of_a_file_becomes_a_path_a_device_or_another_ending(desk: Desk) -> None:
    owner = ("worker", worker(desk).id)
    before = everything_outside(desk)
    for name in NAMES:
        row = attach(desk, NewFile(owner=owner, content=b"surat", title=name))
        copy = copy_name(row)
        assert copy.endswith(".txt"), name
        assert PureWindowsPath(copy).name == PurePosixPath(copy).name == copy, name
        assert not PureWindowsPath(copy).is_reserved(), name
        assert copy[0] not in ".~$%`", name
        assert copy.removesuffix(".txt").isprintable(), name
        assert len(copy) < 255, name
    assert everything_outside(desk) == before


_TRIES = """
import importlib.util, signal, sys
found = importlib.util.spec_from_file_location("worker", sys.argv[1])
worker = importlib.util.module_from_spec(found)
found.loader.exec_module(worker)
worker.confine()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    open(sys.argv[2], "wb", buffering=0).write(b"x")
except OSError:
    print("writes nothing")
try:
    bytearray(2 << 30)
except MemoryError:
    print("takes no more memory")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="each system has walls of its own")
def test_what_takes_over_the_worker_writes_no_file_and_has_bounded_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-B", "-c", _TRIES, str(worker_script.__file__), str(tmp_path / "left")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env={})
    assert done.stdout.splitlines() == ["writes nothing", "takes no more memory"]
    assert (tmp_path / "left").read_bytes() == b""
