"""Urgent records come before their turn: they are shown as they stand at the centre, and the rest changes nothing."""

from contextlib import suppress
from random import Random
from typing import Any

from desktop.store import records
from desktop.store.verify import findings
from sync.engine.budget import Budget
from sync.engine.ports import Channel
from sync.errors import NoAnswer
from tests.store.answers import check
from tests.store.world import StoreDesk, World, fresh_key

_WORKERS = 150


def _case(desk: StoreDesk, **fields: Any) -> Any:
    return desk.create("case", status="REGISTERED", **fields)


def _has(desk: StoreDesk, row: Any) -> bool:
    with desk.store.reading() as connection:
        return records.load(connection, row.kind, row.id) is not None


class Counted:
    """A line that is cut after some exchanges."""

    def __init__(self, line: Channel, most: int) -> None:
        self._line, self._left = line, most

    def exchange(self, envelope: bytes) -> bytes:
        if not self._left:
            raise NoAnswer
        self._left -= 1
        return self._line.exchange(envelope)


def _exchanges(desk: StoreDesk, most: int) -> None:
    assert desk.line is not None
    with suppress(NoAnswer):
        desk.round(Counted(desk.line, most))


def _fill(desk: StoreDesk, prefix: str, count: int = _WORKERS) -> list[Any]:
    """Save workers that pack badly, so that they need some answers."""
    return [
        desk.create(full_name=f"{prefix} {number}", health_note=Random(number).randbytes(200).hex())
        for number in range(count)
    ]


def test_an_urgent_case_at_the_end_of_a_long_ledger_is_here_after_one_exchange(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    _fill(siti, "Awal")
    worker = siti.create(full_name="Ditahan")
    plain = _case(siti, priority="P3", summary="Gaji")
    urgent = _case(siti, priority="P1", summary="Ditahan", subjects=[{"id": "a", "worker_id": worker.id}])
    file = siti.create("attachment", owner_kind="case", owner_id=urgent.id)
    siti.round()

    _exchanges(budi, 1)

    for row in (worker, urgent, file, plain):  # the open one after the urgent one, and both before the directory
        assert budi.get(row).fields == siti.get(row).fields
    position = budi.replica().position()
    assert position.cursor < max(position.told)
    assert findings(budi.store, fresh_key) == ()
    budi.round()
    assert budi.replica().position().told == ()
    check(world, siti, budi)


def test_wherever_an_answer_ends_what_comes_ahead_has_what_it_belongs_to(world: World) -> None:
    siti = world.desk()
    cases = [_case(siti, priority="P1", summary=f"Ditahan {number}") for number in range(4)]
    claims = [siti.create("claim", case_id=case.id, claim_kind="WAGES", state="OPEN", basis="x") for case in cases]
    for case in reversed(cases):  # their last entries come after those of their claims
        siti.edit(case, summary=Random(case.id).randbytes(90).hex())
    siti.round()

    for limit in range(2000, 8000, 500):
        desk = world.desk(f"budi{limit}")
        with suppress(NoAnswer):
            assert desk.line is not None
            desk.round(Counted(desk.line, 1), budget=Budget(bytes=limit))
        told = [row.fields["case_id"] for row in claims if _has(desk, row)]
        assert all(_has(desk, case) for case in cases if case.id in told), limit


def test_what_came_ahead_never_goes_back_to_an_older_value_while_the_rest_comes(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    case = _case(siti, priority="P1", summary="satu")
    for number, summary in enumerate(("dua", "tiga")):
        _fill(siti, f"{number}", 70)
        siti.round()  # else all of the urgent case would go first
        siti.edit(case, summary=summary)
        siti.round()
    budi.pace.went = lambda *_: None  # type: ignore[method-assign]  # a line that never gets better
    exchanges = 0
    while budi.replica().position().cursor < siti.replica().position().cursor:
        _exchanges(budi, 1)
        exchanges += 1
        assert budi.get(case).fields["summary"] == "tiga"

    assert exchanges > 2
    assert len(budi.store.history(case.id)) == 3
    check(world, siti, budi)


def test_own_work_on_what_came_ahead_stays_and_meets_what_others_did(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    case = _case(siti, priority="P1", summary="satu")
    siti.round()
    budi.round()
    _fill(siti, "A")
    siti.edit(case, summary="dua")
    siti.round()
    budi.edit(case, narrative="Saya lihat sendiri")
    _exchanges(budi, 1)
    assert budi.get(case).fields["summary"] == "dua"
    assert budi.get(case).fields["narrative"] == "Saya lihat sendiri"
    budi.edit(case, summary="tiga")

    for desk in (budi, siti, budi):
        desk.round()

    assert siti.get(case).fields["summary"] == "tiga"
    assert budi.store.count("conflict") == 0
    check(world, siti, budi)


def test_an_open_conflict_of_an_urgent_case_comes_with_it(world: World) -> None:
    siti, budi, tono = world.desk(), world.desk("budi"), world.desk("tono")
    case = _case(siti, priority="P1", summary="satu", category="LAB_UNHAPPY")
    for desk in (siti, budi, tono):
        desk.round()
    _fill(siti, "A")
    siti.edit(case, owner="siti")
    budi.edit(case, owner="budi")
    siti.round()
    budi.round()

    _exchanges(tono, 1)

    assert tono.get(case).sync == "conflict"
    for desk in (siti, tono):
        desk.round()
    check(world, siti, budi, tono)


def test_a_snapshot_that_arrives_over_what_came_ahead_ends_in_the_same_state(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    case = _case(siti, priority="P1", summary="satu")
    _fill(siti, "A")
    siti.round()
    _exchanges(budi, 1)
    world.snapshot()
    siti.edit(case, summary="dua")
    siti.round()

    budi.round()

    assert budi.get(case).fields["summary"] == "dua"
    check(world, siti, budi)
