"""Channel over HTTP: one sealed envelope out, one back, and nothing else that may come from the line."""

import logging
import math
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import truststore
from urllib3.exceptions import HTTPError, LocationParseError, ProtocolError
from urllib3.util import SKIP_HEADER

from sync.errors import (
    BadMessage,
    Busy,
    CodeRefused,
    DeskError,
    DeviceRefused,
    InvalidField,
    NoAnswer,
    NotTheCentre,
    ProxyRefused,
    SnapshotGone,
    TimedOut,
    TooLarge,
    Unreachable,
    UntrustedCertificate,
)
from sync.identity.canonical import bytes_of
from sync.protocol.messages import CentreKeys, read
from sync.transport.deadline import Connections, Leash, adapter
from sync.transport.wire import (
    CENTRE_KEYS,
    CENTRE_ROUTE,
    ENROL_ROUTE,
    ENVELOPE,
    EXCHANGE_ROUTE,
    MAX_ENVELOPE_BYTES,
    MAX_PROBLEM_BYTES,
    PROBLEM,
    SEGMENT,
    SEGMENTS_ROUTE,
)

T = TypeVar("T")

_CONNECT_S = 15
_IDLE_S = 75  # no byte for so long: the line is dead
_SLOWEST_BYTES_PER_S = 2048
_CHUNK = 16_384  # what is cut off within one is lost: a second of a slow line
_LONGEST_WAIT_S = 3600
_BYTES = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


# urllib3 logs header lines of strangers with a traceback; what came from the line is never logged.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class _Problem(msgspec.Struct):
    """The one body that the centre sends with a refusal."""

    code: str
    expected: int | None = None
    sealed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: what is asked, and the media type of a good answer; None for one without a body."""

    method: str
    route: str
    expected: str | None
    body: bytes | None = None
    content_type: str = ENVELOPE
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK
    wants: int = 0  # bytes of the answer, where that is known: they take their time


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A good answer."""

    body: bytes
    headers: Mapping[str, str]


