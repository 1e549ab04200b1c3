"""The mission's own network: one desk waits for others at an address, another one speaks to it. Plain HTTP: what goes
over it is sealed, and only between desks that know each other's keys.
"""

import ipaddress
import math
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from typing import Any, Final

import msgspec

from sync.errors import BadMessage, CannotStart, DeviceRefused, InvalidField, MeetingRefused, NoMeeting, Unreachable
from sync.protocol.meeting import Greeting
from sync.protocol.messages import read
from sync.transport.http import Call, HttpChannel
from sync.transport.wire import CENTRE_KEYS, ENVELOPE, MAX_ENVELOPE_BYTES, MAX_PROBLEM_BYTES, PROBLEM

ROUTE: Final = "/v1/meeting"
PORT: Final = 47470
_QUIET_S: Final = 20
_HEAD_S: Final = 20
"""So long the first lines of a request may take, and so long its body: however slowly it drips."""
_BODY_S: Final = 120
_MOST_AT_ONCE: Final = 4
_MOST_OF_ONE: Final = 3
"""From one address: a single neighbour cannot keep all others out."""
_LENGTH: Final = re.compile("[0-9]{1,9}")
_LOOK_EVERY_S: Final = 0.25
_SEEK: Final = ("10.255.255.255", 1)
"""Nobody: only asked which of our addresses would be used."""


def is_near(host: str) -> bool:
    """Whether *host* is an address of a network that belongs to nobody else."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified


class NearbyChannel(HttpChannel):
    """Speaks to a desk that waits for others."""

    def __init__(self, address: str) -> None:
        """Take an address as it is shown there.

        Raises:
            InvalidField: it is none of a near network; rule "near-address".
        """
        host, port = _split(address)
        super().__init__(f"http://{host}:{port}", proxies={})

    def may_be_plain(self, host: str) -> bool:
        """Sealed as it is, it needs no other lock on the mission's network."""
        return is_near(host)

    def greeting(self) -> Greeting:
        """Return what the waiting desk says of itself; nothing of it is proven.

        Raises:
            NoMeeting: nobody waits there.
        """
        try:
            body = self.send(Call(method="GET", route=ROUTE, expected=CENTRE_KEYS), MAX_PROBLEM_BYTES).body
            return read(body, Greeting)
        except (Unreachable, BadMessage):
            raise NoMeeting from None

    def say(self, envelope: bytes) -> bytes:
        """Send a sealed message, return the sealed answer.

        Raises:
            NoMeeting: no answer. MeetingRefused: the other desk does not take it; rule says why.
        """
        try:
            return self.send(Call(method="POST", route=ROUTE, expected=ENVELOPE, body=envelope)).body
        except Unreachable:
            raise NoMeeting from None
        except (DeviceRefused, BadMessage) as refused:
            raise MeetingRefused(rule=refused.rule) from None


def _split(address: str) -> tuple[str, int]:
    host, colon, port = address.strip().removeprefix("http://").rstrip("/").rpartition(":")
    host, port = (host, port) if colon else (port, str(PORT))
    if not is_near(host) or ":" in host or not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise InvalidField(field="address", rule="near-address")
    return host, int(port)


class Listener:
    """Waits for other desks, from being opened until it is closed; bounded in all that strangers could use up."""

    def __init__(self, port: int, greeting: Greeting, answer: Callable[[bytes], bytes]) -> None:
        """*port* 0 takes any that is free; so does the usual one where it is taken.

        Raises:
            CannotStart: no port could be opened; rule "address".
        """
        self._server = _opened(port)
        self._server.greeting = msgspec.json.encode(greeting)
        self._server.answer = answer
        self.port = int(self._server.server_address[1])

    def serve(self, is_over: Callable[[], bool]) -> None:
        """Answer until *is_over*; it is asked several times a second."""
        self._server.timeout = _LOOK_EVERY_S
        while not is_over():
            self._server.handle_request()
            self._server.cut(time.monotonic())

    def close(self) -> None:
        """Let nobody in any more, cut who has not asked yet, and wait for whoever is being answered."""
        self._server.cut()
        self._server.server_close()


def addresses() -> tuple[str, ...]:
    """Return the addresses of this computer at which others of the network may find it."""
    found: dict[str, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as seeking:
        seeking.connect(_SEEK)
        found[seeking.getsockname()[0]] = None
    with suppress(OSError):
        found |= dict.fromkeys(socket.gethostbyname_ex(socket.gethostname())[2])
    near = tuple(host for host in found if is_near(host) and not ipaddress.ip_address(host).is_loopback)
    return near or ("127.0.0.1",)


def _opened(port: int) -> "_Server":
    for tried in (port, 0) if port == PORT else (port,):
        with suppress(OSError):
            return _Server(("", tried), _Handler)
    raise CannotStart(rule="address")


@dataclass(slots=True)
class _Caller:
    host: str
    until: float  # by then what is read now has come


class _Server(ThreadingMixIn, HTTPServer):
    daemon_threads = False
    allow_reuse_address = False
    request_queue_size = _MOST_AT_ONCE
    greeting: bytes
    answer: Callable[[bytes], bytes]

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._guard = threading.Lock()
        self._callers: dict[Any, _Caller] = {}
        super().__init__(address, handler)

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "", int(self.server_address[1])  # no name is looked up

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let only neighbours in, and few at once."""
        host = client_address[0]
        with self._guard:
            of_one = sum(caller.host == host for caller in self._callers.values())
            lets_in = is_near(host) and len(self._callers) < _MOST_AT_ONCE and of_one < _MOST_OF_ONE
            if lets_in:
                self._callers[request] = _Caller(host, time.monotonic() + _HEAD_S)
        return lets_in

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._callers.pop(request, None)
        super().shutdown_request(request)

    def wait_for(self, request: Any, seconds: float) -> None:
        """Let what comes next take so long."""
        with self._guard:
            self._callers[request].until = time.monotonic() + seconds

    def cut(self, now: float | None = None) -> None:
        """Shut the line to whoever has had the time up to *now*; without it, to all whose request is not whole."""
        with self._guard:
            for request, caller in self._callers.items():
                if caller.until < (math.inf if now is None else now):
                    with suppress(OSError):  # that one has left meanwhile
                        request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a line that broke, since the other desk asks again; anything else is a bug."""
        del request, client_address
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            raise error


class _Handler(BaseHTTPRequestHandler):
    timeout = _QUIET_S
    server: _Server
    server_version = "siskop2mi-desk"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path == ROUTE:
            self._send(200, CENTRE_KEYS, self.server.greeting)
        else:
            self._refuse(404, "not-found")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != ROUTE or self.headers.get("Content-Type") != ENVELOPE or not _LENGTH.fullmatch(length):
            self._refuse(400, "request")
        elif int(length) > MAX_ENVELOPE_BYTES:
            self._refuse(413, "too-large")
        elif (body := self._body(int(length))) is not None:
            self.server.wait_for(self.request, math.inf)
            try:
                answer = self.server.answer(body)
            except MeetingRefused as refused:
                self._refuse(403, refused.rule or "request")
                return
            self._send(200, ENVELOPE, answer)

    def _body(self, length: int) -> bytes | None:
        """Read the body; None when it does not come in time, however slowly it trickles."""
        self.server.wait_for(self.request, _BODY_S)
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, PROBLEM, msgspec.json.encode({"code": code}))

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Nothing is logged of who came."""
