"""Deadlines of persons: dates worked out by hand, from the records as they are declared."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.actions.deadlines import Next, calendar_of
from desktop.actions.overview import persons_due
from desktop.actions.persons import due_persons, next_of_person, of_persons
from desktop.store.row import Row
from sync.domain.rules.deadlines import Light
from tests.actions.lists import ListDesk

KL = calendar_of("KUL", 2026)  # UTC+8, no summer time
NOW = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)  # 14:42 in Kuala Lumpur


def runs(worker: dict[str, Any], **children: list[dict[str, Any]]) -> dict[str, Next]:
    return {str(one.clock): one for one in next_of_person(worker, children, KL, NOW)}


def day(due: Next) -> str:
    return KL.local(due.due_at).date().isoformat()


def passport(expires: str, **more: Any) -> dict[str, Any]:
    return {"id": expires, "expires": expires, **more}


@pytest.mark.parametrize(
    ("expires", "light"),
    [
        ("2026-09-11", Light.GREEN),  # the warning begins on 11 March
        ("2026-09-10", Light.AMBER),  # today is six months before
        ("2026-03-11", Light.AMBER),
        ("2026-03-10", Light.AMBER),  # good until midnight
        ("2026-03-09", Light.RED),
        ("2026-02", Light.RED),  # a month counts to its last day
        ("2026-03", Light.AMBER),
    ],
)
def test_a_passport_warns_six_months_before_it_expires(expires: str, light: Light) -> None:
    assert runs({"passports": [passport(expires)]})["PASSPORT_EXPIRY"].light is light


def test_only_the_newest_usable_passport_counts() -> None:
    old, new = passport("2026-03-01"), passport("2030-01-01")
    assert day(runs({"passports": [old, new]})["PASSPORT_EXPIRY"]) == "2030-01-01"
    assert day(runs({"passports": [old, new | {"state": "LOST"}]})["PASSPORT_EXPIRY"]) == "2026-03-01"
    assert runs({"passports": [old | {"type": "KTP"}]}) == {}


@pytest.mark.parametrize(
    ("issued", "expires", "ends", "light"),
    [
        ("2024-03-10", None, "2026-03-10", Light.AMBER),
        ("2024-02-29", None, "2026-02-28", Light.RED),
        ("2025-12-01", None, "2027-12-01", Light.GREEN),
        ("2025-12-01", "2026-06-01", "2026-06-01", Light.AMBER),  # made out for half a year
    ],
)
def test_an_splp_is_good_for_two_years_at_most(issued: str, expires: str | None, ends: str, light: Light) -> None:
    paper = {"type": "SPLP", "issued": issued, "expires": expires}
    due = runs({}, travel_document=[paper])["SPLP"]
    assert (day(due), due.light) == (ends, light)


def test_an_splp_that_was_used_is_over() -> None:
    assert runs({}, travel_document=[{"type": "SPLP", "issued": "2025-12-01", "used_on": "2026-01-02"}]) == {}


@pytest.mark.parametrize(
    ("placement", "ends", "light"),
    [
        ({"arrival_confirmed_on": "2026-02-08"}, "2026-03-10", Light.AMBER),
        ({"arrival_confirmed_on": "2026-02-07"}, "2026-03-09", Light.RED),
        ({"departed_on": "2026-03-01"}, "2026-03-31", Light.GREEN),
        ({"departed_on": "2026-01-01", "arrival_confirmed_on": "2026-02-20"}, "2026-03-22", Light.GREEN),
    ],
)
def test_lapor_diri_is_due_thirty_days_after_arrival(placement: dict[str, str], ends: str, light: Light) -> None:
    due = runs({}, placement=[placement])["LAPOR_DIRI"]
    assert (day(due), due.light) == (ends, light)


def test_who_has_reported_is_not_asked_again_before_the_next_arrival() -> None:
    arrived = [{"arrival_confirmed_on": "2026-02-08"}]
    assert runs({"lapor_diri_on": "2026-02-20"}, placement=arrived) == {}
    assert runs({"lapor_diri_done": True}, placement=arrived) == {}
    assert "LAPOR_DIRI" in runs({"lapor_diri_done": True, "lapor_diri_on": "2019-05-01"}, placement=arrived)


@pytest.mark.parametrize(
    ("valid_to", "light"), [("2026-05-11", Light.GREEN), ("2026-05-10", Light.AMBER), ("2026-03-09", Light.RED)]
)
def test_a_contract_warns_two_months_before_its_end(valid_to: str, light: Light) -> None:
    assert runs({}, contract=[{"valid_to": valid_to, "state": "ACTIVE"}])["CONTRACT_END"].light is light


def test_a_contract_that_was_ended_or_renewed_does_not_warn() -> None:
    old = {"valid_to": "2026-03-20"}
    assert runs({}, contract=[old | {"state": "TERMINATED"}]) == {}
    assert day(runs({}, contract=[old, {"valid_to": "2028-03-20"}])["CONTRACT_END"]) == "2028-03-20"


def test_of_the_permits_that_a_stay_rests_on_the_one_that_ends_first_counts() -> None:
    permits = [
        {"kind": "VISIT", "expires": "2024-01-01"},
        {"kind": "RESIDENCE", "expires": "2025-04-01"},
        {"kind": "RESIDENCE", "expires": "2026-04-09"},  # renewed
        {"kind": "WORK_PERMIT", "expires": "2026-08-01"},
    ]
    due = runs({"permits": permits})["PERMIT_EXPIRY"]
    assert (day(due), due.light) == ("2026-04-09", Light.AMBER)  # thirty days before: 10 March
    assert day(runs({"permits": permits[:1]})["PERMIT_EXPIRY"]) == "2024-01-01"


@pytest.mark.parametrize("gone", [{"work_status": "RETURNED"}, {"work_status": "DECEASED"}, {"stay_status": "LEFT"}])
def test_nothing_runs_for_who_has_gone_home_or_has_died(gone: dict[str, str]) -> None:
    assert runs(gone | {"passports": [passport("2026-03-01")]}) == {}


# --- from the store


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ListDesk]:
    desk = ListDesk(tmp_path)
    yield desk
    desk.store.close()


def worker(desk: ListDesk, name: str, **fields: Any) -> Row:
    return desk.do(lambda unit: unit.create("worker", {"full_name": name, **fields}))


def test_what_ran_out_within_a_month_or_does_within_a_week_is_due_today(desk: ListDesk) -> None:
    for name, expires in (
        ("LAMA", "2026-02-07"),  # 31 days ago
        ("LEWAT", "2026-02-08"),
        ("SEGERA", "2026-03-17"),
        ("NANTI", "2026-03-18"),
    ):
        worker(desk, name, passports=[passport(expires)])
    assert {row.title for row, _ in due_persons(desk.store, NOW)} == {"LEWAT", "SEGERA"}


def test_papers_contracts_and_arrivals_are_all_looked_at(desk: ListDesk) -> None:
    permit = worker(desk, "IZIN", permits=[{"id": "a", "kind": "RESIDENCE", "expires": "2026-03-12"}])
    for name, kind, fields in (
        ("KONTRAK", "contract", {"valid_to": "2026-03-12"}),
        ("SPLP", "travel_document", {"type": "SPLP", "issued": "2024-03-12"}),
        ("SPLP PENDEK", "travel_document", {"type": "SPLP", "issued": "2026-01-01", "expires": "2026-03-12"}),
        ("TIBA", "placement", {"arrival_confirmed_on": "2026-02-10"}),
    ):
        owner = worker(desk, name).id
        desk.do(lambda unit, kind=kind, said=fields | {"worker_id": owner}: unit.create(kind, said))  # type: ignore[misc]
    found = {row.title: due.clock for row, due in due_persons(desk.store, NOW)}
    assert found == {
        "IZIN": "PERMIT_EXPIRY",
        "KONTRAK": "CONTRACT_END",
        "SPLP": "SPLP",
        "SPLP PENDEK": "SPLP",
        "TIBA": "LAPOR_DIRI",
    }
    assert [one.clock for one in of_persons(desk.store, (permit,), NOW)[permit.id]] == ["PERMIT_EXPIRY"]


def test_what_is_late_comes_first_of_what_is_due_today(desk: ListDesk) -> None:
    for name, expires in (("BESOK", "2026-03-11"), ("KEMARIN", "2026-03-09")):
        worker(desk, name, passports=[passport(expires)])
    found = persons_due(desk.store, NOW)
    assert ([one.person for one in found.due], found.total) == (["KEMARIN", "BESOK"], 2)
