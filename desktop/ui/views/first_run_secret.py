"""First run, the passphrase: six words drawn by the programme and written down, or the officer's own."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels.door import drawn, weakness
from desktop.ui.views.first_run_step import Step
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import icon_label, label, paragraph
from sync.errors import DeskError, WeakPassphrase

_WAYS: Final = ("drawn", "own")


class SecretStep(Step):
    """The passphrase, and the same once more by hand."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "secret")
        self._is_own = False
        self.body.addLayout(self._ways())
        self._choice = QStackedWidget()
        self._choice.addWidget(self._drawn_card())
        self._choice.addWidget(self._own_form())
        self.body.addWidget(self._choice)
        words = kit.words
        self.again = Labelled(kit, words("first.secret.again"), PassphraseEdit(kit), words("first.secret.again.help"))
        self.again.field.returnPressed.connect(self.next_asked)
        self.body.addWidget(self.again)
        self.draw()

    def passphrase(self) -> str:
        return self.own.field.text() if self._is_own else self.words_shown.text()

    def draw(self) -> None:
        """Draw another passphrase."""
        self.words_shown.setText(drawn())
        self.again.field.clear()
        self.again.clear_error()

    def choose(self, way: str) -> None:
        """Turn to "drawn" or "own"."""
        self.buttons[way].setChecked(True)
        self._is_own = way == "own"
        self._choice.setCurrentIndex(_WAYS.index(way))
        self.again.field.clear()
        self.take_focus()

    def is_filled(self) -> bool:
        words = self.kit.words
        if self._is_own and (weak := weakness(self.own.field.text())) is not None:
            self.own.set_error(weak_words(self.kit, weak))
            self.own.field.setFocus()
            return False
        if self.again.field.text() != self.passphrase():
            empty = not self.again.field.text()
            self.again.set_error(words("first.secret.again.empty" if empty else "first.secret.again.other"))
            self.again.field.setFocus()
            return False
        return True

    def show_error(self, error: DeskError) -> bool:
        if not isinstance(error, WeakPassphrase):
            return False
        self.choose("own")
        self.own.set_error(weak_words(self.kit, error))
        return True

    def take_focus(self) -> None:
        (self.own if self._is_own else self.again).field.setFocus()

    def wipe(self) -> None:
        """Forget what was typed and drawn."""
        for field in (self.own.field, self.again.field):
            field.clear()
        self.words_shown.clear()

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.kit.look.px(8))
        group = QButtonGroup(self, exclusive=True)
        self.buttons = {}
        for way in _WAYS:
            made = button(self.kit, self.kit.words(f"first.secret.{way}"), Kind.SECONDARY)
            made.setCheckable(True)
            made.setChecked(way == "drawn")
            made.clicked.connect(lambda _on=False, chosen=way: self.choose(chosen))
            group.addButton(made)
            row.addWidget(made)
            self.buttons[way] = made
        row.addStretch()
        return row

    def _drawn_card(self) -> QWidget:
        kit = self.kit
        px = kit.look.px
        card = QFrame()
        card.setProperty("part", "banner-info")
        column = QVBoxLayout(card)
        column.setContentsMargins(px(20), px(16), px(16), px(12))
        column.setSpacing(px(8))
        self.words_shown = label(kit, "", Face.TITLE)
        self.words_shown.setWordWrap(True)
        self.words_shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.words_shown.setAccessibleName(kit.words("first.secret.words"))
        column.addWidget(self.words_shown)
        foot = QHBoxLayout()
        foot.setSpacing(px(6))
        foot.addWidget(icon_label(kit, "pencil", "info", 14), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(paragraph(kit, kit.words("first.secret.write_down"), Face.SMALL, "muted"), 1)
        another = button(kit, kit.words("first.secret.another"), Kind.LINK, "refresh-cw")
        another.clicked.connect(self.draw)
        foot.addWidget(another, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        return card

    def _own_form(self) -> QWidget:
        words = self.kit.words
        self.own = Labelled(
            self.kit, words("first.secret.own.name"), PassphraseEdit(self.kit), words("first.secret.own.help")
        )
        self.own.field.textEdited.connect(self._judge)
        return self.own

    def _judge(self, typed: str) -> None:
        """Say how good it is while it is typed; an error waits until the officer goes on."""
        weak = weakness(typed)
        if not typed:
            self.own.clear_error()
        elif weak is None:
            self.own.say(self.kit.words("first.secret.own.good"), "success")
        else:
            self.own.say(weak_words(self.kit, weak, len(typed)), "muted")


def weak_words(kit: Kit, weak: WeakPassphrase, length: int | None = None) -> str:
    """Say what is weak; while it is typed (*length*), how much is missing."""
    if weak.rule == "short" and length is not None:
        return kit.words("first.secret.more", n=int(weak.values["fewest"]) - length)
    return kit.words(f"first.secret.weak.{weak.rule}", **weak.values)