class HttpChannel:
    """Speaks to one centre. Not for two threads at once.

    Counts bytes of bodies in *bytes_out* and *bytes_in*, and *round_trips*. *base_s* is the part of the total
    deadline that does not depend on sizes.
    """

    def __init__(
        self, url: str, *, proxies: dict[str, str] | None = None, authority: str | None = None, base_s: float = 90
    ) -> None:
        """*proxies* by scheme, None for those of the environment; *authority*: PEM, besides the system's."""
        self.url = url
        self._base = checked_url(url, self.may_be_plain)
        self._base_s = base_s
        self._connections = Connections()
        self._leash = Leash(self._connections)
        self._session = requests.Session()
        self._session.headers.clear()  # each line would be a tenth of a quiet round
        self._session.trust_env = proxies is None
        self._session.proxies = proxies or {}
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if authority is not None:
            context.load_verify_locations(cadata=authority)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter(self._connections, context))
        self.leave_at: float | None = None  # on the monotonic clock: then whoever waits for something is let go
        self.bytes_out = self.bytes_in = self.round_trips = self._announced = 0

    def exchange(self, envelope: bytes) -> bytes:
        """Send a sealed ask, return the sealed answer (`Channel`)."""
        return self._request("POST", EXCHANGE_ROUTE, envelope, ENVELOPE)

    def enrol(self, envelope: bytes) -> bytes:
        """Send a sealed enrolment, return the sealed answer.

        Raises:
            CodeRefused: the centre does not take the code.
        """
        return self._request("POST", ENROL_ROUTE, envelope, ENVELOPE)

    def centre(self) -> CentreKeys:
        """Return what the centre says of itself; proven only by the enrolment that follows."""
        body = self._request("GET", CENTRE_ROUTE, None, CENTRE_KEYS)
        try:
            return read(body, CentreKeys)
        except BadMessage:
            raise NotTheCentre from None

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        """Fetch a segment of *size* bytes, or *most* of them (`Shelf`): what *arrived* before is not fetched again.

        Raises:
            SnapshotGone: the centre does not keep it any more.
        """
        end = min(size, len(arrived) + most)
        seconds = self._base_s + (end - len(arrived)) / _SLOWEST_BYTES_PER_S
        fetch = partial(self._fetch, f"{SEGMENTS_ROUTE}/{name}", size, arrived, end)
        self._held(fetch, seconds)

    def may_be_plain(self, host: str) -> bool:
        """Whether *host* may be spoken to without TLS: this machine itself."""
        return host in _LOOPBACK

    def break_off(self) -> None:
        """End the request that runs, and take no other one: `Cancelled`. Any thread may call; it returns at once."""
        self._leash.cut()

    @property
    def is_broken(self) -> bool:
        """Whether this channel was broken off, by somebody or by the deadline; it serves no more."""
        return self._leash.is_cut

    def close(self) -> None:
        """Close the connection that was kept alive."""
        self._session.close()

    def send(self, call: Call, most_back: int = MAX_ENVELOPE_BYTES) -> Heard:
        """Make one request; its answer has at most *most_back* bytes.

        Raises:
            Unreachable: no answer, or somebody else's. Disagreed: the centre refuses.
        """
        seconds = self._base_s + (len(call.body or b"") + call.wants) / _SLOWEST_BYTES_PER_S
        ask = partial(self._ask, call, most_back)
        return self._held(ask, seconds)

    def _held(self, ask: Callable[[], T], seconds: float) -> T:
        began, before = time.monotonic(), self.bytes_in
        self._announced = 0

        def left() -> float:
            """Whatever came bought its time: only a line that brings less is given up."""
            now = time.monotonic()
            longest = seconds + (self.bytes_in - before) / _SLOWEST_BYTES_PER_S
            return min(began + longest, self.leave_at or math.inf) - now

        try:
            return self._leash.run(partial(_translated, ask, seconds), left)
        except Unreachable as error:
            error.no_line, error.announced = not self._connections.has_opened, self._announced
            raise

    def _request(self, method: str, route: str, body: bytes | None, expected: str) -> bytes:
        return self.send(Call(method=method, route=route, body=body, expected=expected)).body

    def _ask(self, call: Call, most_back: int) -> Heard:
        headers = dict(call.headers)
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        with self._sent(call.method, call.route, call.body, headers) as answer:
            good = answer.status_code == call.status
            if good and _media_type(answer) == call.expected:
                self._announced = _whole(answer.headers.get("Content-Length"))
            read_body = self._filled(bytearray(), answer, most_back if good else MAX_PROBLEM_BYTES)
            if good and call.expected is None:
                return Heard(body=b"", headers=answer.headers)
            if good and _media_type(answer) == call.expected:
                # A cut inside the headers can look like a short, whole answer: only a stated length is believed.
                if answer.headers.get("Content-Length") != str(len(read_body)) or not read_body:
                    raise NoAnswer
                return Heard(body=read_body, headers=answer.headers)
            raise _refusal(answer, read_body)

    def _sent(self, method: str, route: str, body: bytes | None, headers: dict[str, str]) -> requests.Response:
        self.round_trips += 1
        self.bytes_out += len(body or b"")
        return self._session.request(
            method,
            self._base + route,
            data=body,
            headers=headers | {"Accept-Encoding": SKIP_HEADER, "User-Agent": "siskop2mi-desk"},
            stream=True,
            allow_redirects=False,
            timeout=(_CONNECT_S, _IDLE_S),
        )

    def _fetch(self, route: str, size: int, arrived: bytearray, end: int) -> bytes:
        """Append what is missing up to *end* to *arrived*, also when the line is cut in the middle of it."""
        start = len(arrived)
        is_part = start > 0 or end < size
        headers = {"Accept": SEGMENT} | ({"Range": f"bytes={start}-{end - 1}"} if is_part else {})
        with self._sent("GET", route, None, headers) as answer:
            if answer.status_code not in _BYTES or _media_type(answer) != SEGMENT:
                raise _refusal(answer, self._filled(bytearray(), answer, MAX_PROBLEM_BYTES))
            if answer.status_code == HTTPStatus.OK:
                arrived.clear()  # whoever does not know ranges begins again
                end = size
            elif answer.headers.get("Content-Range") != f"bytes {start}-{end - 1}/{size}":
                raise NotTheCentre
            self._filled(arrived, answer, end)
        if len(arrived) != end:
            raise NoAnswer
        return b""

    def _filled(self, body: bytearray, answer: requests.Response, most: int) -> bytes:
        """Return *body* with what comes behind it, at most *most* bytes in all; also when it is cut, body has them."""
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise NotTheCentre
        while part := answer.raw.read(_CHUNK, decode_content=False):
            self.bytes_in += len(part)
            if len(body) + len(part) > most:
                raise NotTheCentre
            body += part
        return bytes(body)


