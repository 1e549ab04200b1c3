"""Taking in: likely duplicates are shown with reasons, and worker and case are one save."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from desktop.actions import intake
from desktop.store.store import Store
from sync.errors import InvalidField

SITI = {"full_name": "Siti Rahmawati", "sex": "P", "birth_date": "1990-05-17", "nik": "3301055705900001"}


class FixedClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 3, 10, 6, 42, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path, lambda: bytearray(48), FixedClock(), mission="KUL", store_id="s1")
    yield made
    made.close()


def test_a_new_worker_and_the_case_are_saved_together(store: Store) -> None:
    case = store.do("dewi", partial(intake.take_in, SITI, {"category": "LAB_WAGE_UNPAID"})).answer
    worker = store.get("worker", case.fields["subjects"][0]["worker_id"])
    assert worker.fields["full_name"] == "Siti Rahmawati"
    assert case.fields["status"] == "REGISTERED"


def test_a_refused_case_leaves_no_worker_behind(store: Store) -> None:
    with pytest.raises(InvalidField):
        store.do("dewi", partial(intake.take_in, SITI, {"category": "NO SUCH CODE"}))
    assert store.count("worker") == 0


def test_a_known_worker_is_not_made_twice(store: Store) -> None:
    first = store.do("dewi", partial(intake.take_in, SITI, {"summary": "one"})).answer
    worker = first.fields["subjects"][0]["worker_id"]
    store.do("dewi", partial(intake.take_in, worker, {"summary": "two"}))
    assert store.count("worker") == 1
    assert store.count("case") == 2


def test_the_same_person_in_another_spelling_is_found_with_reasons(store: Store) -> None:
    store.do("dewi", partial(intake.take_in, SITI, {"summary": "one"}))
    found = intake.candidates(store, {"full_name": "Sitti Rachmawati", "birth_date": "1990-05-17", "sex": "P"})
    assert found[0].row.fields["full_name"] == "Siti Rahmawati"
    assert "birth-date" in found[0].match.reasons


def test_nobody_is_found_for_another_person(store: Store) -> None:
    store.do("dewi", partial(intake.take_in, SITI, {"summary": "one"}))
    assert intake.candidates(store, {"full_name": "Bambang Hadi", "birth_date": "1980-01-01", "sex": "L"}) == ()
