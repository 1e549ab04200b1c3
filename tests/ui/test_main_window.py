"""The main window: pages by mouse and keyboard, narrow and wide, in another language without losing the place."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.changed import Changed
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.kit import Kit
from desktop.ui.look import Theme
from desktop.ui.slices import Slices
from desktop.ui.tokens import DARK, LIGHT
from desktop.ui.views.main_window import MainWindow
from desktop.ui.views.page import PageEntry, Shell
from desktop.ui.views.status_bar import DeskStatus, Link, StatusBar
from desktop.ui.widgets.detail_panel import DetailPanel, SplitWithDetail
from desktop.ui.widgets.table.data_table import DataTable
from tests.ui import walks
from tests.ui.sample_page import SamplePage
from tests.ui.sample_pages import COUNTS, NOW, PLAN, SIGNED, STATUS
from tests.ui.shots import settle


class NotesPage(SamplePage):
    """A page with something typed on it."""

    def __init__(self, kit: Kit) -> None:
        self.note = QLineEdit()
        self.note.setAccessibleName("Catatan")
        super().__init__(kit.words("shell.nav.workers"), "", self.note)

    def place(self) -> object:
        return self.note.text()

    def return_to(self, place: object) -> None:
        self.note.setText(str(place))


def notes_page(kit: Kit, _shell: Shell) -> NotesPage:
    return NotesPage(kit)


PLAN_WITH_NOTES = tuple(
    PageEntry(key=entry.key, icon=entry.icon, make=notes_page if entry.key == "workers" else entry.make,
              is_lower=entry.is_lower)
    for entry in PLAN
)  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, appearance: Appearance) -> MainWindow:
    made = MainWindow(appearance, PLAN_WITH_NOTES, SIGNED, "0.1.0")
    made.show_counts(COUNTS)
    made.show_status(STATUS, NOW)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def side(window: MainWindow, key: str, lang: str = "id") -> QPushButton:
    from desktop.words import Words

    name = Words(lang)(f"shell.nav.{key}")
    return next(entry for entry in window.findChildren(QPushButton) if entry.accessibleName().startswith(name))


def turn(window: MainWindow, key: str) -> None:
    """Turn to a page, and wait until it is shown."""
    window.go(key)
    while not all(one.is_done for one in window.findChildren(Slices)):
        QApplication.processEvents()


def test_pages_are_made_when_they_are_first_turned_to(qtbot: QtBot, appearance: Appearance) -> None:
    made: list[str] = []

    def make(_kit: Kit, _shell: Shell) -> SamplePage:
        made.append("help")
        return SamplePage("Bantuan", "", QLabel())

    plan = (PLAN_WITH_NOTES[0], PageEntry(key="help", icon="circle-help", make=make, is_lower=True))
    window = MainWindow(appearance, plan, SIGNED, "0.1.0")
    qtbot.addWidget(window)
    assert made == []
    for key in ("help", "today", "help"):
        turn(window, key)
    assert made == ["help"]


def test_whoever_turns_on_at_once_never_waits_for_the_page_between(qtbot: QtBot, appearance: Appearance) -> None:
    made: list[str] = []

    def make(_kit: Kit, _shell: Shell) -> SamplePage:
        made.append("help")
        return SamplePage("Bantuan", "", QLabel())

    plan = (*PLAN_WITH_NOTES, PageEntry(key="help", icon="circle-help", make=make, is_lower=True))
    window = MainWindow(appearance, plan, SIGNED, "0.1.0")
    qtbot.addWidget(window)
    window.go("help")
    turn(window, "cases")
    assert (window.current_page.title(), made) == ("Kasus", [])


def test_a_window_that_is_closed_makes_no_page_any_more(qtbot: QtBot, window: MainWindow, qapp: QApplication) -> None:
    window.go("cases")
    window.close()
    settle(qapp)
    assert window.findChild(SplitWithDetail) is None


def test_the_side_bar_turns_the_page(window: MainWindow) -> None:
    side(window, "cases").click()
    assert window.current_page.title() == "Kasus"


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_1, "Selamat pagi, Dewi"), (Qt.Key.Key_3, "Kasus")])
def test_control_and_a_number_turn_the_page(window: MainWindow, key: Qt.Key, page: str) -> None:
    window.go("settings")
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page.title() == page


def test_f1_opens_the_help(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.current_page.title() == "Bantuan"


@pytest.mark.parametrize(("key", "wish"), [(Qt.Key.Key_N, "new_case"), (Qt.Key.Key_L, "lock"), (Qt.Key.Key_Z, "undo")])
def test_a_key_is_a_wish(qtbot: QtBot, window: MainWindow, key: Qt.Key, wish: str) -> None:
    window.go("today")
    with qtbot.waitSignal(getattr(window.wishes, wish)):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


def test_f5_reloads(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.wishes.reload):
        QTest.keyClick(window, Qt.Key.Key_F5)


def test_control_k_goes_to_the_search_box(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()


def test_undo_inside_a_text_field_is_the_fields_own(qtbot: QtBot, window: MainWindow) -> None:
    window.go("workers")
    page = window.current_page
    assert isinstance(page, NotesPage)
    page.note.setFocus()
    QTest.keyClicks(page.note, "abc")
    with qtbot.assertNotEmitted(window.wishes.undo):
        QTest.keyClick(page.note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.note.text() == ""


def test_the_language_changes_at_once_and_nothing_typed_is_lost(window: MainWindow, qapp: QApplication) -> None:
    window.go("workers")
    before = window.current_page
    assert isinstance(before, NotesPage)
    before.note.setText("belum disimpan")
    next(made for made in window.findChildren(QPushButton) if made.text() == "EN").click()
    settle(qapp)
    after = window.current_page
    assert isinstance(after, NotesPage)
    assert after is not before
    assert (after.title(), after.note.text()) == ("Workers", "belum disimpan")


def test_a_page_that_is_not_shown_keeps_its_place_over_a_change_of_look(
    window: MainWindow, appearance: Appearance
) -> None:
    window.go("workers")
    page = window.current_page
    assert isinstance(page, NotesPage)
    page.note.setText("belum disimpan")
    window.go("cases")
    appearance.choose(Choice(lang="id", theme=Theme.DARK))
    appearance.choose(Choice(lang="id", theme=Theme.LIGHT))
    window.go("workers")
    again = window.current_page
    assert isinstance(again, NotesPage)
    assert again.note.text() == "belum disimpan"


def test_every_built_page_is_told_what_changed(window: MainWindow) -> None:
    window.go("workers")
    workers = window.current_page
    window.go("cases")
    changed = Changed(kinds=frozenset({"case"}))
    window.refresh(changed)
    assert isinstance(workers, SamplePage)
    assert workers.refreshed == [changed]


@pytest.mark.parametrize(("width", "side_width"), [(1440, 232), (1366, 76), (1280, 76)])
def test_the_side_bar_is_a_rail_in_a_narrow_window(
    window: MainWindow, qapp: QApplication, width: int, side_width: int
) -> None:
    window.resize(width, 768)
    settle(qapp)
    assert walks.the(window, QWidget, "side").width() == side_width


@pytest.mark.parametrize(("width", "is_overlay"), [(1440, False), (1366, False), (1342, True), (1280, True)])
def test_the_panel_lies_over_the_list_in_a_narrow_window(
    window: MainWindow, qapp: QApplication, width: int, *, is_overlay: bool
) -> None:
    turn(window, "cases")
    window.resize(width, 768)
    split = walks.the(window, SplitWithDetail)
    split.show_panel()
    settle(qapp)
    panel, table = walks.the(window, DetailPanel), walks.the(window, DataTable)
    assert split.is_overlay is is_overlay
    assert _on_screen(panel, window).intersects(_on_screen(table, window)) is is_overlay


def _on_screen(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_esc_closes_the_panel(window: MainWindow, qapp: QApplication) -> None:
    turn(window, "cases")
    walks.the(window, SplitWithDetail).show_panel()
    table = walks.the(window, DataTable)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Escape)
    settle(qapp)
    assert not walks.the(window, DetailPanel).isVisible()


CHOICES = [Choice(lang=lang, theme=Theme.LIGHT, percent=percent) for lang in ("id", "en") for percent in (100, 150)]


@pytest.mark.parametrize("width", [1440, 1280])
@pytest.mark.parametrize("key", ["today", "cases"])
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: f"{choice.lang}-{choice.percent}")
def test_a_screen_passes_the_walks(
    window: MainWindow, appearance: Appearance, choice: Choice, key: str, width: int
) -> None:
    appearance.choose(choice)
    window.resize(width, 900)
    window.go(key)
    assert walks.problems(window) == []


@pytest.mark.parametrize("link", list(Link))
def test_the_status_bar_says_how_the_desk_stands_with_the_centre(qtbot: QtBot, kit: Kit, link: Link) -> None:
    bar = StatusBar(kit, "0.1.0")
    qtbot.addWidget(bar)
    bar.resize(1440, 42)
    bar.show()
    bar.show_status(DeskStatus(link=link, waiting=3, last_sync=NOW - timedelta(hours=3)), NOW)
    texts = {widget.accessibleName() for widget in bar.findChildren(QWidget) if widget.isVisible()}
    assert kit.words(f"shell.link.{link.value}") in texts
    assert (kit.words("shell.status.waiting", n=3) in texts) is (link is not Link.LOCAL)
    assert bar.try_now.isVisible() is (link is not Link.LOCAL)


def test_conflicts_are_said_only_when_there_are_some(qtbot: QtBot, kit: Kit) -> None:
    bar = StatusBar(kit, "0.1.0")
    qtbot.addWidget(bar)
    bar.resize(1440, 42)
    bar.show()
    for conflicts in (0, 2):
        bar.show_status(DeskStatus(link=Link.ONLINE, conflicts=conflicts), NOW)
        names = {widget.accessibleName() for widget in bar.findChildren(QPushButton) if widget.isVisible()}
        assert (kit.words("shell.status.conflicts", n=conflicts) in names) is (conflicts > 0)


def test_the_narrow_status_bar_keeps_the_link_what_waits_and_try_now(qtbot: QtBot, kit: Kit) -> None:
    bar = StatusBar(kit, "0.1.0")
    qtbot.addWidget(bar)
    bar.resize(700, 42)
    bar.show()
    bar.show_status(STATUS, NOW)
    names = {widget.accessibleName() for widget in bar.findChildren(QWidget) if widget.isVisible()}
    kept = {kit.words("shell.link.offline"), kit.words("shell.status.waiting", n=12), kit.words("shell.status.try_now")}
    assert kept <= names


def test_the_theme_reaches_what_is_shown_at_once(
    window: MainWindow, appearance: Appearance, qapp: QApplication
) -> None:
    for theme, tokens in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        appearance.choose(Choice(lang="id", theme=theme))
        settle(qapp)
        corner = walks.the(window, QWidget, "topBar").grab().toImage().pixelColor(2, 2)
        assert corner.name().upper() == tokens.surface


def test_qts_own_menus_speak_indonesian(appearance: Appearance, qapp: QApplication) -> None:
    assert qapp.translate("QLineEdit", "Select All") == "Pilih semua"
    assert qapp.translate("QLineEdit", "&Copy") == "Salin"
    appearance.choose_language("en")
    assert qapp.translate("QLineEdit", "&Copy") == "Copy"
    assert qapp.translate("QLineEdit", "No such words") == "No such words"


def test_a_new_case_is_grey_for_whoever_may_add_none_and_says_why_in_the_language_of_the_day(
    window: MainWindow, appearance: Appearance
) -> None:
    window.bar_new_case(lambda words: words("shell.nav.help"))
    for lang, why in (("en", "Help"), ("id", "Bantuan")):
        appearance.choose_language(lang)
        add = window._frame.top.new_case
        assert not add.isEnabled()
        assert why in add.toolTip()
        assert why in add.accessibleDescription()

    window.bar_new_case(lambda _: "")
    assert window._frame.top.new_case.isEnabled()
