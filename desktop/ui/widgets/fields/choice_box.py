"""Choice box: a line that opens a list and completes by typing; for codes, currencies and every other closed list."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.form_field import Option
from desktop.ui.widgets.line_icon import LineIcon
from desktop.ui.widgets.text import set_tip

_MOST_LINES: Final = 8


def folded(text: str) -> str:
    """Return *text* as it is compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def matching(options: Sequence[Option], typed: str) -> tuple[Option, ...]:
    """Return the options that *typed* may mean: those that begin with it first, then those that hold all its words."""
    wanted = folded(typed).split()
    found = [option for option in options if all(word in _haystack(option) for word in wanted)]
    start = " ".join(wanted)
    return tuple(sorted(found, key=lambda option: not folded(option.label).startswith(start)))


def _haystack(option: Option) -> str:
    return folded(f"{option.label} {option.code} {option.also}")


class ChoiceBox(QLineEdit):
    """Typing narrows the list, Down opens it, Enter takes, Esc closes; leaving it takes what fits alone."""

    chosen = Signal(object)  # str | None: the code

    def __init__(self, kit: Kit, options: Sequence[Option], name: str) -> None:
        super().__init__()
        self._kit = kit
        self._options = tuple(options)
        self._code: str | None = None
        self.setFont(kit.look.font())
        self.setAccessibleName(name)
        self.setPlaceholderText(kit.words("form.choose"))
        LineIcon(kit, self, "chevron-down", is_at_end=True)
        self._list = ChoiceList(kit, self, name)
        self._list.picked.connect(self._take)
        self.textEdited.connect(self._narrow)

    def code(self) -> str | None:
        return self._code

    def set_code(self, code: str | None) -> None:
        """Show *code*; one that this release does not know is shown as it is. Nothing is emitted."""
        self._code = code
        self.setText(self._label(code))
        self.setCursorPosition(0)
        set_tip(self, self.text())

    def set_options(self, options: Sequence[Option]) -> None:
        self._options = tuple(options)

    def is_settled(self) -> bool:
        """Whether the text is the chosen option, or empty."""
        return self.text() == self._label(self._code)

    def _label(self, code: str | None) -> str:
        return next((option.label for option in self._options if option.code == code), code or "")

    def _narrow(self, typed: str) -> None:
        self._list.open(matching(self._options, typed))
        if not typed.strip() and self._code is not None:
            self._code = None
            self.chosen.emit(None)

    def _open_all(self) -> None:
        self.setFocus()
        self._list.open(self._options, at=self._code)

    def _take(self, option: Option) -> None:
        self._list.hide()
        is_other = option.code != self._code
        self.set_code(option.code)
        if is_other:
            self.chosen.emit(option.code)

    def _settle(self) -> None:
        """Take the only option that fits what is typed; otherwise leave it to be seen as wrong."""
        if self.is_settled():
            return
        fitting = matching(self._options, self.text())
        exact = [option for option in fitting if folded(option.label) == folded(self.text().strip())]
        if len(exact or fitting) == 1:
            self._take((exact or fitting)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_open = self._list.isVisible()
        match event.key():
            case Qt.Key.Key_Down if not is_open:
                self._open_all()
            case Qt.Key.Key_Down:
                self._list.step(1)
            case Qt.Key.Key_Up if is_open:
                self._list.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if is_open:
                self._list.pick_current()
            case Qt.Key.Key_Escape if is_open:
                self._list.hide()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self._list.isVisible():
            self._open_all()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._list.hide()
        self._settle()
        super().focusOutEvent(event)


class ChoiceList(QFrame):
    """The options under a line; the keyboard stays in the line."""

    picked = Signal(object)  # Option

    def __init__(self, kit: Kit, line: QLineEdit, name: str) -> None:
        super().__init__(line)
        self._kit = kit
        self._line = line
        self._options: tuple[Option, ...] = ()
        line.destroyed.connect(self.deleteLater)  # it lives in the window by then
        self.setProperty("part", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        self._model = QStringListModel(self)
        self._view = QListView()
        self._view.setProperty("part", "choices")
        self._view.setAccessibleName(name)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFont(kit.look.font())
        self._view.setModel(self._model)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._on_clicked)
        column.addWidget(self._view)
        self.hide()

    def open(self, options: Sequence[Option], at: str | None = None) -> None:
        """Show *options* under the line, with *at* or the first marked."""
        self._options = tuple(options)
        none = [self._kit.words("form.no_choice")]
        self._model.setStringList([option.label for option in self._options] or none)
        self._view.setEnabled(bool(self._options))
        codes = [option.code for option in self._options]
        self._go(codes.index(at) if at in codes else 0)
        self._place()

    def step(self, by: int) -> None:
        if self._options:
            self._go((self._view.currentIndex().row() + by) % len(self._options))

    def pick_current(self) -> None:
        row = self._view.currentIndex().row()
        if 0 <= row < len(self._options):
            self.picked.emit(self._options[row])

    def _go(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row))
        self._view.scrollTo(self._model.index(row))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._go(index.row())
        self.pick_current()

    def _place(self) -> None:
        """Stand under the line, or over it where the window ends."""
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        px = self._kit.look.px
        row = max(self._view.sizeHintForRow(0), px(28))
        height = row * min(_MOST_LINES, self._model.rowCount()) + px(16)
        below = self._line.mapTo(window, QPoint(0, self._line.height() + px(4)))
        above = self._line.mapTo(window, QPoint(0, -height - px(4)))
        fits = below.y() + height <= window.height() or above.y() < 0
        self.setFixedSize(max(self._line.width(), px(240)), height)
        self.move(below if fits else above)
        self.show()
        self.raise_()
