"""Stories of work on its way to the centre: F03, F04, F05, F06, F11."""

from datetime import timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from desktop import sticks
from desktop.actions import outbox
from desktop.desk import Desk
from desktop.store import backup
from desktop.store.bulk import create_many
from desktop.store.row import Row
from sync.changes.change import Change
from sync.engine import packing, shape
from sync.errors import NoAnswer
from sync.gateway import accounts, intake
from tests.faults.small_mission import CutAfter, Mission, edited, made, shown
from tests.gateway.desk import CODE, Door
from tests.gateway.desk import Desk as ThinDesk

WHEN = "2026-03-10T06:42:00.000Z"
FOREVER = 1 << 30


def _people(desk: Desk, count: int) -> list[Row]:
    return desk.do(
        lambda unit: create_many(unit, "worker", {unit.new_id(): {"full_name": f"Nama {n}"} for n in range(count)})
    )


def test_f03_synced_that_was_not(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_CHANGES", 50)
    siti = mission.desk("siti")
    case = made(siti, "case", status="REGISTERED")
    papers = [made(siti, "attachment", owner_kind="case", owner_id=case.id, title=f"Surat {n}") for n in range(2)]
    mission.round()
    assert siti.standing().proven is not None
    _people(siti, 498)
    for paper in papers:
        edited(siti, paper, sync_state="ACK")  # what only the centre may say

    with pytest.raises(NoAnswer):
        siti.round(channel=CutAfter(mission.line, 7))

    standing = siti.standing()
    assert (standing.waiting, standing.refused, standing.proven) == (150, 0, None)

    mission.round()

    standing = siti.standing()
    assert (standing.waiting, standing.refused, standing.proven) == (0, 2, None)
    assert [(one.code, one.field) for one in outbox.refused(siti.store)] == [("rights", "sync_state")] * 2
    for one in outbox.refused(siti.store):
        siti.do(partial(outbox.discard, one.change.id, "mistake"))
    mission.are_equal()


both_databases = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)


