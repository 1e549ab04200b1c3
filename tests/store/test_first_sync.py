"""First sync by a snapshot: the same store as by news, wherever it was cut, and nothing of it taken half."""

from typing import Any, Final

import pytest

from desktop.store.row import Row
from sync.engine.ports import Arriving
from sync.errors import BadEnvelope, Cancelled, NoAnswer, SnapshotGone
from sync.gateway.snapshots import building
from tests.store.answers import check
from tests.store.world import StoreDesk, World

SIZES: Final = (3, 4, 5)
ROWS: Final = 6


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of a few records: their borders are what is looked at here."""
    monkeypatch.setattr(building, "_SIZES", SIZES)
    monkeypatch.setattr(building, "_ROWS", ROWS)


class Filled:
    """A centre with some thirty records in every state, and the desk that made them."""

    def __init__(self, world: World) -> None:
        self.siti = world.desk("siti")
        self.people = [self.siti.create(full_name=f"Orang {number}", birth_place="Cilacap") for number in range(24)]
        subject = [{"id": "s1", "worker_id": self.people[3].id, "role": "SUBJECT"}]
        self.case = self.siti.create("case", status="REGISTERED", summary="Gaji tidak dibayar", subjects=subject)
        self.siti.create("case", status="CLOSED", summary="Sudah selesai")
        self.siti.delete(self.people[7])
        self.siti.edit(self.people[5], birth_place="Kulai", passports=[{"id": "p1", "number": "C1234567"}])
        self.siti.round()
        budi = world.desk("budi")
        budi.round()
        self.siti.edit(self.people[9], birth_place="Senai")
        budi.edit(budi.store.get("worker", self.people[9].id), birth_place="Muar")
        self.siti.round()
        budi.round()
        self.siti.round()
        self.budi = budi


@pytest.fixture
def filled(world: World) -> Filled:
    return Filled(world)


def shown(desk: StoreDesk) -> dict[str, Any]:
    """Every row as the command line shows it."""
    return {row.id: row.shown() for kind in ("worker", "case") for row in desk.store.page(kind).rows}


def test_a_new_desk_holds_the_very_rows_of_the_one_that_heard_every_change(world: World, filled: Filled) -> None:
    manifest = world.snapshot()
    fresh = world.desk("tono")
    report = fresh.round()
    check(world, fresh, filled.siti)
    assert fresh.line is not None
    assert fresh.line.segments == [part.name for part in manifest.segments]
    assert shown(fresh) == shown(filled.budi)
    assert (report.received, report.to_come) == (manifest.rows, 0)
    assert fresh.replica().position().cursor == manifest.seq
    assert fresh.get(filled.people[9]).sync == "conflict"


def test_what_was_changed_since_the_snapshot_follows_as_news(world: World, filled: Filled) -> None:
    world.snapshot()
    filled.siti.edit(filled.people[1], birth_place="Batu Pahat")
    filled.siti.create(full_name="Sesudahnya")
    filled.siti.round()
    fresh = world.desk("tono")
    fresh.round()
    check(world, fresh)
    assert fresh.get(filled.people[1]).fields["birth_place"] == "Batu Pahat"


def test_records_and_the_search_are_there_after_the_first_segment(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    seen: list[Any] = []

    def look(name: str, arrived: bytearray) -> None:
        arriving = fresh.replica().arriving()
        assert arriving is not None
        if arriving.done >= 1:
            seen.append((arriving.has_urgent, fresh.get(filled.case).fields["summary"]))
            seen.append([hit.id for hit in fresh.store.first_hits("Orang 3")])
            raise NoAnswer

    assert fresh.line is not None
    fresh.line.on_segment = look
    with pytest.raises(NoAnswer):
        fresh.round()
    assert seen[0] == (True, "Gaji tidak dibayar")
    assert filled.people[3].id in seen[1]


def test_a_cut_at_any_segment_repeats_none_that_is_here(world: World, filled: Filled) -> None:
    manifest = world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None
    line, cuts = fresh.line, set[str]()

    def cut(name: str, arrived: bytearray) -> None:
        if name not in cuts:
            cuts.add(name)
            del arrived[len(arrived) // 2 :]
            raise NoAnswer

    line.on_segment = cut
    for _ in manifest.segments:
        with pytest.raises(NoAnswer):
            fresh.round()
    fresh.round()
    check(world, fresh)
    assert sorted(line.segments) == sorted([part.name for part in manifest.segments] * 2)


def test_what_came_before_a_cut_is_not_fetched_again(world: World, filled: Filled) -> None:
    manifest = world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None
    began: list[int] = []

    def cut(name: str, arrived: bytearray) -> None:
        if not began:
            del arrived[100:]
            began.append(len(arrived))
            raise NoAnswer

    fresh.line.on_segment = cut
    with pytest.raises(NoAnswer):
        fresh.round()
    assert len(fresh.replica().arrived(manifest.segments[0].name)) == 100
    fresh.round()
    check(world, fresh)
    assert fresh.replica().arrived(manifest.segments[0].name) == b""


def test_a_damaged_segment_is_fetched_once_more(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None
    damaged: list[str] = []

    def damage(name: str, arrived: bytearray) -> None:
        if not damaged:
            damaged.append(name)
            arrived[len(arrived) // 2] ^= 1

    fresh.line.on_segment = damage
    fresh.round()
    check(world, fresh)
    assert fresh.line.segments[:2] == damaged * 2


def test_a_segment_that_is_always_another_is_refused_and_the_news_come_instead(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None

    def forge(name: str, arrived: bytearray) -> None:
        arrived[:] = b"forged" * 20

    fresh.line.on_segment = forge
    with pytest.raises(BadEnvelope):
        fresh.round()
    assert fresh.store.count("worker") == 0
    fresh.round()
    check(world, fresh)
    assert fresh.line.segments == [fresh.line.segments[0]] * 2
    assert shown(fresh) == shown(filled.budi)


def test_a_snapshot_that_vanishes_is_replaced_by_the_next_one(world: World, filled: Filled) -> None:
    first = world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None

    def vanish(name: str, arrived: bytearray) -> None:
        if name == first.segments[1].name:
            world.snapshot()
            raise SnapshotGone

    fresh.line.on_segment = vanish
    fresh.round()
    check(world, fresh)
    assert shown(fresh) == shown(filled.budi)


def test_news_after_half_a_snapshot_end_in_the_same_store(world: World, filled: Filled) -> None:
    manifest = world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None

    def vanish(name: str, arrived: bytearray) -> None:
        if name == manifest.segments[3].name:
            raise NoAnswer

    fresh.line.on_segment = vanish
    with pytest.raises(NoAnswer):
        fresh.round()
    fresh.replica().drop_snapshot(refused=True)
    fresh.round()
    check(world, fresh)
    differing = {"rev"}  # a change that came twice was counted twice
    assert _without(shown(fresh), differing) == _without(shown(filled.budi), differing)


def _without(rows: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {record: {k: v for k, v in row.items() if k not in names} for record, row in rows.items()}


def test_own_work_goes_up_between_two_segments_and_stays_over_what_comes(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None
    made: list[Row] = []

    def work(name: str, arrived: bytearray) -> None:
        arriving = fresh.replica().arriving()
        if arriving is not None and arriving.done >= 1 and not made:
            made.append(fresh.edit(fresh.get(filled.people[3]), birth_place="Muar"))
            made.append(fresh.create(full_name="Datang sendiri"))

    fresh.line.on_segment = work
    report = fresh.round()
    check(world, fresh)
    assert report.sent == 2
    assert [fresh.get(row).sync for row in made] == ["centre", "centre"]
    assert fresh.get(filled.people[3]).fields["birth_place"] == "Muar"


def test_work_from_before_joining_lies_over_the_snapshot(world: World, filled: Filled) -> None:
    world.snapshot()
    stranger = world.stranger("tono")
    early = stranger.create(full_name="Sebelum bergabung")
    fresh = world.admit(stranger)
    fresh.round()
    check(world, fresh)
    assert fresh.get(early).sync == "centre"


def test_own_changes_that_the_snapshot_holds_already_leave_the_outbox(world: World, filled: Filled) -> None:
    """A lost answer, and a snapshot that was built before the same envelope goes again."""
    fresh = world.desk("tono")
    assert fresh.line is not None
    made = fresh.create(full_name="Terkirim")
    fresh.line.loses_answers = True
    with pytest.raises(NoAnswer):
        fresh.round()
    world.snapshot()
    fresh.line.loses_answers = False
    fresh.round()
    check(world, fresh)
    assert fresh.get(made).sync == "centre"
    assert fresh.store.history(made.id)[0].seq is not None


def test_a_desk_that_is_far_behind_takes_a_snapshot_over_what_it_holds(
    world: World, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.engine import round as rounds

    monkeypatch.setattr(rounds, "_FAR_BEHIND", 5)
    late = world.desk("tono")
    late.round()
    waiting = late.edit(late.get(filled.people[2]), health_note="dicatat di luar jaringan")
    for number, person in enumerate(filled.people[10:20]):
        for turn in range(4):
            filled.siti.edit(filled.siti.get(person), working_area=f"Kota {number} {turn}")
    filled.siti.round()
    late.pace.limit_bytes = 1  # the first answer leaves the desk far behind
    world.snapshot()
    late.round()
    check(world, late)
    assert late.line is not None
    assert late.line.segments
    assert late.get(waiting).fields["health_note"] == "dicatat di luar jaringan"
    assert late.get(filled.people[12]).fields["working_area"] == "Kota 2 3"


def test_a_stop_between_two_segments_keeps_what_is_here(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")

    def stopped() -> bool:
        arriving = fresh.replica().arriving()
        return arriving is not None and arriving.done == 2

    with pytest.raises(Cancelled):
        fresh.talk().run(lambda _: None, stopped)
    assert _done(fresh) == 2
    fresh.round()
    check(world, fresh)


def _done(desk: StoreDesk) -> int:
    arriving: Arriving | None = desk.replica().arriving()
    return -1 if arriving is None else arriving.done


def test_the_past_is_told_on_demand_and_then_complete(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    fresh.round()
    person = filled.people[9]
    assert fresh.store.history(person.id) == []
    assert fresh.replica().past_after(person.id) == 0
    fresh.talk().past(person.id)
    assert fresh.replica().past_after(person.id) is None
    assert [one.change_id for one in fresh.store.history(person.id)] == [
        one.change_id for one in filled.budi.store.history(person.id)
    ]
    check(world, fresh)
    fresh.line = None  # nobody is asked any more
    fresh.replica().past_after(person.id)


def test_what_was_made_since_the_snapshot_has_its_whole_past_here(world: World, filled: Filled) -> None:
    world.snapshot()
    fresh = world.desk("tono")
    fresh.round()
    made = fresh.create(full_name="Baru")
    assert fresh.replica().past_after(made.id) is None
    fresh.round()
    assert fresh.replica().past_after(made.id) is None
    assert len(fresh.store.history(made.id)) == 1
