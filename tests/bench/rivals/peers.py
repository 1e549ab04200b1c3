"""The peers: how each is installed, filled and started. A rival lives in a folder of its own and never in ours."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec
from sqlalchemy import select

from sync.clock import SystemClock
from sync.gateway.database import Database
from sync.gateway.tables import snapshots
from sync.protocol.snapshot.manifest import Manifest
from tests.bench.first_sync import fill
from tests.bench.rivals import invented
from tests.bench.rivals.process import Process
from tests.faults.desks import MISSION, code

ANKI: Final = "anki==26.9.3"
NODE_PACKAGES: Final = ("pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4.22.3")
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "siskop2mi-rivals"
_HERE: Final = Path(__file__).parent
_GATEWAY: Final = (sys.executable, "-m", "sync.gateway")


class CannotRun(Exception):
    """A rival cannot be installed here; the message holds the installer's last words."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and its port."""

    process: Process
    port: int


class Peer(Protocol):
    """One product under measurement. *server* begins with nothing but what *stage* laid into its folder."""

    name: str

    def ready(self) -> None:
        """Install what is missing."""

    def stage(self, folder: Path, records: Path) -> None:
        """Lay the records in where this is not a client's work."""

    def server(self, folder: Path) -> Server: ...

    def client(self, folder: Path, url: str) -> Process:
        """Start a client, a new one or the one that lives in *folder*; it has joined when this returns."""


class Ours:
    """The gateway's own command on SQLite, and a desk with its encrypted store, envelopes and signatures."""

    name = "ours"
    _url = ""  # of the database that was staged last

    def ready(self) -> None:
        pass

    def stage(self, folder: Path, records: Path) -> None:
        self._url = f"sqlite:///{folder}/centre.db"
        fill(self._url, invented.read(records))
        _ran([*_GATEWAY, "snapshot", "--mission", MISSION, "--database", self._url])

    def server(self, folder: Path) -> Server:
        process = Process([*_GATEWAY, "serve", "--port", "0", "--database", self._url], folder)
        return _serving(process)

    def client(self, folder: Path, url: str) -> Process:
        with closing(Database(self._url)) as database:
            joining = code(database, SystemClock())
        return _client([sys.executable, "-m", "tests.bench.rivals.our_client", str(folder), url, joining], folder)

    def largest_segment(self) -> int:
        """Return the bytes of the largest segment of the snapshot: what a cut may repeat."""
        with closing(Database(self._url)) as database, database.read() as connection:
            written = connection.scalar(select(snapshots.c.manifest))
        return max(part.size for part in msgspec.json.decode(written or "", type=Manifest).segments)


class Anki:
    """Anki's own sync server, and its collection as a client."""

    name = "Anki"

    def ready(self) -> None:
        _install(CACHE / "anki", ANKI, self._install)

    def stage(self, folder: Path, records: Path) -> None:
        pass

    def server(self, folder: Path) -> Server:
        settings = {"SYNC_USER1": "desk:desk", "SYNC_BASE": str(folder / "data"), "SYNC_HOST": "127.0.0.1"}
        settings |= {"SYNC_PORT": "0", "MAX_SYNC_PAYLOAD_MEGS": "1000"}
        process = Process([str(self._python), "-m", "anki.syncserver"], folder, **settings)
        return _serving(process)

    def client(self, folder: Path, url: str) -> Process:
        command = [str(self._python), str(_HERE / "anki_client.py"), str(folder / "collection.anki2"), f"{url}/"]
        return _client(command, folder, MAX_SYNC_PAYLOAD_MEGS="1000")

    @property
    def _python(self) -> Path:
        return CACHE / "anki" / "bin" / "python"

    def _install(self, folder: Path) -> None:
        _ran([sys.executable, "-m", "venv", str(folder)])
        _ran([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", ANKI])


class PouchDB:
    """PouchDB 9 on both sides, the server by express-pouchdb, both on LevelDB."""

    name = "PouchDB"

    def ready(self) -> None:
        _install(CACHE / "pouchdb", " ".join(NODE_PACKAGES), self._install)

    def stage(self, folder: Path, records: Path) -> None:
        pass

    def server(self, folder: Path) -> Server:
        process = Process(["node", str(_HERE / "pouch.js"), "serve", str(folder)], folder, **self._modules)
        return _serving(process)

    def client(self, folder: Path, url: str) -> Process:
        return _client(["node", str(_HERE / "pouch.js"), "desk", str(folder), url], folder, **self._modules)

    @property
    def _modules(self) -> dict[str, str]:
        return {"RIVALS_MODULES": str(CACHE / "pouchdb")}

    def _install(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}", "ascii")
        npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
        _ran([*npm, "--save-exact", *NODE_PACKAGES])


def _install(folder: Path, what: str, install: Callable[[Path], None]) -> None:
    """Install *what* into *folder*, unless it is there; half an installation is none."""
    said = folder / "installed.txt"
    if said.exists() and said.read_text("utf-8") == what:
        return
    shutil.rmtree(folder, ignore_errors=True)
    try:
        install(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        words = getattr(error, "stderr", None) or str(error)
        raise CannotRun(words.strip().splitlines()[-1]) from None
    said.write_text(what, "utf-8")


def _client(command: Sequence[str], folder: Path, **environment: str) -> Process:
    process = Process(command, folder, **environment)
    process.heard()
    return process


def _serving(process: Process) -> Server:
    """Wait until a server says where it serves."""
    line = process.heard()
    found = re.search(rb"127\.0\.0\.1:(\d+)", line)
    assert found is not None, line
    process.talk_to_the_log()
    return Server(process, int(found[1]))


def _ran(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
