"""Lists: pages joined are the whole list in order, whatever the values, filters and deletions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from desktop.store import bulk, lists
from desktop.store.lists import WITH_DELETED, Condition, Listing
from desktop.store.row import Row
from desktop.store.store import Store
from sync.domain.ids import new_id
from sync.errors import InvalidField, UnknownField, UnknownKind
from tests.gateway.desk import START, PlayedClock
from tests.store.world import fresh_key

Fields = dict[str, Any]


def _fill(store: Store, people: list[Fields]) -> list[str]:
    new = {new_id(START): {"full_name": "X"} | person for person in people}
    store.do("siti", lambda unit: bulk.create_many(unit, "worker", new))
    return list(new)


def _pages(store: Store, order: str | None, limit: int, where: tuple[Condition, ...] = ()) -> Iterator[Row]:
    after = None
    while True:
        page = store.page("worker", where=where, order=order, after=after, limit=limit)
        assert len(page.rows) <= limit
        yield from page.rows
        after = page.next
        if after is None:
            return


@contextmanager
def _store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = Store.create(Path(folder), fresh_key, PlayedClock(), mission="JHB", store_id="s1")
        yield store
        store.close()


_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"full_name": st.sampled_from(["ani", "Ani", "BUDI", "budi", "Çelik", "zain"])},
        optional={"birth_date": st.sampled_from(["1990", "1990-05", "2001-01-01"]), "restricted": st.booleans()},
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=_PEOPLE,
    field=st.sampled_from(["full_name", "birth_date", "restricted"]),
    descending=st.booleans(),
    limit=st.integers(1, 9),
)
def test_pages_joined_are_the_whole_list_in_order(
    people: list[Fields], field: str, *, descending: bool, limit: int
) -> None:
    order = f"-{field}" if descending else field
    with _store() as store:
        if people:
            _fill(store, people)
        paged = list(_pages(store, order, limit))
        whole = store.rows("worker", store.numbers("worker", order=order))

    assert [row.id for row in paged] == [row.id for row in whole]
    assert len({row.id for row in paged}) == len(people)
    known = [_ascii_lower(row.fields[field]) for row in paged if field in row.fields]
    assert known == sorted(known, reverse=descending)
    assert all(field not in row.fields for row in paged[len(known) :])  # unknown ones last, in both directions


def _ascii_lower(value: Any) -> Any:
    """As SQLite compares names: capitals of the plain alphabet count as small letters."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in value) if isinstance(value, str) else value


def test_a_page_goes_on_although_rows_came_and_went_meanwhile(store: Store) -> None:
    ids = _fill(store, [{"full_name": name} for name in "abcdef"])
    first = store.page("worker", order="full_name", limit=3)
    store.do("siti", lambda unit: unit.delete("worker", ids[2], "x"))
    _fill(store, [{"full_name": "aa"}, {"full_name": "dd"}])

    rest = store.page("worker", order="full_name", after=first.next, limit=9)

    assert [row.fields["full_name"] for row in rest.rows] == ["d", "dd", "e", "f"]


def test_conditions_hold_together(store: Store) -> None:
    _fill(
        store,
        [
            {"full_name": "A", "sex": "P", "vulnerability": ["PREGNANT"], "restricted": True, "birth_date": "1990"},
            {"full_name": "B", "sex": "P", "vulnerability": ["ELDERLY"], "birth_date": "1950"},
            {"full_name": "C", "sex": "L"},
        ],
    )

    def names(*where: tuple[str, str, Any]) -> str:
        conditions = tuple(Condition(field=field, op=op, value=value) for field, op, value in where)
        found = "".join(row.fields["full_name"] for row in _pages(store, "full_name", 2, conditions))
        assert store.count("worker", conditions) == len(found)
        assert len(store.numbers("worker", conditions)) == len(found)
        return found

    assert names(("sex", "=", "P")) == "AB"
    assert names(("sex", "=", "P"), ("birth_date", "<", "1980")) == "B"
    assert names(("sex", "!=", "P")) == "C"
    assert names(("sex", "in", ["L"])) == "C"
    assert names(("vulnerability", "has", "ELDERLY")) == "B"
    assert names(("vulnerability", "=", "PREGNANT")) == "A"
    assert names(("birth_date", "null", None)) == "C"
    assert names(("birth_date", "not-null", None), ("restricted", "=", "ya")) == "A"
    assert names(("sync", "=", "local"), ("created_by", "=", "siti")) == "ABC"
    assert names(("full_name", "=", "a")) == "A"


