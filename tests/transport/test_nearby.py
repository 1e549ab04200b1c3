"""A desk that waits for others on the mission's network: no stranger there can keep it busy or hold its end up."""

import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event

import pytest

from sync.protocol.meeting import Greeting
from sync.transport import nearby
from sync.transport.nearby import ROUTE, Listener, NearbyChannel
from sync.transport.wire import ENVELOPE


@contextmanager
def _open() -> Iterator[tuple[int, Event, Future[None]]]:
    """Wait for others; the future ends once the listener is closed."""
    over = Event()
    listener = Listener(0, Greeting(meeting="m", device="d", mission="JHB"), lambda said: said)

    def run() -> None:
        listener.serve(over.is_set)
        listener.close()

    with ThreadPoolExecutor(1) as threads:
        ended = threads.submit(run)
        try:
            yield listener.port, over, ended
        finally:
            over.set()


def _call(port: int, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(host, 0))


def _served(port: int, host: str = "127.0.0.1", head: str = "") -> bytes:
    with _call(port, host) as line:
        line.sendall((head or f"GET {ROUTE} HTTP/1.0\r\n\r\n").encode("latin-1"))
        return line.recv(12)


def test_who_never_ends_a_request_does_not_hold_the_end_of_a_meeting_up() -> None:
    with _open() as (port, over, ended), _call(port) as first, _call(port) as second:
        first.sendall(b"GET /v1")
        second.sendall(f"POST {ROUTE} HTTP/1.0\r\nContent-Type: {ENVELOPE}\r\nContent-Length: 9\r\n\r\n1".encode())
        assert _served(port).endswith(b"200")
        over.set()
        ended.result(timeout=10)


@pytest.mark.parametrize("said", [b"GET /v1", f"POST {ROUTE} HTTP/1.0\r\nContent-Type: {ENVELOPE}\r\n".encode()])
def test_a_request_that_does_not_come_in_its_time_is_cut(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(nearby, "_HEAD_S", -1)
    with _open() as (port, _, _), _call(port) as line:
        line.sendall(said)
        assert line.recv(1) == b""


def test_a_body_that_does_not_come_in_its_time_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "_BODY_S", -1)
    with _open() as (port, _, _), _call(port) as line:
        line.sendall(f"POST {ROUTE} HTTP/1.0\r\nContent-Type: {ENVELOPE}\r\nContent-Length: 9\r\n\r\n1".encode())
        assert line.recv(1) == b""


def test_one_neighbour_cannot_keep_the_others_out() -> None:
    with _open() as (port, _, _), ExitStack() as held:
        for _ in range(6):
            held.enter_context(_call(port))
        assert _served(port, "127.0.0.2").endswith(b"200")


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "-1", "+1", ""])
def test_a_length_that_is_none_is_refused_in_words(length: str) -> None:
    with _open() as (port, _, _):
        head = f"POST {ROUTE} HTTP/1.0\r\nContent-Type: {ENVELOPE}\r\nContent-Length: {length}\r\n\r\n"
        assert _served(port, head=head).endswith(b"400")


def test_who_asks_properly_is_answered() -> None:
    with _open() as (port, _, _):
        assert NearbyChannel(f"127.0.0.1:{port}").say(b"said") == b"said"
