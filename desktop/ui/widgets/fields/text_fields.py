"""Text fields: one line, several lines, a whole number."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.form_field import Caption, FormField


class LineField(FormField):
    """One line of text; value() is the text without space around it, or None."""

    def __init__(self, kit: Kit, caption: Caption, *, longest: int = 200, placeholder: str = "") -> None:
        super().__init__(kit, caption)
        self._line = QLineEdit()
        self._line.setFont(kit.look.font())
        self._line.setMaxLength(longest)
        self._line.setPlaceholderText(placeholder)
        self._line.textEdited.connect(self._edited)
        self._line.editingFinished.connect(self._show_problem)
        self._place(self._line, self._line)

    def value(self) -> str | None:
        return self._line.text().strip() or None

    def set_value(self, value: object) -> None:
        self._line.setText("" if value is None else str(value))


class NumberField(LineField):
    """A whole number; value() is an int or None."""

    def value(self) -> int | None:  # type: ignore[override]  # the wire value of this field is a number
        text = self._line.text().strip()
        return int(text) if _is_whole(text) else None

    def problem(self) -> str:
        text = self._line.text().strip()
        return "" if not text or _is_whole(text) else self._kit.words("form.number.unread")


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()


class _Lines(QPlainTextEdit):
    """Lines that nobody drags out of the form, on purpose or by a slip of the hand."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setTextCursor(self.cursorForPosition(event.position().toPoint()))  # nothing is marked to be dragged
        super().mousePressEvent(event)


class TextField(FormField):
    """Several lines, plain; Tab leaves it."""

    def __init__(self, kit: Kit, caption: Caption, *, longest: int = 4000, lines: int = 4) -> None:
        super().__init__(kit, caption)
        self._longest = longest
        self._text = _Lines()
        self._text.setFont(kit.look.font())
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * lines + kit.look.px(24))
        self._text.textChanged.connect(self._on_text)
        self._text.installEventFilter(self)
        self._place(self._text, self._text)

    def value(self) -> str | None:
        return self._text.toPlainText().strip() or None

    def set_value(self, value: object) -> None:
        self._text.blockSignals(True)
        self._text.setPlainText("" if value is None else str(value))
        self._text.blockSignals(False)
        self._count()

    def problem(self) -> str:
        length = len(self._text.toPlainText())
        if length <= self._longest:
            return ""
        return self._kit.words("form.characters", n=length, max=self._longest)

    def _on_text(self) -> None:
        self._count()
        self._edited()

    def _count(self) -> None:
        """Say how long the text is, once that begins to matter."""
        length = len(self._text.toPlainText())
        is_near = length > self._longest * 0.9
        self._say(self._kit.words("form.characters", n=length, max=self._longest) if is_near else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._show_problem()
        return super().eventFilter(watched, event)
