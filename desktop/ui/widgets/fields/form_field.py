"""Form field: label, editor, what was understood, help and error beneath; what all fields of a form have alike."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.fields.tick import Tick
from desktop.ui.widgets.text import icon_label, label, paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What stands around an editor."""

    label: str
    help: str = ""
    is_required: bool = False
    can_be_unknown: bool = False  # offers "not known": asked, and nobody could say


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One code that can be chosen; *also* holds other words that find it."""

    code: str
    label: str
    also: str = ""


class FormField(QWidget):
    """One field. A subclass builds its editor, gives it to _place, and calls _edited when the officer changes it."""

    changed = Signal()

    def __init__(self, kit: Kit, caption: Caption) -> None:
        super().__init__()
        self._kit = kit
        self._caption = caption
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.look.px(3))
        self._unknown: QCheckBox | None = None
        self._label = label(kit, caption.label, Face.MEDIUM)
        self._column.addLayout(self._head())
        self._lines = QVBoxLayout()  # beneath the editor; most fields never need more than one line there
        self._note: QLabel | None = None
        self._error: _ErrorLine | None = None
        self._editor: QWidget | None = None

    def value(self) -> object:
        """Return the wire value; None when nothing is said."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show *value*; nothing is emitted."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return in words why what is typed cannot be read; empty when it can."""
        return ""

    @property
    def is_unknown(self) -> bool:
        """Whether the officer said that it was asked and is not known."""
        return self._unknown is not None and self._unknown.isChecked()

    def set_unknown(self, *, is_unknown: bool) -> None:
        """Show that it is not known; nothing is emitted."""
        if self._unknown is not None:
            self._unknown.blockSignals(True)
            self._unknown.setChecked(is_unknown)
            self._unknown.blockSignals(False)
            self._allow_editing()

    def set_error(self, text: str) -> None:
        """Show *text* beside the field; an empty one takes it away."""
        if self._error is None and text:
            self._error = _ErrorLine(self._kit)
            self._lines.insertWidget(0 if self._note is None else 1, self._error)
        if self._error is not None:
            self._error.set_text(text)
        target = self.focusProxy()
        if target is None:
            return
        target.setProperty("wrong", bool(text))
        target.style().unpolish(target)
        target.style().polish(target)
        target.setAccessibleDescription(text or self._caption.help)

    def add_beneath(self, widget: QWidget) -> None:
        """Put *widget* under everything else of the field."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def error(self) -> str:
        return "" if self._error is None else self._error.text()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let the value be seen only."""
        if self._editor is not None:
            self._editor.setEnabled(not is_read_only and not self.is_unknown)
        if self._unknown is not None:
            self._unknown.setEnabled(not is_read_only)

    def _place(self, editor: QWidget, focus: QWidget) -> None:
        """Put *editor* under the label; *focus* is its part that takes the keyboard."""
        self._editor = editor
        self.setFocusProxy(focus)
        self._label.setBuddy(focus)
        if not focus.accessibleName():
            focus.setAccessibleName(self._caption.label)
        focus.setAccessibleDescription(self._caption.help)
        self._column.addWidget(editor)
        self._lines.setSpacing(self._column.spacing())
        self._column.addLayout(self._lines)
        if self._caption.help:
            self._lines.addWidget(paragraph(self._kit, self._caption.help, Face.SMALL, "subtle"))
        self._column.addStretch()

    def _say(self, text: str, ink: str = "subtle") -> None:
        """Show beneath the editor how the typed text was understood."""
        if self._note is None:
            if not text:
                return
            self._note = paragraph(self._kit, "", Face.SMALL, ink)
            self._lines.insertWidget(0, self._note)
        self._note.setText(text)
        self._note.setProperty("ink", ink)
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)
        self._note.setVisible(bool(text))

    def _edited(self) -> None:
        """The officer has changed the value."""
        if self.error():
            self.set_error("")
        self.changed.emit()

    def _show_problem(self) -> None:
        """Say what cannot be read, once the officer has left the editor."""
        self.set_error(self.problem())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._kit.look.px(6))
        self._label.setMinimumHeight(self._kit.look.px(26))  # as high as the tick, so that editors stand in line
        row.addWidget(self._label)
        if self._caption.is_required:
            row.addWidget(label(self._kit, self._kit.words("form.required"), Face.SMALL, "subtle"))
        row.addStretch()
        if self._caption.can_be_unknown:
            self._unknown = Tick(self._kit, self._kit.words("shell.not_known"))
            self._unknown.setAccessibleName(self._kit.words("form.unknown.named", field=self._caption.label))
            self._unknown.toggled.connect(self._allow_editing)
            self._unknown.toggled.connect(self._edited)
            row.addWidget(self._unknown)
        return row

    def _allow_editing(self) -> None:
        if self._editor is not None:
            self._editor.setEnabled(not self.is_unknown)


class _ErrorLine(QWidget):
    """What is wrong, with an icon: red alone says nothing to some."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(5))
        row.addWidget(icon_label(kit, "circle-alert", "danger", 14))
        self._text: QLabel = paragraph(kit, "", Face.SMALL, "danger")
        row.addWidget(self._text, 1)
        self.hide()

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()
