"""A gateway with its workers on PostgreSQL, and three hundred desks that all send at once."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import func, select

from sync.clock import SystemClock
from sync.domain.codes import code_list
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.tables import ledger
from tests import postgres
from tests.bench.measured import Figure, p
from tests.bench.rivals.load import CHANGES
from tests.bench.rivals.process import Process, below, most_mb, spent_s

DESKS: Final = 300
"""In thirty missions of ten."""
_OF_A_MISSION: Final = 10
_GENERATORS: Final = 2
_WORKERS: Final = 2


def measured(count: int) -> list[Figure]:
    """Let *count* desks send 500 changes each, and look in the ledger for what is lost or doubled."""
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        server = stack.enter_context(postgres.running_as_at_a_centre())
        url = stack.enter_context(postgres.fresh_database(server))
        database = Database(url)
        stack.callback(database.close)
        command = [sys.executable, "-m", "sync.gateway", "serve", "--port", "0", "--database", url]
        gateway = Process([*command, "--blobs", str(top / "blobs"), "--workers", str(_WORKERS)], top / "gateway")
        stack.callback(gateway.stop)
        address = msgspec.json.decode(gateway.heard())["url"]
        loads = [_generator(top / f"load{at}", address, codes) for at, codes in enumerate(_codes(database, count))]
        for load in loads:
            stack.callback(load.close)
            load.heard()
        return [*_under_load(loads, gateway, database, count)]


def _under_load(loads: list[Process], gateway: Process, database: Database, count: int) -> Iterator[Figure]:
    postmaster = _postmaster(database)

    def sides() -> dict[str, list[int]]:
        return {
            "the gateway": gateway.tree(),
            "PostgreSQL": [postmaster, *below(postmaster)],
            "the load generator": [load.pid for load in loads],
        }

    before = {side: spent_s(pids) for side, pids in sides().items()}
    began = time.perf_counter()
    for load in loads:
        load.tell("work")
    answers = [msgspec.json.decode(load.heard()) for load in loads]
    wall = time.perf_counter() - began
    spent = {side: spent_s(pids) - before[side] for side, pids in sides().items()}
    seconds = [one for answer in answers for one in answer["seconds"]]
    yield Figure(name="changes taken in", value=count * CHANGES / wall, unit="changes/s")
    yield Figure(name="exchanges", value=len(seconds) / wall, unit="/s")
    for share in (0.5, 0.95, 1.0):
        yield Figure(name=f"an exchange of 50 changes, p{100 * share:.0f}", value=p(share, seconds) / 1000, unit="s")
    yield Figure(name="answers that the centre is busy", value=sum(one["busy"] for one in answers), unit="")
    for side, used in spent.items():
        share = 100 * used / wall / (os.cpu_count() or 1)
        yield Figure(name=f"processor of {side}", value=used, unit=f"s, {share:.0f} % of the machine")
    for side in ("the gateway", "the load generator"):
        yield Figure(name=f"memory of {side} at its most", value=most_mb(sides()[side]), unit="MB")
    for load in loads:
        load.tell("level")
    wrong = sum(msgspec.json.decode(load.heard())["wrong"] for load in loads)
    yield from _in_the_ledger(database, count)
    yield Figure(name="entries that a desk did not hear exactly once", value=wrong, unit="", limit=0)


def _in_the_ledger(database: Database, count: int) -> Iterator[Figure]:
    ids = func.count(ledger.c.change_id.distinct())
    with database.read() as connection:
        found, distinct = connection.execute(select(func.count(), ids).select_from(ledger)).one()
    yield Figure(name="changes lost", value=count * CHANGES - distinct, unit="", limit=0)
    yield Figure(name="changes doubled", value=found - distinct, unit="", limit=0)


def _codes(database: Database, count: int) -> Iterator[list[tuple[int, str]]]:
    """Issue a code for each desk, ten desks to a mission, and share the desks out to the generators."""
    missions, clock = list(code_list("mission").by_code), SystemClock()
    issued: list[tuple[int, str]] = []
    with database.write() as connection:
        for number in range(count):
            mission = missions[number // _OF_A_MISSION]
            if number % _OF_A_MISSION == 0:
                accounts.add_mission(connection, mission, clock)
            issued.append((number, accounts.issue_code(connection, mission, clock)))
    for at in range(_GENERATORS):
        yield issued[at::_GENERATORS]


def _generator(folder: Path, address: str, codes: list[tuple[int, str]]) -> Process:
    folder.mkdir()
    (folder / "codes.json").write_bytes(msgspec.json.encode(codes))
    return Process([sys.executable, "-m", "tests.bench.rivals.load", address, str(folder / "codes.json")], folder)


def _postmaster(database: Database) -> int:
    """Return the process above the one that serves us."""
    with database.read() as connection:
        pid = connection.exec_driver_sql("select pg_backend_pid()").scalar()
    return int(Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[1])
