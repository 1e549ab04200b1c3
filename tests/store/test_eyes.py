"""What an officer may not read is on no list, in no search, in no count and in no history of this desk."""

from collections.abc import Callable

import pytest

from desktop.actions import conflicts, outbox, overview, records
from desktop.store.lists import Condition
from sync.domain.rules.rights import default_roles
from sync.errors import NoRight, NoSuchRecord
from tests.store.world import StoreDesk, World

Full = tuple[StoreDesk, dict[str, str]]


def _as(desk: StoreDesk, world: World, *roles: str) -> StoreDesk:
    """Let the officer of a desk that holds everything have these roles only, as it is when they were narrowed."""
    world.give(desk, *roles)
    desk.round()
    desk.store.officer = desk.officer
    return desk


@pytest.fixture
def full(world: World) -> Full:
    desk = world.desk("budi")
    made = {"worker": desk.create("worker", full_name="Sari Wulandari", health_note="Hamil").id}
    made["hidden"] = desk.create("worker", full_name="Melati Rahasia", restricted=True, nik="3507156403900002").id
    made["case"] = desk.create("case", status="REGISTERED", summary="Kabur dari Majikan", priority="P2").id
    made["detention"] = desk.create("detention", case_id=made["case"], place="Depo").id
    made["agency"] = desk.create("agency", name="PT Maju").id
    desk.round()
    return desk, made


def test_a_counter_sees_no_class_above_its_own_and_is_told_so(
    full: tuple[StoreDesk, dict[str, str]], world: World
) -> None:
    counter, made = _as(full[0], world, "COUNTER"), full[1]
    row = counter.store.get("worker", made["worker"])
    assert "health_note" not in row.fields
    assert row.fields["full_name"] == "Sari Wulandari"
    assert "health_note" in row.shown()["hidden"]
    for rows in (counter.store.page("worker").rows, counter.store.rows("worker", counter.store.numbers("worker"))):
        assert {one.fields.get("health_note") for one in rows} == {None}
    assert "health_note" not in counter.edit(row, birth_place="Kediri").shown()


def test_nothing_is_told_of_a_kind_that_may_not_be_read(full: Full, world: World) -> None:
    counter, made = _as(full[0], world, "COUNTER"), full[1]
    asks: list[Callable[[], object]] = [
        lambda: counter.store.get("detention", made["detention"]),
        lambda: counter.store.page("detention"),
        lambda: counter.store.do("budi", lambda unit: records.view("detention", made["detention"], unit)),
    ]
    for ask in asks:
        with pytest.raises(NoRight) as refusal:
            ask()
        assert refusal.value.values["verb"] == "read"
        assert "CASE_OFFICER" in str(refusal.value.values["roles"]).split()
    assert counter.store.count("detention") == 0
    assert len(counter.store.numbers("detention")) == 0
    assert counter.store.titles("detention", [made["detention"]]) == {}
    assert counter.store.history(made["detention"]) == []


def test_nobody_is_found_by_what_is_hidden(full: Full, world: World) -> None:
    counter, made = _as(full[0], world, "COUNTER"), full[1]
    hidden = Condition(field="health_note", value="Hamil")
    with pytest.raises(NoRight):
        counter.store.page("worker", where=(hidden,))
    assert counter.store.count("worker", (hidden,)) == 0
    assert len(counter.store.numbers("worker", order="health_note")) == 0
    assert counter.store.counts("worker", "health_note") == {}
    assert counter.store.first_hits("Rahasia") == counter.store.similar_hits("Melati Rahasi") == []
    assert counter.store.first_hits("3507156403900002") == []
    assert counter.store.count("worker", (Condition(field="full_name", value="Melati Rahasia"),)) == 0
    assert [hit.id for hit in counter.store.first_hits("Sari")] == [made["worker"]]


def test_of_a_restricted_record_only_the_open_fields_are_seen(
    full: tuple[StoreDesk, dict[str, str]], world: World
) -> None:
    counter, made = _as(full[0], world, "COUNTER"), full[1]
    row = counter.store.get("worker", made["hidden"])
    assert {"full_name", "nik"} <= set(row.hidden)
    assert "Melati" not in str(row.shown())
    assert "Melati" not in row.title
    assert counter.store.titles("worker", [made["hidden"]]) == {made["hidden"]: made["hidden"][-8:]}
    assert "Melati" not in str([one.as_fields() for one in counter.store.history(made["hidden"])])


def test_figures_for_information_have_no_names(full: Full, world: World) -> None:
    info = _as(full[0], world, "INFO")
    seen = overview.overview(info.store, info.clock.now())
    assert (seen.cases, seen.workers, seen.open) == (1, 0, 1)
    assert "Majikan" not in str(seen)
    assert "Sari" not in str(seen)


def test_history_leaves_hidden_values_out(full: Full, world: World) -> None:
    counter, made = _as(full[0], world, "COUNTER"), full[1]
    past = counter.store.history(made["worker"])
    assert past[0].values["full_name"] == "Sari Wulandari"
    assert "Hamil" not in str(past)


def test_a_conflict_is_seen_by_who_may_read_its_field(world: World) -> None:
    lead, other = world.desk("siti"), world.desk("budi")
    worker = lead.create("worker", full_name="Sari")
    kin = lead.create("next_of_kin", worker_id=worker.id, name="Yati", bank_account="1")
    lead.round()
    other.round()
    lead.edit(kin, bank_account="2")
    other.edit(other.get(kin), bank_account="3")
    lead.round()
    other.round()
    other.round()
    assert [one.other for one in conflicts.open_ones(other.store)] == ["3"]
    counter = _as(other, world, "COUNTER")
    (one,) = conflicts.open_ones(counter.store)
    assert (one.present, one.other) == (None, None)
    with pytest.raises(NoRight):
        counter.store.do("budi", lambda unit: conflicts.keep(one.id, "mine", unit))
    shelter = _as(counter, world, "ADMIN")
    assert conflicts.open_ones(shelter.store) == []


def test_the_tray_shows_a_colleagues_entry_as_far_as_it_may_be_read(
    full: tuple[StoreDesk, dict[str, str]], world: World
) -> None:
    desk, made = full
    desk.edit(desk.store.get("worker", made["worker"]), health_note="Sakit")
    world.give(desk, "COUNTER")
    desk.round()
    (own,) = outbox.refused(desk.store)
    assert own.change.values == {"health_note": "Sakit"}
    desk.store.officer = desk.officer
    (still,) = outbox.refused(desk.store)
    assert still.change.values == {"health_note": "Sakit"}  # one's own words are never taken away
    desk.store.officer = "somebody"
    (seen,) = outbox.refused(desk.store)
    assert seen.change.values == {}
    with pytest.raises(NoRight):
        desk.store.do("somebody", lambda unit: outbox.discard(own.change.id, "mistake", unit))
    desk.store.do("budi", lambda unit: outbox.discard(own.change.id, "mistake", unit))
    assert outbox.refused(desk.store) == ()


def test_with_all_roles_nothing_is_hidden(full: Full, world: World) -> None:
    desk, made = full
    before = [desk.store.get(kind, made[kind]) for kind in ("worker", "case", "detention", "agency")]
    lead = _as(desk, world, *default_roles())
    assert [lead.store.get(row.kind, row.id) for row in before] == before
    with pytest.raises(NoSuchRecord):
        lead.store.get("worker", made["case"])
