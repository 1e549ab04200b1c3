"""Line icon: a drawing inside a line of text; it takes no click of its own, the whole line is the target."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.ui.kit import Kit


class LineIcon(QLabel):
    """Stands at the start or the end of *line* and keeps the text away."""

    def __init__(self, kit: Kit, line: QLineEdit, icon: str, *, is_at_end: bool = False) -> None:
        super().__init__(line)
        self._kit = kit
        self._line = line
        self._is_at_end = is_at_end
        self.setPixmap(kit.pixmap(icon, "muted", 16, 2.0))
        self.setFixedSize(kit.icon_size(16))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        room = kit.look.px(22)
        line.setTextMargins(0 if is_at_end else room, 0, room if is_at_end else 0, 0)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            margin = self._kit.look.px(11)
            left = self._line.width() - self.width() - margin if self._is_at_end else margin
            self.move(left, (self._line.height() - self.height()) // 2)
        return super().eventFilter(watched, event)
