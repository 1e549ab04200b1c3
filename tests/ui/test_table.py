"""The table: a million rows, two hundred held at a time, and no question asked while painting."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import Kit
from desktop.ui.widgets.table.cells import Column, PersonCell, Row, TextCell
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.table.page_cache import KEPT_PAGES, PAGE_ROWS, PageCache
from desktop.ui.widgets.table.table_model import CellRole, TableModel
from tests.ui.shots import settle

COLUMNS = (
    Column(key="name", title="Nama", sort="name"),
    Column(key="number", title="Nomor", width=180, leaves=1),
)
MILLION = [f"w{number}" for number in range(1_000_000)]


def row(record_id: str) -> Row:
    return Row(id=record_id, cells=(PersonCell(name=f"Siti {record_id}", under="Jeddah"), TextCell(text=record_id)))


class Store:
    """Answers when it is told to, and counts the questions."""

    def __init__(self, *, is_prompt: bool = True) -> None:
        self.is_prompt = is_prompt
        self.asked: list[Sequence[str]] = []
        self._waiting: list[Callable[[], None]] = []

    def fetch(self, ids: Sequence[str], done: Callable[[Sequence[Row]], None]) -> None:
        self.asked.append(ids)
        rows = [row(record_id) for record_id in ids if record_id != "gone"]
        if self.is_prompt:
            done(rows)
        else:
            self._waiting.append(lambda: done(rows))

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()


def shown(qtbot: QtBot, kit: Kit, store: Store, ids: Sequence[str]) -> DataTable:
    table = DataTable(kit, "Daftar PMI", COLUMNS, store.fetch)
    qtbot.addWidget(table)
    table.resize(640, 420)
    table.set_ids(ids)
    table.show()
    qtbot.waitExposed(table)
    return table


def test_the_model_keeps_the_rules_of_qt(qtbot: QtBot) -> None:
    """Qt's tester asks for every cell after a reset; a million of them would take it half a minute."""
    model = TableModel(COLUMNS, Store().fetch)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_ids(MILLION[:20_000])
    assert tester.model() is model
    assert model.rowCount(model.index(0, 0)) == 0


def test_a_million_rows_are_shown_and_jumped_through_with_few_questions(qtbot: QtBot, kit: Kit) -> None:
    store = Store()
    table = shown(qtbot, kit, store, MILLION)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.rows.cell(999_999, 1) == TextCell(text="w999999"))
    table.choose("w500000")
    qtbot.waitUntil(lambda: table.rows.cell(500_000, 1) == TextCell(text="w500000"))
    assert table.rows.rowCount() == 1_000_000
    assert len(store.asked) <= 6


def test_qts_own_tests_of_a_model_pass(qtmodeltester: object, qtbot: QtBot) -> None:
    model = TableModel(COLUMNS, Store().fetch)
    model.set_ids(MILLION[:1000])
    model.data(model.index(0, 0))
    qtbot.waitUntil(lambda: model.cell(0, 0) is not None)
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]  # the plug-in has no types


def test_reading_a_cell_asks_nothing_at_once(qtbot: QtBot) -> None:
    store = Store()
    model = TableModel(COLUMNS, store.fetch)
    model.set_ids(MILLION)
    assert model.data(model.index(7, 0), CellRole) is None
    assert store.asked == []
    qtbot.waitUntil(lambda: bool(store.asked))
    assert store.asked == [tuple(MILLION[:PAGE_ROWS])]
    assert model.data(model.index(7, 1)) == "w7"


def test_whoever_drags_through_the_list_waits_only_for_where_he_stops(qtbot: QtBot) -> None:
    store = Store(is_prompt=False)
    model = TableModel(COLUMNS, store.fetch)
    model.set_ids(MILLION)
    for page in range(1000):
        model.data(model.index(page * PAGE_ROWS, 0))
    for count in range(1, 5):
        qtbot.waitUntil(lambda count=count: len(store.asked) == count)  # type: ignore[misc]  # mypy cannot see through
        store.answer()
    QApplication.processEvents()
    QApplication.processEvents()
    assert [ids[0] for ids in store.asked] == [f"w{page * PAGE_ROWS}" for page in (999, 998, 997, 996)]


