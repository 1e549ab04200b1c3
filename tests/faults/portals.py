"""What may answer in place of the centre: login pages, proxies, caches, broken and hostile servers; as data."""

import gzip
import socket
import threading
from typing import Final

from sync.transport.wire import ENVELOPE, PROBLEM
from tests.transport.lines import Script, answer, says

_LOGIN: Final = b"<html><head><title>Masuk Wi-Fi Hotel</title></head><body><form action=/login></form></body></html>"
_META: Final = b'<meta http-equiv="refresh" content="0; url=http://10.0.0.1/login">'
_WISPR: Final = b'<?xml version="1.0"?><WISPAccessGatewayParam><Redirect></Redirect></WISPAccessGatewayParam>'
_BOMB: Final = gzip.compress(bytes(8 << 20))
_HEAD: Final = f"HTTP/1.1 200 OK\r\nContent-Type: {ENVELOPE}\r\n".encode()

_over = threading.Event()  # never set: it only lets a server nap between two bytes


def _never_ends(first: bytes, piece: bytes, nap_s: float = 0) -> Script:
    """Say *first*, then *piece* again and again, until the desk hangs up."""

    def script(connection: socket.socket) -> None:
        connection.sendall(first)
        while not _over.wait(nap_s):
            connection.sendall(piece)

    return script


def _hangs_up(connection: socket.socket) -> None:
    connection.close()


def _moved(status: str, location: str) -> Script:
    return says(answer(status, "text/html", b"", f"Location: {location}"))


NOT_US: Final[dict[str, Script]] = {
    "login page": says(answer("200 OK", "text/html", _LOGIN)),
    "login page with a cookie": says(answer("200 OK", "text/html; charset=utf-8", _LOGIN, "Set-Cookie: s=1")),
    "login page for other programmes": says(answer("200 OK", "text/xml", _WISPR)),
    "meta refresh": says(answer("200 OK", "text/html", _META)),
    "redirection 301": _moved("301 Moved Permanently", "http://10.0.0.1/login"),
    "redirection 302": _moved("302 Found", "http://10.0.0.1/login"),
    "redirection 303": _moved("303 See Other", "https://portal.example/?u=1"),
    "redirection 307": _moved("307 Temporary Redirect", "http://127.0.0.1:9/v1/exchange"),
    "redirection 308": _moved("308 Permanent Redirect", "/login"),
    "redirection to itself": _moved("302 Found", "/v1/exchange"),
    "network authentication required": says(answer("511 Network Authentication Required", "text/html", _LOGIN)),
    "no content": says(answer("204 No Content", "text/html", b"")),
    "nothing of no type": says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    "a part of something": says(answer("206 Partial Content", ENVELOPE, b"sealed")),
    "packed login page": says(answer("200 OK", ENVELOPE, gzip.compress(_LOGIN), "Content-Encoding: gzip")),
    "packed flood": says(answer("200 OK", ENVELOPE, _BOMB, "Content-Encoding: gzip")),
    "login page of our media type": says(answer("200 OK", ENVELOPE, _LOGIN)),
    "noise of our media type": says(answer("200 OK", ENVELOPE, bytes(range(256)) * 20)),
    "two lengths": says(_HEAD + b"Content-Length: 6\r\nContent-Length: 3\r\n\r\nsealed"),
    "JSON": says(answer("200 OK", "application/json", b'{"code":"ok"}')),
    "JSON error page": says(answer("403 Forbidden", "application/json", b'{"code":"revoked"}')),
    "our kind of error without sense": says(answer("409 Conflict", PROBLEM, b'{"status":409}')),
    "proxy without a way": says(answer("502 Bad Gateway", "text/html", b"<h1>502</h1>")),
    "proxy that is full": says(answer("503 Service Unavailable", "text/html", b"<h1>503</h1>", "Retry-After: 99999")),
    "proxy that waited too long": says(answer("504 Gateway Timeout", "text/html", b"<h1>504</h1>")),
    "another web server": says(answer("404 Not Found", "text/html", b"<h1>nginx</h1>")),
}
"""Said to be somebody else: perhaps a login page."""

WANTS_A_PASSWORD: Final = says(answer("407 Proxy Authentication Required", "text/html", _LOGIN))
"""Said to be a proxy that does not let us through."""

NO_LINE: Final[dict[str, Script]] = {
    "hangs up": _hangs_up,
    "HTTP/0.9": says(_LOGIN),
    "a mail server": says(b"220 mail.example ESMTP\r\n"),
    "a TLS alert": says(b"\x15\x03\x01\x00\x02\x02\x16"),
    "cut in the headers": says(_HEAD + b"Content-Le"),
    "cut in the body": says(_HEAD + b"Content-Length: 5000\r\n\r\nsealed"),
    "no length": says(_HEAD + b"\r\nsealed"),
    "broken pieces": says(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nsealed"),
    "ten thousand headers": says(_HEAD + b"X-A: 1\r\n" * 10_000 + b"\r\n"),
    "a header without an end": _never_ends(_HEAD + b"X-A: ", b"a" * 4096),
    "headers without an end": _never_ends(_HEAD, b"X-A: 1\r\n"),
}
"""Said to be no answer."""

TOO_SLOW: Final[dict[str, Script]] = {
    "asks for patience for ever": _never_ends(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
    "one byte of a header now and then": _never_ends(_HEAD + b"X-A: ", b"a", 0.05),
    "one byte of a body now and then": _never_ends(_HEAD + b"Content-Length: 5000\r\n\r\n", b"a", 0.05),
    "not a word": _never_ends(b"", b"", 0.05),
}
"""Said to be too late."""
