"""Mass dialog: the records that a held-back deletion would take away, by name; letting it in is the second button."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QWidget

from desktop.actions.mass_deletion import Doomed
from desktop.ui.look import Face
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph


class MassDialog(Dialog):
    """Esc and the first button leave everything as it is."""

    def __init__(self, bench: Bench, stopped: Sequence[Doomed], parent: QWidget | None = None) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("sync.mass.title"), parent)
        self._bench = bench
        self.setMinimumSize(kit.look.px(560), kit.look.px(460))
        self.body.addWidget(paragraph(kit, words("sync.mass.title"), Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, words("sync.mass.text")))
        self.lists = [self._add_kind(one) for one in stopped]
        self.body.addWidget(paragraph(kit, words("sync.mass.note"), Face.SMALL))
        cancel = self.add_button(button(kit, words("shell.cancel")))
        self.act = self.add_button(button(kit, words("sync.mass.act"), Kind.DANGER))
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        cancel.setDefault(True)
        cancel.setFocus()

    def _add_kind(self, one: Doomed) -> QListWidget:
        kit, speech = self._bench.kit, self._bench.speech
        count = kit.words("sync.mass.kind", count=one.count, held=one.held)
        title = f"{speech.noun(one.kind)}: {count}"
        self.body.addWidget(label(kit, title, Face.STRONG))
        made = QListWidget()
        made.setAccessibleName(title)
        made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        made.setFont(kit.look.font())
        made.addItems([speech.title(row) for row in one.rows])
        self.body.addWidget(made, 1)
        if len(one.rows) < one.count:
            more = kit.words("sync.mass.more", shown=len(one.rows), count=one.count)
            self.body.addWidget(label(kit, more, Face.SMALL, "muted"))
        return made

    def is_allowed(self) -> bool:
        """Show it, and return the answer."""
        return self.exec() == QDialog.DialogCode.Accepted
