"""F08: the centre is restored from a backup. Nothing is deleted, what it lost is offered again, and all end equal."""

from collections.abc import Callable
from typing import Any

from desktop.desk import Desk
from desktop.store.backup import raise_epoch
from desktop.store.row import Row
from sync.changes.conflict import KIND as CONFLICT
from sync.errors import NoAnswer
from tests.faults.small_mission import CutAfter, Mission


def _make(desk: Desk, count: int) -> list[Row]:
    def make(unit: Any) -> list[Row]:
        return [unit.create("worker", {"full_name": f"Nama {number}"}) for number in range(count)]

    return desk.do(make)


def _edit(desk: Desk, row: Row, **fields: Any) -> None:
    desk.do(lambda unit: unit.edit("worker", row.id, fields))


def _name(desk: Desk, row: Row) -> Any:
    return desk.store.get("worker", row.id).fields["full_name"]


def test_f08_two_hundred_confirmed_changes_that_the_centre_lost_are_offered_again(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    old = _make(siti, 5)
    for desk in (siti, budi):
        mission.round(desk)
    mission.backup()
    new = _make(siti, 190)
    for number, row in enumerate((*old, *old)):
        _edit(siti, row, full_name=f"Baru {number}")
    for desk in (siti, budi):
        mission.round(desk)
    mission.restore()

    report = mission.round(siti)

    assert (report.again, report.sent) == (200, 200)
    assert len(siti.store.numbers("worker")) == 195
    mission.are_equal()
    assert [_name(budi, row) for row in old] == [f"Baru {number}" for number in range(5, 10)]
    assert _name(budi, new[-1]) == "Nama 189"


def test_the_desk_that_lost_nothing_of_its_own_keeps_what_others_will_send_again(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    mission.round(siti)
    mission.round(budi)
    mission.backup()
    row = _make(siti, 1)[0]
    for desk in (siti, budi):
        mission.round(desk)
    mission.restore()

    report = mission.round(budi)

    assert (report.again, report.equal) == (0, False)
    assert _name(budi, row) == "Nama 0"  # shown still, though the centre does not have it
    assert budi.standing().proven is None
    mission.are_equal()


def test_an_ask_that_names_records_that_the_centre_lost_is_understood_as_its_loss(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    mission.round(siti)
    mission.backup()
    row = _make(budi, 1)[0]
    for desk in (budi, siti):
        mission.round(desk)
    _edit(siti, row, full_name="Baru")  # its record has a number that means nothing now
    mission.restore()

    assert mission.round(siti).held == 1  # budi's record is not there yet
    mission.are_equal()
    assert budi.standing().conflicts == 1  # siti's edit was of a version that is no more: a person decides


def test_a_number_that_means_another_record_since_is_understood_so_too(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    for desk in (siti, budi):
        mission.round(desk)
    mission.backup()
    row = _make(budi, 1)[0]
    for desk in (budi, siti):
        mission.round(desk)
    mission.restore()
    other = mission.desk("tono")
    _make(other, 1)
    mission.round(other)  # takes the number of budi's record
    _edit(siti, row, full_name="Baru")

    assert mission.round(siti).held == 1
    mission.are_equal()
    assert budi.standing().conflicts == 1  # siti's edit was of a version that is no more: a person decides


def test_what_others_sent_meanwhile_and_what_waited_here_are_kept(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    row, other = _make(siti, 2)
    for desk in (siti, budi):
        mission.round(desk)
    mission.backup()
    _edit(siti, row, sex="P")
    mission.round(siti)
    _edit(siti, row, birth_date="1990")  # on top of what the centre will lose
    _edit(budi, other, full_name="Lain")
    mission.restore()
    mission.round(budi)  # takes the place in the ledger that siti's edit had

    mission.round(siti)

    mission.are_equal()
    fields = budi.store.get("worker", row.id).fields
    assert (fields["sex"], fields["birth_date"]) == ("P", "1990")
    assert _name(siti, other) == "Lain"
    assert siti.standing().conflicts == 0


def _disputed(mission: Mission) -> tuple[Desk, Desk]:
    """Two desks with a conflict that the centre's backup does not know; siti's edit came first."""
    siti, budi = mission.desk("siti"), mission.desk("budi")
    row = _make(siti, 1)[0]
    for desk in (siti, budi):
        mission.round(desk)
    mission.backup()
    _edit(siti, row, full_name="Siti")
    _edit(budi, row, full_name="Sitti")
    for desk in (siti, budi, siti):
        mission.round(desk)
    return siti, budi


def test_a_conflict_that_the_centre_forgot_does_not_stay_behind(mission: Mission) -> None:
    siti, budi = _disputed(mission)
    assert siti.standing().conflicts == 1
    mission.restore()

    mission.are_equal()

    assert siti.standing().conflicts == budi.standing().conflicts == 1
    assert len(siti.store.numbers(CONFLICT)) == 1


def test_entries_that_the_centre_makes_anew_are_others_than_those_it_lost(mission: Mission) -> None:
    siti, budi = _disputed(mission)  # the fourth entry is a conflict that budi's edit left
    mission.restore()
    for desk in (budi, siti):
        mission.round(desk)  # now the fourth entry is one that siti's edit left

    mission.are_equal()
    for desk in (siti, budi):
        for conflict in desk.store.page("conflict").rows:
            said = [past.values.get("path") for past in desk.store.history(conflict.id) if past.op == "create"]
            assert said == [conflict.fields["path"]]


def test_a_desk_that_was_restored_as_well_hears_what_took_the_place_of_what_it_had_heard(mission: Mission) -> None:
    siti, budi, tono = (mission.desk(user) for user in ("siti", "budi", "tono"))
    for desk in (siti, budi, tono):
        mission.round(desk)
    mission.backup()
    _make(budi, 1)
    for desk in (budi, siti):
        mission.round(desk)
    mission.restore()
    row = _make(tono, 1)[0]
    for desk in (tono, budi):
        mission.round(desk)  # tono's is the first entry now, and budi's the second
    raise_epoch(siti.store)  # it begins with one, so that the centre misses no envelope of it

    mission.round(siti)

    assert [past.seq for past in siti.store.history(row.id)] == [1]
    mission.are_equal()


def test_a_change_at_its_old_place_does_not_hide_that_others_came_before_it(mission: Mission) -> None:
    siti, budi, dewi, tono, wati = (mission.desk(user) for user in ("siti", "budi", "dewi", "tono", "wati"))
    for desk in mission.desks:
        mission.round(desk)
    mission.backup()
    for desk, count in ((budi, 1), (dewi, 1), (tono, 70)):  # more than a desk names one by one
        _make(desk, count)
        mission.round(desk)
    mission.round(siti)
    mission.restore()
    row = _make(wati, 1)[0]
    for desk in (budi, wati, tono):
        mission.round(desk)  # wati's is the second entry now, and all behind it are as they were before

    mission.round(siti)

    assert [past.seq for past in siti.store.history(row.id)] == [2]
    mission.are_equal()


def test_the_line_may_die_at_every_step(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    old = _make(siti, 3)
    for desk in (siti, budi):
        mission.round(desk)
    mission.backup()
    _make(siti, 40)
    _edit(siti, old[0], full_name="Baru")
    for desk in (siti, budi):
        mission.round(desk)
    mission.restore()

    for desk in (siti, budi):
        _until_it_goes_through(desk, lambda answers: CutAfter(mission.line, answers))

    mission.are_equal()


def _until_it_goes_through(desk: Desk, line: Callable[[int], CutAfter]) -> None:
    for answers in range(1, 30):
        try:
            desk.round(channel=line(answers))
        except NoAnswer:
            continue
        return
    raise AssertionError("never went through")
