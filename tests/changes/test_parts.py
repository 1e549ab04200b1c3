"""Short sums of parts lead to exactly the records that differ, and to no other."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.changes.parts import PartSums, differing, ending, short_hash

_records = st.dictionaries(st.uuids().map(str), st.integers(0, 3), max_size=40)


def _sums(part: str, records: dict[str, int]) -> bytes:
    sums = PartSums(part)
    for record, value in records.items():
        if record.replace("-", "").endswith(part):
            sums.add("worker", record, {"a": value})
    return sums.raw()


@given(_records, _records)
def test_the_parts_that_differ_are_those_of_the_records_that_differ(
    mine: dict[str, int], theirs: dict[str, int]
) -> None:
    wrong = {record for record in {*mine, *theirs} if mine.get(record) != theirs.get(record)}

    first = differing("", _sums("", mine), _sums("", theirs))
    second = [part for one in first for part in differing(one, _sums(one, mine), _sums(one, theirs))]

    assert set(first) == {record[-2:] for record in wrong}
    assert set(second) == {record[-4:] for record in wrong}


@given(st.uuids().map(str), st.integers(0, 30))
def test_the_end_that_a_database_looks_for_is_that_of_the_ids(record: str, digits: int) -> None:
    part = record.replace("-", "")[32 - digits :] if digits <= 16 else ""

    assert record.endswith(ending(part))


def test_a_short_hash_tells_kind_record_and_values() -> None:
    def said(kind: str, record: str, **values: Any) -> str:
        return short_hash(kind, record, values)

    one = said("worker", "1", a="x")
    assert len({one, said("case", "1", a="x"), said("worker", "2", a="x"), said("worker", "1", a="y")}) == 4
