"""Several officers at one workstation, and a way in when nobody knows the passphrase: B1, B7, F19."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import desk as desks
from desktop import officers
from desktop.desk import Desk
from desktop.keys import recovery, slot_file, slots
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.keys.shares import Custodian
from desktop.keys.slot_file import COPY, FILE
from desktop.store import audit, peers
from desktop.store import officers as store_officers
from desktop.store.device import Meta
from desktop.store.drafts import PLACE, Draft
from desktop.store.store import Store
from sync.clock import stamp
from sync.errors import (
    InvalidField,
    NoSuchOfficer,
    RecoveryRefused,
    RuleBroken,
    StoreDamaged,
    WrongPassphrase,
)
from sync.gateway import accounts
from sync.identity.keys import OpeningKey
from tests.faults.desks import MISSION, code
from tests.faults.small_mission import Mission, edited, made

pytestmark = pytest.mark.usefixtures("cheap_slots")

SITI = "Ombak-kertas-pagar-melati-tangga-5"
BUDI = "Tikar-bambu-sungai-padi-emas-kayu-3"
NEW = "Lampu-kereta-jagung-danau-sepeda-8"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workstation") / "desk"
    session = Session(slots.create(folder, Officer(user="siti", name="Siti Rahma"), SITI, cost=FLOOR))
    slots.add_slot(folder, session.secrets(), Officer(user="budi", name="Budi"), BUDI, cost=FLOOR).wipe()
    session.wipe()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path, mission: Mission) -> Path:
    """A workstation with slots of two officers and an empty store."""
    folder = tmp_path / "workstation"
    shutil.copytree(template, folder)
    session = Session(slots.unlock(folder, "siti", SITI))
    store = session.store.id
    Store.create(folder, session.database_key, mission.clock, mission=MISSION, store_id=store).close()
    return folder


Sits = Callable[..., Desk]


@pytest.fixture
def sits(folder: Path, mission: Mission) -> Iterator[Sits]:
    """Lets an officer sit down: whoever was there before locks first, and the programme goes on."""
    at: list[Desk] = []

    def down(user: str, passphrase: str) -> Desk:
        while at:
            at.pop().close()
        at.append(desks.unlock(folder, user, passphrase, mission.clock))
        return at[-1]

    yield down
    while at:
        at.pop().close()


def _joined(sits: Sits, mission: Mission) -> Desk:
    siti = sits("siti", SITI)
    siti.enrol("http://127.0.0.1:1", code(mission.database, mission.clock), door=mission.line)
    return siti


def _authors(desk: Desk, record: str) -> list[str]:
    return [past.officer for past in desk.store.history(record)]


def test_b1_shared_workstation(sits: Sits, mission: Mission) -> None:
    siti = _joined(sits, mission)
    drawn = officers.let_in(siti, Officer(user="Rina", name="Rina Wati"))
    worker = made(siti, "worker", full_name="Suparni")
    siti.store.keep_draft(
        "siti", Draft(form="new/case", body={"summary": "belum selesai"}, at=stamp(mission.clock.now()))
    )
    slots.change_passphrase(siti.folder, "rina", drawn, NEW, cost=FLOOR)

    rina = sits("rina", NEW)
    with rina.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM drafts WHERE officer = 'rina'").scalar() == 0
    edited(rina, worker, birth_place="Cilacap")
    assert {one.user: one.waiting for one in officers.listed(rina)} == {"siti": 1, "budi": 0, "rina": 1}
    report = rina.round(channel=mission.line)
    assert (report.sent, report.refused, report.held) == (2, 0, 0)
    assert _authors(rina, worker.id) == ["siti", "rina"]
    assert {one.user: one.known for one in officers.listed(rina)}["rina"]

    siti = sits("siti", SITI)
    assert siti.standing().waiting == 0
    with siti.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT form FROM drafts WHERE officer = 'siti'").scalar() == "new/case"


def test_an_officer_whom_the_centre_does_not_take_waits_and_loses_nothing(sits: Sits, mission: Mission) -> None:
    siti = _joined(sits, mission)
    siti.round(channel=mission.line)
    key = siti.session.signing_key().public.text

    def granted(*roles: str) -> None:
        mission.clock.passes(timedelta(seconds=1))
        with mission.database.write() as connection:
            accounts.grant(connection, MISSION, ("siti", key), roles, stamp(mission.clock.now()))

    drawn = officers.let_in(siti, Officer(user="rina", name="Rina"))
    granted("CONSULAR")  # the centre has taken her right to let others in, and this desk does not know it yet
    slots.change_passphrase(siti.folder, "rina", drawn, NEW, cost=FLOOR)
    rina = sits("rina", NEW)
    worker = made(rina, "worker", full_name="Suparni")
    report = rina.round(channel=mission.line)
    assert (report.sent, report.refused, report.held) == (0, 0, 1)
    assert rina.standing().waiting == 1
    assert not {one.user: one.known for one in officers.listed(rina)}["rina"]

    granted("CONSUL_COORD", "LABOUR_ATT", "TREASURER")
    assert rina.round(channel=mission.line).sent == 1
    assert _authors(rina, worker.id) == ["rina"]


def test_b7_disabled_officer_with_unsent_work(folder: Path, sits: Sits, mission: Mission, tmp_path: Path) -> None:
    sits("budi", BUDI)  # he was here before the desk joined
    _joined(sits, mission)
    budi = sits("budi", BUDI)
    worker = made(budi, "worker", full_name="Suparni")
    shutil.copytree(folder, tmp_path / "kept", ignore=shutil.ignore_patterns("desk.*"))

    siti = sits("siti", SITI)
    before = (folder / "desk.db").read_bytes()
    officers.remove(siti, "budi")
    assert (folder / "desk.db").read_bytes() == before, "no page of the database was written anew"
    assert [one.user for one in officers.listed(siti)] == ["siti"]
    siti.round(channel=mission.line)
    assert (siti.standing().waiting, siti.standing().refused) == (0, 0), "sealed for the mission, and sent"
    assert _authors(siti, worker.id) == ["budi"]
    siti.round(channel=mission.line)  # behind his work, the centre hears that he has left
    with mission.database.read() as connection:
        his = {key: roles for (user, key), roles in accounts.granted(connection, MISSION).items() if user == "budi"}
    assert list(his.values()) == [[]], "and takes nothing more that is signed with his key"
    siti.round(channel=mission.line)
    with siti.store.reading() as connection:
        assert not [one for one in store_officers.untold(connection) if one.gone], "it is said until it was heard"
        assert peers.roles(Meta(connection), siti.store.identity().device, "budi") == frozenset()
    siti.close()

    with pytest.raises(NoSuchOfficer):
        sits("budi", BUDI)
    for name in (FILE, COPY):
        shutil.copy(tmp_path / "kept" / name, folder / name)
    with pytest.raises(StoreDamaged) as refusal:
        sits("budi", BUDI)
    assert refusal.value.rule == "old-slots", "a copy of his slots opens it no more"


def _typed(desk: Desk, form: str, **body: object) -> None:
    user = desk.officer.user
    desk.store.keep_draft(user, Draft(form=form, body=body, at=stamp(desk.clock.now())))


def _forms(desk: Desk) -> dict[str, Any]:
    return {one.form: one.body for one in desk.store.drafts(desk.officer.user) if one.form != PLACE}


def test_n10_what_a_leaver_was_typing_is_taken_over_by_who_let_them_out(sits: Sits) -> None:
    siti = sits("siti", SITI)
    worker = made(siti, "worker", full_name="Suparni")
    _typed(siti, "new/worker", full_name="Punya Siti")
    budi = sits("budi", BUDI)
    _typed(budi, f"edit/worker/{worker.id}", birth_place="Cilacap")
    _typed(budi, "new/worker", full_name="Punya Budi")
    _typed(budi, "new/case", summary="Rahasia", restricted=True)

    siti = sits("siti", SITI)
    assert set(_forms(siti)) == {"new/worker"}, "nobody reads what a colleague is typing"
    assert officers.remove(siti, "budi") == 1
    assert _forms(siti) == {
        f"edit/worker/{worker.id}": {"birth_place": "Cilacap"},
        "new/worker": {"full_name": "Punya Siti"},
    }, "an own form is not written over, and one of a restricted case opens for nobody"

    siti.store.drop_draft("siti", "new/worker")
    siti = sits("siti", SITI)
    assert _forms(siti)["new/worker"] == {"full_name": "Punya Budi"}, "it comes once there is room for it"
    with siti.store.reading() as connection:
        left = connection.exec_driver_sql("SELECT form FROM drafts WHERE officer = 'budi' AND form != ?", (PLACE,))
        assert left.scalars().all() == ["new/case"]
        copies = connection.exec_driver_sql("SELECT count(*) FROM draft_copies WHERE officer = 'budi'")
        assert copies.scalar() == 0


def test_who_may_let_nobody_out_holds_no_copy_of_what_others_type(sits: Sits, mission: Mission) -> None:
    siti = _joined(sits, mission)
    drawn = officers.let_in(siti, Officer(user="rina", name="Rina"), ["TREASURER"])
    slots.change_passphrase(siti.folder, "rina", drawn, NEW, cost=FLOOR)
    _typed(siti, "new/worker", full_name="Punya Siti")
    with siti.store.reading() as connection:
        leads = connection.exec_driver_sql("SELECT lead FROM draft_copies").scalars().all()
    assert "rina" not in leads


KEYS = [OpeningKey.new() for _ in range(3)]
NAMES = ("Ibu Ratna", "Pak Hadi", "Ibu Wulan")


def _with_custodians(desk: Desk) -> None:
    keys = zip(NAMES, KEYS, strict=True)
    officers.set_custodians(desk, [Custodian(name=name, seal=key.public.text) for name, key in keys])


def _answered(folder: Path, place: Path, who: list[OpeningKey]) -> Path:
    recovery.ask(folder, place / "request")
    (place / "reply").unlink(missing_ok=True)
    for key in who:
        recovery.reply(recovery.read_request(place / "request"), key, place / "reply")
    return place / "reply"


def test_f19_forgotten_passphrase_far_from_help(folder: Path, sits: Sits, mission: Mission, tmp_path: Path) -> None:
    siti = _joined(sits, mission)
    worker = made(siti, "worker", full_name="Suparni")
    _with_custodians(siti)
    siti.close()

    with pytest.raises(RecoveryRefused):  # one holder alone
        recovery.keeper_of(folder, [_answered(folder, tmp_path, KEYS[:1])])
    reply = _answered(folder, tmp_path, KEYS[:2])
    opened = slots.with_keeper(slot_file.load(folder), recovery.keeper_of(folder, [reply]))
    officers.recover(folder, opened, "custodians", officers.Again(user="siti", passphrase=NEW), mission.clock)

    with pytest.raises(WrongPassphrase):
        sits("siti", SITI)
    siti = sits("siti", NEW)
    assert siti.officer.name == "Siti Rahma"
    assert siti.store.get("worker", worker.id).fields["full_name"] == "Suparni"
    with siti.store.reading() as connection:
        said = connection.exec_driver_sql("SELECT officer, act, fields FROM audit WHERE act = 'recover'").all()
        assert [tuple(line) for line in said] == [("siti", "recover", "custodians")]
        assert audit.broken_at(connection) is None
    edited(siti, worker, birth_place="Malang")
    report = siti.round(channel=mission.line)
    assert (report.sent, report.refused, report.held) == (2, 0, 0), (
        "signed with the key of before, and with the new one"
    )
    with pytest.raises(RecoveryRefused):  # the same answers, once more
        recovery.keeper_of(folder, [reply])
    assert siti.verify() == ()


def test_the_first_case_waits_for_two_tried_ways_where_there_are_custodians(
    folder: Path, sits: Sits, mission: Mission, tmp_path: Path
) -> None:
    siti = sits("siti", SITI)

    _with_custodians(siti)
    with pytest.raises(RuleBroken) as refusal:
        siti.do(_case)
    assert refusal.value.rule == "two-ways"
    assert [(one.way, one.tried_at is not None) for one in officers.known_ways(siti)] == [
        ("siti", True),
        ("budi", False),
        ("custodians", False),
    ]
    officers.try_custodians(siti, [_answered(folder, tmp_path, KEYS[1:])])
    siti.do(_case)
    assert [one.tried_at is not None for one in officers.known_ways(siti)] == [True, False, True]
    _with_custodians(siti)  # others, or the same anew: not tried yet, but a case that is there stops nothing
    assert [one.tried_at is not None for one in officers.known_ways(siti)] == [True, False, False]
    siti.do(_case)


def _case(unit: Any) -> Any:
    return unit.create("case", {"status": "REGISTERED"})


def test_the_sheet_lets_an_officer_in_again_and_is_tried_by_typing_it_back(
    folder: Path, sits: Sits, mission: Mission
) -> None:
    siti = sits("siti", SITI)
    words = officers.draw_sheet(siti)
    with pytest.raises(WrongPassphrase):
        officers.try_sheet(siti, NEW)
    officers.try_sheet(siti, words)
    assert {one.way: one.tried_at is not None for one in officers.known_ways(siti)}["sheet"]
    siti.close()
    again = officers.Again(user="budi", passphrase=NEW, name="Budi")
    officers.recover(folder, slots.open_sheet(folder, words), "sheet", again, mission.clock)
    with pytest.raises(WrongPassphrase):
        sits("budi", BUDI)
    assert sits("budi", NEW).officer.name == "Budi"
    assert slots.open_sheet(folder, words).store.turn == slots.turn(folder)


def test_nobody_gives_roles_that_they_do_not_have(sits: Sits, mission: Mission) -> None:
    siti = _joined(sits, mission)
    with pytest.raises(InvalidField) as refusal:
        officers.let_in(siti, Officer(user="rina", name="Rina"), ["HEAD"])
    assert refusal.value.rule == "own-roles"
    assert slots.users(siti.folder) == ("siti", "budi")


def test_a_cut_in_a_recovery_leaves_the_line_in_the_audit_and_the_old_way_in(
    folder: Path, sits: Sits, mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = sits("siti", SITI)
    words = officers.draw_sheet(siti)
    siti.close()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(slot_file, "store", cut)
        again, opened = officers.Again(user="siti", passphrase=NEW), slots.open_sheet(folder, words)
        with pytest.raises(KeyboardInterrupt):
            officers.recover(folder, opened, "sheet", again, mission.clock)
    siti = sits("siti", SITI)
    with siti.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit WHERE act = 'recover'").scalar() == 1
