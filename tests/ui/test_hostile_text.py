"""Hostile text: whatever stands in a record is drawn as plain signs, on every page and in each tip, and in no title."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Guessing
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.actions import attachments
from desktop.desk import Desk
from desktop.store.unit import Unit
from desktop.ui.background import Background
from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.rounds import Rounds
from desktop.ui.views.oversight_page import OversightPage
from desktop.ui.views.places import FormPlace, HistoryPlace, ListPlace, RecordPlace
from desktop.ui.views.sync_page import SyncPage
from desktop.ui.views.today import TodayPage
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.text import label, set_tip
from desktop.words import visible
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Shape
from tests.ui.desks import make_desk, staged
from tests.ui.open_desk import Scene
from tests.ui.sample_desk import fill
from tests.ui.sample_records import made
from tests.ui.walks import reads_markup

MARK = "Xqz"
HOSTILE = f'{MARK} <img src="file:///etc/hostname"><b>Siti</b> &lt;i&gt; &amp; foto\u202egpj.exe\u200b\x00\x1b[2J\ufeff'
KINDS = [kind for kind in NOUNS if kind not in ("conflict", "case_key", "access_request", "erasure", "attachment")]


def spoil(kind: str, record: str, unit: Unit) -> None:
    """Write into every text what no form would take, as a desk that was taken over could."""
    declared = NOUNS[kind]
    values = {
        field.name: HOSTILE
        for field in declared.fields
        if field.shape in (Shape.TEXT, Shape.LONG_TEXT) and "record-id" not in field.rules
    }
    for field in declared.fields:
        texts = {part.name: HOSTILE for part in field.parts if part.shape in (Shape.TEXT, Shape.LONG_TEXT)}
        if field.shape is Shape.ELEMENTS and texts and not field.is_inner:
            values[f"{field.name}/x1"] = texts  # type: ignore[assignment]
    unit.change(kind, record, values)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, str]]]:
    desk = make_desk(Path(tmp_path_factory.mktemp("hostile")))
    case = fill(desk)
    known = {kind: made(desk, kind) for kind in KINDS}
    known["case"] = case
    for kind, record in known.items():
        desk.do(lambda unit, kind=kind, record=record: spoil(kind, record, unit))  # type: ignore[misc]
    file = attachments.attach(desk, attachments.NewFile(owner=("case", case), content=b"Catatan"))
    desk.do(lambda unit: unit.change("attachment", file.id, {"title": HOSTILE}))
    yield desk, known
    desk.close()


def wrong(top: QWidget) -> list[str]:
    """Return what would be read as markup, what shows a sign that nobody sees, and what bears a name outside."""
    found = reads_markup(top)
    for widget in (top, *top.findChildren(QWidget)):
        drawn = [widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            drawn.append(widget.text())
        found += [f"unseen sign: {text!r}" for text in drawn if visible(text) != text]
        if Guessing.mightBeRichText(widget.toolTip()) and not widget.toolTip().startswith("<span>"):
            found.append(f"tip: {widget.toolTip()!r}")
        if "<img" in widget.toolTip():
            found.append(f"markup in a tip: {widget.toolTip()!r}")
        if MARK in widget.windowTitle():
            found.append(f"title: {widget.windowTitle()!r}")
    for table in top.findChildren(DataTable):
        for row in range(min(table.rows.rowCount(), 20)):
            for column in range(table.rows.columnCount()):
                tip = str(table.rows.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
                if "<img" in tip or visible(tip) != tip:
                    found.append(f"tip of a cell: {tip!r}")
    return found


def mentions(top: QWidget) -> bool:
    """Whether the text is on the screen at all, or the test would show nothing."""
    texts = [one.text() for one in top.findChildren(QLabel)] + [
        one.accessibleName() for one in top.findChildren(QWidget)
    ]
    return any(MARK in text for text in texts)


@pytest.mark.parametrize("section", sorted({NOUNS[kind].about.section for kind in KINDS}))
def test_every_list_record_form_and_past_draws_hostile_text_as_it_is(
    qtbot: QtBot, kit: Kit, hostile: tuple[Desk, dict[str, str]], background: Background, section: str
) -> None:
    desk, known = hostile
    for stage in staged(qtbot, kit, desk, background, section):
        for kind in [kind for kind in KINDS if NOUNS[kind].about.section == section]:
            seen = 0
            for place in places(kind, known[kind]):
                stage.page.go(place)
                stage.settle()
                assert wrong(stage.window) == [], (kind, place)
                seen += mentions(stage.window)
            assert seen, kind


def places(kind: str, record: str) -> list[object]:
    beside = [] if NOUNS[kind].about.parent else [ListPlace(kind=kind), RecordPlace(kind=kind, record=record)]
    return [*beside, FormPlace(kind=kind, record=record), HistoryPlace(kind=kind, record=record)]


@pytest.mark.parametrize("page", [TodayPage, SyncPage, OversightPage])
def test_the_other_pages_do_so_too(
    qtbot: QtBot, kit: Kit, hostile: tuple[Desk, dict[str, str]], background: Background, page: Callable[..., Any]
) -> None:
    scene = Scene(qtbot, kit, hostile[0], background)
    shown = page(scene.bench) if page is OversightPage else page(scene.bench, Rounds(hostile[0], background))
    scene.show(shown, shown.refresh)
    scene.settle()
    assert wrong(shown) == []


def test_a_sign_that_hides_is_spelled_out_and_letters_of_all_scripts_stay() -> None:
    assert visible("foto\u202egpj.exe") == "foto‹202E›gpj.exe"
    assert visible("a\x00b\u200bc\ufeff\ud800") == "a‹0000›b‹200B›c‹FEFF›‹D800›"
    for text in ("Siti Nur'aini", "عبد الرحمن", "می\u200cخواهم", "ꦱꦶꦠꦶ", "baris\nlagi\ttab", "👩\u200d⚕"):
        assert visible(text) == text


@pytest.mark.parametrize("text", ["<b>a</b>", "&lt;b&gt;", "&amp;", "a < b\nc", HOSTILE], ids=range(5))
def test_tips_and_labels_say_the_text_itself(qtbot: QtBot, kit: Kit, text: str) -> None:
    made = label(kit, text)
    qtbot.addWidget(made)
    set_tip(made, text)
    assert made.text() == visible(text)
    assert "<b>" not in made.toolTip()
    assert "<img" not in made.toolTip()
    QApplication.processEvents()


def test_whatever_is_painted_goes_through_the_one_function() -> None:
    folder = Path(fitting.__code__.co_filename).parent
    elided = [file for file in folder.rglob("*.py") if "elidedText(" in file.read_text(encoding="utf-8")]
    tips = [file for file in folder.rglob("*.py") if "setToolTip(" in file.read_text(encoding="utf-8")]
    assert [file.name for file in elided] == ["fitting.py"]
    assert [file.name for file in tips] == ["text.py"]
