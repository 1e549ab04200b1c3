"""Importing in the window: choose, match, try, take in; nothing is saved unseen, and nothing freezes."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.import_columns import ImportColumns
from desktop.ui.views.import_outcome import ImportOutcome
from desktop.ui.views.import_page import ImportPage
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.record_list import RecordList
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems

LINES = ("Nama,No Paspor,NIK,Kode Unik", "SITI AMINAH,C1234567,,A1", "BUDI,C7654321,123,A2", "CITRA,,,A3")


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("importing")))
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


def workers(stage: Stage) -> RecordList:
    stage.settle()
    return stage.page._lists["worker"]


def a_list(folder: Path, *lines: str, name: str = "daftar.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([*(lines or LINES), ""]), encoding="utf-8")
    return path


def page(stage: Stage) -> ImportPage:
    workers(stage)
    stage.page.take_in("worker")
    return stage.page.findChildren(ImportPage)[-1]


def matched(stage: Stage, path: Path) -> tuple[ImportPage, ImportColumns]:
    opened = page(stage)
    opened.open_file(path)
    stage.qtbot.waitUntil(lambda: opened.columns is not None)
    assert opened.columns is not None
    return opened, opened.columns


def outcome(stage: Stage, opened: ImportPage, at: str) -> ImportOutcome:
    opened.next.click()
    stage.qtbot.waitUntil(lambda: opened._at == at, timeout=30_000)
    assert opened.outcome is not None
    return opened.outcome


def test_a_list_goes_from_the_file_into_the_table(qtbot: QtBot, stage: Stage, desk: Desk, tmp_path: Path) -> None:
    opened, columns = matched(stage, a_list(tmp_path))
    assert columns.chosen() == {
        "Nama": "full_name",
        "No Paspor": "passports.number",
        "NIK": "nik",
        "Kode Unik": "",
    }
    columns.boxes["Kode Unik"]._take(next(one for one in columns._options if one.code == "id_pmi"))
    tried = outcome(stage, opened, "tried")
    assert (tried._outcome.created, tried._outcome.refused, desk.store.count("worker")) == (2, 1, 0)
    done = outcome(stage, opened, "done")
    assert (done._outcome.created, done._outcome.refused) == (2, 1)
    stage.settle()
    assert workers(stage).table.rows.rowCount() == 2
    opened.next.click()
    assert stage.page._steps == []
    assert desk.store.page("worker", limit=9).rows[0].fields["id_pmi"] in ("A1", "A3")


def test_the_choice_of_columns_is_remembered_for_the_next_list(stage: Stage, tmp_path: Path) -> None:
    opened, columns = matched(stage, a_list(tmp_path))
    columns.boxes["Kode Unik"]._take(next(one for one in columns._options if one.code == "id_pmi"))
    outcome(stage, opened, "tried")
    outcome(stage, opened, "done")
    _, again = matched(stage, a_list(tmp_path, LINES[0], "DEWI,,,A9", name="april.csv"))
    assert again.chosen()["Kode Unik"] == "id_pmi"


def test_refused_rows_are_saved_where_the_officer_says(qtbot: QtBot, stage: Stage, desk: Desk, tmp_path: Path) -> None:
    opened, _ = matched(stage, a_list(tmp_path))
    tried = outcome(stage, opened, "tried")
    assert [one.name for one in tmp_path.iterdir()] == ["daftar.csv"]
    tried.save_refused(tmp_path / "ditolak.csv")
    qtbot.waitUntil((tmp_path / "ditolak.csv").exists)
    with (tmp_path / "ditolak.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["Nama", "BUDI"]


def test_a_column_that_fills_nothing_twice_and_a_missing_name_stop_the_check(stage: Stage, tmp_path: Path) -> None:
    opened, columns = matched(stage, a_list(tmp_path))
    box = columns.boxes["Kode Unik"]
    box._take(next(one for one in columns._options if one.code == "nik"))
    assert columns.trouble() == stage.kit.words("imports.columns.doubled")
    assert not opened.next.isEnabled()
    box.setText("")
    box.textEdited.emit("")
    assert opened.next.isEnabled()
    name = columns.boxes["Nama"]
    name.setText("")
    name.textEdited.emit("")
    assert not opened.next.isEnabled()
    assert "Nama lengkap" in columns.trouble()


def test_a_field_is_found_by_typing_in_either_language(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    _, columns = matched(stage, a_list(tmp_path))
    box = columns.boxes["Kode Unik"]
    box.setFocus()
    qtbot.keyClicks(box, "place of birth")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.code() == "birth_place"


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"\xd0\xcf\x11\xe0rest", "old-or-encrypted-excel"), (b"PK\x03\x04broken", "not-excel"), (b"a\0b,c", "not-text")],
)
def test_a_bad_file_is_refused_in_clear_words(
    qtbot: QtBot, stage: Stage, tmp_path: Path, content: bytes, rule: str
) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(content)
    opened = page(stage)
    opened.open_file(path)
    qtbot.waitUntil(opened.file._error.isVisible)
    assert opened.file._error._text.text() == stage.kit.words(f"rule.{rule}")
    assert opened.choose.isVisible()


def test_an_empty_file_says_what_is_missing(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "kosong.csv"
    path.write_bytes(b"")
    opened = page(stage)
    opened.open_file(path)
    qtbot.waitUntil(opened.file._error.isVisible)
    assert opened.file._error._text.text() == stage.kit.words("imports.file.empty")


def test_cancel_keeps_what_came_in_and_says_how_much(qtbot: QtBot, stage: Stage, desk: Desk, tmp_path: Path) -> None:
    lines = [f"PMI {n},C{n:07d}" for n in range(4000)]
    opened, _ = matched(stage, a_list(tmp_path, "Nama,No Paspor", *lines))
    outcome(stage, opened, "tried")
    opened.next.click()
    work = opened.window().findChildren(LongWork)[-1]
    qtbot.waitUntil(lambda: work._bar.maximum() > 0)
    work.reject()
    qtbot.waitUntil(lambda: bool(stage.shell.told), timeout=30_000)
    kept = desk.store.count("worker")
    assert 0 < kept < 4000
    assert stage.shell.told[-1] == (stage.kit.words("imports.stopped", n=kept), Tone.INFO)


def test_saves_go_on_while_a_list_comes_in(qtbot: QtBot, stage: Stage, desk: Desk, tmp_path: Path) -> None:
    lines = [f"PMI {n},C{n:07d}" for n in range(4000)]
    opened, _ = matched(stage, a_list(tmp_path, "Nama,No Paspor", *lines))
    outcome(stage, opened, "tried")
    opened.next.click()
    work = opened.window().findChildren(LongWork)[-1]
    qtbot.waitUntil(lambda: work._bar.maximum() > 0)
    made: list[object] = []
    workers(stage)._bench.do(lambda unit: unit.create("worker", {"full_name": "DEWI"}), made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=30_000)
    assert opened._at == "tried"
    qtbot.waitUntil(lambda: opened._at == "done", timeout=60_000)
    assert desk.store.count("worker") == 4001


def test_a_file_is_dropped_onto_the_list(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    shown = workers(stage)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(a_list(tmp_path)))])
    entering = QDragEnterEvent(
        shown.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(shown, entering)
    assert entering.isAccepted()
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(shown, drop)
    opened = stage.page.findChildren(ImportPage)[-1]
    qtbot.waitUntil(lambda: opened.columns is not None)


def test_a_picture_is_not_taken(stage: Stage, tmp_path: Path) -> None:
    shown = workers(stage)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "foto.png"))])
    entering = QDragEnterEvent(
        shown.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    entering.ignore()
    QApplication.sendEvent(shown, entering)
    assert not entering.isAccepted()


def test_the_whole_way_is_walked_by_keyboard(qtbot: QtBot, stage: Stage, desk: Desk, tmp_path: Path) -> None:
    shown = workers(stage)
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    opened = stage.page.findChildren(ImportPage)[-1]
    opened.open_file(a_list(tmp_path))
    for at in ("columns", "tried", "done"):
        qtbot.waitUntil(lambda at=at: opened._at == at, timeout=30_000)  # type: ignore[misc]
        stage.window.activateWindow()  # as the window manager does when the dialog has gone
        qtbot.waitUntil(stage.window.isActiveWindow)
        qtbot.keyClick(opened, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.page._steps == []
    assert desk.store.count("worker") == 2


def test_the_page_comes_back_with_its_file_and_columns(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    _opened, columns = matched(stage, a_list(tmp_path))
    columns.boxes["Kode Unik"]._take(next(one for one in columns._options if one.code == "id_pmi"))
    place = stage.page.place()
    stage.page.back()
    stage.page.return_to(place)
    again = stage.page.findChildren(ImportPage)[-1]
    qtbot.waitUntil(lambda: again.columns is not None)
    assert again.columns is not None
    assert again.columns.chosen()["Kode Unik"] == "id_pmi"


def test_every_widget_of_every_step_has_a_name_and_plain_text(stage: Stage, tmp_path: Path) -> None:
    opened = page(stage)
    assert problems(stage.window) == []
    opened, _ = matched(stage, a_list(tmp_path))
    assert problems(stage.window) == []
    outcome(stage, opened, "tried")
    assert problems(stage.window) == []


def test_what_only_the_centre_makes_offers_no_import(stage: Stage) -> None:
    shown = RecordList(workers(stage)._bench, "attachment", stage.page)
    stage.qtbot.addWidget(shown)
    assert not shown.acceptDrops()
