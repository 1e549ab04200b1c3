"""A forgotten passphrase, in the window: the sheet or two of three custodians let the officer in with a new one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import desk as desks
from desktop import officers
from desktop.keys import custodian, recovery
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Officer
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.recover_dialog import RecoverDialog
from desktop.ui.views.unlock import Unlock
from tests.ui.front_door import SECRET, WAIT_MS, door_of
from tests.ui.walks import problems

OWN = "tikar-bambu-sungai-padi-emas-kayu-3"
NAMES = ("Ani", "Budi", "Citra")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A locked desk with a sheet and three custodians, whose keys lie beside it."""
    top = tmp_path_factory.mktemp("recover")
    desk = desks.create(top / "desk", Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB")
    officers.set_custodians(desk, [custodian.make(top / name, name, SECRET, cost=FLOOR) for name in NAMES])
    sheet = officers.draw_sheet(desk)
    desk.close()
    return top, sheet


@pytest.fixture
def door(made_once: tuple[Path, str], tmp_path: Path, qtbot: QtBot) -> Iterator[Door]:
    shutil.copytree(made_once[0] / "desk", tmp_path / "desk")
    with door_of(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def unlock(qtbot: QtBot, kit: Kit, door: Door) -> Unlock:
    made = Unlock(kit, door)
    qtbot.addWidget(made)
    made.resize(1100, 740)
    made.show()
    qtbot.waitExposed(made)
    return made


def _asked(unlock: Unlock) -> RecoverDialog:
    unlock.forgotten.click()
    dialog = unlock.findChild(RecoverDialog)
    assert isinstance(dialog, RecoverDialog)
    return dialog


def _choose(dialog: RecoverDialog) -> None:
    for field in (dialog.own.new.field, dialog.own.again.field):
        field.setText(OWN)


def _shot(dialog: RecoverDialog, name: str) -> None:
    if folder := os.environ.get("SISKO_SHOTS"):
        QApplication.processEvents()
        dialog.grab().save(f"{folder}/{name}.png")


def test_the_sheet_opens_the_desk_with_a_new_passphrase(
    qtbot: QtBot, made_once: tuple[Path, str], unlock: Unlock, door: Door
) -> None:
    dialog = _asked(unlock)
    assert problems(dialog) == []
    dialog.submit()
    assert dialog.sheet.has_error(), "nothing is tried without words"
    dialog.sheet.field.setText(SECRET)
    _choose(dialog)
    dialog.submit()
    qtbot.waitUntil(dialog.sheet.has_error, timeout=WAIT_MS)
    _shot(dialog, "recover-sheet")
    dialog.sheet.field.setText(made_once[1])
    with qtbot.waitSignal(door.opened, timeout=WAIT_MS) as opened:
        dialog.submit()
    assert opened.args[0].officer.user == "siti"
    opened.args[0].close()
    door.unlock("siti", SECRET)
    with qtbot.waitSignal(door.refused, timeout=WAIT_MS) as refused:
        pass
    assert refused.args[0].code == "wrong-passphrase", "the old one is dead"


def test_two_of_three_custodians_open_it_and_one_does_not(
    qtbot: QtBot, made_once: tuple[Path, str], unlock: Unlock, door: Door, tmp_path: Path
) -> None:
    dialog = _asked(unlock)
    dialog.choose("custodians")
    assert not dialog.request.read.isEnabled(), "there is nothing to answer yet"
    dialog.request.write(tmp_path / "request")
    qtbot.waitUntil(lambda: bool(dialog.request.words.text()), timeout=WAIT_MS)
    request = recovery.read_request(tmp_path / "request")
    assert dialog.request.words.text() == request.words(), "both sides read the same"
    replies = []
    for name in NAMES[:2]:
        replies.append(tmp_path / f"{name}.reply")
        recovery.reply(request, custodian.unlock(made_once[0] / name, SECRET), replies[-1])

    dialog.request.take([tmp_path / "request"])
    qtbot.waitUntil(lambda: bool(dialog.request.said()), timeout=WAIT_MS)
    dialog.request.take(replies[:1])
    qtbot.waitUntil(lambda: "Ani" in dialog.request.said(), timeout=WAIT_MS)
    _choose(dialog)
    dialog.submit()
    assert dialog.isVisible()
    assert not dialog.request.is_complete
    _shot(dialog, "recover-one")

    dialog.reject()  # the second answer comes another day
    dialog.deleteLater()
    qtbot.waitUntil(lambda: unlock.findChild(RecoverDialog) is None, timeout=WAIT_MS)
    again = _asked(unlock)
    again.choose("custodians")
    assert again.request.words.text() == request.words(), "the request is open still"
    again.request.take(replies)
    qtbot.waitUntil(lambda: again.request.is_complete, timeout=WAIT_MS)
    assert problems(again) == []
    _choose(again)
    _shot(again, "recover-two")
    with qtbot.waitSignal(door.opened, timeout=WAIT_MS) as opened:
        again.submit()
    opened.args[0].close()


def test_a_desk_without_another_way_says_what_helps(qtbot: QtBot, kit: Kit, tmp_path: Path) -> None:
    desks.create(tmp_path / "bare", Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB").close()
    with door_of(tmp_path / "bare") as door:
        dialog = RecoverDialog(kit, door, "siti")
        qtbot.addWidget(dialog)
        dialog.show()
        assert not dialog.act.isVisible()
        assert not dialog.own.isVisible()
        assert problems(dialog) == []
        _shot(dialog, "recover-none")
