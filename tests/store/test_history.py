"""History, audit, drafts and settings: nothing entered is forgotten, nothing done can be taken out unseen."""

from functools import partial

import pytest

from desktop.store import audit, history
from desktop.store.drafts import Draft
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.verify import findings
from tests.gateway.desk import PlayedClock
from tests.store.conftest import Open
from tests.store.world import fresh_key


def _act(store: Store, count: int = 3) -> None:
    for number in range(count):
        store.do("siti", partial(_view, f"w{number}"))


def _view(record: str, unit: Unit) -> None:
    unit.note("view", "worker", record, ("nik",))


def test_every_value_of_a_field_is_in_its_history(store: Store) -> None:
    row = store.do("siti", lambda unit: unit.create("worker", {"full_name": "A", "sex": "P"})).answer
    store.do("budi", lambda unit: unit.edit("worker", row.id, {"full_name": "B"}))
    store.do("siti", lambda unit: unit.edit("worker", row.id, {"passports": [{"id": "p", "number": "C1"}]}))

    with store.reading() as connection:
        names = history.of_path(connection, row.id, "full_name")
        papers = history.of_path(connection, row.id, "passports")
    assert [(past.officer, past.values["full_name"]) for past in names] == [("siti", "A"), ("budi", "B")]
    assert (names[1].was, names[1].seq, names[1].op) == ({"full_name": "A"}, None, "set")
    assert [past.values for past in papers] == [{"passports/p": {"number": "C1"}}]


def test_an_untouched_audit_holds_together(store: Store) -> None:
    _act(store)

    with store.reading() as connection:
        assert audit.broken_at(connection) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET officer = 'budi' WHERE n = 2",
        "UPDATE audit SET fields = '' WHERE n = 2",
        "UPDATE audit SET record = '' WHERE n = 2",
        "UPDATE audit SET at = '2020' WHERE n = 2",
        "DELETE FROM audit WHERE n = 1",
        "UPDATE audit SET n = n + 10 WHERE n = 1",
    ],
)
def test_a_changed_removed_or_moved_audit_line_is_found(store: Store, tampering: str) -> None:
    _act(store)
    with store.transactions.write() as connection:
        connection.exec_driver_sql(tampering)

    assert findings(store, fresh_key) == ("audit-chain",)


def test_audit_lines_cut_off_at_the_end_are_found(store: Store) -> None:
    _act(store)
    with store.transactions.write() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE n = 3")

    assert findings(store, fresh_key) == ("audit-chain",)


def test_a_draft_is_there_after_lock_and_replaced_and_dropped(store: Store, reopened: Open) -> None:
    store.keep_draft("siti", Draft(form="new/case", body={"summary": "a"}, at="2026-03-10T06:42:00.000Z"))
    store.keep_draft("siti", Draft(form="new/worker", body={"full_name": "x"}, at="2026-03-10T06:43:00.000Z"))
    store.keep_draft("siti", Draft(form="new/case", body={"summary": "ab"}, at="2026-03-10T06:44:00.000Z"))
    again = reopened(store)

    assert [(draft.form, draft.body) for draft in again.drafts("siti")] == [
        ("new/case", {"summary": "ab"}),
        ("new/worker", {"full_name": "x"}),
    ]
    assert again.drafts("budi") == []
    again.drop_draft("siti", "new/case")
    assert [draft.form for draft in again.drafts("siti")] == ["new/worker"]


def test_settings_are_kept_as_they_were_given(store: Store, reopened: Open) -> None:
    for value in ("id", ["a", 1], {"columns": ["nik"]}, None, False):
        store.keep_setting("key", value)
        assert store.setting("key", "other") == value
    store.keep_setting("language", "en")

    assert reopened(store).setting("language") == "en"
    assert store.setting("nothing", 7) == 7


def test_a_store_that_was_worked_with_is_sound(store: Store, clock: PlayedClock) -> None:
    row = store.do("siti", lambda unit: unit.create("worker", {"full_name": "A"})).answer
    store.do("siti", lambda unit: unit.edit("worker", row.id, {"full_name": "B"}))

    assert findings(store, fresh_key) == ()


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("DELETE FROM search_doc", "search-index"),
        ("DELETE FROM search_text WHERE rowid = 1", "search-index"),
        ("DELETE FROM outbox", "outbox"),
        ("UPDATE r_worker SET full_name = 'Z'", "projection"),
        ("UPDATE r_worker SET _deleted = 'x'", "projection"),
        ("DELETE FROM r_worker", "projection"),
    ],
)
def test_a_store_whose_parts_disagree_is_found(store: Store, tampering: str, found: str) -> None:
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "A"}))
    with store.transactions.write() as connection:
        connection.exec_driver_sql(tampering)

    assert found in findings(store, fresh_key)
