"""Top bar: where one is, the one search box, the language, what is new, and the button for a new case."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.search.search_box import SearchBox
from desktop.ui.widgets.text import ElidedLabel, set_tip
from desktop.words import LANGUAGES


class TopBar(QFrame):
    """The bar over every page."""

    language_asked = Signal(str)
    bell_clicked = Signal(object)  # the button, for what opens beneath it
    new_case_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setObjectName("topBar")
        self.setFixedHeight(px(64))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(20), 0)
        row.setSpacing(px(10))
        row.addLayout(self._words(), 4)
        row.addSpacing(px(8))
        words = kit.words
        self.search = SearchBox(
            kit, name=words("shell.search.name"), placeholder=words("shell.search.placeholder"), key="Ctrl K"
        )
        self.search.setMaximumWidth(px(460))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.search, 5)
        row.addWidget(LanguageSwitch(kit, self.language_asked.emit))
        self.bell = icon_button(kit, kit.words("shell.news.none"), "bell")
        self.bell.clicked.connect(lambda: self.bell_clicked.emit(self.bell))
        row.addWidget(self.bell)
        self.new_case = button(kit, kit.words("shell.new_case"), Kind.PRIMARY, "plus")
        self.new_case.clicked.connect(self.new_case_asked)
        set_tip(self.new_case, "Ctrl N")
        row.addWidget(self.new_case)

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(self._kit.look.px(1))
        self._title = ElidedLabel(self._kit, "", Face.TITLE)
        self._summary = ElidedLabel(self._kit, "", Face.SMALL, "subtle")
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._summary)
        words.addStretch()
        return words

    def bar_new_case(self, why: str) -> None:
        """Grey the button for a new case, with the reason *why*; without one it may be pressed."""
        self.new_case.setDisabled(bool(why))
        self.new_case.setAccessibleDescription(why)
        set_tip(self.new_case, why or "Ctrl N")

    def set_heading(self, title: str, summary: str) -> None:
        """Say which page this is."""
        self._title.set_whole(title)
        self._summary.set_whole(summary)

    def set_news(self, count: int) -> None:
        """Say on the bell how much is new."""
        words = self._kit.words("shell.news.some", n=count) if count else self._kit.words("shell.news.none")
        self.bell.setAccessibleName(words)
        self.bell.setIcon(self._kit.icon("bell", "danger" if count else "muted", 18))
        self.bell.setText(self._kit.words.number(count) if count else "")
        set_tip(self.bell, words)


class LanguageSwitch(QWidget):
    """ID | EN; the language of now is marked, the other is one click away."""

    def __init__(self, kit: Kit, on_asked: Callable[[str], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(2))
        group = QButtonGroup(self, exclusive=True)
        self.setAccessibleName(kit.words("shell.language"))
        for lang in LANGUAGES:
            made = QPushButton(lang.upper())
            made.setProperty("kind", "segment")
            made.setCheckable(True)
            made.setChecked(lang == kit.words.lang)
            made.setFont(kit.look.font(Face.SMALL_STRONG))
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.setAccessibleName(kit.words(f"shell.language.{lang}"))
            set_tip(made, kit.words(f"shell.language.{lang}"))
            made.clicked.connect(lambda _on=False, chosen=lang: on_asked(chosen))
            group.addButton(made)
            row.addWidget(made)