def checked_url(url: str, may_be_plain: Callable[[str], bool] = _LOOPBACK.__contains__) -> str:
    """Return the centre's base address without a slash at its end.

    Raises:
        InvalidField: not an https address, and plain http is not for this host.
    """
    parts = urlsplit(url.strip())
    safe = parts.scheme == "https" or (parts.scheme == "http" and may_be_plain(parts.hostname or ""))
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise InvalidField(field="gateway", rule="https-address")
    return url.strip().rstrip("/")


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else 0


def _media_type(answer: requests.Response) -> str:
    return str(answer.headers.get("Content-Type", "")).split(";")[0].strip().lower()


def _strange(answer: requests.Response) -> DeskError:
    """Somebody else answered: a proxy, a portal, another server."""
    match answer.status_code:
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return ProxyRefused(rule="login")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return TooLarge()
        case _:
            return NotTheCentre()


def _refusal(answer: requests.Response, body: bytes) -> DeskError:
    """Turn a refusal into an error of ours. Only a body of our own media type is the centre's word."""
    if _media_type(answer) != PROBLEM:
        return _strange(answer)
    try:
        problem = msgspec.json.decode(body, type=_Problem)
    except msgspec.MsgspecError:
        return NotTheCentre()
    if answer.status_code in (429, 503):
        return Busy(retry_after_s=_retry_after(answer))
    if answer.status_code == HTTPStatus.NOT_FOUND and problem.code == "not-found":
        return SnapshotGone()
    if problem.code == "too-large":
        return TooLarge()
    if problem.code == "code-refused":
        return CodeRefused()
    if answer.status_code in (401, 403, 409):
        return _device_refused(problem)
    return BadMessage(rule=problem.code)


def _retry_after(answer: requests.Response) -> int:
    text = answer.headers.get("Retry-After", "")
    return min(int(text), _LONGEST_WAIT_S) if text.isascii() and text.isdigit() else 30


def _translated(ask: Callable[[], T], seconds: float) -> T:
    """Run *ask*; every exception of the libraries becomes one of ours here."""
    try:
        return ask()
    except requests.exceptions.ProxyError as error:
        raise ProxyRefused(rule="login" if "407" in str(error) else "unreachable") from None
    except (requests.exceptions.SSLError, ssl.SSLError) as error:
        raise UntrustedCertificate(rule=_certificate_rule(error)) from None
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, LocationParseError):
        raise InvalidField(field="gateway", rule="https-address") from None
    except requests.exceptions.Timeout:
        raise TimedOut(seconds=round(seconds)) from None
    except (requests.exceptions.InvalidHeader, requests.exceptions.ContentDecodingError):
        raise NotTheCentre from None
    except (requests.exceptions.RequestException, HTTPError, ProtocolError, OSError, ValueError):
        raise NoAnswer from None


def _certificate_rule(error: Any) -> str:
    """Say in one word what is wrong with a certificate, without text from outside."""
    text = str(error)
    if "expired" in text or "not yet valid" in text:
        return "date"
    return "name" if "match" in text else "issuer"


def _device_refused(problem: _Problem) -> DeskError:
    refused = DeviceRefused(rule=problem.code)
    try:
        refused.sealed = None if problem.sealed is None else bytes_of(problem.sealed)
    except BadMessage:
        return NotTheCentre()
    return refused
