"""HttpChannel: whatever comes from the line is our sealed bytes or a quiet, exact error."""

import socket
import ssl
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from sync.errors import (
    BadMessage,
    Busy,
    Cancelled,
    CodeRefused,
    DeviceRefused,
    InvalidField,
    NoAnswer,
    NotTheCentre,
    TimedOut,
    Unreachable,
    UntrustedCertificate,
)
from sync.transport.http import HttpChannel, checked_url
from sync.transport.wire import ENVELOPE, MAX_ENVELOPE_BYTES, PROBLEM
from tests.transport.lines import Script, answer, line, says
from tests.transport.secure import carries, own_authority

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


def broken_off(channel: HttpChannel, when: threading.Event) -> None:
    when.wait()
    channel.break_off()


def test_an_exchange_on_a_dead_line_ends_at_once_when_it_is_broken_off() -> None:
    asked = threading.Event()

    def say_nothing(connection: socket.socket) -> None:
        asked.set()
        connection.recv(1)

    with line(say_nothing) as url:
        channel = HttpChannel(url, base_s=30)
        threading.Thread(target=broken_off, args=(channel, asked)).start()
        with pytest.raises(Cancelled):
            channel.exchange(b"ask")


def test_an_exchange_that_still_looks_for_the_centre_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, found = threading.Event(), threading.Event()

    def look_for_ever(*_: object, **__: object) -> list[object]:
        asked.set()
        found.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_for_ever)
    channel = HttpChannel("https://gateway.example", base_s=30)
    threading.Thread(target=broken_off, args=(channel, asked)).start()
    with pytest.raises(Cancelled):
        channel.exchange(b"ask")
    found.set()


def test_a_name_that_nobody_finds_is_waited_for_until_the_deadline_only(monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait() and [])
    with pytest.raises(TimedOut):
        HttpChannel("https://gateway.example", base_s=0.2).exchange(b"ask")
    found.set()


def through(stack: ExitStack, secure: ssl.SSLContext, centre: Script, *, hides: bool) -> tuple[str, str, list[str]]:
    """Serve a centre, and a proxy before it that is itself spoken to over TLS where it *hides*."""
    carried: list[str] = []
    url = stack.enter_context(line(centre, secure))
    proxy = stack.enter_context(line(carries(url, carried), secure if hides else None))
    return url, proxy, carried


@pytest.mark.parametrize("hides", [False, True])
def test_the_certificates_of_a_network_hold_through_its_proxy_as_well(tmp_path: Path, hides: bool) -> None:  # noqa: FBT001
    secure, authority = own_authority(tmp_path)
    with ExitStack() as stack:
        url, proxy, carried = through(stack, secure, says(WHOLE), hides=hides)
        channel = HttpChannel(url, proxies={"https": proxy}, authority=authority, base_s=5)
        assert channel.exchange(b"ask") == b"sealed bytes"
        assert carried == [url]
        with pytest.raises(UntrustedCertificate if not hides else Unreachable):
            HttpChannel(url, proxies={"https": proxy}, base_s=5).exchange(b"ask")


@pytest.mark.parametrize("hides", [False, True])
def test_what_goes_through_a_proxy_is_cut_at_the_deadline_as_well(tmp_path: Path, hides: bool) -> None:  # noqa: FBT001
    left = threading.Event()

    def say_nothing(connection: socket.socket) -> None:
        if connection.recv(1) == b"":  # it hung up
            left.set()

    secure, authority = own_authority(tmp_path)
    with ExitStack() as stack:
        url, proxy, _ = through(stack, secure, say_nothing, hides=hides)
        channel = HttpChannel(url, proxies={"https": proxy}, authority=authority, base_s=1)
        with pytest.raises(TimedOut):
            channel.exchange(b"ask")
        assert left.wait(5)


def test_a_channel_that_was_broken_off_serves_no_more() -> None:
    with line(says(WHOLE)) as url:
        channel = HttpChannel(url)
        channel.break_off()
        with pytest.raises(Cancelled):
            channel.exchange(b"ask")
    assert channel.is_broken


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
