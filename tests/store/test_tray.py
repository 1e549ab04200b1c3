"""The tray: what the centre refused leaves the record, and can be read, mended, sent again or given up."""

from desktop.store import tray
from desktop.store.verify import findings
from sync.changes.change import Change
from sync.protocol.messages import Result
from tests.store.answers import answer, check
from tests.store.world import StoreDesk, World, fresh_key


def _refused(desk: StoreDesk, number: int = 0) -> Change:
    change = desk.replica().batch(9, 99999).changes[number]
    refusal = Result(id=change.id, outcome="refused", code="shape", field="nik")
    desk.replica().apply(answer(desk, results=(refusal,)))
    return change


def test_a_refused_edit_leaves_the_record_and_stays_in_the_tray(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    desk.round()
    desk.edit(row, sex="P")
    desk.edit(row, sex="L")  # built on the refused one
    desk.edit(row, birth_date="1990")  # not built on it

    change = _refused(desk)

    shown = desk.get(row)
    assert (shown.sync, shown.fields.get("sex"), shown.fields["birth_date"]) == ("refused", None, "1990")
    with desk.store.reading() as connection:
        lying = list(tray.refusals(connection))
    assert [(one.code, one.field, one.needs) for one in lying] == [("shape", "nik", None), ("depends", None, change.id)]
    assert lying[0].change == change
    assert findings(desk.store, fresh_key) == ()


def test_a_refused_edit_can_be_sent_again_in_better_form(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    desk.round()
    desk.edit(row, sex="P")
    change = _refused(desk)

    desk.store.do("siti", lambda unit: tray.send_again(unit, change.id, {"birth_place": "Malang"}))
    assert desk.get(row).sync == "waiting"
    desk.round()

    assert desk.get(row).fields["sex"] == "P"
    assert desk.get(row).fields["birth_place"] == "Malang"
    check(world, desk)


def test_a_refused_edit_leaves_the_tray_when_a_better_one_is_accepted(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    desk.round()
    desk.edit(row, sex="P", birth_place="Malang")
    change = _refused(desk)

    desk.edit(row, sex="L")
    desk.round()
    assert _lying(desk) == [change.id]  # what it says of the birth place is said nowhere else yet
    assert desk.get(row).sync == "refused"

    desk.edit(row, birth_place="Cilacap")
    assert _lying(desk) == [change.id]  # and not accepted yet
    desk.round()

    assert _lying(desk) == []
    assert desk.get(row).sync == "centre"
    assert change.id in [past.change_id for past in desk.store.history(row.id)]
    check(world, desk)


def _lying(desk: StoreDesk) -> list[str]:
    with desk.store.reading() as connection:
        return [one.change.id for one in tray.refusals(connection)]


def test_a_refused_edit_can_be_given_up(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    desk.round()
    desk.edit(row, sex="P")
    change = _refused(desk)

    desk.store.do("siti", lambda unit: tray.give_up(unit, change.id, "test"))

    assert desk.get(row).sync == "centre"
    assert desk.round().sent == 0
    check(world, desk)


def test_a_record_refused_at_its_birth_is_sent_again_whole_when_it_is_mended(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti", sex="P")
    desk.edit(row, birth_place="Malang")
    _refused(desk)
    assert desk.get(row).sync == "refused"
    assert desk.replica().batch(9, 99999).changes == ()

    desk.edit(row, full_name="Siti Aminah")
    assert desk.get(row).sync == "waiting"
    desk.round()

    fields = desk.get(row).fields
    assert (fields["full_name"], fields["sex"], fields["birth_place"]) == ("Siti Aminah", "P", "Malang")
    check(world, desk)


def test_a_record_refused_at_its_birth_can_be_dropped(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    change = _refused(desk)

    desk.store.do("siti", lambda unit: tray.give_up(unit, change.id, "test"))

    assert desk.store.count("worker") == 0
    assert desk.store.first_hits("siti") == []
    assert [past.op for past in desk.store.history(row.id)] == ["create"]
    check(world, desk)
