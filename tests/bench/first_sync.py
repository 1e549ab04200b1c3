"""`python -m tests.bench.first_sync [RECORDS]`: a new desk joins a full centre; bytes on the socket, time, memory."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from desktop.demo.people import Drawing, Invented, workers
from desktop.store.verify import store_digest
from sync.changes.change import Change
from sync.changes.state import RecordState
from sync.clock import SystemClock, stamp
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import flat
from sync.engine.round import Report
from sync.gateway.database import Database
from sync.gateway.keys import centre_of
from sync.gateway.ledger import Book, Source, digest_of_scope
from tests.bench.measured import Figure, append, held_mb, timed
from tests.faults.desks import MISSION, code, new_desk, new_keys
from tests.gateway.serving import run, serving

_RECORDS: Final = 100_000
_SEED: Final = 20251018
_AT_ONCE: Final = 5000
_MOST_MB: Final = 6.2
_MOST_S: Final = 60


def measured(count: int) -> list[Figure]:
    """Fill a centre, build its snapshot, and let a desk join over a line whose bytes are counted."""
    with tempfile.TemporaryDirectory(prefix="bench-first-") as top:
        url = f"sqlite:///{top}/centre.db"
        fill(url, workers(Drawing(_SEED, SystemClock().now()), count))
        building, most = _built("snapshot", "--mission", MISSION, "--database", url)
        with serving(url) as address, _counted(address) as (through, passed):
            answer = _checked(
                subprocess.run(
                    [sys.executable, "-m", "tests.bench.first_sync", "desk", f"{top}/desk", through, url],
                    stdout=subprocess.PIPE,
                    check=False,
                )
            )
            sizes = dict(passed)
        desk = msgspec.json.decode(answer.splitlines()[-1], type=dict[str, float])
    named = f"first sync of {count:,}"
    return [
        Figure(name=f"{named}: building the snapshot", value=building, unit="s"),
        Figure(name=f"{named}: memory of the building at its most", value=most, unit="MB"),
        Figure(
            name=f"{named}: down, on the socket", value=sizes["down"] / 1e6, unit="MB", limit=_MOST_MB * count / 1e5
        ),
        Figure(name=f"{named}: up, on the socket", value=sizes["up"] / 1e3, unit="kB"),
        Figure(name=f"{named}: until open cases and their people are here", value=desk["first"], unit="s"),
        Figure(name=f"{named}: taken in, first fifth", value=desk["begins"], unit="rows/s"),
        Figure(name=f"{named}: taken in, last fifth", value=desk["ends"], unit="rows/s"),
        Figure(name=f"{named}: whole", value=desk["whole"], unit="s", limit=_MOST_S * count / 1e5),
        Figure(name=f"{named}: memory of the desk at its most", value=desk["memory"], unit="MB"),
    ]


def desk(folder: str, address: str, database_url: str) -> dict[str, float]:
    """Join and take everything in; in a process of its own. The store must be the centre's."""
    database, clock = Database(database_url), SystemClock()
    joined = new_desk(Path(folder), new_keys("siti"), clock)
    joined.enrol(address, code(database, clock))
    told: dict[str, float] = {}
    seen: list[tuple[float, int]] = [(0.0, 0)]
    began = clock.monotonic()

    def step(report: Report) -> None:
        now, first = clock.monotonic() - began, joined.standing().first_sync
        seen.append((now, report.received))
        if first is not None and first.has_urgent and first.records:
            told.setdefault("first", now)

    whole = timed(lambda: joined.round(step))
    fifth = seen[-1][1] / 5
    told["begins"] = fifth / next(at for at, rows in seen if rows >= fifth)
    told["ends"] = fifth / (whole - max(at for at, rows in seen if rows <= 4 * fifth))
    with database.read() as connection:
        assert store_digest(joined.store) == digest_of_scope(connection, MISSION)
    joined.close()
    database.close()
    return told | {"whole": whole, "memory": held_mb()[1]}


def fill(url: str, drawn: Iterator[Invented]) -> None:
    """Enter workers as an exchange would, without the signatures of somebody."""
    database, clock = Database(url), SystemClock()
    centre_of(database, clock)
    run("mission", "add", MISSION, "--database", url)
    declared = noun("worker")
    while some := list(islice(drawn, _AT_ONCE)):
        with database.write() as connection:
            book = Book(connection, MISSION, clock.now())
            for one in some:
                fields = {"mission": MISSION} | validation.check(declared, one.fields, typed=True)
                values, number = flat(declared, fields), book.head + 1
                change = Change(
                    id=f"bench.1.{number}",
                    record=one.id,
                    kind="worker",
                    op="create",
                    values=values,
                    officer="siti",
                    at=stamp(clock.now()),
                    hlc=f"{number:013d}-0000-bench",
                )
                state = RecordState(kind="worker", values=values, versions={}, created=number)
                book.append(change, state, values, Source(device="bench", batch=None))
            book.write()
    database.close()


def _built(*arguments: str) -> tuple[float, float]:
    """Run a command of the gateway that may take minutes; return its seconds, and the most memory that it held."""
    most, began = 0.0, time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "sync.gateway", *arguments], stdout=subprocess.DEVNULL) as process:
        while process.returncode is None:
            with suppress(KeyError, OSError):  # it may end while it is looked at
                most = max(most, held_mb(process.pid)[1])
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    assert process.returncode == 0, arguments
    return time.perf_counter() - began, most


def _checked(ran: "subprocess.CompletedProcess[bytes]") -> bytes:
    assert ran.returncode == 0, ran
    return ran.stdout


@contextmanager
def _counted(address: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Carry every connection to *address* and count what passes on the socket."""
    passed = {"up": 0, "down": 0}
    listener = socket.create_server(("127.0.0.1", 0))
    port = urlsplit(address).port

    def carry(source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while part := source.recv(65_536):
                passed[way] += len(part)
                sink.sendall(part)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=carry, args=(near, far, "up"), daemon=True).start()
                threading.Thread(target=carry, args=(far, near, "down"), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", passed
    finally:
        listener.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["desk"]:
        print(msgspec.json.encode(desk(*sys.argv[2:5])).decode())
        sys.exit(0)
    records = int(sys.argv[1]) if len(sys.argv) > 1 else _RECORDS
    os.nice(5)
    sys.exit(append(f"first sync of {records:,} records", measured(records)))
