"""A real centre inside this process: the gateway on a loopback port, that can be cut off and come back."""

import socket
import threading
from collections.abc import Iterable
from pathlib import Path

import uvicorn

from sync.clock import Clock
from sync.gateway import accounts
from sync.gateway.app import Gateway
from sync.gateway.blobs.shelves import Limits
from sync.gateway.database import Database
from sync.gateway.register import Line, take_register
from sync.gateway.snapshots.keeper import Keeper


class Centre:
    """Runs the gateway in a thread. `cut` takes the line away, `restore` brings it back at the same address."""

    def __init__(self, folder: Path, clock: Clock, limits: Limits | None = None, url: str | None = None) -> None:
        """*url*: of the database, unless it shall be a file in *folder*."""
        self._database = Database(url or f"sqlite:///{folder / 'centre.db'}")
        self._database.prepare()
        self._clock = clock
        self.files = folder / "files"
        self._application = Gateway(self._database, clock, self.files, limits).application()
        self._port = 0
        self.restore()

    @property
    def url(self) -> str:
        """Where desks find it."""
        return f"http://127.0.0.1:{self._port}"

    def add_mission(self, code: str) -> None:
        """Let a mission have devices."""
        with self._database.write() as connection:
            accounts.add_mission(connection, code, self._clock)

    def issue_code(self, mission: str) -> str:
        """Return a one-time enrolment code."""
        with self._database.write() as connection:
            return accounts.issue_code(connection, mission, self._clock)

    def take_register(self, mission: str, records: Iterable[Line]) -> int:
        """Take in a mission's register, as it comes from SiskoP2MI, and return how many records it has."""
        return take_register(self._database, mission, records, self._clock)

    def pack(self) -> None:
        """Build the snapshots that are due, as the service does by itself now and then."""
        Keeper(self._database, self._clock).look()

    def restore(self) -> None:
        """Listen (again)."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(self._application, log_level="critical", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Go away: desks get no answer."""
        self._server.should_exit = True
        self._thread.join()

    def close(self) -> None:
        """Stop for good."""
        self.cut()
        self._database.close()
