"""What goes first on a bad line: changes of urgent cases and restricted material, whatever waits before them."""

from random import Random
from typing import Any

import pytest

from desktop.store.shelf import StoreShelf
from sync.engine.ports import Batch
from sync.engine.round import Report
from tests.store.answers import check
from tests.store.world import StoreDesk, World


def _case(desk: StoreDesk, **fields: Any) -> Any:
    return desk.create("case", status="REGISTERED", **fields)


def _action(desk: StoreDesk, case: Any, summary: str) -> Any:
    return desk.create("action", case_id=case.id, type="INTAKE", at="2026-03-10T06:42:00.000Z", summary=summary)


def _next(desk: StoreDesk, most: int) -> list[str]:
    """The records of the next changes, in order."""
    return [change.record for change in desk.replica().batch(most, 1 << 20).changes]


def test_what_hangs_on_an_urgent_case_goes_before_all_that_was_saved_earlier(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    case = _case(siti, summary="Ditahan", priority="P1")
    siti.round()
    others = [siti.create(full_name=f"W{number}") for number in range(5)]
    action = _action(siti, case, "Menelepon polisi")
    file = siti.create("attachment", owner_kind="action", owner_id=action.id)

    assert _next(siti, 2) == [action.id, file.id]
    assert _next(siti, 9)[2:] == [other.id for other in others]
    siti.round()
    budi.round()
    check(world, siti, budi)


def test_an_urgent_case_takes_along_the_people_it_is_about_and_nobody_else(world: World) -> None:
    desk = world.desk()
    other, worker = desk.create(full_name="Lain"), desk.create(full_name="Siti")
    case = _case(desk, priority="P1", subjects=[{"id": "a", "worker_id": worker.id}])

    assert _next(desk, 9) == [worker.id, case.id, other.id]


def test_restricted_material_is_urgent_and_takes_its_parent_along(world: World) -> None:
    desk = world.desk()
    other, case = desk.create(full_name="Lain"), _case(desk, priority="P3")
    file = desk.create("attachment", owner_kind="case", owner_id=case.id, restricted=True)

    assert _next(desk, 9) == [case.id, file.id, other.id]


def test_a_case_that_becomes_urgent_takes_what_waits_of_it_and_the_parents_of_that(world: World) -> None:
    desk = world.desk()
    other = desk.create(full_name="Lain")
    case = _case(desk, priority="P3")
    trip = desk.create("return_trip", code="R1")
    line = desk.create("manifest_line", return_trip_id=trip.id, case_id=case.id)
    plain = _action(desk, _case(desk, priority="P3"), "Biasa")
    assert _next(desk, 1) == [other.id]

    desk.edit(case, priority="P1")

    first = _next(desk, 4)
    assert (first[0], first[-1]) == (case.id, case.id)
    assert set(first) == {case.id, trip.id, line.id}
    assert plain.id not in first


@pytest.mark.parametrize("news", [0, 150], ids=["told in its turn", "told ahead"])
def test_a_case_that_becomes_urgent_elsewhere_lets_what_waits_here_go_first(world: World, news: int) -> None:
    siti, budi = world.desk(), world.desk("budi")
    siti.pace.went = lambda *_: None  # type: ignore[method-assign]  # a line that never gets better
    case = _case(siti, priority="P3")
    siti.round()
    budi.round()
    for number in range(news):  # so that the news of the case come some answers later
        budi.create(full_name=f"B{number}", health_note=Random(number).randbytes(200).hex())
    budi.round()
    budi.edit(case, priority="P1")
    budi.round()
    others = [siti.create(full_name=f"W{number}") for number in range(3)]
    action = _action(siti, case, "Menelepon")

    _, sent = _in_small_steps(siti, 1)

    assert sent == [others[0].id, action.id, others[1].id, others[2].id]


def _in_small_steps(desk: StoreDesk, most: int) -> tuple[Report, list[str]]:
    """Run a round whose envelopes hold at most so many changes; return what was sent, in order."""
    talk, replica = desk.talk(), desk.replica()
    whole, sent = replica.batch, list[str]()

    def batch(changes: int, size: int) -> Batch:
        some = whole(min(changes, most), size)
        sent.extend(change.record for change in some.changes if changes > 1)
        return some

    replica.batch = batch  # type: ignore[assignment,method-assign]
    talk._replica = replica
    return talk.run(lambda _: None), sent


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_however_small_the_envelopes_nothing_is_held_and_both_sides_are_equal(world: World, most: int) -> None:
    siti, budi = world.desk(), world.desk("budi")
    worker = siti.create(full_name="Siti")
    plain = _case(siti, priority="P2", subjects=[{"id": "a", "worker_id": worker.id}])
    _action(siti, plain, "Satu")
    claim = siti.create("claim", case_id=plain.id, claim_kind="WAGES")
    siti.create("trust_entry", claim_id=claim.id, direction="IN", amount={"minor": 1000, "currency": "MYR"})
    siti.edit(worker, full_name="Siti A")
    urgent = _case(siti, priority="P1", subjects=[{"id": "a", "worker_id": worker.id}])
    siti.edit(worker, full_name="Siti B")
    _action(siti, urgent, "Dua")
    siti.edit(plain, priority="P1")
    siti.edit(worker, full_name="Siti C")

    assert _in_small_steps(siti, most)[0].held == 0
    budi.round()
    assert budi.get(worker).fields["full_name"] == "Siti C"
    check(world, siti, budi)


def test_files_go_by_how_urgent_their_case_is_and_restricted_ones_first(world: World) -> None:
    desk = world.desk()
    calm, urgent = _case(desk, priority="P3"), _case(desk, priority="P1")
    action = _action(desk, urgent, "Menelepon")
    owners = [("worker", desk.create(full_name="Siti")), ("case", calm), ("action", action), ("case", calm)]
    for number, (kind, owner) in enumerate(owners):
        name = f"{number:032x}"
        desk.create(
            "attachment",
            owner_kind=kind,
            owner_id=owner.id,
            restricted=number == 3 or None,
            blob=name,
            blob_key="k" * 43,
            blob_sha256="0" * 64,
            bytes=9,
        )
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE blobs SET here = 1")

    parcels = StoreShelf(desk.store, {}).waiting("original", "put", 9, frozenset())

    assert [int(parcel.blob, 16) for parcel in parcels] == [3, 2, 1, 0]
