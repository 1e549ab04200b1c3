"""Running the service: one process or several on one socket, one line of JSON when it is ready, a graceful stop."""

import logging
import os
import signal
import socket
import sys
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Final

import msgspec
import uvicorn
from uvicorn.supervisors import Multiprocess

from sync.clock import SystemClock
from sync.errors import CannotStart
from sync.gateway.access_log import LOGGER
from sync.gateway.app import Gateway
from sync.gateway.database import Database
from sync.gateway.keys import centre_of
from sync.gateway.snapshots.keeper import Keeper

_STOP_S: Final = 20
"""How long a request under way may take to end after the word to stop."""
_IDLE_S: Final = 75
_MOST_AT_ONCE: Final = 500


def application(database_url: str, files: Path | None) -> Any:
    """Make the ASGI application of one worker process."""
    if not LOGGER.handlers:
        LOGGER.addHandler(logging.StreamHandler(sys.stderr))
        LOGGER.setLevel(logging.INFO)
    _end_with_parent()
    database, clock = Database(database_url), SystemClock()
    return Gateway(database, clock, files).application(Keeper(database, clock).alive)


def _end_with_parent() -> None:
    """A worker whose parent was killed would hold the address, and the service could not be started again."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, name="parent", daemon=True).start()


def serve(database_url: str, host: str, port: int, workers: int, files: Path | None) -> None:
    """Serve until the process is told to stop.

    Raises:
        InvalidField: not a database address.
        Busy: the database is not there.
        CannotStart: the address is taken or not ours; rule "address".
    """
    database = Database(database_url)
    centre_of(database, SystemClock())  # once, before any worker begins
    database.close()
    config = uvicorn.Config(
        partial(application, database_url, files),
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_STOP_S,
        timeout_keep_alive=_IDLE_S,
        limit_concurrency=_MOST_AT_ONCE,
    )
    listener = _listener(host, port)
    if workers > 1:
        _Workers(config, [listener]).run()
    else:
        _Server(config).run([listener])


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    if os.name == "posix":  # elsewhere this would let two services share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise CannotStart(rule="address") from None
    listener.set_inheritable(True)
    return listener


def _say_ready(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    print(msgspec.json.encode({"url": url}).decode(), flush=True)


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            _say_ready(sockets[0])


class _Workers(Multiprocess):
    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(_STOP_S, self.should_exit) for process in self.processes):
            _say_ready(self.sockets[0])
