"""Segments over HTTP: fetched from the byte where the last try was cut, and never more than was announced."""

import socket

import pytest

from sync.errors import DeskError, NoAnswer, NotTheCentre, SnapshotGone
from sync.transport.http import HttpChannel
from sync.transport.wire import PROBLEM, SEGMENT
from tests.transport.lines import Script, answer, line, says

BODY = bytes(range(256)) * 8
NAME = "0" * 64


def fetched(script: Script, arrived: bytearray, size: int = len(BODY)) -> None:
    with line(script) as url:
        channel = HttpChannel(url, base_s=5)
        try:
            channel.segment(NAME, size, arrived, size)
        finally:
            channel.close()


def test_a_whole_segment_arrives_as_it_is() -> None:
    arrived = bytearray()
    fetched(says(answer("200 OK", SEGMENT, BODY)), arrived)
    assert arrived == BODY


def test_the_rest_of_a_segment_is_put_behind_what_is_here() -> None:
    arrived = bytearray(BODY[:700])
    row = f"Content-Range: bytes 700-{len(BODY) - 1}/{len(BODY)}"
    fetched(says(answer("206 Partial Content", SEGMENT, BODY[700:], row)), arrived)
    assert arrived == BODY


def test_who_does_not_know_ranges_begins_again() -> None:
    arrived = bytearray(b"x" * 700)
    fetched(says(answer("200 OK", SEGMENT, BODY)), arrived)
    assert arrived == BODY


@pytest.mark.parametrize("row", ["", "Content-Range: bytes 0-99/2048", "Content-Range: bytes 700-2047/9999"])
def test_other_bytes_than_those_asked_for_are_not_taken(row: str) -> None:
    arrived = bytearray(BODY[:700])
    with pytest.raises(NotTheCentre):
        fetched(says(answer("206 Partial Content", SEGMENT, BODY[700:], *([row] if row else []))), arrived)
    assert arrived == BODY[:700]


def test_a_cut_at_any_byte_leaves_a_beginning_of_the_segment_and_nothing_else() -> None:
    whole = answer("200 OK", SEGMENT, BODY)

    def cut_after(size: int) -> Script:
        def script(connection: socket.socket) -> None:
            connection.sendall(whole[:size])

        return script

    for size in range(0, len(whole), 97):
        arrived = bytearray()
        with pytest.raises(NoAnswer):
            fetched(cut_after(size), arrived)
        assert BODY.startswith(arrived)


@pytest.mark.parametrize(
    "portal",
    [
        answer("200 OK", "text/html", b"<html>log in</html>"),
        answer("200 OK", SEGMENT, BODY + b"more"),
        answer("200 OK", SEGMENT, BODY, "Content-Encoding: gzip"),
        answer("404 Not Found", "text/html", b"gone"),
    ],
)
def test_what_a_stranger_answers_is_not_the_centre(portal: bytes) -> None:
    with pytest.raises(NotTheCentre):
        fetched(says(portal), bytearray())


def test_a_shorter_segment_than_announced_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        fetched(says(answer("200 OK", SEGMENT, BODY[:-1])), bytearray())


def test_a_segment_that_the_centre_does_not_keep_any_more_is_said_so() -> None:
    with pytest.raises(SnapshotGone):
        fetched(says(answer("404 Not Found", PROBLEM, b'{"code":"not-found"}')), bytearray())


def test_every_refusal_is_one_of_ours() -> None:
    for status, code in (("416 Range Not Satisfiable", "range"), ("503 Service Unavailable", "later")):
        with pytest.raises(DeskError):
            fetched(says(answer(status, PROBLEM, f'{{"code":"{code}"}}'.encode())), bytearray())
