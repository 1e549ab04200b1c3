"""Two sides that differ at the same cursor: only the records that differ are exchanged, and nothing is wiped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from desktop.desk import Desk
from desktop.store import verify
from sync.errors import NoAnswer
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.tables import missions
from tests.faults.desks import MISSION, Line, centre, code, new_desk, new_keys
from tests.faults.small_mission import CutAfter, altered
from tests.gateway.desk import PlayedClock

RECORDS = 3000


@pytest.fixture
def line(database: Database) -> Iterator[Line]:
    with centre(database, PlayedClock()) as line:
        yield line


@pytest.fixture
def desk(tmp_path: Path, database: Database, line: Line) -> Iterator[Desk]:
    """A desk that holds the same as the centre."""
    clock = PlayedClock()
    desk = new_desk(tmp_path / "desk", new_keys("siti"), clock)
    desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
    yield desk
    desk.close()


def _filled(desk: Desk, line: Line, count: int) -> list[str]:
    def make(unit: Any) -> list[str]:
        return [unit.create("worker", {"full_name": f"Nama {number}"}).id for number in range(count)]

    made: list[str] = desk.do(make)
    assert desk.round(channel=line).equal
    return made


def _is_as_the_centre(desk: Desk, database: Database) -> None:
    with database.read() as connection:
        assert verify.store_digest(desk.store) == digest_of_scope(connection, MISSION)
    assert desk.verify() == ()
    assert desk.standing().proven is not None


def test_one_difference_among_thousands_costs_a_few_kilobytes(desk: Desk, line: Line, database: Database) -> None:
    made = _filled(desk, line, RECORDS)
    altered(desk, "UPDATE r_worker SET full_name = 'Lain' WHERE _id = ?", made[1234])

    report = desk.round(channel=line)

    assert (report.mended, report.equal, report.round_trips) == (1, True, 4)
    assert report.bytes_in + report.bytes_out < 8_000
    assert desk.store.get("worker", made[1234]).fields["full_name"] == "Nama 1234"
    _is_as_the_centre(desk, database)


def test_what_is_missing_comes_back_and_what_waits_stays_over_it(desk: Desk, line: Line, database: Database) -> None:
    made = _filled(desk, line, 30)
    altered(desk, "DELETE FROM r_worker WHERE _id = ?", made[3])
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_doc WHERE record = ?", (made[3],))
    altered(desk, "UPDATE r_worker SET full_name = 'Lain' WHERE _id = ?", made[7])
    desk.do(lambda unit: unit.edit("worker", made[7], {"sex": "P"}))

    desk.round(channel=line)
    report = desk.round(channel=line)

    assert (report.equal, report.round_trips) == (True, 1)
    assert desk.store.get("worker", made[3]).fields["full_name"] == "Nama 3"
    fields = desk.store.get("worker", made[7]).fields
    assert (fields["full_name"], fields["sex"]) == ("Nama 7", "P")
    with database.read() as connection:
        assert verify.store_digest(desk.store) == digest_of_scope(connection, MISSION)


@pytest.mark.parametrize("deaf", [False, True])
def test_a_search_that_is_cut_anywhere_begins_again(desk: Desk, line: Line, database: Database, *, deaf: bool) -> None:
    made = _filled(desk, line, 30)
    for answers in range(4):
        altered(desk, "UPDATE r_worker SET full_name = 'Lain' WHERE _id = ?", made[answers])
        with pytest.raises(NoAnswer):
            desk.round(channel=CutAfter(line, answers, deaf=deaf))
        for _ in range(2):
            desk.round(channel=line)
        _is_as_the_centre(desk, database)


def test_a_difference_that_cannot_be_mended_is_never_green_and_searched_for_once(
    desk: Desk, line: Line, database: Database
) -> None:
    _filled(desk, line, 5)
    with database.write() as connection:  # the centre's own fault: its fingerprint is not that of its records
        connection.execute(update(missions).values(fingerprint="0" * 64))

    first, second = desk.round(channel=line), desk.round(channel=line)

    assert (first.equal, second.equal) == (False, False)
    assert (first.round_trips, second.round_trips) == (2, 1)
    assert desk.standing().differs
    assert desk.standing().proven is None
    assert desk.store.count("worker") == 5