def test_an_answer_for_an_earlier_list_is_dropped(qtbot: QtBot) -> None:
    store = Store(is_prompt=False)
    model = TableModel(COLUMNS, store.fetch)
    model.set_ids(["a", "b"])
    model.data(model.index(0, 0))
    qtbot.waitUntil(lambda: bool(store.asked))
    model.set_ids(["b", "a"])
    store.answer()
    assert model.cell(0, 0) is None


def test_a_record_that_is_gone_leaves_an_empty_row(qtbot: QtBot) -> None:
    model = TableModel(COLUMNS, Store().fetch)
    model.set_ids(["a", "gone"])
    model.data(model.index(0, 0))
    qtbot.waitUntil(lambda: model.cell(0, 1) == TextCell(text="a"))
    assert model.cell(1, 1) is None


def test_what_changed_is_fetched_again_and_the_old_stays_meanwhile(qtbot: QtBot) -> None:
    store = Store()
    model = TableModel(COLUMNS, store.fetch)
    model.set_ids(MILLION)
    model.data(model.index(3, 0))
    qtbot.waitUntil(lambda: len(store.asked) == 1)
    model.refresh(frozenset({"w3"}))
    assert model.cell(3, 1) == TextCell(text="w3")
    qtbot.waitUntil(lambda: len(store.asked) == 2)
    model.refresh(frozenset({"w999999"}))  # on no page that is held
    QApplication.processEvents()
    assert len(store.asked) == 2


def test_the_cache_forgets_what_was_looked_at_longest_ago() -> None:
    cache = PageCache(kept=2)
    for page in (0, 1):
        cache.put(page, (row(f"p{page}"),))
    cache.row(0)
    cache.put(2, (row("p2"),))
    assert [cache.has(page) for page in (0, 1, 2)] == [True, False, True]
    assert KEPT_PAGES * PAGE_ROWS < 10_000


def test_the_chosen_record_stays_chosen_in_another_order(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["a", "b", "c"])
    table.choose("b")
    with qtbot.assertNotEmitted(table.picked):
        table.set_ids(["c", "b", "a"])
    assert table.current_id() == "b"


def test_enter_opens_and_the_arrows_pick(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["a", "b", "c"])
    table.setFocus()
    table.choose("a")
    with qtbot.waitSignal(table.picked) as picked:
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert picked.args == ["b"]
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_the_header_sorts_by_keyboard_and_turns_the_order(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["a"])
    with qtbot.waitSignal(table.sort_asked) as asked:
        QTest.keyClick(table.header, Qt.Key.Key_Space)
    assert asked.args == ["name", True]
    with qtbot.waitSignal(table.sort_asked) as asked:
        QTest.keyClick(table.header, Qt.Key.Key_Space)
    assert asked.args == ["name", False]


def test_a_column_without_an_order_does_not_sort(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["a"])
    QTest.keyClick(table.header, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(table.sort_asked):
        QTest.keyClick(table.header, Qt.Key.Key_Return)


def test_tab_goes_from_the_rows_to_the_titles_and_out(qtbot: QtBot, kit: Kit) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    table, after = DataTable(kit, "Daftar", COLUMNS, Store().fetch), QLineEdit()
    column.addWidget(table)
    column.addWidget(after)
    table.set_ids(["a", "b"])
    page.show()
    page.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert table.header.hasFocus()
    QTest.keyClick(table.header, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_cell_is_read_aloud_as_it_is_seen(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["w1"])
    qtbot.waitUntil(lambda: table.rows.cell(0, 0) is not None)
    index: QModelIndex = table.rows.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Siti w1, Jeddah"
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.text(QAccessible.Text.Name) == "Daftar PMI"


def test_a_narrow_table_lets_go_of_the_column_that_gives_way(qtbot: QtBot, kit: Kit) -> None:
    table = shown(qtbot, kit, Store(), ["a"])
    assert not table.isColumnHidden(1)
    table.resize(300, 300)
    settle(qapp_of(table))
    assert table.isColumnHidden(1)
    table.resize(640, 300)
    settle(qapp_of(table))
    assert not table.isColumnHidden(1)


def qapp_of(_table: DataTable) -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
