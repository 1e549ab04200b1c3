"""Meeting card: two pages of sync meet; one shows where it waits, the other types it, and each has what it lacked."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from desktop import sticks
from desktop.actions import records
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.meetings.guest import join
from desktop.ui.background import Background, Lane
from desktop.ui.kit import Kit
from desktop.ui.views.sync_page import SyncPage
from sync.clock import SystemClock
from tests.faults.desks import new_desk, new_keys
from tests.sticks.meeting_of import held
from tests.ui.open_desk import Scene


class Two(NamedTuple):
    page: SyncPage
    scene: Scene
    other: Desk


@pytest.fixture
def two(qtbot: QtBot, kit: Kit, background: Background, tmp_path: Path) -> Iterator[Two]:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission("JHB")
    desks = []
    for user in ("siti", "budi"):
        desk = new_desk(tmp_path / user, new_keys(user), SystemClock())
        desk.enrol(centre.url, centre.issue_code("JHB"))
        desks.append(desk)
    for desk in desks:  # each hears of the other
        desk.round()
    mine, other = desks
    mine.do(partial(records.create, "worker", {"full_name": "Rukmini"}))
    scene = Scene(qtbot, kit, mine, background)
    page = SyncPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)
    yield Two(page, scene, other)
    page.meeting.cancel()
    background.stop()
    for desk in desks:
        desk.close()
    centre.close()


def test_a_page_that_waits_shows_where_and_says_what_came_of_it(two: Two, qtbot: QtBot, kit: Kit) -> None:
    card = two.page.meeting
    card.open()
    qtbot.waitUntil(lambda: card.shown.words.text() != "")
    assert card.shown.words.isVisible()
    assert len(card.shown.words.text().split()) == 6
    port = card.shown.address.text().rpartition(":")[2]
    met = join(two.other, f"127.0.0.1:{port}", card.shown.words.text())
    two.scene.settle(Lane.NEARBY)
    assert (met.handed.changes, met.given) == (1, 0)
    mark = two.other.store.identity().mark
    assert kit.words("meeting.met", mark=mark, received=0, given=1) in card.said.text()
    assert not card.shown.isVisible()


def test_a_page_that_joins_says_errors_beside_their_fields_and_then_what_came_of_it(
    two: Two, qtbot: QtBot, kit: Kit
) -> None:
    card, form = two.page.meeting, two.page.meeting.form
    two.other.do(partial(records.create, "worker", {"full_name": "Tono"}))
    card.show_form()
    card.join()
    assert form.address.has_error()
    with held(two.other) as meeting:
        form.address.field.setText(meeting.address)
        for words, told in (("", "rule.words-needed"), ("satu dua tiga empat lima enam", "rule.wrong-words")):
            form.words.field.setText(words)
            card.join()
            two.scene.settle(Lane.NEARBY)
            assert form.words.beneath() == kit.words(told)
        form.words.field.setText(meeting.meeting.words)
        card.join()
        two.scene.settle(Lane.NEARBY)
        mark = two.other.store.identity().mark
        assert kit.words("meeting.met", mark=mark, received=1, given=1) in card.said.text()
    form.address.field.setText("8.8.8.8")
    card.join()
    two.scene.settle(Lane.NEARBY)
    assert form.address.beneath() == kit.words("rule.near-address")


def test_a_meeting_ends_when_its_officer_closes_it(two: Two, qtbot: QtBot, kit: Kit) -> None:
    card = two.page.meeting
    card.open()
    qtbot.waitUntil(lambda: card.shown.words.text() != "")
    card.shown.close_button.click()
    two.scene.settle(Lane.NEARBY)
    assert card.said.text() == kit.words("meeting.nobody")


def test_a_stick_for_a_named_computer_says_what_it_can_use(two: Two, kit: Kit, tmp_path: Path) -> None:
    card, mark = two.page.stick, two.other.store.identity().mark
    card.to.set_code(mark)
    card.write(tmp_path / "stick")
    two.scene.settle(Lane.NETWORK)
    assert kit.words("stick.handed.to", n=1, mark=mark) in card.said.text()
    assert sticks.read(two.other, tmp_path / "stick").handed is not None
    two.other.do(partial(records.create, "worker", {"full_name": "Tono"}))
    sticks.write(two.other, tmp_path / "back", sticks.Load(to=two.scene.desk.store.identity().mark))
    card.read(tmp_path / "back")
    two.scene.settle(Lane.NETWORK)
    two.scene.settle()
    assert kit.words("stick.handed", n=1) in card.said.text()
