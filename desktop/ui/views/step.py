"""Step: a screen upon a list: a form, a case, a history; it has a way back and keeps what is typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.views.places import Place
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.text import ElidedLabel


class Step(QWidget):
    """A screen of the trail."""

    def place(self) -> Place:
        """Return how to come here again."""
        raise NotImplementedError

    def enter(self) -> None:
        """Called once it is on the screen."""
        self.setFocus()

    def refresh(self, changed: Changed) -> None:
        """Show what is other than before."""


class StepHead(QWidget):
    """The way back, what the screen is about, and its buttons at the other end."""

    def __init__(self, kit: Kit, trail: Trail) -> None:
        super().__init__()
        px = kit.look.px
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        back = icon_button(kit, kit.words("form.back"), "arrow-left")
        back.clicked.connect(trail.back)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidedLabel(kit, "", Face.SECTION)
        self._under = ElidedLabel(kit, "", Face.SMALL, "muted")
        words.addWidget(self._title)
        words.addWidget(self._under)
        self._row.addWidget(back)
        self._row.addLayout(words, 1)

    def say(self, title: str, under: str = "") -> None:
        """Say what the screen is about."""
        self._title.set_whole(title)
        self._under.set_whole(under)
        self._under.setVisible(bool(under))

    def add(self, made: QPushButton) -> QPushButton:
        """Add a button at the right end."""
        self._row.addWidget(made)
        return made


def scrolled(name: str, inner: QWidget) -> QScrollArea:
    """Return *inner* in an area that scrolls up and down only."""
    inner.setObjectName("scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields are reached by Tab and bring themselves into view
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    return area
