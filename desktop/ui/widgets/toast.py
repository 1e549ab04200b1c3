"""Toast: "Saved", at the foot of the window, with a way back; read aloud, and gone by itself."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.text import icon_label, label

SHOWN_MS: Final = 8000
_ICON: Final = {Tone.SUCCESS: "check", Tone.INFO: "info", Tone.WARNING: "triangle-alert", Tone.DANGER: "circle-alert"}


class Toast(QFrame):
    """One toast over *host*; a new one takes the place of the one before."""

    def __init__(self, kit: Kit, host: QWidget) -> None:
        super().__init__(host)
        px = kit.look.px
        self._host = host
        self._kit = kit
        self._undo: Callable[[], None] | None = None
        self.setProperty("part", "toast")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(16), px(8), px(8), px(8))
        self._row.setSpacing(px(10))
        self._text = label(kit, "", Face.MEDIUM)
        self._icon = icon_label(kit, "check", "success", 18)
        self._undo_button = button(kit, kit.words("shell.undo"), Kind.LINK, "undo-2")
        self._undo_button.clicked.connect(self.undo)
        close = icon_button(kit, kit.words("shell.close_notice"), "x")
        close.clicked.connect(self.hide)
        for widget in (self._icon, self._text, self._undo_button, close):
            self._row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def is_counting(self) -> bool:
        """Whether it will go by itself."""
        return self._timer.isActive()

    def tell(self, text: str, tone: Tone = Tone.SUCCESS, undo: Callable[[], None] | None = None) -> None:
        """Show and read *text*; *undo* takes back what was done."""
        self._undo = undo
        self._text.setText(text)
        self._icon.setPixmap(self._kit.pixmap(_ICON.get(tone, "info"), tone.value, 18, 2.0))
        self._undo_button.setVisible(undo is not None)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self._place()
        self._timer.start()
        announce(self, text)

    def undo(self) -> None:
        """Take back the last thing that can be; nothing happens when there is none."""
        call, self._undo = self._undo, None
        self.hide()
        if call is not None:
            call()

    def _place(self) -> None:
        self.adjustSize()
        foot = self._host.height() - self._kit.look.px(62)
        self.move((self._host.width() - self.width()) // 2, foot - self.height())

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
