"""File row: the picture of a file, what it is called, how it stands; Enter or a click opens it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop.previews.kinds import PDF
from desktop.previews.pictures import Picture
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels.files import FileLine
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import ElidedLabel

_SIDE = 52


class FileRow(QFrame):
    """One file."""

    opened = Signal(object)  # FileLine
    more_asked = Signal(object, QPoint)  # FileLine, where the menu stands

    def __init__(self, kit: Kit, line: FileLine) -> None:
        super().__init__()
        self._kit = kit
        self.line = line
        px = kit.look.px
        self.setProperty("part", "subform")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(kit.words("list.dot").join((line.title, line.state[0], line.under)))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(8), px(8), px(8))
        row.setSpacing(px(12))
        self._picture = QLabel()
        self._picture.setFixedSize(px(_SIDE), px(_SIDE))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icon = "file-text" if line.media_type in (PDF, "text/plain", "") else "paperclip"
        self._picture.setPixmap(kit.pixmap(icon, "subtle", 22, 2.0))
        row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(ElidedLabel(kit, line.title, Face.MEDIUM))
        words.addWidget(ElidedLabel(kit, line.under, Face.SMALL, "muted"))
        row.addLayout(words, 1)
        row.addWidget(Chip(kit, *line.state))
        self.more = icon_button(kit, kit.words("files.more", name=line.title), "ellipsis")
        self.more.clicked.connect(lambda: self._ask_more(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        row.addWidget(self.more)

    def show_picture(self, picture: Picture) -> None:
        """Show the preview."""
        image = QImage(picture.rgb, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888)
        side = self._picture.width() * 2
        pixmap = QPixmap.fromImage(image).scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap.setDevicePixelRatio(2.0)
        self._picture.setPixmap(pixmap)

    def _ask_more(self, at: QPoint) -> None:
        self.more_asked.emit(self.line, at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.line)
        elif event.key() == Qt.Key.Key_Menu:
            self._ask_more(self.mapToGlobal(self.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            if event.button() == Qt.MouseButton.RightButton:
                self._ask_more(event.globalPosition().toPoint())
            else:
                self.opened.emit(self.line)
        super().mouseReleaseEvent(event)
