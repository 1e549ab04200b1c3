"""Exporting from a list: what it shows is what is given out, off the screen thread, whole or not at all."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import officers
from desktop.desk import Desk
from desktop.keys import slots
from desktop.keys.secret import Officer
from desktop.store.device import Meta
from desktop.store.directory import Kept
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.export_dialog import ExportDialog, Shown
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.record_list import RecordList
from desktop.ui.views.second_officer import SecondOfficer
from sync.directory.content import Policy
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.sample_desk import fill
from tests.ui.walks import problems

_BUDIS = "gajah-tidur-di-bawah-pohon-besar"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("exporting")))
    fill(made)
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


@pytest.fixture
def workers(stage: Stage) -> RecordList:
    stage.settle()
    return stage.page._lists["worker"]


def asked(stage: Stage, workers: RecordList) -> ExportDialog:
    workers.table.setFocus()
    stage.qtbot.keyClick(workers.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    return dialog


def decide(desk: Desk, said: Kept) -> None:
    desk.do(lambda unit: Meta(unit.connection).keep("directory", msgspec.json.encode(said).decode()))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_is_given_out_as_it_stands_on_the_screen(
    qtbot: QtBot, stage: Stage, workers: RecordList, tmp_path: Path
) -> None:
    workers.table.header.sort_asked.emit("full_name", False)
    stage.settle()
    dialog = asked(stage, workers)
    dialog.purpose.set_value("REPORT")
    dialog.formats._chips["csv"].click()
    dialog.columns._chips["shown"].click()
    dialog.write(tmp_path / "daftar")
    qtbot.waitUntil((tmp_path / "daftar.csv").exists)
    qtbot.waitUntil(lambda: "daftar.csv" in stage.shell.told[-1][0] if stage.shell.told else False)
    names = [row["Nama lengkap"] for row in table(tmp_path / "daftar.csv")]
    assert names == sorted(names, reverse=True)
    assert len(names) == workers.table.rows.rowCount()
    assert "ID catatan" not in table(tmp_path / "daftar.csv")[0]
    assert stage.shell.told[-1][1] is Tone.SUCCESS


def test_the_name_of_the_file_holds_mission_kind_and_day(stage: Stage, workers: RecordList) -> None:
    dialog = asked(stage, workers)
    assert dialog.file_name() == "RUH-pekerja-2026-03-10.xlsx"
    dialog.reject()


def test_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, stage: Stage, workers: RecordList, tmp_path: Path
) -> None:
    dialog = asked(stage, workers)
    dialog.purpose.set_value("REPORT")
    dialog.write(tmp_path / "tidak-ada" / "daftar")
    qtbot.waitUntil(lambda: bool(stage.shell.told))
    assert stage.shell.told[-1] == (stage.kit.words("error.unwritable-file"), Tone.DANGER)


def test_cancel_leaves_no_file(qtbot: QtBot, stage: Stage, workers: RecordList, tmp_path: Path) -> None:
    shown = workers.shown()
    many = Shown(kind="worker", numbers=list(shown.numbers) * 3000, fields=shown.fields)
    dialog = ExportDialog(workers._bench, many, workers)
    dialog.purpose.set_value("REPORT")
    dialog.write(tmp_path / "daftar")
    work = workers.window().findChildren(LongWork)[-1]
    work.reject()
    qtbot.waitUntil(lambda: bool(stage.shell.told), timeout=30_000)
    assert stage.shell.told[-1] == (stage.kit.words("export.stopped"), Tone.INFO)
    assert list(tmp_path.iterdir()) == []


def test_a_purpose_is_stated_before_anything_leaves(stage: Stage, workers: RecordList) -> None:
    dialog = asked(stage, workers)
    assert not dialog.act.isEnabled()
    dialog.purpose.set_value("REPORT")
    dialog._judge()
    assert dialog.act.isEnabled()
    dialog.reject()


def test_a_second_officer_agrees_to_a_large_list(
    qtbot: QtBot, stage: Stage, workers: RecordList, tmp_path: Path
) -> None:
    desk = stage.desk
    drawn = officers.let_in(desk, Officer(user="budi", name="Budi Santoso"))
    slots.change_passphrase(desk.folder, "budi", drawn, _BUDIS)
    decide(desk, Kept(policy=Policy(second_person_rows=1)))
    dialog = asked(stage, workers)
    dialog.purpose.set_value("REPORT")
    dialog.write(tmp_path / "daftar")

    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SecondOfficer))
    second = QApplication.activeModalWidget()
    assert isinstance(second, SecondOfficer)
    assert problems(second) == []
    second.user.field.setText("budi")
    second.typed.field.setText("bukan-yang-ini-sama-sekali")
    second.act.click()
    qtbot.waitUntil(second.typed.has_error, timeout=10_000)
    assert not (tmp_path / "daftar.xlsx").exists()
    second.typed.field.setText(_BUDIS)
    second.act.click()
    qtbot.waitUntil((tmp_path / "daftar.xlsx").exists, timeout=10_000)
    decide(desk, Kept())


def test_every_widget_of_the_dialog_has_a_name_and_plain_text(stage: Stage, workers: RecordList) -> None:
    dialog = asked(stage, workers)
    assert problems(dialog) == []
    dialog.reject()
