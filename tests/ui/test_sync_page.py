"""The page of sync on two desks and a real centre: the line as it is, the tray, and deciding between two values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import socket
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from desktop.actions import mass_deletion, outbox, records
from desktop.demo.centre import Centre
from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.store import brake
from desktop.store.device import Meta
from desktop.store.row import Row
from desktop.ui.background import Background, Lane
from desktop.ui.kit import Kit
from desktop.ui.views.conflict_field import ConflictField
from desktop.ui.views.discard_dialog import DiscardDialog
from desktop.ui.views.mass_dialog import MassDialog
from desktop.ui.views.places import FormPlace
from desktop.ui.views.sync_page import SyncPage
from desktop.ui.widgets.text import ElidedLabel
from sync.clock import SystemClock
from tests.transport.lines import line
from tests.ui.front_door import SECRET
from tests.ui.open_desk import Scene, add_case
from tests.ui.walks import problems


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A centre with two desks of one mission."""

    centre: Centre
    mine: Desk
    theirs: Desk


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("sync")
    centre = Centre(folder, SystemClock())
    centre.add_mission("JHB")
    desks = [create(folder / user, Officer(user=user, name=user.title()), SECRET, "JHB") for user in ("siti", "budi")]
    for desk in desks:
        desk.enrol(centre.url, centre.issue_code("JHB"))
    yield World(centre=centre, mine=desks[0], theirs=desks[1])
    for desk in desks:
        desk.close()
    centre.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Desk]:
    desk = create(tmp_path / "alone", Officer(user="dewi", name="Dewi"), SECRET, "JHB")
    yield desk
    desk.close()


@pytest.fixture
def scene(qtbot: QtBot, kit: Kit, world: World, background: Background) -> Scene:
    return Scene(qtbot, kit, world.mine, background)


def shown(scene: Scene) -> SyncPage:
    page = SyncPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)
    return page


def worker(desk: Desk, name: str) -> str:
    row: Row = desk.do(partial(records.create, "worker", {"full_name": name}))
    return row.id


def edit(desk: Desk, record: str, **fields: str) -> None:
    desk.do(partial(records.edit, "worker", record, fields))


def disputed(world: World, name: str, mine: dict[str, str], theirs: dict[str, str]) -> str:
    """Make a worker of which two desks say different things; the centre has heard the other desk first."""
    record = worker(world.mine, name)
    world.mine.round()
    world.theirs.round()
    edit(world.theirs, record, **theirs)
    edit(world.mine, record, **mine)
    world.theirs.round()
    world.mine.round()
    return record


def refused(desk: Desk) -> tuple[str, str]:
    """Make a case whose move the centre has refused: no way leads there from where the case is."""
    record = add_case(desk)
    desk.round()
    move(desk, record, "CLARIFICATION_1")
    desk.round()
    return record, next(one.change.id for one in outbox.refused(desk.store) if one.change.record == record)


def move(desk: Desk, record: str, status: str) -> None:
    """Write a status past the rules of this release, as an older one would: the centre judges."""
    desk.do(lambda unit: unit.change("case", record, {"status": status}))


# --- deciding


def test_both_values_stand_beside_each_other_and_nothing_is_chosen(scene: Scene, world: World) -> None:
    record = disputed(world, "Nur Halimah", {"birth_date": "1991-05-17"}, {"birth_date": "1990-05-17"})
    page = shown(scene)
    assert page.chooser.record() == ("worker", record)
    cards = page.chooser.fields[0].cards
    assert cards["mine"].accessibleName().startswith("Komputer ini: 17 Mei 1991. Anda, ")
    assert cards["theirs"].accessibleName().startswith("Pusat: 17 Mei 1990. budi, ")
    assert not page.chooser.act.isEnabled()
    cards["mine"].click()
    page.chooser.act.click()
    scene.settle()
    assert world.mine.store.get("worker", record).fields["birth_date"] == "1991-05-17"
    assert page.chooser.record() is None
    world.mine.round()
    world.theirs.round()
    assert world.theirs.store.get("worker", record).fields["birth_date"] == "1991-05-17"
    entered = [past.values.get("birth_date") for past in world.theirs.store.history(record)]
    assert {"1990-05-17", "1991-05-17"} <= set(entered)