@both_databases
@pytest.mark.parametrize("fault", ["refuses", "fails", "fails half-way"])
def test_f04_one_bad_record_blocks_all(mission: Mission, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    people = _people(siti, 40)
    bad = people[2]
    child = made(siti, "next_of_kin", worker_id=bad.id, name="Ibu Aminah")
    with monkeypatch.context() as broken:
        _break(broken, bad.id, fault)
        report = mission.round(siti)

    assert (report.sent, report.refused) == (39, 2)
    code = "rights" if fault == "refuses" else "centre-fault"
    assert [(one.change.record, one.code) for one in outbox.refused(siti.store)] == [
        (bad.id, code),
        (child.id, "depends"),
    ]
    assert {shown(siti, row).sync for row in people if row is not bad} == {"centre"}
    assert outbox.as_draft(outbox.refused(siti.store)[0])["full_name"] == "Nama 2"
    assert siti.standing().proven is None

    for row, said in ((bad, {"full_name": "Nama dua"}), (child, {"name": "Ibu Aminah binti Kasan"})):
        edited(siti, row, **said)  # a record that was refused at its birth goes again whole
    mission.are_equal()
    assert shown(budi, bad).fields["full_name"] == "Nama dua"
    assert shown(budi, child).fields["worker_id"] == bad.id


def _break(broken: pytest.MonkeyPatch, record: str, fault: str) -> None:
    """Let the centre refuse the changes of a record, or break at them, early or when they are entered already."""
    check, decide = shape.check, intake.Intake._decide

    def checked(change: Change) -> None:
        if change.record == record and fault != "fails half-way":
            raise shape.Misshapen("rights") if fault == "refuses" else ZeroDivisionError
        check(change)

    def decided(taking: intake.Intake, change: Change) -> None:
        if change.record == record and fault == "fails half-way":
            raise ZeroDivisionError
        decide(taking, change)

    broken.setattr(shape, "check", checked)
    broken.setattr(intake.Intake, "_decide", decided)


def test_f05_half_acknowledged_and_hot_loop(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    mission.round()
    mission.backup()
    row = made(siti, "worker", full_name="Siti Aminah")
    line = CutAfter(mission.line, FOREVER)
    with monkeypatch.context() as busy:
        busy.setattr(intake, "MOST_CHANGES", 0)  # a centre that says "later", for ever
        for asked in range(1, 6):
            siti.round(channel=line)
            assert line.asked == asked  # once a round, and rounds have their hours
            assert (shown(siti, row).sync, siti.standing().proven) == ("waiting", None)
    with pytest.raises(NoAnswer):
        siti.round(channel=CutAfter(mission.line, 0, deaf=True))  # taken in, and not a word
    assert shown(siti, row).sync == "waiting"

    siti.round(channel=line)
    assert shown(siti, row).sync == "centre"
    mission.restore()  # and the centre loses it after all
    mission.are_equal()
    assert shown(budi, row).fields["full_name"] == "Siti Aminah"


def test_f06_answer_lost_request_repeated(mission: Mission, tmp_path: Path) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    mission.round()
    row = made(siti, "worker", full_name="Siti Aminah")
    for _ in range(2):  # the second press of the button
        edited(siti, row, birth_place="Cilacap")
    for name in ("slots.json", "device.key"):
        (siti.folder / name).write_bytes(b"{}")
    kept = backup.write(siti.store, siti.session.database_key, tmp_path / "kept")
    for _ in range(10):
        mission.clock.passes(timedelta(days=9))
        with pytest.raises(NoAnswer):
            siti.round(channel=CutAfter(mission.line, 0, deaf=True))

    def by_stick() -> None:
        sticks.write(siti, tmp_path / "stick")
        sticks.read(budi, tmp_path / "stick")
        mission.round(budi)

    by_stick()
    siti.folder.rename(tmp_path / "broken computer")
    backup.restore(kept.path, siti.folder)
    siti = mission.reopened(siti)
    backup.begin_epoch(siti.store)
    by_stick()

    mission.are_equal()
    assert len(mission.entries(row.id)) == len(set(mission.entries(row.id))) == 2
    for desk in (siti, budi):
        assert desk.store.count("worker") == 1
        assert len(desk.store.history(row.id)) == 2


@both_databases
def test_f11_child_before_parent(mission: Mission) -> None:
    door = Door(mission.line.client)
    siti, budi = (_thin(mission, door, user) for user in ("siti", "budi"))
    for order in permutations(range(4)):
        made = _family(siti)
        waits = [made[place] for place in order]
        while waits:
            said = {one.id: one.outcome for one in siti.say(*waits)}
            assert set(said.values()) <= {"applied", "held"}
            waits = [change for change in waits if said[change.id] == "held"]
        _is_in_order(mission, made)

    worker, case, note, more = _family(siti)
    theirs = budi.create({"case_id": case.record, "type": "VISIT", "at": WHEN, "summary": "Kunjungan"}, "action")
    assert [one.outcome for one in budi.say(theirs)] == ["held"]
    mission.clock.passes(timedelta(days=30))  # the other transport takes a month, and nothing runs out
    assert [one.outcome for one in siti.say(more, note, case, worker)] == ["held", "held", "applied", "applied"]
    assert [one.outcome for one in (*siti.say(more, note), *siti.say(more), *budi.say(theirs))] == [
        "held",
        "applied",
        "applied",
        "applied",
    ]
    _is_in_order(mission, [worker, case, note, more])


def _thin(mission: Mission, door: Door, user: str) -> ThinDesk:
    spoken = CODE.replace("satu", f"satu{user}")
    with mission.database.write() as connection:
        accounts.add_code(connection, "JHB", spoken, mission.clock)
    return ThinDesk(door, mission.clock, user).join(spoken)


def _family(desk: ThinDesk) -> list[Change]:
    """A worker, a case of theirs, a note of the case, and an edit of the note."""
    worker = desk.create({"full_name": "Siti Aminah"})
    subject = {"subjects/s1": {"worker_id": worker.record}}
    case = desk.create({"status": "REGISTERED"} | subject, "case")
    note = desk.create({"case_id": case.record, "type": "CALL_WORKER", "at": WHEN}, "action")
    more = desk.change(note.record, {"summary": "Menelepon keluarga"}, {"summary": note.id}, kind="action")
    return [worker, case, note, more]


def _is_in_order(mission: Mission, made: list[Change]) -> None:
    """Everything was entered once, the case before its note and the note before its edit, and nothing met itself."""
    placed = [change for change in mission.entries() if change in {one.id for one in made}]
    assert sorted(placed) == sorted(one.id for one in made)
    assert [change for change in placed if change != made[0].id] == [one.id for one in made[1:]]
    with mission.database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from record where kind = 'conflict'").scalar() == 0
