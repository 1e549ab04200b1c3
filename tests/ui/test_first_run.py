"""The first run leads from an empty folder to an open desk, and says beside each field what is missing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import officers
from desktop.desk import Desk, create
from desktop.keys import custodian
from desktop.keys.cost import FLOOR
from desktop.keys.passphrase import check_own
from desktop.keys.secret import Officer
from desktop.store import backup
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.first_run import STEPS, FirstRun
from sync.errors import RuleBroken
from tests.ui.front_door import SECRET, door_of
from tests.ui.open_desk import add_case
from tests.ui.walks import problems


@pytest.fixture
def door(tmp_path: Path, qtbot: QtBot) -> Iterator[Door]:
    with door_of(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def first(qtbot: QtBot, kit: Kit, door: Door) -> FirstRun:
    made = FirstRun(kit, door)
    qtbot.addWidget(made)
    made.resize(1100, 740)
    made.show()
    qtbot.waitExposed(made)
    return made


def fill_desk(first: FirstRun) -> None:
    first.go("desk")
    first.desk.mission.choose("JHB")
    first.desk.name.field.setText("Siti Rahmawati")
    first.desk.user.field.setText("siti")


def test_a_desk_is_made_and_opened_from_nothing(qtbot: QtBot, first: FirstRun, door: Door) -> None:
    assert not door.has_desk()
    first.go_on()
    fill_desk(first)
    first.go_on()
    assert first.at == "secret"
    first.secret.again.field.setText(first.secret.passphrase())
    with qtbot.waitSignal(door.opened):
        first.go_on()
    qtbot.waitUntil(lambda: first.at == "second")
    first.later.click()
    assert first.at == "centre"
    first.later.click()
    assert first.at == "done"
    with qtbot.waitSignal(first.finished) as finished:
        first.next.click()
    desk: Desk = finished.args[0]
    assert (desk.mission, desk.officer.name) == ("JHB", "Siti Rahmawati")
    desk.close()
    assert first.secret.passphrase() == ""


def test_a_restored_backup_begins_a_new_epoch_when_it_is_unlocked(qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "one.sisko-backup"
    desk = create(tmp_path / "old", Officer(user="siti", name="Siti"), SECRET, "JHB")
    backup.write(desk.store, desk.session.database_key, source)
    desk.close()
    with door_of(tmp_path / "new") as door:
        with qtbot.waitSignal(door.restored):
            door.restore(source)
        with qtbot.waitSignal(door.opened) as opened:
            door.unlock("siti", SECRET)
        assert opened.args[0].store.identity().epoch > 1  # the old desk may have sent more since
        opened.args[0].close()


def test_an_unfilled_step_says_so_beside_each_field_and_stays(first: FirstRun) -> None:
    first.go("desk")
    first.go_on()
    assert first.at == "desk"
    assert first.desk.mission.labelled.has_error()
    assert first.desk.name.has_error()
    assert first.desk.user.has_error()


def test_the_user_name_is_proposed_from_the_name(qtbot: QtBot, first: FirstRun) -> None:
    first.go("desk")
    qtbot.keyClicks(first.desk.name.field, "Dewi Anggraini")
    assert first.desk.user.text() == "dewi"


def test_a_mission_is_found_by_its_city(qtbot: QtBot, first: FirstRun) -> None:
    first.go("desk")
    qtbot.keyClicks(first.desk.mission.labelled.field, "johor")
    assert first.desk.mission.code() == "JHB"


def test_a_drawn_passphrase_is_strong_and_another_is_another(first: FirstRun) -> None:
    before = first.secret.passphrase()
    check_own(before)
    first.secret.draw()
    assert first.secret.passphrase() != before


def test_the_passphrase_must_be_typed_again_the_same(first: FirstRun) -> None:
    fill_desk(first)
    first.go("secret")
    first.secret.again.field.setText("something else")
    first.go_on()
    assert first.at == "secret"
    assert first.secret.again.has_error()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("kucing", "Masih kurang 9 karakter."),
        ("abababababababab", "Polanya berulang, jadi mudah ditebak. Pakai kata-kata yang berbeda."),
        (SECRET, "Baik: cukup panjang dan tidak mudah ditebak."),
    ],
)
def test_an_own_passphrase_is_judged_while_it_is_typed(qtbot: QtBot, first: FirstRun, typed: str, said: str) -> None:
    first.go("secret")
    first.secret.choose("own")
    first.secret.own.field.setText(typed[:-1])
    qtbot.keyClicks(first.secret.own.field, typed[-1])
    assert first.secret.own.beneath() == said


def test_a_weak_own_passphrase_does_not_go_on(first: FirstRun) -> None:
    first.go("secret")
    first.secret.choose("own")
    first.secret.own.field.setText("kucing")
    first.secret.again.field.setText("kucing")
    first.go_on()
    assert first.secret.own.has_error()


def test_joining_needs_the_address_and_the_code(first: FirstRun) -> None:
    first.go("centre")
    first.centre.form.gateway.field.setText("http://127.0.0.1:9")
    first.go_on()
    assert first.centre.form.code.has_error()


def test_what_is_no_backup_is_said_on_the_first_step(qtbot: QtBot, first: FirstRun, door: Door, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("no backup")
    with qtbot.waitSignal(door.refused):
        door.restore(tmp_path / "letter.txt")
    assert first.at == "language"
    assert not door.has_desk()


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_read_aloud_and_walked_by_keyboard(first: FirstRun, step: str) -> None:
    first.go(step)
    assert problems(first) == []


def test_enter_goes_on_from_the_last_field(qtbot: QtBot, first: FirstRun) -> None:
    fill_desk(first)
    qtbot.keyClick(first.desk.user.field, Qt.Key.Key_Return)
    assert first.at == "secret"


def test_a_taken_folder_is_never_written_over(qtbot: QtBot, first: FirstRun, door: Door) -> None:
    door.folder.mkdir(parents=True)
    (door.folder / "slots.json").write_text("{}")
    fill_desk(first)
    first.go("secret")
    first.secret.again.field.setText(first.secret.passphrase())
    with qtbot.waitSignal(door.refused):
        first.go_on()
    assert first.at == "secret"
    assert (door.folder / "slots.json").read_text() == "{}"


@pytest.fixture
def made(qtbot: QtBot, first: FirstRun, door: Door) -> Iterator[Desk]:
    """The desk of a first run that has come to its second way in."""
    fill_desk(first)
    first.go("secret")
    first.secret.again.field.setText(first.secret.passphrase())
    with qtbot.waitSignal(door.opened) as opened:
        first.go_on()
    qtbot.waitUntil(lambda: first.at == "second")
    yield opened.args[0]
    opened.args[0].close()


def test_the_sheet_is_typed_back_before_the_first_run_goes_on(qtbot: QtBot, first: FirstRun, made: Desk) -> None:
    _shot(first, "first-second")
    first.go_on()
    qtbot.waitUntil(first.second.sheet.drawn.isVisible)
    drawn = first.second.sheet.drawn.text()
    _shot(first, "first-second-words")
    assert problems(first) == []
    first.go_on()
    assert not first.second.sheet.drawn.isVisible(), "it is typed from the paper"
    first.second.sheet.typed.field.setText(SECRET)
    first.go_on()
    qtbot.waitUntil(first.second.sheet.typed.has_error)
    assert first.at == "second"
    _shot(first, "first-second-back")
    first.second.sheet.typed.field.setText(drawn)
    first.go_on()
    qtbot.waitUntil(lambda: first.at == "centre")
    assert [one.way for one in officers.known_ways(made) if one.tried_at] == ["siti", "sheet"]
    first.later.click()
    _shot(first, "first-done")


def test_custodians_hold_the_first_case_until_they_were_tried(
    qtbot: QtBot, first: FirstRun, made: Desk, tmp_path: Path
) -> None:
    for name in ("Ani", "Budi", "Citra"):
        custodian.make(tmp_path / name, name, SECRET, cost=FLOOR)
    files = [tmp_path / f"{name}{custodian.PUBLIC}" for name in ("Ani", "Budi", "Citra")]
    first.second.choose("custodians")
    _shot(first, "first-second-custodians")
    first.second.set_custodians(made, files[:2])
    qtbot.waitUntil(first.next.isEnabled)
    assert first.at == "second", "two are not enough, and it is said"
    first.second.set_custodians(made, files)
    qtbot.waitUntil(lambda: first.at == "centre")
    with pytest.raises(RuleBroken) as refusal:
        add_case(made)
    assert refusal.value.rule == "two-ways"


def _shot(first: FirstRun, name: str) -> None:
    if folder := os.environ.get("SISKO_SHOTS"):
        QApplication.processEvents()
        first.grab().save(f"{folder}/{name}.png")
