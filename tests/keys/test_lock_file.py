"""The lock: one process has the store, and its death frees it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.keys.lock_file import FILE, LockFile
from sync.errors import StoreInUse

CHILD = """
import sys
from pathlib import Path
from desktop.keys.lock_file import LockFile
lock = LockFile(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_a_second_one_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with LockFile(tmp_path), pytest.raises(StoreInUse) as refusal:
        LockFile(tmp_path)
    assert refusal.value.values == {"pid": os.getpid()}


def test_it_is_free_after_it_was_released(tmp_path: Path) -> None:
    lock = LockFile(tmp_path)
    lock.release()
    lock.release()
    with LockFile(tmp_path):
        assert (tmp_path / FILE).exists()


def test_another_process_is_named_by_its_id(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreInUse) as refusal:
        LockFile(tmp_path)
    assert refusal.value.values == {"pid": holder.pid}


def test_a_killed_process_leaves_it_free(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with LockFile(tmp_path):
        assert (tmp_path / FILE).read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"9" * 100])
def test_a_file_that_an_older_process_left_is_no_lock(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with LockFile(tmp_path):
        assert (tmp_path / FILE).read_text() == f"{os.getpid()}\n"
