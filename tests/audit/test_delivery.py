"""The audit at the centre: every line once, gaps and forks told, and a centre that rewrites its log found out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from desktop.actions import records
from desktop.store import audit, audit_delivery, audit_proofs, backup
from desktop.store.row import Row
from sync.errors import NoAnswer
from sync.gateway import tables
from tests.store.world import StoreDesk, World

_TABLES = (tables.audit_lines, tables.audit_chains, tables.audit_log, tables.audit_tiles)


def looks(desk: StoreDesk, row: Row, times: int = 1) -> None:
    for _ in range(times):
        desk.store.do(desk.officer, lambda unit: records.view(row.kind, row.id, unit))


def notes(desk: StoreDesk, act: str) -> None:
    desk.store.do(desk.officer, lambda unit: unit.note(act))


def at_centre(world: World, sql: str = "SELECT act FROM audit_line ORDER BY place") -> list[Any]:
    with world.database.read() as connection:
        return list(connection.execute(text(sql)).scalars())


def run(desk: StoreDesk, *statements: str) -> None:
    with desk.store.transactions.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def alarms(world: World) -> list[str]:
    return at_centre(world, "SELECT act FROM audit_line WHERE device = 'centre' ORDER BY place")


def found(desk: StoreDesk) -> list[str]:
    with desk.store.reading() as connection:
        return [one.code for one in audit_proofs.alarms(connection)]


def head(desk: StoreDesk) -> tuple[int, str]:
    with desk.store.reading() as connection:
        return audit.head(connection)


def undelivered(desk: StoreDesk) -> int:
    with desk.store.reading() as connection:
        return audit_delivery.undelivered(connection)


@pytest.fixture
def desk(world: World) -> StoreDesk:
    return world.desk()


@pytest.fixture
def limited(desk: StoreDesk) -> Row:
    return desk.create("worker", full_name="Siti", restricted=True)


def test_every_look_without_a_line_is_at_the_centre_once_after_a_round(
    world: World, desk: StoreDesk, limited: Row
) -> None:
    looks(desk, limited, 37)

    report = desk.round()
    desk.round()

    views = at_centre(world, "SELECT act FROM audit_line WHERE act = 'view' AND record != ''")
    assert len(views) == 37
    assert at_centre(world) == ["create", *views]
    assert at_centre(world, "SELECT hash FROM audit_line ORDER BY place DESC LIMIT 1") == [head(desk)[1]]
    assert (undelivered(desk), found(desk), alarms(world), report.round_trips) == (0, [], [], 1)


def test_a_lost_answer_doubles_no_line(world: World, desk: StoreDesk, limited: Row) -> None:
    looks(desk, limited, 3)
    assert desk.line is not None
    desk.line.loses_answers = True
    with pytest.raises(NoAnswer):
        desk.round()
    desk.line.loses_answers = False
    looks(desk, limited, 2)

    desk.round()

    assert at_centre(world) == ["create", *["view"] * 5]
    assert (undelivered(desk), alarms(world)) == (0, [])


def test_more_lines_than_one_ask_takes_go_in_several(world: World, desk: StoreDesk, limited: Row) -> None:
    def many(unit: Any) -> None:
        for _ in range(6000):
            unit.note("view", "worker", limited.id)

    desk.store.do("siti", many)

    report = desk.round()

    assert len(at_centre(world)) == 6001
    assert (undelivered(desk), report.round_trips) == (0, 2)


def test_a_quiet_round_says_no_line_and_stays_small(desk: StoreDesk, limited: Row) -> None:
    looks(desk, limited)
    desk.round()

    report = desk.round()

    assert report.bytes_out + report.bytes_in < 900


def test_a_round_that_only_tells_of_an_unlocking_stays_below_its_bound(desk: StoreDesk, limited: Row) -> None:
    desk.round()
    for act in ("lock", "unlock", "lock", "unlock"):
        notes(desk, act)

    report = desk.round()

    assert undelivered(desk) == 0
    assert report.bytes_out + report.bytes_in < 1200


def test_a_desk_from_a_backup_is_told_apart_from_a_forged_one(world: World, desk: StoreDesk, limited: Row) -> None:
    looks(desk, limited, 2)
    desk.round()
    run(desk, "CREATE TABLE kept_audit AS SELECT * FROM audit", "CREATE TABLE kept_meta AS SELECT * FROM meta")
    looks(desk, limited, 4)
    desk.round()
    run(desk, "DELETE FROM audit", "INSERT INTO audit SELECT * FROM kept_audit")
    run(desk, "UPDATE meta SET value = (SELECT value FROM kept_meta k WHERE k.key = meta.key) WHERE key LIKE 'audit%'")
    backup.raise_epoch(desk.store)
    looks(desk, limited)

    desk.round()

    assert (undelivered(desk), alarms(world), found(desk)) == (0, ["desk-restored"], [])
    assert len(at_centre(world, "SELECT n FROM audit_line WHERE act = 'view'")) == 7


@pytest.mark.parametrize(
    ("tampering", "alarm"),
    [
        ("edited", "alarm-rewritten"),
        ("cut", "alarm-rolled-back"),
        ("cut-and-on", "alarm-forked"),
        ("reordered", "alarm-rewritten"),
        ("dropped", "alarm-rewritten"),
    ],
)
def test_a_past_that_was_told_cannot_be_told_otherwise(
    world: World, desk: StoreDesk, limited: Row, tampering: str, alarm: str
) -> None:
    looks(desk, limited, 3)
    desk.round()

    forge(desk, tampering)
    desk.round()

    assert alarms(world)[:1] == [alarm]
    assert len(at_centre(world, "SELECT n FROM audit_line WHERE act = 'view'")) >= 3


def forge(desk: StoreDesk, tampering: str) -> None:
    """Do what somebody with the store's key can do: write the chain anew, with hashes that fit."""
    with desk.store.transactions.write() as connection:
        lines = [line for _, line in audit.lines_after(connection, 0, 100)]
        device = desk.store.identity().device
        connection.exec_driver_sql("DELETE FROM audit")
        connection.exec_driver_sql("DELETE FROM meta WHERE key = 'audit_head'")
        changed: dict[str, Callable[[], list[Any]]] = {
            "edited": lambda: [*lines[:1], type(lines[1])(epoch=1, at=lines[1].at, act="list"), *lines[2:]],
            "cut": lambda: lines[:2],
            "cut-and-on": lambda: [*lines[:2], type(lines[1])(epoch=1, at=lines[1].at, act="list")],
            "reordered": lambda: [lines[1], lines[0], *lines[2:]],
            "dropped": lambda: [*lines[:1], *lines[2:], type(lines[1])(epoch=1, at=lines[1].at, act="list")],
        }
        audit.write(connection, device, changed[tampering]())
        if tampering == "cut-and-on":
            connection.exec_driver_sql("UPDATE meta SET value = 2 WHERE key = 'audit_held'")


