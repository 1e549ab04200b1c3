"""Passphrase edit: typed covered or shown, pasted freely, and it notices when Caps Lock is on."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from desktop.ui.kit import Kit
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.text import set_tip


class PassphraseEdit(QLineEdit):
    """A line for a passphrase."""

    caps_noticed = Signal(bool)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        side = kit.look.px(26)
        self._eye = icon_button(kit, "", "eye")
        self._eye.setProperty("small", True)
        self._eye.setParent(self)
        self._eye.setFixedSize(side, side)
        self._eye.clicked.connect(self.turn)
        self.setTextMargins(0, 0, side, 0)
        self._name_eye()

    @property
    def is_shown(self) -> bool:
        return self.echoMode() is QLineEdit.EchoMode.Normal

    @Slot()
    def turn(self) -> None:
        """Show what is typed, or cover it again."""
        self.setEchoMode(QLineEdit.EchoMode.Password if self.is_shown else QLineEdit.EchoMode.Normal)
        self._name_eye()

    def cover(self) -> None:
        """Cover what is typed."""
        if self.is_shown:
            self.turn()

    def _name_eye(self) -> None:
        self._eye.setIcon(self._kit.icon("eye-off" if self.is_shown else "eye", "muted", 18))
        words = self._kit.words("door.passphrase.cover" if self.is_shown else "door.passphrase.show")
        self._eye.setAccessibleName(words)
        set_tip(self._eye, words)

    def _notice(self, event: QKeyEvent) -> None:
        """Qt cannot be asked for Caps Lock; a letter that came out against its Shift key tells."""
        letter = event.text()
        if len(letter) != 1 or not letter.isalpha() or letter.lower() == letter.upper():
            return
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._set_caps(is_on=letter.isupper() != has_shift)

    def _set_caps(self, *, is_on: bool) -> None:
        if is_on != self._caps:
            self._caps = is_on
            self.caps_noticed.emit(is_on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = (self.height() - self._eye.height()) // 2
        self._eye.move(self.width() - self._eye.width() - gap, gap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock and event.type() is QEvent.Type.KeyPress:
            self._set_caps(is_on=not self._caps)
        self._notice(event)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_caps(is_on=False)
        super().focusOutEvent(event)
