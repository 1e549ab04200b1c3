"""The centre asks for the rights of every change, by what its officer is at that moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sync.clock import stamp
from sync.domain.ids import new_id
from sync.errors import InvalidField
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.directory import own
from sync.protocol.messages import Result
from tests.gateway.desk import Desk, PlayedClock

Enrol = Callable[..., Desk]


def _give(database: Database, desk: Desk, *roles: str) -> None:
    desk.clock.passes(timedelta(seconds=1))
    with database.write() as connection:
        who = (desk.officer, desk.signing.public.text)
        accounts.grant(connection, "JHB", who, roles, stamp(desk.clock.now()))


def _case(desk: Desk, **fields: Any) -> Any:
    return desk.create({"mission": "JHB", "status": "IN_PROGRESS"} | fields, kind="case")


def _outcomes(results: list[Result]) -> list[tuple[str, str | None]]:
    return [(one.outcome, one.code) for one in results]


def test_an_officer_is_what_the_code_says(enrolled: Enrol, database: Database, clock: PlayedClock) -> None:
    counter = enrolled("siti", roles=("COUNTER",))
    with database.read() as connection:
        told = own.let_in(connection, "JHB")
        known = accounts.roles_of(connection, "JHB", "siti", counter.signing.public.text, stamp(clock.now()))
    assert known == {"COUNTER"}
    assert [one.roles for one in told.grants] == [("COUNTER",)]


def test_a_change_without_its_right_is_refused_alone(enrolled: Enrol) -> None:
    counter = enrolled("siti", roles=("COUNTER",))
    worker = counter.create({"mission": "JHB", "full_name": "Sari"})
    court = counter.create({"mission": "JHB", "case_id": new_id(counter.clock.now())}, kind="court_file")
    case = _case(counter)
    assert [one.outcome for one in counter.say(worker, case)] == ["applied", "applied"]
    court.values["case_id"] = case.record
    note = counter.change(case.record, {"channel": "PHONE"}, 2, kind="case")
    assert _outcomes(counter.say(court, note)) == [("refused", "no-right"), ("applied", None)]


def test_reopening_is_asked_of_who_saw_the_case_closed(enrolled: Enrol, database: Database) -> None:
    lead = enrolled("siti")
    officer = enrolled("budi", roles=("CASE_OFFICER",))
    case = _case(lead, closing_reason="SOLVED")
    lead.say(case)
    officer.exchange()
    closing = lead.change(case.record, {"status": "RESOLVED"}, 1, kind="case")
    lead.say(closing, lead.change(case.record, {"status": "CLOSED"}, {"status": closing.id}, kind="case"))
    officer.exchange()
    again = officer.change(case.record, {"status": "IN_PROGRESS"}, 3, kind="case")
    assert _outcomes(officer.say(again)) == [("refused", "no-right")]
    assert [one.outcome for one in lead.say(lead.change(case.record, {"status": "IN_PROGRESS"}, 3, kind="case"))] == [
        "applied"
    ]


def test_a_right_counts_at_the_moment_at_which_the_centre_takes_the_change_in(
    enrolled: Enrol, database: Database
) -> None:
    siti = enrolled("siti")
    case = _case(siti)
    siti.say(case)
    late = siti.change(case.record, {"outcome": "settled"}, 1, kind="case")
    _give(database, siti, "COUNTER")
    counter = siti.change(case.record, {"risk_flags/MINOR": True}, 1, kind="case")
    assert _outcomes(siti.say(late, counter)) == [("applied", None), ("refused", "no-right")]
    _give(database, siti)
    assert _outcomes(siti.say(siti.change(case.record, {"outcome": "none"}, 2, kind="case"))) == [
        ("refused", "no-right")
    ]


def test_who_may_says_again_what_another_might_not(enrolled: Enrol) -> None:
    siti, budi = enrolled("siti"), enrolled("budi", roles=("COUNTER",))
    case = _case(siti)
    siti.say(case)
    budi.exchange()
    said = {"risk_flags/MINOR": True}
    assert _outcomes(budi.say(budi.change(case.record, said, 1, kind="case"))) == [("refused", "no-right")]
    assert _outcomes(siti.say(siti.change(case.record, said, 1, kind="case"))) == [("applied", None)]


def test_a_file_is_added_where_its_owner_may_have_files_added(enrolled: Enrol) -> None:
    treasurer = enrolled("siti", roles=("TREASURER",))
    owner = new_id(treasurer.clock.now())
    files = [
        treasurer.create({"mission": "JHB", "owner_kind": kind, "owner_id": owner}, kind="attachment")
        for kind in ("trust_entry", "case")
    ]
    assert _outcomes(treasurer.say(*files)) == [("applied", None), ("refused", "no-right")]


def test_the_name_of_a_role_that_is_none_makes_no_code(enrolled: Enrol) -> None:
    with pytest.raises(InvalidField) as refusal:
        enrolled("siti", roles=("KING",))
    assert (refusal.value.field, refusal.value.rule) == ("role", "code")
