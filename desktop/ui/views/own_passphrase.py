"""Own passphrase: two fields in which an officer chooses one in place of the words that a colleague drew."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.viewmodels.door import weakness
from desktop.ui.views.first_run_secret import weak_words
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit


class OwnPassphrase(QWidget):
    """The new one, judged as it is typed, and the same again."""

    def __init__(self, kit: Kit, submit: Callable[[], None]) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(14))
        self.new = Labelled(kit, words("settings.passphrase.new"), PassphraseEdit(kit), words("first.secret.own.help"))
        self.again = Labelled(kit, words("first.secret.again"), PassphraseEdit(kit))
        for field in (self.new, self.again):
            column.addWidget(field)
        self.new.field.textEdited.connect(self._judge)
        self.new.field.returnPressed.connect(self.again.field.setFocus)
        self.again.field.returnPressed.connect(submit)

    def begin(self) -> None:
        """Ask for it."""
        self.show()
        self.new.field.setFocus()

    def chosen(self) -> str | None:
        """Return what was chosen; None while it is weak, or was not typed twice."""
        new = self.new.field.text()
        if (weak := weakness(new)) is not None:
            self.new.set_error(weak_words(self._kit, weak))
            self.new.field.setFocus()
            return None
        if self.again.field.text() != new:
            self.again.set_error(self._kit.words("first.secret.again.other"))
            self.again.field.setFocus()
            return None
        return new

    def _judge(self, typed: str) -> None:
        weak = weakness(typed)
        if weak is None:
            self.new.say(self._kit.words("first.secret.own.good"), "success")
        else:
            self.new.say(weak_words(self._kit, weak, len(typed)), "muted")
