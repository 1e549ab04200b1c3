"""Many records at once: the same as one by one, in one transaction, and fast enough for a whole mission's list."""

import time
from functools import partial
from threading import Thread
from typing import Any

import pytest

from desktop.store import bulk
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.verify import findings, store_digest
from sync.domain.ids import new_id
from sync.errors import InvalidField, NoSuchRecord
from tests.gateway.desk import START
from tests.store.world import World, fresh_key


def _people(count: int) -> dict[str, dict[str, Any]]:
    return {
        new_id(START): {"full_name": f"Siti Nomor {number}", "passports": [{"id": "a", "number": f"C{number:07d}"}]}
        for number in range(count)
    }


def _create(new: dict[str, dict[str, Any]], unit: Unit) -> None:
    bulk.create_many(unit, "worker", new)


def test_many_are_saved_as_one_by_one(store: Store) -> None:
    new = _people(3)
    store.do("siti", lambda unit: bulk.create_many(unit, "worker", new))
    one = store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"})).answer

    for record, fields in new.items():
        row = store.get("worker", record)
        assert (row.fields, row.rev, row.sync) == (one.fields | fields, 1, "local")
        assert [past.op for past in store.history(record)] == ["create"]
    assert [hit.id for hit in store.first_hits("C0000002")] == [list(new)[2]]
    assert findings(store, fresh_key) == ()


def test_one_edit_that_is_not_right_stops_them_all(store: Store) -> None:
    new = _people(3)
    store.do("siti", partial(_create, new))
    edits = {record: {"sex": "P"} for record in new} | {list(new)[2]: {"sex": "?"}}

    with pytest.raises(InvalidField):
        store.do("siti", lambda unit: bulk.edit_many(unit, "worker", edits))
    assert store.counts("worker", "sex") == {"": 3}


def test_many_are_edited_in_one_save(store: Store) -> None:
    new = _people(3)
    store.do("siti", lambda unit: bulk.create_many(unit, "worker", new))
    edits = {record: {"sex": "P"} for record in new}
    store.do("siti", lambda unit: bulk.edit_many(unit, "worker", edits))
    store.do("siti", lambda unit: bulk.edit_many(unit, "worker", edits))

    assert store.counts("worker", "sex") == {"P": 3}
    assert [past.op for past in store.history(next(iter(new)))] == ["create", "set"]
    with pytest.raises(NoSuchRecord):
        store.do("siti", lambda unit: bulk.edit_many(unit, "worker", {"x": {"sex": "P"}}))
    assert findings(store, fresh_key) == ()


@pytest.mark.slow
def test_twenty_thousand_are_loaded_at_once(store: Store) -> None:
    new = list(_people(20_000).items())
    began = time.process_time()
    for start in range(0, len(new), 5000):
        part = dict(new[start : start + 5000])
        store.do("siti", partial(_create, part))

    assert time.process_time() - began < 20  # five on a quiet machine
    assert store.count("worker") == 20_000
    assert [hit.title for hit in store.first_hits("C0019999")] == ["Siti Nomor 19999"]


@pytest.mark.slow
def test_what_was_loaded_reaches_the_other_desk(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    siti.store.do("siti", partial(_create, _people(2000)))

    assert siti.round().sent == 2000
    assert budi.round().received == 2000

    assert store_digest(siti.store) == store_digest(budi.store) == world.digest()
    assert findings(budi.store, fresh_key) == ()


def test_two_lanes_write_at_the_same_time_and_wait_for_each_other(store: Store) -> None:
    def work(officer: str) -> None:
        for _ in range(40):
            store.do(officer, partial(_create, dict(_people(1))))
            store.page("worker", limit=5)

    lanes = [Thread(target=work, args=(officer,)) for officer in ("siti", "budi", "agus")]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()

    assert store.counts("worker", "created_by") == {"siti": 40, "budi": 40, "agus": 40}
    assert findings(store, fresh_key) == ()