def chosen_field(page: SyncPage, path: str) -> ConflictField:
    return next(field for field in page.chooser.fields if field.disputed.path == path)


def test_a_third_value_can_be_entered_and_what_is_not_chosen_waits(scene: Scene, world: World) -> None:
    mine = {"birth_place": "Cilacap", "full_name": "Sumarni A."}
    record = disputed(world, "Sumarni", mine, {"birth_place": "Kebumen", "full_name": "Sumarni B."})
    page = shown(scene)
    field = chosen_field(page, "birth_place")
    field.open_third()
    assert field.third is not None
    field.third.set_value("Banyumas")
    field.third.changed.emit()
    page.chooser.act.click()
    scene.settle()
    assert world.mine.store.get("worker", record).fields["birth_place"] == "Banyumas"
    assert [one.disputed.path for one in page.chooser.fields] == ["full_name"]
    page.chooser.fields[0].cards["theirs"].click()
    page.chooser.keep()
    scene.settle()
    assert page.chooser.record() is None


def test_a_third_value_that_does_not_fit_is_told_beside_it(scene: Scene, world: World) -> None:
    disputed(world, "Eko", {"nik": "3305014105900001"}, {"nik": "3305014105900002"})
    page = shown(scene)
    field = chosen_field(page, "nik")
    field.open_third()
    assert field.third is not None
    field.third.set_value("12")
    field.third.changed.emit()
    page.chooser.act.click()
    scene.settle()
    assert page.chooser.record() is not None
    field.cards["mine"].click()
    page.chooser.keep()
    scene.settle()
    assert page.chooser.record() is None


# --- the tray


def test_a_refused_change_is_told_with_its_values_and_can_be_discarded(scene: Scene, world: World) -> None:
    record, change = refused(world.mine)
    page = shown(scene)
    assert page.tray.isVisible()
    page.tray.buttons[change]["edit"].click()
    scene.settle()
    assert scene.frame.gone[-1] == ("cases", FormPlace(kind="case", record=record))
    assert [draft.body for draft in world.mine.store.drafts("siti")] == [{"fields": {"status": "CLARIFICATION_1"}}]
    page.tray.discard(change, "mistake")
    scene.settle()
    assert not page.tray.isVisible()
    kept = world.mine.store.get("case", record)
    assert (kept.sync, kept.fields["status"]) == ("centre", "REGISTERED")


def test_a_refused_change_can_be_sent_again_once_it_is_allowed(scene: Scene, world: World) -> None:
    record, change = refused(world.mine)
    world.theirs.round()
    for status in ("VALIDATION", "ASSIGNED", "IN_PROGRESS"):
        move(world.theirs, record, status)
    world.theirs.round()
    world.mine.round()
    page = shown(scene)
    page.tray.buttons[change]["resend"].click()
    scene.settle()
    world.mine.round()
    world.theirs.round()
    assert world.theirs.store.get("case", record).fields["status"] == "CLARIFICATION_1"
    assert outbox.refused(world.mine.store) == ()


def test_a_change_is_discarded_only_with_a_reason(qtbot: QtBot, kit: Kit) -> None:
    dialog = DiscardDialog(kit, is_new=True)
    qtbot.addWidget(dialog)
    assert not dialog.act.isEnabled()
    dialog.reasons["duplicate"].click()
    assert dialog.act.isEnabled()


# --- a mass deletion


def test_a_mass_deletion_is_looked_at_and_let_in_once(qtbot: QtBot, scene: Scene, world: World) -> None:
    record = worker(world.mine, "Dewi Lestari")
    with world.mine.store.transactions.write() as connection:
        brake.hold_back(connection, "answer", {"worker": [record]})
    page = shown(scene)
    assert page.mass.isVisible()
    dialog = MassDialog(scene.bench, mass_deletion.stopped(world.mine.store))
    qtbot.addWidget(dialog)
    dialog.show()
    assert [dialog.lists[0].item(0).text()] == ["Dewi Lestari"]
    assert problems(dialog) == []
    assert problems(page) == []
    page.mass.allow()
    scene.settle()
    assert not page.mass.isVisible()
    assert mass_deletion.stopped(world.mine.store) == ()