def test_a_gap_is_told_and_closes_when_the_lines_come(world: World, desk: StoreDesk, limited: Row) -> None:
    looks(desk, limited, 5)
    run(desk, "INSERT INTO meta VALUES('audit_held', 3)")

    desk.round()

    assert alarms(world) == ["alarm-gap", "gap-filled"]
    assert len(at_centre(world, "SELECT n FROM audit_line WHERE act = 'view'")) == 5
    assert undelivered(desk) == 0


def test_a_centre_that_lost_lines_gets_them_again(world: World, desk: StoreDesk, limited: Row) -> None:
    desk.round()
    before = snapshot(world)
    looks(desk, limited, 3)
    desk.round()
    put_back(world, before)
    looks(desk, limited)

    desk.round()
    desk.round()

    assert at_centre(world).count("view") == 4
    assert undelivered(desk) == 0
    assert "alarm-gap" not in alarms(world)


def snapshot(world: World) -> dict[str, list[Any]]:
    with world.database.read() as connection:
        return {table.name: [row._asdict() for row in connection.execute(select(table))] for table in _TABLES}


def put_back(world: World, kept: dict[str, list[Any]]) -> None:
    with world.database.write() as connection:
        for table in _TABLES:
            connection.execute(delete(table))
            if kept[table.name]:
                connection.execute(insert(table), kept[table.name])


def test_a_log_that_only_grew_is_proven_once_a_day(world: World, desk: StoreDesk, limited: Row, clock: Any) -> None:
    other = world.desk("budi")
    for _ in range(5):
        looks(desk, limited)
        other.create("worker", full_name="Budi")
        desk.round()
        other.round()
        clock.passes(timedelta(days=1))

    for one in (desk, other):
        with one.store.reading() as connection:
            sizes = connection.exec_driver_sql("SELECT size FROM audit_point ORDER BY size").scalars().all()
        assert found(one) == []
        assert len(sizes) >= 4


@pytest.mark.parametrize(
    ("harm", "alarm"), [("rewrites", "log-forked"), ("drops", "log-omits"), ("rolls-back", "log-shrunk")]
)
def test_a_centre_that_rewrites_its_log_is_found_out(
    world: World, desk: StoreDesk, limited: Row, clock: Any, harm: str, alarm: str
) -> None:
    desk.round()
    before = snapshot(world)
    clock.passes(timedelta(days=1))
    looks(desk, limited, 3)
    desk.round()
    clock.passes(timedelta(days=1))
    looks(desk, limited)
    desk.round()
    with world.database.write() as connection:
        if harm == "rewrites":
            connection.execute(text("UPDATE audit_tile SET hashes = zeroblob(length(hashes))"))
        if harm == "drops":
            connection.execute(text("DELETE FROM audit_line WHERE place = (SELECT size - 1 FROM audit_log)"))
            connection.execute(text("UPDATE audit_log SET size = size - 1"))
    if harm == "rolls-back":
        put_back(world, before)
    clock.passes(timedelta(days=1))
    looks(desk, limited)

    desk.round()

    assert found(desk)[-1:] == [alarm]
