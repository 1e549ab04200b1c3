"""The first sync in the window: what is here and what still comes, and a past that is fetched when it is looked at."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.actions import records
from desktop.demo.centre import Centre
from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background, Lane
from desktop.ui.desk_status import desk_status
from desktop.ui.kit import Kit
from desktop.ui.views.history_view import HistoryView
from desktop.ui.views.places import HistoryPlace
from desktop.ui.views.sync_page import SyncPage
from desktop.ui.views.trail import Trail
from sync.clock import SystemClock
from sync.errors import Cancelled
from sync.gateway.snapshots import building
from tests.ui.front_door import SECRET
from tests.ui.open_desk import Scene, add_case


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre with an open case and its worker, others, and a snapshot of small segments."""
    monkeypatch.setattr(building, "_SIZES", (4, 4))
    monkeypatch.setattr(building, "_ROWS", 4)
    made = Centre(tmp_path, SystemClock())
    made.add_mission("JHB")
    desk = joined(tmp_path, made, "siti")
    add_case(desk)
    for number in range(8):
        desk.do(partial(records.create, "worker", {"full_name": f"Orang {number}"}))
    desk.round()
    building.build(made._database, "JHB", SystemClock())
    desk.close()
    yield made
    made.close()


def joined(folder: Path, centre: Centre, user: str) -> Desk:
    desk = create(folder / user, Officer(user=user, name=user.title()), SECRET, "JHB")
    desk.enrol(centre.url, centre.issue_code("JHB"))
    return desk


def has_begun(desk: Desk) -> bool:
    first = desk.standing().first_sync
    return first is not None and first.records > 0


@pytest.fixture
def fresh(tmp_path: Path, centre: Centre) -> Iterator[Desk]:
    """A desk that has the first segment and not the others."""
    desk = joined(tmp_path, centre, "budi")
    with pytest.raises(Cancelled):
        desk.round(stopped=lambda: has_begun(desk))
    yield desk
    desk.close()


def test_the_sync_page_says_what_is_here_and_that_lists_are_not_complete(
    qtbot: QtBot, kit: Kit, fresh: Desk, background: Background
) -> None:
    scene = Scene(qtbot, kit, fresh, background)
    page = SyncPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)
    said = page.connection.text.text()
    assert "2 dari 10 catatan" in said
    assert "Kasus terbuka dan orangnya sudah lengkap" in said
    assert "belum lengkap" in said
    assert desk_status(scene.rounds, "UTC").first_percent == 20
    if folder := os.environ.get("SISKO_SHOTS"):
        page.grab().save(f"{folder}/first-sync.png")
    fresh.round()
    scene.rounds.read_standing()
    scene.settle()
    assert "catatan" not in page.connection.text.text()
    assert desk_status(scene.rounds, "UTC").first_percent is None


def view_of(scene: Scene, record: str) -> HistoryView:
    view = HistoryView(scene.bench, HistoryPlace(kind="worker", record=record), Trail())
    scene.show(view, view.refresh)
    return view


def test_an_old_past_is_fetched_when_it_is_opened(qtbot: QtBot, kit: Kit, fresh: Desk, background: Background) -> None:
    fresh.round()
    record = fresh.store.page("worker").rows[0].id
    scene = Scene(qtbot, kit, fresh, background)
    view = view_of(scene, record)
    scene.settle(Lane.NETWORK)
    scene.settle()
    assert [event.op for event in view._events] == ["create"]
    assert not view._banner.isVisible()


def test_without_a_line_it_is_said_that_the_past_is_at_the_centre(
    qtbot: QtBot, kit: Kit, centre: Centre, fresh: Desk, background: Background
) -> None:
    fresh.round()
    centre.cut()
    scene = Scene(qtbot, kit, fresh, background)
    view = view_of(scene, fresh.store.page("worker").rows[0].id)
    scene.settle(Lane.NETWORK)
    scene.settle()
    assert view._banner.isVisible()
    assert view._banner._text.text() == kit.words("history.past.away")
    centre.restore()
