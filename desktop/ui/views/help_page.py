"""Help page: the keys, where everything is kept, and who to call with which words."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.ui.look import Face
from desktop.ui.views.bench import Bench
from desktop.ui.views.step import scrolled
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.text import label, paragraph
from sync.version import VERSION

_KEYS: Final = (
    ("Ctrl K", "search"),
    ("Ctrl N", "new_case"),
    ("Ctrl Enter", "save_case"),
    ("Ctrl S", "save"),
    ("Ctrl Z", "undo"),
    ("Esc", "back"),
    ("Enter", "open"),
    ("Ctrl I", "import"),
    ("Ctrl E", "export"),
    ("Ctrl Shift K", "columns"),
    ("Ctrl 1 … 7", "pages"),
    ("F5", "sync"),
    ("Ctrl L", "lock"),
    ("Ctrl Shift L", "switch"),
    ("F1", "help"),
)
_QUESTIONS: Final = ("offline", "saved", "conflict", "refused", "forgot", "laptop")


class HelpPage(QWidget):
    """A page of the frame, see views/page.py."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.setObjectName("page")
        px = bench.kit.look.px
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(px(24), px(18), px(20), px(16))
        row.setSpacing(px(16))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(px(16))
            row.addLayout(column, 1)
        left.addWidget(self._questions())
        left.addStretch()
        right.addWidget(self._keys())
        right.addWidget(self._places())
        right.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(bench.kit.words("shell.nav.help"), body))

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return self._bench.kit.words("shell.nav.help")

    def summary(self) -> str:
        return self._bench.kit.words("help.summary")

    def refresh(self, changed: Changed) -> None:
        """Nothing here follows the records."""

    def place(self) -> object:
        return None

    def return_to(self, place: object) -> None:
        del place  # there is one place here

    def _keys(self) -> Card:
        kit = self._bench.kit
        card = Card(kit, kit.words("help.keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(kit.look.px(16))
        grid.setVerticalSpacing(kit.look.px(8))
        grid.setColumnStretch(1, 1)
        for row, (key, name) in enumerate(_KEYS):
            shown = label(kit, key, Face.SMALL, "muted")
            shown.setProperty("part", "key")
            grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(kit, kit.words(f"help.key.{name}")), row, 1)
        card.body.addLayout(grid)
        return card

    def _questions(self) -> Card:
        kit = self._bench.kit
        card = Card(kit, kit.words("help.questions"))
        for name in _QUESTIONS:
            card.body.addWidget(paragraph(kit, kit.words(f"help.ask.{name}"), Face.STRONG, "text"))
            card.body.addWidget(paragraph(kit, kit.words(f"help.answer.{name}")))
        return card

    def _places(self) -> Card:
        kit, folder = self._bench.kit, self._bench.desk.folder
        words = kit.words
        card = Card(kit, words("help.call"))
        card.body.addWidget(paragraph(kit, words("help.call.text")))
        facts = (
            Fact(label=words("settings.version"), value=VERSION),
            Fact(label=words("first.done.folder"), value=str(folder)),
            Fact(label=words("first.done.backups"), value=str(folder / "backups")),
            Fact(label=words("help.crashes"), value=str(folder / "crashes")),
        )
        card.body.addWidget(KeyValueGrid(kit, facts, columns=1))
        return card
