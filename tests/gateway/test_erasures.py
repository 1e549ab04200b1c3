"""Erasures at the centre: two officers and a legal basis, nothing left but hashes, and nothing comes back."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from sync.changes.change import Change
from sync.gateway import replay, tables
from sync.gateway.admin import Administration
from sync.gateway.database import Database
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CANARY = "Kenarikuning"
AT = "2026-03-10T06:42:00.000Z"


def case(desk: Desk, **values: Any) -> Change:
    return desk.create({"status": "REGISTERED", "summary": CANARY, **values}, kind="case")


def asking(desk: Desk, subject: Change, basis: str = "PROTECTION", **values: Any) -> Change:
    said = {
        "subject_kind": subject.kind,
        "subject_id": subject.record,
        "erasure_basis": basis,
        "reason": "Perlindungan",
    }
    said |= {"asked_by": desk.officer, "asked_at": AT, "erasure_state": "ASKED"}
    return desk.create(said | values, kind="erasure")


def confirming(desk: Desk, asked: Change, **values: Any) -> Change:
    seq = desk.position.cursor
    said = {"erasure_state": "CONFIRMED", "confirmed_by": desk.officer, "confirmed_at": AT} | values
    return desk.change(asked.record, said, seq, kind="erasure")


def judged(desk: Desk, change: Change) -> tuple[str, str | None]:
    (result,) = desk.say(change)
    return result.outcome, result.code


def erased(siti: Desk, budi: Desk, subject: Change) -> Change:
    asked = asking(siti, subject)
    assert judged(siti, asked) == ("applied", None)
    budi.exchange()
    assert judged(budi, confirming(budi, asked)) == ("applied", None)
    return asked


def dump(database: Database) -> str:
    """Return every value of every table."""
    with database.read() as connection:
        return "".join(repr(connection.execute(select(table)).all()) for table in tables.metadata.sorted_tables)


def test_what_two_officers_decided_is_in_no_table_any_more(enrolled: Enrol, database: Database) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    note = siti.create({"case_id": made.record, "type": "NOTE", "at": AT, "summary": CANARY}, kind="action")
    file = siti.create({"owner_kind": "action", "owner_id": note.record, "title": CANARY}, kind="attachment")
    worker = siti.create({"full_name": "Budi Santoso"})
    siti.say(made, note, file, worker)
    budi.exchange()
    other = budi.change(made.record, {"summary": f"{CANARY} lagi", "complainant_name": CANARY}, 1, kind="case")
    siti.say(siti.change(made.record, {"complainant_name": f"Bukan {CANARY}"}, 1, kind="case"))
    assert judged(budi, other)[0] == "conflict"
    assert CANARY in dump(database)

    erased(siti, budi, made)

    assert CANARY not in dump(database)
    assert "Budi Santoso" in dump(database)
    with database.snapshot() as connection:
        (verified, _) = replay.verify(connection)
    assert verified.findings == []


@ON_SQLITE
def test_the_fingerprint_is_that_of_the_desks(enrolled: Enrol, database: Database) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    siti.say(made)
    erased(siti, budi, made)
    fresh = enrolled("dewi")
    news = fresh.exchange(compare=True).news
    of_case = [one for one in news if one.entry is not None and one.entry.change.record == made.record]
    assert [one.entry and one.entry.change.values.keys() for one in of_case] == [set(), {"_deleted"}]
    assert all(one.entry is not None and set(one.entry.in_force) == {"_deleted"} for one in of_case)


@ON_SQLITE
def test_nobody_confirms_what_the_same_officer_asked_for(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    asked = asking(siti, made)
    siti.say(made, asked)
    assert judged(siti, confirming(siti, asked)) == ("refused", "erasure-two-officers")
    assert judged(siti, confirming(siti, asked, confirmed_by="budi")) == ("refused", "erasure-two-officers")
    budi.exchange()
    assert judged(budi, confirming(budi, asked, confirmed_by="siti")) == ("refused", "erasure-two-officers")
    assert judged(budi, confirming(budi, asked)) == ("applied", None)
    assert judged(budi, confirming(budi, asked, erasure_state="WITHDRAWN")) == ("refused", "erasure-decided")


@ON_SQLITE
def test_nobody_asks_in_the_name_of_another_or_confirms_at_once(enrolled: Enrol) -> None:
    siti = enrolled()
    made = case(siti)
    siti.say(made)
    assert judged(siti, asking(siti, made, asked_by="budi")) == ("refused", "erasure-two-officers")
    at_once = asking(siti, made, erasure_state="CONFIRMED", confirmed_by="budi")
    assert judged(siti, at_once) == ("refused", "erasure-two-officers")


@ON_SQLITE
def test_whoever_has_not_the_right_neither_asks_nor_confirms(enrolled: Enrol) -> None:
    siti, tono = enrolled(), enrolled("tono", roles=("CASE_OFFICER",))
    made = case(siti)
    asked = asking(siti, made)
    siti.say(made, asked)
    tono.exchange()
    assert judged(tono, asking(tono, made)) == ("refused", "no-right")
    assert judged(tono, confirming(tono, asked)) == ("refused", "no-right")


@ON_SQLITE
def test_the_archive_schedule_stands_against_some_bases(enrolled: Enrol) -> None:
    siti = enrolled()
    long_ago, lately = ({"status": "CLOSED", "closed_at": f"{year}-03-10T06:42:00.000Z"} for year in (2019, 2024))
    for values, basis, code in (
        ({}, "SUBJECT_REQUEST", "erasure-kept"),  # it runs
        (lately, "SCHEDULE", "erasure-kept"),
        (long_ago, "SCHEDULE", None),
        (long_ago | {"category": "TPPO"}, "SCHEDULE", "erasure-kept"),
        (lately, "COURT_ORDER", None),
        (long_ago, "BECAUSE", "erasure-kept"),
    ):
        made = case(siti, **values)
        siti.say(made)
        assert judged(siti, asking(siti, made, basis))[1] == code


@ON_SQLITE
def test_the_schedule_keeps_a_worker_for_the_cases_and_a_note_for_its_case(enrolled: Enrol) -> None:
    siti = enrolled()
    worker = siti.create({"full_name": "Zubaidah"})
    siti.say(worker)
    made = case(siti, **{"subjects/s1": {"worker_id": worker.record}})
    file = siti.create({"owner_kind": "case", "owner_id": made.record, "title": "Foto"}, kind="attachment")
    assert judged(siti, asking(siti, worker, "SUBJECT_REQUEST")) == ("applied", None)
    siti.say(made, file)
    assert judged(siti, asking(siti, worker, "SUBJECT_REQUEST")) == ("refused", "erasure-kept")
    assert judged(siti, asking(siti, file, "SUBJECT_REQUEST")) == ("refused", "erasure-kept")


def test_work_on_something_erased_is_refused_and_its_content_not_kept(enrolled: Enrol, database: Database) -> None:
    siti, budi, dewi = enrolled(), enrolled("budi"), enrolled("dewi")
    made = case(siti)
    siti.say(made)
    dewi.exchange()
    erased(siti, budi, made)
    late = (
        dewi.change(made.record, {"summary": f"{CANARY} dari Dewi"}, 1, kind="case"),
        dewi.create({"case_id": made.record, "type": "NOTE", "at": AT, "summary": CANARY}, kind="action"),
        dewi.change(made.record, {"_deleted": None}, 1, kind="case", op="restore"),
    )
    assert {(one.outcome, one.code) for one in dewi.say(*late)} == {("refused", "erased")}
    assert CANARY not in dump(database)
    with database.read() as connection:
        kept = connection.scalars(select(tables.quarantine.c.reason)).all()
    assert kept == ["erased"] * 3


@ON_SQLITE
def test_a_change_that_was_taken_before_is_known_under_its_own_hash_only(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    siti.say(made)
    erased(siti, budi, made)
    assert judged(siti, made) == ("known", None)
    other = msgspec.structs.replace(made, values=made.values | {"summary": "Lain"})
    assert judged(siti, other) == ("refused", "other-content")


@ON_SQLITE
def test_nobody_but_the_centre_says_that_something_is_erased(enrolled: Enrol) -> None:
    siti = enrolled()
    made = case(siti)
    asked = asking(siti, made)
    siti.say(made, asked)
    said = siti.change(made.record, {"_deleted": f"erasure:{asked.record}"}, 1, kind="case", op="delete")
    assert judged(siti, said) == ("refused", "rights")


@ON_SQLITE
def test_an_emptied_entry_without_a_decision_of_two_is_found(enrolled: Enrol, database: Database) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made, other = case(siti), case(siti)
    siti.say(made, other)
    erased(siti, budi, made)
    with database.write() as connection:
        empty = connection.execute(select(tables.ledger).where(tables.ledger.c.seq == 1)).one()
        connection.execute(tables.erased.insert().values(scope="JHB", seq=2, hash="00" * 32, erasure="f" * 36))
        forged = tables.ledger.update().where(tables.ledger.c.seq == 2)
        connection.execute(forged.values(effect=empty.effect.replace("erasure:0", "erasure:f")))
    with database.snapshot() as connection:
        (verified, _) = replay.verify(connection)
    assert {"erasure", "signature", "record"} <= {one.rule for one in verified.findings}


def test_it_says_which_devices_have_not_carried_an_erasure_out(enrolled: Enrol, database: Database) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    siti.say(made)
    asked = erased(siti, budi, made)
    siti.position = replace(siti.position, erased=(asked.record,))
    siti.exchange()
    siti.position = replace(siti.position, erased=(asked.record,))
    siti.exchange()
    (said,) = Administration(database, siti.clock).erasures(None)["erasures"]
    assert (said["id"], said["confirmed_by"], said["records"]) == (asked.record, "budi", 1)
    assert said["not_acknowledged"] == [budi.device.id]


def test_what_a_newer_kind_says_it_belongs_to_may_be_anything(enrolled: Enrol) -> None:
    siti = enrolled()
    odd = siti.create({"case_id": "\x00", "owner_kind": "case", "owner_id": "x" * 5000}, kind="from_a_newer_release")
    worker = siti.create({"full_name": "Siti"})
    assert [one.outcome for one in siti.say(odd, worker)] == ["applied", "applied"]
