"""What the comparison stands on: the line counts what passes, loss costs a round trip, the limit cannot be undercut."""

import lzma
import socket
import threading
from pathlib import Path

import msgspec
import pytest

from tests.bench.rivals import invented
from tests.bench.rivals.line import BAD, Line, Shape, Way

ASKED, ANSWER = b"a" * 3000, b"b" * 5000


def test_a_line_counts_every_byte_both_ways_and_each_request_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            served, _ = listener.accept()
            with served:
                for _ in range(2):
                    assert served.recv(len(ASKED), socket.MSG_WAITALL) == ASKED
                    served.sendall(ANSWER)

        server = threading.Thread(target=serve)
        server.start()
        line = Line(listener.getsockname()[1])
        with (
            socket.create_connection(("127.0.0.1", int(line.url.rpartition(":")[2]))) as client,
            line.shaped(Shape(round_trip_s=0.01, bytes_per_s=10_000_000)),
        ):
            for _ in range(2):
                client.sendall(ASKED)
                assert client.recv(len(ANSWER), socket.MSG_WAITALL) == ANSWER
        server.join()
        line.close()
    assert (line.up, line.down, line.trips, line.connections) == (6000, 10_000, 2, 1)


def test_a_piece_arrives_after_its_width_and_half_a_round_trip_and_a_lost_one_a_whole_round_trip_later() -> None:
    calm, lossy = (Shape(round_trip_s=0.6, bytes_per_s=1000, loss=loss) for loss in (0.0, 1.0))
    way = Way(1)
    assert [way.arrival(100, 5.0, calm) for _ in range(2)] == pytest.approx([5.4, 5.5])
    assert Way(1).arrival(100, 5.0, lossy) == pytest.approx(5.4 + 0.7)


def test_about_two_of_a_hundred_pieces_are_lost_on_the_bad_line() -> None:
    way, last, late = Way(1), 0.0, 0
    for _ in range(10_000):
        arrives = way.arrival(1448, last, BAD)
        late += arrives > way.free_at + BAD.round_trip_s
        last = way.free_at
    assert 150 < late < 250


def test_no_compression_gets_below_the_information_that_was_drawn(tmp_path: Path) -> None:
    information = invented.write(tmp_path, 2000)
    written = (tmp_path / "records.jsonl").read_bytes()
    assert information < len(lzma.compress(written)) < len(written)
    held = {one.id: one.fields for one in invented.read(tmp_path)}
    less = invented.write_edits(tmp_path / "edits.jsonl", held, 1000, 1)
    edits = (tmp_path / "edits.jsonl").read_bytes().splitlines()
    assert len({msgspec.json.decode(line, type=invented.Edit).record for line in edits}) == 1000
    assert less < len(lzma.compress(b"".join(edits)))


def test_a_line_loses_other_pieces_each_time_and_the_same_ones_in_each_run() -> None:
    runs = []
    for _ in range(2):
        line = Line(1)
        drawn = []
        for _ in range(2):
            with line.shaped(BAD):
                drawn.append([way.arrival(1448, 0.0, BAD) for way in (line._up, line._down) for _ in range(200)])
        line.close()
        runs.append(drawn)
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]
