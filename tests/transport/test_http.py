"""HttpChannel: whatever comes from the line is our sealed bytes or a quiet, exact error."""

import socket
import threading

import pytest

from sync.errors import (
    BadMessage,
    Busy,
    CodeRefused,
    DeviceRefused,
    InvalidField,
    NoAnswer,
    NotTheCentre,
    TimedOut,
    Unreachable,
)
from sync.transport.http import HttpChannel, checked_url
from sync.transport.wire import ENVELOPE, MAX_ENVELOPE_BYTES, PROBLEM
from tests.transport.lines import Script, answer, line, says

WHOLE = answer("200 OK", ENVELOPE, b"sealed bytes")


def exchanged(script: Script, *, base_s: float = 5) -> bytes:
    with line(script) as url:
        channel = HttpChannel(url, base_s=base_s)
        try:
            return channel.exchange(b"ask")
        finally:
            channel.close()


def test_a_whole_answer_of_our_media_type_comes_back_as_it_is() -> None:
    assert exchanged(says(WHOLE)) == b"sealed bytes"


def test_an_answer_cut_at_any_byte_is_unreachable_and_never_shorter_bytes() -> None:
    for cut in range(len(WHOLE)):
        with pytest.raises(Unreachable):
            exchanged(says(WHOLE[:cut]))


PORTALS = [
    answer("200 OK", "text/html", b"<html><body>Log in</body></html>"),
    answer("200 OK", "text/html; charset=utf-8", b""),
    answer("200 OK", "application/json", b'{"v":1}'),
    answer("200 OK", "application/octet-stream", b"sealed bytes"),
    answer("200 OK", ENVELOPE, b"\x1f\x8b\x08", "Content-Encoding: gzip"),
    answer("204 No Content", ENVELOPE, b""),
    answer("206 Partial Content", ENVELOPE, b"sealed"),
    answer("302 Found", "text/html", b"", "Location: http://portal.example/login"),
    answer("307 Temporary Redirect", ENVELOPE, b"", "Location: http://127.0.0.1:9/v1/envelopes"),
    answer("401 Unauthorized", "text/html", b"no", "WWW-Authenticate: Basic"),
    answer("403 Forbidden", "application/json", b'{"code":"revoked"}'),
    answer("407 Proxy Authentication Required", "text/html", b"no", "Proxy-Authenticate: Basic"),
    answer("409 Conflict", PROBLEM, b"not json"),
    answer("409 Conflict", PROBLEM, b'{"other":1}'),
    answer("500 Internal Server Error", "text/html", b"oops"),
    answer("502 Bad Gateway", "text/html", b"oops"),
    answer("511 Network Authentication Required", "text/html", b"login"),
    answer("200 OK", ENVELOPE, b"x" * 10, "Content-Encoding: br"),
]


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_or_a_stranger_is_not_the_centre(portal: bytes) -> None:
    with pytest.raises(NotTheCentre):
        exchanged(says(portal))


@pytest.mark.parametrize("noise", [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 banana\r\n\r\n", b"\x00" * 100])
def test_noise_on_the_line_is_unreachable(noise: bytes) -> None:
    with pytest.raises(Unreachable):
        exchanged(says(noise))


def test_our_own_problem_body_says_what_the_centre_refuses() -> None:
    for status, code, error in [
        ("409 Conflict", "forked", DeviceRefused),
        ("401 Unauthorized", "unknown-device", DeviceRefused),
        ("403 Forbidden", "code-refused", CodeRefused),
        ("413 Content Too Large", "size", BadMessage),
    ]:
        with pytest.raises(error):
            exchanged(says(answer(status, PROBLEM, b'{"code":"%s"}' % code.encode())))


def test_a_busy_centre_is_waited_for_as_long_as_it_asks_but_an_hour_at_most() -> None:
    for wish, wait in [("120", 120), ("999999", 3600), ("soon", 30), ("-5", 30)]:
        with pytest.raises(Busy) as refused:
            exchanged(says(answer("503 Service Unavailable", PROBLEM, b'{"code":"busy"}', f"Retry-After: {wish}")))
        assert refused.value.values["retry_after_s"] == wait


def test_an_answer_larger_than_the_cap_is_dropped_before_it_fills_the_memory() -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {ENVELOPE}\r\n\r\n".encode())
        for _ in range(MAX_ENVELOPE_BYTES // 65_536 + 2):
            connection.sendall(b"\0" * 65_536)

    with pytest.raises(NotTheCentre):
        exchanged(flood)


@pytest.mark.parametrize("head", [b"", f"HTTP/1.1 200 OK\r\nContent-Type: {ENVELOPE}\r\n\r\n".encode()])
def test_a_server_that_trickles_for_ever_is_cut_at_the_deadline(head: bytes) -> None:
    done = threading.Event()

    def trickle(connection: socket.socket) -> None:
        connection.sendall(head)
        while not done.wait(0.05):
            connection.sendall(b"x")

    with pytest.raises(TimedOut):
        exchanged(trickle, base_s=1)
    done.set()


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer):
        HttpChannel(f"http://127.0.0.1:{port}").exchange(b"ask")


@pytest.mark.parametrize(
    "url",
    ["http://gateway.example", "ftp://x", "gateway", "", "https://", "https://a:b@gateway.example", "https://g/?q=1"],
)
def test_only_https_is_taken_and_plain_http_for_this_machine_alone(url: str) -> None:
    with pytest.raises(InvalidField):
        checked_url(url)


def test_a_slash_at_the_end_of_the_address_does_not_matter() -> None:
    assert checked_url(" https://gateway.example/sisko/ ") == "https://gateway.example/sisko"
