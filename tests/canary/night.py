"""What is left of a working day: processes of their own live it, and everything that anybody could get is kept."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from desktop.store.space import RESERVE
from tests.attachments.conftest import photo
from tests.canary.day import PICTURE, Machine
from tests.canary.scanner import files
from tests.canary.words import typed, typed_sealed
from tests.faults.power.disk import notes
from tests.faults.power.recording import shim
from tests.gateway.serving import COMMAND, run
from tests.ui.front_door import SECRET

_TOP: Final = Path(__file__).resolve().parents[2]
_LONGEST_S: Final = 100


@dataclass
class Day:
    """All that a day left behind: on the machine, on the line, at the centre, and before other people's eyes."""

    machine: Machine
    centre: Path
    began: float
    before: frozenset[Path]
    seen: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: bytes = b""  # on standard error
    carried: bytearray = field(default_factory=bytearray)  # both ways, beneath what TLS would hide
    written: list[tuple[str, bytes]] = field(default_factory=list)  # every write, also of files that are gone

    def changed(self) -> Iterator[Path]:
        """Yield every file of the machine; of the reserves, which are drawn by chance, one is enough."""
        for path in files(self.machine.top, but=[self.machine.chosen]):
            if path.name != RESERVE or path.parent == self.machine.store("siti"):
                yield path

    @property
    def database(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.centre.glob("centre.db*")))

    @property
    def log(self) -> bytes:
        return (self.centre / "log").read_bytes()


def entries() -> frozenset[Path]:
    """Return what lies at the places of the real machine where anybody may write."""
    tops = {Path(tempfile.gettempdir()), Path.home(), Path("/dev/shm"), Path("/var/tmp")}  # noqa: S108 - looked at
    return frozenset(path for top in tops if top.is_dir() for path in top.iterdir())


@contextmanager
def _served(centre: Path) -> Iterator[str]:
    """Run the gateway as it is run, with its log in a file."""
    database = f"sqlite:///{centre / 'centre.db'}"
    serve = [*COMMAND, "serve", "--database", database, "--port", "0", "--blobs", str(centre / "files")]
    with (centre / "log").open("wb") as log, subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=log) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()


@contextmanager
def _overheard(url: str, carried: bytearray) -> Iterator[str]:
    """Stand between a desk and its centre, and keep what goes by."""
    parts, listener = urlsplit(url), socket.create_server(("127.0.0.1", 0))
    serving: list[threading.Thread] = []

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                carried.extend(data)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve(desk: socket.socket) -> None:
        with desk, socket.create_connection((parts.hostname, parts.port)) as centre:
            up = threading.Thread(target=carry, args=(desk, centre))
            up.start()
            carry(centre, desk)
            up.join()

    def listen() -> None:
        with suppress(OSError):
            while True:
                serving.append(threading.Thread(target=serve, args=(listener.accept()[0],)))
                serving[-1].start()

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        for one in (listening, *serving):
            one.join()
        listener.close()


def _environment(machine: Machine, journal: Path, library: Path) -> dict[str, str]:
    """Everything that a programme might write by itself is on this machine."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "SISKO", "PYTEST", "TMP"))
    }
    places = {"HOME": machine.top / "home", "TMPDIR": machine.top / "tmp", "XDG_RUNTIME_DIR": machine.top / "run"}
    return (
        kept
        | {name: str(path) for name, path in places.items()}
        | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_TOP), "PYTHONDONTWRITEBYTECODE": "1"}
        | {"LD_PRELOAD": str(library), "POWER_FOLDER": f"{machine.top}/", "POWER_JOURNAL": str(journal)}
    )


def _prepared(top: Path) -> Machine:
    machine = Machine(top / "machine")
    for name in ("home", "tmp", "work", "chosen", "stick", "run"):
        (machine.top / name).mkdir(parents=True)
    (machine.top / "run").chmod(0o700)
    machine.phrase.write_text(SECRET + "\n")
    (machine.chosen / PICTURE).write_bytes(photo(300, 200) + typed("photo").encode())
    (machine.chosen / f"{typed_sealed('file')}.txt").write_text(typed_sealed("content"))
    return machine


def lived(top: Path) -> Day:
    """Live a day, both of its parts."""
    machine, centre, library = _prepared(top), top / "centre", shim(top)
    centre.mkdir()
    day = Day(machine, centre, time.time(), entries())
    with _served(centre) as url, _overheard(url, day.carried) as line:
        database = f"sqlite:///{centre / 'centre.db'}"
        run("mission", "add", "JHB", "--database", database)
        for part, code in (("morning", -signal.SIGKILL), ("evening", 0)):
            issued = run("enrol-code", "--mission", "JHB", "--json", "--database", database).json["code"]
            journal = top / f"{part}.journal"
            command = [sys.executable, "-m", "tests.canary.day", part, str(machine.top), line]
            done = subprocess.run(
                command,
                input=issued.encode() + b"\n",
                capture_output=True,
                cwd=machine.top / "work",
                env=_environment(machine, journal, library),
                timeout=_LONGEST_S,
                check=False,
            )
            assert done.returncode == code, done.stderr.decode()[-6000:]
            day.said += done.stderr
            _keep(day, done.stdout, journal)
    return day


def _keep(day: Day, out: bytes, journal: Path) -> None:
    for line in out.splitlines():
        told: dict[str, Any] = json.loads(line)
        day.seen[told["what"]] += told["texts"]
    writes: dict[str, list[bytes]] = defaultdict(list)
    for note in notes(journal):
        if note.kind == "W":
            writes[note.path].append(note.data)
    day.written += [(path, b"".join(parts)) for path, parts in writes.items()]
