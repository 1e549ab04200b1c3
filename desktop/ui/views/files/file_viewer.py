"""File viewer: a photo or the pages of a PDF, from memory only; nothing of it is written anywhere."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.previews.pictures import NoPicture, Picture
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.files import OpenFile
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.text import ElidedLabel, label, paragraph

Turn = Callable[[int, Callable[[Picture | NoPicture | None], None]], None]
"""Asks for a page (from 0); the answer comes later."""


class FileViewer(QDialog):
    """Page Up and Page Down turn pages, + and - change the size, Esc closes."""

    copy_asked = Signal()

    def __init__(self, kit: Kit, opened: OpenFile, title: str, turn: Turn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._turn = turn
        self._page = 0
        self._pages = opened.picture.pages if isinstance(opened.picture, Picture) else 0
        self._pixmap: QPixmap | None = None
        self._is_whole = True
        px = kit.look.px
        self.setWindowTitle(kit.words("files.viewer"))  # no name of a file or person in a title
        self.resize(px(980), px(760))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(14))
        column.setSpacing(px(10))
        column.addLayout(self._head(title))
        if opened.has_place:
            column.addWidget(Banner(kit, "map-pin", Tone.WARNING, kit.words("files.has_place")))
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet.setAccessibleName(title)
        self._area = QScrollArea()
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._area, 1)
        self._show(opened.picture)

    def _head(self, title: str) -> QHBoxLayout:
        kit, words = self._kit, self._kit.words
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(kit, title, Face.SECTION), 1)
        self.back = icon_button(kit, words("files.page.back"), "arrow-left")
        self.on = icon_button(kit, words("files.page.on"), "chevron-right")
        self._number = label(kit, "", Face.SMALL, "muted")
        self.back.clicked.connect(partial(self._go, -1))
        self.on.clicked.connect(partial(self._go, 1))
        for each in (self.back, self._number, self.on):
            head.addWidget(each)
            each.setVisible(self._pages > 1)
        self.size_button = button(kit, words("files.size.full"), Kind.SECONDARY)
        self.size_button.clicked.connect(self._change_size)
        self.copy = button(kit, words("files.copy"), Kind.SECONDARY, "download")
        self.copy.clicked.connect(self.copy_asked)
        close = button(kit, words("files.close"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        for each in (self.size_button, self.copy, close):
            head.addWidget(each)
        return head

    def _go(self, step: int) -> None:
        page = min(max(0, self._page + step), max(0, self._pages - 1))
        if page != self._page:
            self._page = page
            self._turn(page, partial(self._turned, page))

    def _turned(self, page: int, picture: Picture | NoPicture | None) -> None:
        if page == self._page:
            self._show(picture)

    def _show(self, picture: Picture | NoPicture | None) -> None:
        self._number.setText(self._kit.words("files.page", n=self._page + 1, of=self._pages))
        self.back.setEnabled(self._page > 0)
        self.on.setEnabled(self._page + 1 < self._pages)
        self.size_button.setVisible(isinstance(picture, Picture))
        if not isinstance(picture, Picture):
            self._pixmap = None
            self._say("files.not_shown" if picture is None else "files.cannot_draw")
            return
        image = QImage(picture.rgb, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888)
        self._pixmap = QPixmap.fromImage(image)
        self._fit()

    def _say(self, key: str) -> None:
        said = paragraph(self._kit, self._kit.words(key))
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(said)

    def _change_size(self) -> None:
        self._is_whole = not self._is_whole
        self.size_button.setText(self._kit.words("files.size.full" if self._is_whole else "files.size.whole"))
        self._fit()

    def _fit(self) -> None:
        if self._pixmap is None:
            return
        shown = self._pixmap
        room = self._area.viewport().size()
        is_larger = shown.width() > room.width() or shown.height() > room.height()
        if self._is_whole and is_larger and not room.isEmpty():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown = shown.scaled(room, keep, smooth)
        self._sheet.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)  # the room for the picture is laid out after this

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps:
            self._go(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            if self._is_whole == (event.key() == Qt.Key.Key_Plus):
                self._change_size()
        else:
            super().keyPressEvent(event)