def test_deleted_records_are_listed_only_where_they_are_asked_for(store: Store) -> None:
    gone, stays = _fill(store, [{"full_name": "A"}, {"full_name": "B"}])
    store.do("siti", lambda unit: unit.delete("worker", gone, "twice"))

    assert [row.id for row in _pages(store, None, 5)] == [stays]
    assert [row.id for row in _pages(store, None, 5, (WITH_DELETED,))] == [gone, stays]
    deleted = (Condition(field="deleted", op="not-null"),)
    assert [(row.id, row.deleted) for row in _pages(store, None, 5, deleted)] == [(gone, "twice")]


def test_values_of_conditions_are_values_and_nothing_else(store: Store) -> None:
    _fill(store, [{"full_name": "A", "vulnerability": ["PREGNANT"]}])

    for evil in ("' OR 1=1 --", "%", "_", '"', "\\", "x'); DROP TABLE r_worker; --", "\0", "PREGN%"):
        for field in ("full_name", "vulnerability", "id"):
            assert store.count("worker", (Condition(field=field, op="=", value=evil),)) == 0
    assert store.count("worker") == 1


def test_fields_operators_and_cursors_that_do_not_exist_are_refused(store: Store) -> None:
    for wrong, where, order, after in (
        (UnknownField, (Condition(field="arms"),), None, None),
        (UnknownField, (), "arms; DROP TABLE meta", None),
        (UnknownField, (Condition(field="_n", value=1),), None, None),
        (InvalidField, (Condition(field="sex", op="LIKE", value="P"),), None, None),
        (InvalidField, (), None, "x"),
        (InvalidField, (), None, "[1]"),
        (InvalidField, (), None, '[{"a": 1}, 2]'),
        (InvalidField, (), None, "[1, 99999999999999999999]"),
        (InvalidField, (Condition(field="sex", value={"a": 1}),), None, None),
        (InvalidField, (Condition(field="sex", value="\ud800"),), None, None),
        (InvalidField, (Condition(field="sex", value=1 << 70),), None, None),
    ):
        with pytest.raises(wrong):
            store.page("worker", where=where, order=order, after=after, limit=5)
    with pytest.raises(UnknownKind):
        store.page("robot", limit=5)


def test_counts_are_grouped_by_value_with_the_unknown_ones(store: Store) -> None:
    _fill(store, [{"sex": "P"}, {"sex": "P"}, {"sex": "L"}, {}])

    assert store.counts("worker", "sex") == {"P": 2, "L": 1, "": 1}


def test_a_whole_list_is_read_by_pieces_from_anywhere(store: Store) -> None:
    ids = _fill(store, [{"full_name": f"{number:04d}"} for number in range(1200)])
    numbers = store.numbers("worker", order="-full_name")

    assert [row.id for row in store.rows("worker", numbers)] == ids[::-1]
    assert [row.id for row in store.rows("worker", numbers[700:703])] == ids[::-1][700:703]


def test_titles_of_other_records_are_given_for_many_at_once(store: Store) -> None:
    ids = _fill(store, [{"full_name": f"N{number}"} for number in range(700)])

    assert store.titles("worker", [*ids, "nobody"]) == {record: f"N{at}" for at, record in enumerate(ids)}


@pytest.mark.parametrize("order", ["full_name", "-full_name", "nik", "created_at", "-created_at"])
def test_a_whole_list_in_a_usual_order_is_read_from_its_index_alone(store: Store, order: str) -> None:
    """A look at each row, or sorting them, takes seconds of a full store."""
    asked: list[tuple[str, Any]] = []
    with store.reading() as connection:
        listen = partial(_note_select, asked)
        event.listen(connection, "before_cursor_execute", listen)
        lists.numbers(connection, Listing(kind="worker", order=order))
        event.remove(connection, "before_cursor_execute", listen)
        plans = [str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()) for sql, values in asked]
    assert plans
    assert all("COVERING INDEX" in plan and "TEMP B-TREE" not in plan for plan in plans)


def _note_select(asked: list[tuple[str, Any]], *said: Any) -> None:
    asked.append((said[2], said[3]))
