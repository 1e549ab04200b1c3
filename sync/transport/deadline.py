"""One request at a time on a thread of its own: whoever waits for it can leave at the deadline, or when told to."""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from sync.errors import Cancelled, TimedOut

T = TypeVar("T")


class Connections:
    """The sockets that one adapter has open."""

    def __init__(self) -> None:
        self._open: set[Any] = set()
        self._is_cut = False
        self._guard = threading.Lock()
        self.has_opened = False

    def opened(self, sock: Any) -> None:
        """Remember *sock*; one that comes up after the cut is cut, too."""
        with self._guard:
            self._open = {known for known in self._open if known.fileno() != -1}
            self._open.add(sock)
            self.has_opened = True
            if self._is_cut:
                _shut(sock)

    def cut(self) -> None:
        """Shut every socket down, for good; a thread that reads from one gets an error at once."""
        with self._guard:
            self._is_cut = True
            for sock in self._open:
                _shut(sock)


class Leash:
    """Holds the requests of one channel. Cut once, by the deadline or from outside, it holds no more of them.

    `requests` bounds each read only, and nothing bounds the look-up of a name: so the request has its own thread, and
    is left behind there. It touches its socket alone, and ends when the system lets go of it.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._guard = threading.Lock()
        self._running: Future[Any] | None = None
        self.is_cut = False

    def run(self, request: Callable[[], T], left: Callable[[], float]) -> T:
        """Return what *request* returns, or raise what it raises.

        Raises:
            TimedOut: *left*, the seconds that it may still take, ran out.
            Cancelled: the leash was cut meanwhile, or before.
        """
        answer: Future[T] = Future()
        with self._guard:
            if self.is_cut:
                raise Cancelled
            self._running = answer
        threading.Thread(target=_fulfil, args=(answer, request), name="request", daemon=True).start()
        began = time.monotonic()
        while not answer.done() and (seconds := left()) > 0:
            with suppress(TimeoutError, CancelledError):  # `wait` would sleep through a cut
                answer.exception(seconds)
        try:
            return answer.result(0)
        except CancelledError:
            self._connections.cut()
            raise Cancelled from None
        except TimeoutError:
            self.cut()
            self._connections.cut()
            raise TimedOut(seconds=round(time.monotonic() - began)) from None

    def cut(self) -> None:
        """Let the one who waits go at once; any thread may call, and waits for nothing itself."""
        with self._guard:
            self.is_cut = True
            if self._running is not None:
                self._running.cancel()


def _fulfil(answer: Future[T], request: Callable[[], T]) -> None:
    """Run on the request's own thread; an answer that nobody waits for any more is dropped."""
    with suppress(InvalidStateError):
        try:
            answer.set_result(request())
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
            answer.set_exception(error)


def _shut(sock: Any) -> None:
    with suppress(OSError):  # closed already: nothing left to cut
        getattr(sock, "socket", sock).shutdown(socket.SHUT_RDWR)  # TLS within that of a proxy lies around its socket


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

    classes = {"http": PlainPool, "https": SecurePool}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs, ssl_context=ssl_context)
            pools: PoolManager = self.poolmanager
            pools.pool_classes_by_scheme = classes

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            contexts = {"ssl_context": ssl_context, "proxy_ssl_context": ssl_context}
            manager = super().proxy_manager_for(proxy, **kwargs, **contexts)
            manager.pool_classes_by_scheme = classes
            return manager

    return Adapter(max_retries=0, pool_connections=1, pool_maxsize=1)
