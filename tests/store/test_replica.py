"""The store in a round with a real centre: what leaves, what comes, and that the same state stands everywhere."""

from typing import Any

import pytest

from desktop.actions import mass_deletion
from desktop.store.verify import findings, store_digest
from sync.errors import MassDeletion, NoAnswer
from sync.protocol.messages import Result
from tests.store.answers import answer, check, foreign, record_id
from tests.store.world import StoreDesk, World, fresh_key


def _pending(desk: StoreDesk) -> int:
    with desk.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() or 0)


def test_a_saved_record_reaches_the_centre_and_the_other_desk(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti", passports=[{"id": "a", "number": "C1234567"}])
    assert row.sync == "waiting"

    assert siti.round().sent == 1
    assert budi.round().received == 1

    assert siti.get(row).sync == budi.get(row).sync == "centre"
    assert budi.get(row).fields == siti.get(row).fields
    assert [hit.id for hit in budi.store.first_hits("C123")] == [row.id]
    assert _pending(siti) == 0
    check(world, siti, budi)


def test_what_was_saved_before_joining_goes_with_the_first_round(world: World) -> None:
    desk = world.stranger()
    row = desk.create(full_name="Siti")
    assert row.sync == "local"

    world.admit(desk)
    assert desk.get(row).sync == "waiting"
    desk.round()

    assert desk.get(row).sync == "centre"
    check(world, desk)


def test_the_revision_counts_each_change_once_wherever_it_was_made(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.edit(siti.create(full_name="Siti"), sex="P")
    siti.round()
    assert siti.get(row).rev == 2

    budi.round()
    budi.edit(row, birth_date="1990")
    budi.round()
    siti.round()

    assert siti.get(row).rev == budi.get(row).rev == 3


def test_a_run_of_own_edits_is_no_conflict_with_itself(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="A")
    for name in ("B", "C"):
        desk.edit(row, full_name=name)

    assert desk.round().conflicts == 0
    desk.edit(row, full_name="D")
    assert desk.round().conflicts == 0

    assert desk.get(row).fields["full_name"] == "D"
    check(world, desk)


def test_two_values_of_one_field_become_a_conflict_on_both_desks(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti", nik="3301055705900003")
    siti.round()
    budi.round()
    siti.edit(row, birth_place="Cilacap")
    budi.edit(row, birth_place="Malang")

    siti.round()
    assert budi.round().conflicts == 1
    siti.round()

    for desk in (siti, budi):
        assert desk.get(row).sync == "conflict"
        assert desk.get(row).fields["birth_place"] == "Cilacap"
        assert desk.store.counts("conflict", "state") == {"OPEN": 1}
    values = {past.values.get("birth_place"): past.gave_way for past in siti.store.history(row.id)}
    assert values["Malang"] == ("birth_place",)
    check(world, siti, budi)


def _decide(desk: StoreDesk, value: str) -> None:
    from desktop.actions import conflicts

    conflict = conflicts.open_ones(desk.store)[0].id
    desk.store.do(desk.officer, lambda unit: conflicts.settle(conflict, value, unit))


def test_a_decision_closes_the_conflict_at_once_here_and_soon_everywhere(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti")
    siti.round()
    budi.round()
    siti.edit(row, birth_place="Cilacap")
    budi.edit(row, birth_place="Malang")
    siti.round()
    budi.round()
    siti.round()

    _decide(siti, "Malang")
    assert siti.get(row).sync == "waiting"
    assert siti.store.counts("conflict", "state") == {"DECIDED": 1}
    assert findings(siti.store, fresh_key) == ()
    siti.round()
    budi.round()

    for desk in (siti, budi):
        assert desk.get(row).fields["birth_place"] == "Malang"
        assert desk.get(row).sync == "centre"
        assert desk.store.counts("conflict", "state") == {"DECIDED": 1}
    check(world, siti, budi)


def test_deciding_a_value_of_a_record_that_is_deleted_leaves_it_deleted_everywhere(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti")
    siti.round()
    budi.round()
    siti.edit(row, birth_place="Cilacap")
    budi.edit(row, birth_place="Malang")
    siti.round()
    budi.round()
    siti.delete(row)
    siti.round()

    _decide(siti, "Malang")
    assert siti.get(row).deleted is not None
    siti.round()
    budi.round()

    for desk in (siti, budi):
        assert desk.get(row).deleted is not None
        assert desk.store.counts("conflict", "state") == {"DECIDED": 1}
    check(world, siti, budi)


def test_a_refused_decision_opens_the_conflict_again(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti")
    siti.round()
    budi.round()
    siti.edit(row, birth_place="Cilacap")
    budi.edit(row, birth_place="Malang")
    siti.round()
    budi.round()
    siti.round()
    _decide(siti, "Malang")
    change = siti.replica().batch(9, 99999).changes[0]

    siti.replica().apply(answer(siti, results=(Result(id=change.id, outcome="refused", code="rights"),)))

    assert siti.store.counts("conflict", "state") == {"OPEN": 1}
    assert siti.get(row).sync == "conflict"
    assert siti.get(row).fields["birth_place"] == "Cilacap"


def test_an_edit_brings_a_record_back_that_somebody_deleted(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti")
    siti.round()
    budi.round()
    siti.delete(row)
    siti.round()
    budi.edit(row, sex="P")

    budi.round()
    siti.round()

    for desk in (siti, budi):
        assert desk.get(row).deleted is None
        assert desk.get(row).sync == "conflict"
        assert [hit.id for hit in desk.store.first_hits("siti")] == [row.id]
    check(world, siti, budi)


def test_a_waiting_edit_is_shown_although_somebody_deleted_the_record(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    desk.round()
    desk.edit(row, sex="P")

    desk.replica().apply(answer(desk, foreign(2, row.id, op="delete", values={"_deleted": "x"})))

    shown = desk.get(row)
    assert (shown.deleted, shown.fields["sex"], shown.sync) == (None, "P", "waiting")
    assert findings(desk.store, fresh_key) == ()


def test_a_deletion_of_what_was_seen_deletes_everywhere(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.edit(siti.create(full_name="Siti"), sex="P")
    siti.round()
    siti.edit(row, birth_date="1990")
    siti.delete(row)
    siti.round()
    budi.round()

    for desk in (siti, budi):
        assert desk.get(row).deleted == "test"
        assert desk.store.first_hits("siti") == []
        assert desk.store.count("conflict") == 0
    check(world, siti, budi)


def test_a_lost_answer_doubles_nothing_and_loses_nothing(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    row = siti.create(full_name="Siti")
    assert siti.line is not None
    siti.line.loses_answers = True
    with pytest.raises(NoAnswer):
        siti.round()
    assert siti.get(row).sync == "waiting"
    siti.edit(row, sex="P")

    siti.line.loses_answers = False
    siti.round()
    budi.round()

    assert [past.op for past in budi.store.history(row.id)] == ["create", "set"]
    check(world, siti, budi)


def test_a_frozen_envelope_is_the_same_after_the_store_was_closed(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")
    assert desk.line is not None
    desk.line.loses_asks = True
    with pytest.raises(NoAnswer):
        desk.round()
    before = desk.replica().in_flight()

    desk.store.close()

    assert before is not None
    assert desk.replica().in_flight() == before


def test_a_child_whose_parent_is_unknown_is_held_and_goes_when_the_parent_is_there(world: World) -> None:
    desk = world.desk()
    worker = desk.create(full_name="Siti")
    kin = desk.create("next_of_kin", worker_id=worker.id, name="Aminah")
    change = next(one for one in desk.replica().batch(9, 99999).changes if one.record == kin.id)
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'later' WHERE record = ?", (worker.id,))

    held = Result(id=change.id, outcome="held", needs=worker.id)
    desk.replica().apply(answer(desk, results=(held,)))
    assert desk.get(kin).sync == "held"
    assert desk.replica().batch(9, 99999).changes == ()

    desk.round()
    assert desk.get(kin).sync == "centre"
    check(world, desk)


def test_later_changes_of_a_record_wait_behind_one_that_is_put_off(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    first = desk.replica().batch(9, 99999).changes[0]
    desk.edit(row, sex="P")
    other = desk.create(full_name="Budi")

    desk.replica().apply(answer(desk, results=(Result(id=first.id, outcome="later"),)))

    assert [change.record for change in desk.replica().batch(9, 99999).changes] == [other.id]


def test_what_is_urgent_goes_first_with_all_of_its_record(world: World) -> None:
    desk = world.desk()
    worker = desk.create(full_name="Siti")
    case = desk.create("case", status="REGISTERED", summary="x", category="LAB_UNHAPPY", priority="P3")
    desk.edit(case, priority="P1")

    assert [change.record for change in desk.replica().batch(9, 99999).changes] == [case.id, case.id, worker.id]
    assert [change.record for change in desk.replica().batch(1, 99999).changes] == [case.id]


def test_a_batch_stays_within_its_bytes_but_is_never_empty(world: World) -> None:
    desk = world.desk()
    for _ in range(3):
        desk.create(full_name="x" * 100)

    assert len(desk.replica().batch(9, 1).changes) == 1
    assert len(desk.replica().batch(9, 700).changes) == 1
    assert len(desk.replica().batch(9, 9999).changes) == 3


def test_a_mass_deletion_stops_before_anything_is_taken_in(world: World) -> None:
    desk = world.desk()
    rows = [foreign(seq, record_id(seq), values={"full_name": f"N{seq}"}) for seq in range(1, 302)]
    desk.replica().apply(answer(desk, *rows))
    gone = [foreign(400 + n, record_id(n), op="delete", values={"_deleted": "x"}) for n in range(1, 250)]

    with pytest.raises(MassDeletion) as stopped:
        desk.replica().apply(answer(desk, *gone))
    assert stopped.value.values == {"kind": "worker", "count": 249, "held": 301}
    assert desk.store.count("worker") == 301
    assert desk.replica().position().cursor == 301

    waits = mass_deletion.stopped(desk.store)
    assert [(one.kind, one.count, one.held, len(one.rows)) for one in waits] == [("worker", 249, 301, 249)]

    desk.store.do("siti", mass_deletion.allow)
    desk.replica().apply(answer(desk, *gone))
    assert desk.store.count("worker") == 52
    assert mass_deletion.stopped(desk.store) == ()


def test_only_the_deletion_that_was_looked_at_is_let_in(world: World) -> None:
    desk = world.desk()
    rows = [foreign(seq, record_id(seq), values={"full_name": f"N{seq}"}) for seq in range(1, 302)]
    desk.replica().apply(answer(desk, *rows))
    gone = [foreign(400 + n, record_id(n), op="delete", values={"_deleted": "x"}) for n in range(1, 251)]
    with pytest.raises(MassDeletion):
        desk.replica().apply(answer(desk, *gone[:-1]))
    desk.store.do("siti", mass_deletion.allow)

    with pytest.raises(MassDeletion):
        desk.replica().apply(answer(desk, *gone))
    assert [one.count for one in mass_deletion.stopped(desk.store)] == [250]


def test_allowing_before_anything_was_stopped_allows_nothing(world: World) -> None:
    desk = world.desk()
    rows = [foreign(seq, record_id(seq), values={"full_name": f"N{seq}"}) for seq in range(1, 302)]
    desk.replica().apply(answer(desk, *rows))
    desk.store.do("siti", mass_deletion.allow)

    gone = [foreign(400 + n, record_id(n), op="delete", values={"_deleted": "x"}) for n in range(1, 250)]
    with pytest.raises(MassDeletion):
        desk.replica().apply(answer(desk, *gone))


def test_a_mass_deletion_is_let_in_once(world: World) -> None:
    desk = world.desk()
    for first in (1, 1001):
        rows = [foreign(seq, record_id(seq), values={"full_name": "N"}) for seq in range(first, first + 250)]
        desk.replica().apply(answer(desk, *rows))
        gone = [
            foreign(first + 400 + n, record_id(first + n), op="delete", values={"_deleted": "x"}) for n in range(250)
        ]
        with pytest.raises(MassDeletion):
            desk.replica().apply(answer(desk, *gone))
        desk.store.do("siti", mass_deletion.allow)
        desk.replica().apply(answer(desk, *gone))

    assert desk.store.count("worker") == 0


def test_two_hundred_deletions_are_a_days_work(world: World) -> None:
    desk = world.desk()
    rows = [foreign(seq, record_id(seq), values={"full_name": f"N{seq}"}) for seq in range(1, 201)]
    desk.replica().apply(answer(desk, *rows))
    gone = [foreign(400 + n, record_id(n), op="delete", values={"_deleted": "x"}) for n in range(1, 201)]

    desk.replica().apply(answer(desk, *gone))

    assert desk.store.count("worker") == 0


def test_unknown_kinds_fields_and_shapes_are_carried_as_they_came(world: World) -> None:
    desk = world.desk()
    told = {"full_name": "Siti", "aura": "blue", "moods/HAPPY": True, "birth_place": {"lat": 1}}

    desk.replica().apply(
        answer(desk, foreign(1, record_id(1), values=told), foreign(2, record_id(2), kind="robot", values={"arms": 2}))
    )

    assert desk.store.get("worker", record_id(1)).fields == told
    edited: dict[str, Any] = desk.store.do(
        "siti", lambda unit: unit.edit("worker", record_id(1), {"sex": "P"})
    ).answer.fields
    assert edited == told | {"sex": "P"}
    assert set(store_digest(desk.store)) == {"worker", "robot"}
