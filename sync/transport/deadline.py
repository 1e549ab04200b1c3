"""A connection that can be cut from outside: the only way to bound a server that trickles bytes for ever."""

import socket
import threading
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager


class Deadline:
    """Cuts every connection of one adapter when *seconds* have passed; `requests` itself only bounds each read.

    Used as a context manager around one request. *passed* tells afterwards whether it struck.
    """

    def __init__(self, connections: "Connections", seconds: float) -> None:
        self._connections = connections
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True
        self.passed = False

    def _strike(self) -> None:
        self.passed = True
        self._connections.cut()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()


class Connections:
    """The sockets that one adapter has open."""

    def __init__(self) -> None:
        self._open: set[Any] = set()
        self._guard = threading.Lock()

    def opened(self, sock: Any) -> None:
        """Remember *sock*."""
        with self._guard:
            self._open = {known for known in self._open if known.fileno() != -1}
            self._open.add(sock)

    def cut(self) -> None:
        """Shut every open socket down; a thread that reads from one gets an error at once."""
        with self._guard:
            for sock in self._open:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed already: nothing left to cut


def adapter(connections: Connections, ssl_context: Any) -> HTTPAdapter:
    """Return an adapter of `requests` whose sockets are known to *connections* and whose TLS uses *ssl_context*."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connections.opened(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connections.opened(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs, ssl_context=ssl_context)
            pools: PoolManager = self.poolmanager
            pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    return Adapter(max_retries=0, pool_connections=1, pool_maxsize=1)
