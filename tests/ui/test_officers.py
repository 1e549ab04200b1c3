"""Officers in the window: a colleague comes with words that open once, leaves again, and a sheet is typed back."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import officers
from desktop.desk import Desk
from desktop.keys import custodian, recovery, slots
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Officer
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.officers import shared
from desktop.ui.views.custodian_row import DrillDialog
from desktop.ui.views.officer_dialogs import OfficerDialog, SheetDialog
from desktop.ui.views.officers_card import OfficersCard
from desktop.ui.views.one_way_banner import OneWayBanner
from desktop.ui.views.unlock import Unlock
from sync.errors import WrongPassphrase
from tests.ui.desks import make_desk
from tests.ui.front_door import WAIT_MS, door_of
from tests.ui.open_desk import Scene
from tests.ui.walks import problems

pytestmark = pytest.mark.usefixtures("cheap_slots")

OWN = "meranti-lusa-gerimis-7-bandar"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.fixture
def scene(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Scene:
    return Scene(qtbot, kit, desk, background)


@pytest.fixture
def card(scene: Scene) -> OfficersCard:
    made = OfficersCard(scene.bench)
    scene.show(made, lambda _: None)
    return made


def _shot(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("SISKO_SHOTS"):
        QApplication.processEvents()
        widget.grab().save(f"{folder}/{name}.png")


def test_a_colleague_is_let_in_with_words_that_are_shown_once_and_out_again(
    qtbot: QtBot, scene: Scene, card: OfficersCard, desk: Desk
) -> None:
    assert card.one_way.isVisible()
    dialog = OfficerDialog(scene.bench, ("CONSUL_COORD", "TREASURER"), card.ask)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.submit()
    assert dialog.user.has_error(), "nothing is done without a name"
    dialog.name.field.setText("Budi Santoso")
    dialog.user.field.setText("budi")
    for tick in dialog.roles.values():
        tick.setChecked(False)
    assert not dialog.act.isEnabled(), "without a role the colleague could do nothing"
    dialog.roles["TREASURER"].setChecked(True)
    assert problems(dialog) == []
    _shot(dialog, "officer-add")
    dialog.submit()
    qtbot.waitUntil(dialog.drawn.isVisible, timeout=WAIT_MS)
    assert len(dialog.drawn.text().split("-")) == 7
    _shot(dialog, "officer-words")
    dialog.submit()
    assert not dialog.drawn.text()
    scene.settle()
    assert card.one_way.isVisible(), "nobody has tried it yet"
    _shot(card, "officers")
    assert problems(card) == []
    assert list(card.removes) == ["budi"], "nobody takes the own way in"
    assert {one.user: len(one.roles) for one in officers.listed(desk)} == {"dewi": 3, "budi": 3}, "before joining: all"

    card.remove("budi")
    qtbot.waitUntil(lambda: slots.users(desk.folder) == ("dewi",), timeout=WAIT_MS)


def test_the_first_page_says_so_until_a_second_way_was_tried(scene: Scene, desk: Desk) -> None:
    banner = OneWayBanner(scene.bench)
    scene.show(banner, lambda _: None)
    assert banner.maximumHeight() > 0
    banner.banner.acted.emit()
    assert scene.frame.gone == [("settings", None)]
    banner.hide()
    officers.try_sheet(desk, officers.draw_sheet(desk))
    banner.show()
    scene.settle()
    assert banner.maximumHeight() == 0


def test_a_name_that_is_taken_is_told_beside_it(qtbot: QtBot, scene: Scene, card: OfficersCard) -> None:
    dialog = OfficerDialog(scene.bench, ("CONSUL_COORD", "TREASURER"), card.ask)
    qtbot.addWidget(dialog)
    dialog.name.field.setText("Dewi Lain")
    dialog.user.field.setText("Dewi")
    dialog.submit()
    qtbot.waitUntil(dialog.user.has_error, timeout=WAIT_MS)
    assert dialog.act.isEnabled()


def test_the_sheet_counts_as_tried_only_when_it_was_typed_back(
    qtbot: QtBot, scene: Scene, card: OfficersCard, desk: Desk
) -> None:
    dialog = SheetDialog(scene.bench, card.ask)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.submit()
    qtbot.waitUntil(dialog.flow.drawn.isVisible, timeout=WAIT_MS)
    words = dialog.flow.drawn.text()
    _shot(dialog, "sheet-words")
    dialog.submit()
    assert not dialog.flow.drawn.isVisible(), "it is typed from the paper, and not from the screen"
    dialog.flow.typed.field.setText(OWN)
    dialog.submit()
    qtbot.waitUntil(dialog.flow.typed.has_error, timeout=WAIT_MS)
    assert {one.way: one.tried_at for one in officers.known_ways(desk)}["sheet"] is None
    dialog.flow.typed.field.setText(words)
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT_MS):
        dialog.submit()
    assert {one.way: one.tried_at for one in officers.known_ways(desk)}["sheet"] is not None
    qtbot.waitUntil(lambda: not card.one_way.isVisible(), timeout=WAIT_MS)


def test_a_newcomer_chooses_an_own_passphrase_at_the_door(qtbot: QtBot, kit: Kit, desk: Desk, tmp_path: Path) -> None:
    drawn = officers.let_in(desk, Officer(user="budi", name="Budi Santoso"))
    desk.close()
    shutil.copytree(desk.folder, tmp_path / "closed")
    with door_of(tmp_path / "closed") as door:
        unlock = Unlock(kit, door, "dewi")
        qtbot.addWidget(unlock)
        unlock.resize(1100, 740)
        unlock.show()
        unlock.officers["budi"].click()
        unlock.secret.field.setText(drawn)
        with qtbot.waitSignal(door.refused, timeout=WAIT_MS):
            unlock.submit()
        assert unlock.own.isVisible()
        _shot(unlock, "own-passphrase")
        unlock.own.new.field.setText("kurang")
        unlock.submit()
        assert unlock.own.new.has_error()
        for field in (unlock.own.new.field, unlock.own.again.field):
            field.setText(OWN)
        with qtbot.waitSignal(door.opened, timeout=WAIT_MS) as opened:
            unlock.submit()
        assert opened.args[0].officer.name == "Budi Santoso"
        opened.args[0].close()
    with pytest.raises(WrongPassphrase):
        slots.unlock(tmp_path / "closed", "budi", drawn)


def test_custodians_are_named_tried_and_stand_with_the_day(
    qtbot: QtBot, scene: Scene, card: OfficersCard, desk: Desk, tmp_path: Path
) -> None:
    for name in ("Ani", "Budi", "Citra"):
        custodian.make(tmp_path / name, name, OWN, cost=FLOOR)
    files = [tmp_path / f"{name}{custodian.PUBLIC}" for name in ("Ani", "Budi", "Citra")]
    card.held.set_custodians(files[:2])
    scene.settle()
    assert slots.custodians(desk.folder) == (), "two are not enough"
    card.held.set_custodians(files)
    qtbot.waitUntil(lambda: hasattr(card.held, "drill"), timeout=WAIT_MS)
    assert "Citra" in card.held.text.text()
    _shot(card, "officers-custodians")
    assert problems(card) == []

    dialog = DrillDialog(scene.bench, shared(desk), card.ask)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.request.write(tmp_path / "request")
    qtbot.waitUntil(lambda: bool(dialog.request.words.text()), timeout=WAIT_MS)
    request, reply = recovery.read_request(tmp_path / "request"), tmp_path / "answer.reply"
    for name in ("Ani", "Citra"):
        assert not dialog.act.isEnabled()
        recovery.reply(request, custodian.unlock(tmp_path / name, OWN), reply)
    dialog.request.take([reply])
    qtbot.waitUntil(dialog.act.isEnabled, timeout=WAIT_MS)
    assert problems(dialog) == []
    _shot(dialog, "drill")
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT_MS):
        dialog.submit()
    assert {one.way: one.tried_at for one in officers.known_ways(desk)}["custodians"] is not None
