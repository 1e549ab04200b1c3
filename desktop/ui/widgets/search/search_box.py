"""Search box: one box for names, numbers and telephones; what it finds is chosen without leaving the keyboard."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.line_icon import LineIcon
from desktop.ui.widgets.search.hit_delegate import HitDelegate
from desktop.ui.widgets.search.hits import Hit, HitModel, merged
from desktop.ui.widgets.text import label

ASK_AFTER_MS: Final = 120
_MOST_LINES: Final = 9


class SearchBox(QLineEdit):
    """Emits *asked* as the officer types; the owner answers with show_hits as often as it finds more."""

    asked = Signal(str)
    chosen = Signal(object)  # Hit

    def __init__(self, kit: Kit, *, name: str = "", placeholder: str = "", key: str = "") -> None:
        """Take the *key* that leads here, to be shown in the empty box."""
        super().__init__()
        self._kit = kit
        self._asked = ""
        self.setObjectName("search")
        self.setFont(kit.look.font())
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setMinimumWidth(kit.look.px(220))
        LineIcon(kit, self, "search")
        self._key = label(kit, key, Face.TINY, "subtle")
        self._key.setProperty("part", "key")
        self._key.setParent(self)
        self._soon = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(lambda text: self._key.setVisible(not text and self.textMargins().right() > 0))
        self._list = HitList(kit, self)
        self._list.clicked_hit.connect(self._choose)

    def show_hits(self, query: str, hits: Sequence[Hit], *, is_final: bool) -> None:
        """Show what was found for *query*; later answers add to it and move nothing."""
        if query != self._asked or not self.hasFocus():
            return
        self._list.add(hits, is_final=is_final)
        if is_final:
            announce(self, self._kit.words("shell.search.found", n=len(self._list.hits)))

    def open(self) -> None:
        """Take the keyboard here, with the text chosen so that typing starts anew."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @property
    def results(self) -> "HitList":
        return self._list

    def _on_edited(self, text: str) -> None:
        if text.strip():
            self._soon.start()
        else:
            self._soon.stop()
            self._asked = ""
            self._list.hide()

    def _ask(self) -> None:
        self._asked = self.text().strip()
        self._list.begin(self._asked)
        self.asked.emit(self._asked)

    def _choose(self, hit: Hit) -> None:
        self._list.hide()
        self.clear()
        self._asked = ""
        self.chosen.emit(hit)

    def _choose_current(self) -> None:
        if (hit := self._list.current()) is not None:
            self._choose(hit)
        elif self.text().strip():
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._list.step(1)
            case Qt.Key.Key_Up:
                self._list.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose_current()
            case Qt.Key.Key_Escape if self._list.isVisible():
                self._list.hide()
            case Qt.Key.Key_Escape:
                self.clear()
                self.clearFocus()
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._list.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._key.adjustSize()
        px = self._kit.look.px
        self._key.move(self.width() - self._key.width() - px(8), (self.height() - self._key.height()) // 2)
        is_wide = self.width() >= px(330) and bool(self._key.text())
        self._key.setVisible(is_wide and not self.text())
        margins = self.textMargins()
        margins.setRight(self._key.width() + px(4) if is_wide else 0)
        self.setTextMargins(margins)


class HitList(QFrame):
    """What was found, beneath the box and over the page; the keyboard stays in the box."""

    clicked_hit = Signal(object)  # Hit

    def __init__(self, kit: Kit, box: QLineEdit) -> None:
        super().__init__(box)
        self._kit = kit
        self._box = box
        self._is_waiting = False
        box.destroyed.connect(self.deleteLater)  # it lives in the window by then
        self.setProperty("part", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._model = HitModel(self)
        self._view = _ChoiceView(kit.words("shell.search.results"))
        self._view.setModel(self._model)
        self._view.setItemDelegate(HitDelegate(kit, self._view))
        self._view.clicked.connect(self._on_clicked)
        self._note: QLabel = label(kit, "", Face.SMALL, "subtle")
        self._note.setContentsMargins(kit.look.px(16), kit.look.px(10), kit.look.px(16), kit.look.px(12))
        column.addWidget(self._view, 1)
        column.addWidget(self._note)
        self.hide()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self._model.hits

    def begin(self, query: str) -> None:
        """Wait for the answers to *query*; the old ones stay until the first is here."""
        self._is_waiting = True
        self._note.setText(self._kit.words("shell.search.looking", query=query))
        self._note.show()
        self._place()

    def add(self, hits: Sequence[Hit], *, is_final: bool) -> None:
        """Put *hits* after those that answer the same question."""
        chosen = self._model.hit(self._view.currentIndex().row())
        before = () if self._is_waiting else self._model.hits
        self._is_waiting = False
        self._model.show(merged(before, hits))
        row = -1 if chosen is None else self._model.row_of(chosen)
        self._go(row if row >= 0 else self._model.next_hit(-1, 1))
        if is_final:
            self._note.setText(self._kit.words("shell.search.nothing"))
            self._note.setVisible(not self._model.hits)
        self._place()

    def current(self) -> Hit | None:
        """Return what Enter would open; nothing while the list still answers an earlier question."""
        if self._is_waiting or not self.isVisible():
            return None
        return self._model.hit(self._view.currentIndex().row())

    def step(self, by: int) -> None:
        self._go(self._model.next_hit(self._view.currentIndex().row(), by))

    def _go(self, row: int) -> None:
        if row >= 0:
            self._view.setCurrentIndex(self._model.index(row))
            self._view.scrollTo(self._model.index(row))

    def _on_clicked(self, index: QModelIndex) -> None:
        if (hit := self._model.hit(index.row())) is not None:
            self.clicked_hit.emit(hit)

    def _place(self) -> None:
        """Stand under the box, on top of whatever the window shows there."""
        window = self._box.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        px = self._kit.look.px
        heights = [self._view.sizeHintForRow(row) for row in range(min(_MOST_LINES, self._model.rowCount()))]
        self._view.setFixedHeight(sum(heights) + px(14) if heights else 0)
        width = max(self._box.width(), px(440))
        corner = self._box.mapTo(window, QPoint(self._box.width() - width, self._box.height() + px(6)))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(corner)
        self.show()
        self.raise_()


class _ChoiceView(QListView):
    """A list that never takes the keyboard from the box above it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("part", "choices")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.setCurrentIndex(index)
