"""Stick card: the page of sync writes a bundle, and reads the one that brings the centre's answer back."""

from functools import partial
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop import sticks
from desktop.actions import records
from desktop.demo.centre import Centre
from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background, Lane
from desktop.ui.kit import Kit
from desktop.ui.views.sync_page import SyncPage
from sync.clock import SystemClock
from tests.ui.front_door import SECRET
from tests.ui.open_desk import Scene


def _joined(folder: Path, centre: Centre, user: str) -> Desk:
    desk = create(folder / user, Officer(user=user, name=user.title()), SECRET, "JHB")
    desk.enrol(centre.url, centre.issue_code("JHB"))
    return desk


def test_work_goes_by_stick_from_the_page(qtbot: QtBot, kit: Kit, background: Background, tmp_path: Path) -> None:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission("JHB")
    mine, theirs = (_joined(tmp_path, centre, user) for user in ("siti", "budi"))
    for desk in (mine, theirs):  # each hears of the other
        desk.round()
    mine.do(partial(records.create, "worker", {"full_name": "Rukmini"}))
    scene = Scene(qtbot, kit, mine, background)
    page = SyncPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)

    page.stick.write(tmp_path / "stick")
    scene.settle(Lane.NETWORK)
    assert "1" in page.stick.said.text()
    assert sticks.read(theirs, tmp_path / "stick").taken.asks == 1
    theirs.round()
    sticks.write(theirs, tmp_path / "back")
    page.stick.read(tmp_path / "back")
    scene.settle(Lane.NETWORK)
    assert mine.standing().waiting == 0
    assert kit.words("stick.applied", sent=1, received=0) in page.stick.said.text()
    for desk in (mine, theirs):
        desk.close()
    centre.close()
