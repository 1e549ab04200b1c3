"""Measures the audit: what one look costs, a page of a hundred thousand lines, and the persons of a lost device."""

import tempfile
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import insert

from desktop.actions import oversight
from desktop.store import audit
from desktop.store.audit import Asked
from sync.clock import SystemClock
from sync.gateway import accounts
from sync.gateway.audit import asking
from sync.gateway.database import Database
from sync.gateway.keys import centre_of
from sync.gateway.tables import audit_chains, records
from sync.identity.keys import Speaker
from tests.bench.measured import Figure, p, timed
from tests.faults.desks import new_desk, new_keys

_LINES: Final = 100_000
_LOOKS: Final = 500
_RECORDS: Final = 100_000
_WORKERS: Final = 40_000
_AT_ONCE: Final = 5_000


def main() -> list[Figure]:
    """Measure all of it."""
    with tempfile.TemporaryDirectory(prefix="bench-audit-") as top:
        return [*_desk(Path(top) / "desk"), *_centre(Path(top))]


def _desk(folder: Path) -> list[Figure]:
    desk = new_desk(folder, new_keys("siti"), SystemClock())
    try:
        row = desk.do(lambda unit: unit.create("worker", {"full_name": "Siti", "restricted": True}))
        for _ in range(_LINES // _AT_ONCE):
            desk.do(lambda unit: [unit.note("view", "worker", row.id) for _ in range(_AT_ONCE)])  # type: ignore[func-returns-value]
        looks = [timed(lambda: desk.do(lambda unit: unit.note("view", "worker", row.id))) for _ in range(_LOOKS)]
        page = timed(lambda: oversight.lines(desk.store, "siti", Asked(officer="nobody")))
        marks = timed(lambda: oversight.anomalies(desk.store, "siti", desk.clock.now()))
        with desk.store.reading() as connection:
            chain = timed(lambda: audit.broken_at(connection))
    finally:
        desk.close()
    return [
        Figure(name="a look with its line, p50", value=p(0.5, looks), unit="ms"),
        Figure(name="a look with its line, p95", value=p(0.95, looks), unit="ms", limit=5),
        Figure(name=f"page of {_LINES:,} lines by an officer who has none", value=page, unit="s", limit=1),
        Figure(name=f"what stands out of {_LINES:,} lines", value=marks, unit="s", limit=2),
        Figure(name=f"chain of {_LINES:,} lines verified", value=chain, unit="s"),
    ]


def _centre(folder: Path) -> list[Figure]:
    database, clock = Database(f"sqlite:///{folder / 'centre.db'}"), SystemClock()
    centre_of(database, clock)
    device = Speaker.new("d1")
    with database.write() as connection:
        accounts.add_mission(connection, "JHB", clock)
        accounts.add_device(connection, "d1", "JHB", device.public, clock)
        chain = {"device": "d1", "epoch": 1, "n": 0, "hash": "", "told_n": 0, "told_at": "", "heard": _RECORDS}
        connection.execute(insert(audit_chains).values(chain))
        for start in range(0, _RECORDS, _AT_ONCE):
            connection.execute(insert(records), [_row(number) for number in range(start, start + _AT_ONCE)])
    with database.snapshot() as connection:
        seconds = timed(lambda: asking.affected(connection, "d1", None))
    database.close()
    return [Figure(name=f"persons on a lost device of {_RECORDS:,} records", value=seconds, unit="s", limit=10)]


def _row(number: int) -> dict[str, object]:
    worker = str(UUID(int=number % _WORKERS))
    is_worker = number < _WORKERS
    values = {"full_name": f"W{number}", "health_note": "x"} if is_worker else {"worker_id": worker, "state": "OPEN"}
    return {
        "scope": "JHB",
        "id": worker if is_worker else str(UUID(int=number)),
        "kind": "worker" if is_worker else "placement",
        "values": msgspec.json.encode(values).decode(),
        "versions": "{}",
        "created": number,
        "changed": number,
    }


if __name__ == "__main__":
    print(msgspec.json.encode(main()).decode())
