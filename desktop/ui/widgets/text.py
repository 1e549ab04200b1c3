"""Labels: always plain text, in a face and an ink of the look."""

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.words import visible


class Label(QLabel):
    """Shows its text as it is: no markup is read, and no sign of it stays unseen."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(visible(text))


def label(kit: Kit, text: str, face: Face = Face.BODY, ink: str = "text") -> QLabel:
    """Return a label of one line."""
    made = Label(text)
    made.setFont(kit.look.font(face))
    made.setProperty("ink", ink)
    return made


def paragraph(kit: Kit, text: str, face: Face = Face.BODY, ink: str = "muted") -> QLabel:
    """Return a label that breaks its lines."""
    made = label(kit, text, face, ink)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def icon_label(kit: Kit, name: str, ink: str, size: int = 16) -> QLabel:
    """Return a drawing that stands beside words which say the same."""
    made = QLabel()
    made.setPixmap(kit.pixmap(name, ink, size, 2.0))
    made.setFixedSize(kit.icon_size(size))
    return made


def line(*, upright: bool = False, height: int = 16) -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("part", "line")
    if upright:
        made.setFixedSize(1, height)
    else:
        made.setFixedHeight(1)
    return made


def button_text(text: str) -> str:
    """Return words for a button or a tab, where a lone & would be eaten as a key mark."""
    return visible(text).replace("&", "&&")


def set_tip(thing: QWidget | QAction, text: str) -> None:
    """Say *text* when the mouse rests."""
    thing.setToolTip(tip(text))


def tip(text: str) -> str:
    """Return *text* as a tip says it, plain: a tip is the one place where Qt guesses at markup."""
    shown = visible(text)
    if not ("<" in shown or "&" in shown):  # `&lt;` alone makes Qt believe in markup, too
        return shown
    return f"<span>{html.escape(shown)}</span>".replace("\n", "<br>")


class ElidedLabel(Label):
    """One line that ends in "…" where the room ends; the tip has it all."""

    def __init__(self, kit: Kit, text: str, face: Face = Face.BODY, ink: str = "text") -> None:
        super().__init__()
        self._whole = ""
        self.setFont(kit.look.font(face))
        self.setProperty("ink", ink)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Show *text*, as much of it as fits."""
        self._whole = text
        self.setAccessibleName(text)
        set_tip(self, text)
        self._fit()

    def whole(self) -> str:
        return self._whole

    def _fit(self) -> None:
        self.setText(fitting(self.fontMetrics(), self._whole, self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(visible(self._whole)) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
