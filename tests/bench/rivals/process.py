"""A process under measurement: spoken to by lines of JSON, with what it spends and holds."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

import msgspec

from tests.bench.measured import held_mb

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_STOP_S: Final = 30
_LAST_WORDS: Final = 20


class BrokenOff(Exception):
    """A process under measurement ended by itself; the message holds its last words."""


class Process:
    """Started in *folder*, where its log stays; the first line that it prints says that it is ready."""

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._log = (folder / "log.txt").open("ab")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ | environment,
        )
        self.pid = self._process.pid
        self._draining: Thread | None = None

    def heard(self) -> bytes:
        """Return the next line that the process prints."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BrokenOff("\n".join((self.folder / "log.txt").read_text("utf-8").splitlines()[-_LAST_WORDS:]))
        return line

    def say(self, do: str, **given: Any) -> Any:
        """Let it do something and return its answer."""
        self.tell(do, **given)
        return msgspec.json.decode(self.heard())

    def tell(self, do: str, **given: Any) -> None:
        """Let it do something, and do not wait for it."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode({"do": do} | given) + b"\n")
        self._process.stdin.flush()

    def talk_to_the_log(self) -> None:
        """Nobody listens to it any more: a full pipe would hold it."""
        self._draining = Thread(target=self._drain, daemon=True)
        self._draining.start()

    def tree(self) -> list[int]:
        """Return the process and all below it."""
        return [self.pid, *below(self.pid)]

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._ended()

    def close(self) -> None:
        """Let it end: the end of its input is the word for that, and for a service the signal."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._wait()

    def stop(self) -> None:
        """Ask a service to stop."""
        self._process.send_signal(signal.SIGTERM)
        self._wait()

    def _wait(self) -> None:
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._ended()

    def _drain(self) -> None:
        assert self._process.stdout is not None
        shutil.copyfileobj(self._process.stdout, self._log)

    def _ended(self) -> None:
        self._process.wait()
        if self._draining is not None:
            self._draining.join()
        for file in (self._process.stdin, self._process.stdout, self._log):
            if file is not None:
                with suppress(OSError):  # what was not said any more
                    file.close()


def spent_s(pids: Iterable[int]) -> float:
    """Return the processor's seconds of processes, and of their children that have ended."""
    total = 0
    for pid in pids:
        with suppress(OSError):  # it has ended meanwhile
            after_name = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            total += sum(int(ticks) for ticks in after_name[11:15])
    return total / _TICKS


def most_mb(pids: Iterable[int]) -> float:
    """Return what processes held at their most, added up."""
    return sum(held_mb(pid)[1] for pid in pids)


def forget_most(pids: Iterable[int]) -> None:
    """Let the most that processes held begin with what they hold now."""
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")


def below(pid: int) -> Iterator[int]:
    """Yield the processes below another."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            yield int(child)
            yield from below(int(child))


def evict(folder: Path) -> None:
    """Let the operating system forget what it holds of the files below *folder*."""
    for path in folder.rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)