# --- the line


def test_try_now_runs_a_round_and_says_so(qtbot: QtBot, scene: Scene, world: World) -> None:
    page = shown(scene)
    worker(world.mine, "Tri Wahyuni")
    scene.rounds.start()
    with qtbot.waitSignal(scene.rounds.ended):
        page.connection.try_now.click()
    scene.settle()
    assert page.connection.title.text().startswith("Tersambung")
    scene.rounds.stop()


def test_a_line_that_is_cut_is_told_with_the_next_try(qtbot: QtBot, scene: Scene, world: World) -> None:
    page = shown(scene)
    world.centre.cut()
    try:
        scene.rounds.start()
        qtbot.waitUntil(lambda: scene.rounds.state.error is not None)
        assert page.connection.title.text().startswith("Luring sejak")
        assert "Dicoba lagi dalam" in page.connection.text.text()
    finally:
        scene.rounds.stop()
        scene.settle(Lane.NETWORK)
        world.centre.restore()


def test_stopping_does_not_wait_for_a_dead_line_and_what_was_on_its_way_goes_again(
    qtbot: QtBot, scene: Scene, world: World
) -> None:
    world.mine.round()  # what is carried for other desks goes first, and is not what this is about
    worker(world.mine, "Yuli")
    asked = Event()

    def say_nothing(connection: socket) -> None:
        asked.set()
        connection.recv(1)

    with line(say_nothing) as url:
        point(world.mine, url)
        scene.rounds.read_standing()
        scene.rounds.start()
        qtbot.waitUntil(asked.is_set)
        scene.rounds.stop()
        qtbot.waitUntil(lambda: not scene.rounds.state.is_running)
    frozen = world.mine.store.replica().in_flight()
    assert frozen is not None
    point(world.mine, world.centre.url)
    assert world.mine.round().sent == 1


def point(desk: Desk, url: str) -> None:
    """Let the desk take *url* for the address of its centre."""
    with desk.store.transactions.write() as connection:
        Meta(connection).keep("gateway", url)


def test_what_waits_is_told_by_kind(scene: Scene, world: World) -> None:
    world.mine.round()
    worker(world.mine, "Rina")
    kinds = {one.kind: one.count for one in outbox.waiting(world.mine.store)}
    assert kinds == {"worker": 1}
    world.mine.round()
    assert outbox.waiting(world.mine.store) == ()


def test_it_can_be_read_aloud_and_walked_by_keyboard(scene: Scene) -> None:
    assert problems(shown(scene)) == []


def test_a_desk_without_a_centre_can_join_one_here(
    qtbot: QtBot, kit: Kit, alone: Desk, world: World, background: Background
) -> None:
    scene = Scene(qtbot, kit, alone, background)
    page = shown(scene)
    page.join.form.gateway.field.setText(world.centre.url)
    page.join.form.code.field.setText("salah")
    page.join.submit()
    qtbot.waitUntil(page.join.form.code.has_error)
    page.join.form.code.field.setText(world.centre.issue_code("JHB"))
    page.join.submit()
    qtbot.waitUntil(lambda: scene.rounds.is_joined)
    assert page.join.is_finished


def test_the_activity_names_the_cases_that_others_changed(scene: Scene, world: World) -> None:
    mine = add_case(world.mine, owner=world.mine.officer.user)
    other = add_case(world.mine)
    for desk in (world.mine, world.theirs):
        desk.round()
    note = {"case_id": mine, "type": "NOTE", "at": "2026-03-10T06:40:00.000Z", "by": "budi", "summary": "Ditelepon"}
    world.theirs.do(partial(records.create, "action", note))
    world.theirs.do(partial(records.edit, "case", other, {"narrative": "Panjang"}))
    for desk in (world.theirs, world.mine):
        desk.round()
    numbers = {one: world.mine.store.get("case", one).fields["case_no"] for one in (mine, other)}
    page = shown(scene)
    words = scene.bench.kit.words
    said = [words("sync.cases.mine.one", numbers=numbers[mine]), words("sync.cases.other.one", numbers=numbers[other])]
    assert words("list.dot").join(said) in {one.whole() for one in page.activity.findChildren(ElidedLabel)}
