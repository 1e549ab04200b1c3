"""Equal data give equal digests, whatever the order; any difference shows."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.changes.change import DELETED
from sync.changes.digest import Digest, digest_of

_rows = st.lists(
    st.tuples(
        st.sampled_from(["case", "worker"]),
        st.uuids().map(str),
        st.dictionaries(st.sampled_from("abc"), st.text(max_size=4)),
    ),
    max_size=8,
    unique_by=lambda row: row[1],
)
Rows = list[tuple[str, str, dict[str, Any]]]


@given(_rows, st.randoms())
def test_the_order_of_records_does_not_matter(rows: Rows, chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert digest_of(shuffled) == digest_of(rows)


@given(_rows.filter(bool))
def test_a_sum_that_was_moved_on_is_the_sum_of_what_there_is(rows: Rows) -> None:
    kept = Digest(digest_of(rows))
    kind, record, before = rows[0]
    kept.replace(kind, record, before, before | {"z": "new"})

    assert kept.per_kind() == digest_of([(kind, record, before | {"z": "new"}), *rows[1:]])


def test_another_value_another_id_and_another_kind_show() -> None:
    one = digest_of([("case", "1", {"a": "x"})])

    assert one != digest_of([("case", "1", {"a": "y"})])
    assert one != digest_of([("case", "2", {"a": "x"})])
    assert set(digest_of([("worker", "1", {"a": "x"})])) == {"worker"}


def test_a_deleted_record_counts_with_its_mark_and_not_with_its_values() -> None:
    gone = digest_of([("case", "1", {"a": "x", DELETED: "ganda"})])

    assert gone == digest_of([("case", "1", {DELETED: "salah"})])
    assert gone != digest_of([("case", "1", {"a": "x"})])
