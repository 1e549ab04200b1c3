"""Conflict chooser: record by record, field by field, what this computer says and what the centre says."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions import disputes
from desktop.actions.disputes import Choice, Dispute
from desktop.ui.error_text import field_text
from desktop.ui.look import Face
from desktop.ui.views.bench import Bench
from desktop.ui.views.conflict_field import ConflictField
from desktop.ui.views.places import RecordPlace
from desktop.ui.views.step import scrolled
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.text import ElidedLabel, label, paragraph
from sync.domain.records.catalogue import NOUNS
from sync.errors import DeskError


class ConflictChooser(Card):
    """What is not chosen goes on waiting; nothing is ever lost."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit)
        self._bench = bench
        self._disputes: tuple[Dispute, ...] = ()
        self._at = 0
        self.fields: list[ConflictField] = []
        self._head_line = QVBoxLayout()
        self.body.addLayout(self._head_line)
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 0, bench.kit.look.px(6), 0)
        self._body.setSpacing(bench.kit.look.px(14))
        self.body.addWidget(scrolled(bench.kit.words("sync.conflicts.text"), inner), 1)
        self.body.addLayout(self._foot())
        self._fill()

    def show_disputes(self, found: Sequence[Dispute]) -> None:
        """Show *found*; what is chosen and not kept stays while its record does not change."""
        if tuple(found) == self._disputes:
            return
        before = self.record()
        self._disputes = tuple(found)
        records = [(one.kind, one.record) for one in found]
        self._at = records.index(before) if before in records else 0
        self._fill()

    def record(self) -> tuple[str, str] | None:
        """Return kind and id of the record that is shown."""
        if not self._disputes:
            return None
        shown = self._disputes[self._at]
        return shown.kind, shown.record

    def keep(self) -> None:
        """Decide what is chosen."""
        choices = self._choices()
        if choices:
            kind = self._disputes[self._at].kind
            left = len(self.fields) - len(choices)
            self._bench.do(partial(disputes.decide, kind, choices), partial(self._on_kept, left), self._on_refused)

    def _choices(self) -> dict[str, tuple[str, Choice]]:
        made: dict[str, tuple[str, Choice]] = {}
        for field in self.fields:
            choice = field.choice()
            if choice is not None:
                made[field.disputed.id] = (field.disputed.path, choice)
        return made

    def _on_kept(self, left: int, _none: None) -> None:
        for field in self.fields:
            if field.choice() is not None:
                field.drafts.end()
        words = self._bench.kit.words
        text = words("sync.decided")
        self._bench.shell.tell(f"{text} {words('sync.left', n=left)}" if left else text)

    def _on_refused(self, error: DeskError) -> None:
        for field in self.fields:
            if field.third is not None and error.field == field.disputed.path:
                field.third.set_error(field_text(self._bench.kit.words, error))
                field.third.setFocus()
                return
        self._bench.tell_error(error)

    def _step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._disputes)
        self._fill()

    # --- parts

    def _fill(self) -> None:
        cleared(self._head_line)
        cleared(self._body)
        self.fields.clear()
        has_any = bool(self._disputes)
        for made in (self.act, self.later, self.open_record):
            made.setVisible(has_any)
        if has_any:
            self._fill_dispute(self._disputes[self._at])
        else:
            kit = self._bench.kit
            self._body.addWidget(
                EmptyState(kit, "git-merge", kit.words("sync.conflicts.none"), kit.words("sync.conflicts.none.text"))
            )

    def _fill_dispute(self, dispute: Dispute) -> None:
        kit, speech = self._bench.kit, self._bench.speech
        count = sum(len(one.fields) for one in self._disputes)
        self._head_line.addLayout(self._head(count))
        title = speech.title(dispute.row) if dispute.row is not None else speech.noun(dispute.kind)
        self._body.addWidget(ElidedLabel(kit, title, Face.STRONG))
        self._body.addWidget(paragraph(kit, kit.words("sync.conflicts.text")))
        for disputed in dispute.fields:
            field = ConflictField(self._bench, dispute.kind, disputed)
            field.chosen.connect(self._on_chosen)
            self.fields.append(field)
            self._body.addWidget(field)
        self._body.addStretch()
        self.open_record.setVisible(dispute.row is not None)
        self._on_chosen()

    def _head(self, count: int) -> QHBoxLayout:
        kit = self._bench.kit
        row = QHBoxLayout()
        words = kit.words("sync.conflicts.one") if count == 1 else kit.words("sync.conflicts", n=count)
        row.addWidget(label(kit, words, Face.SECTION))
        row.addStretch()
        if len(self._disputes) > 1:
            all_ = len(self._disputes)
            row.addWidget(
                label(kit, kit.words("sync.conflicts.record", at=self._at + 1, all=all_), Face.SMALL, "subtle")
            )
            for key, icon, by in (("previous", "chevron-left", -1), ("next", "chevron-right", 1)):
                made = icon_button(kit, kit.words(f"sync.conflicts.{key}"), icon)
                made.clicked.connect(partial(self._step, by))
                row.addWidget(made)
        return row

    def _foot(self) -> QHBoxLayout:
        kit = self._bench.kit
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(8))
        self.act = button(kit, kit.words("sync.decide"), Kind.PRIMARY, "check")
        self.act.clicked.connect(self.keep)
        self.later = button(kit, kit.words("sync.later"))
        self.later.clicked.connect(self._put_off)
        self.open_record = button(kit, kit.words("sync.conflicts.open"), Kind.LINK)
        self.open_record.clicked.connect(self._open)
        row.addWidget(self.act)
        row.addWidget(self.later)
        row.addStretch()
        row.addWidget(self.open_record)
        return row

    def _on_chosen(self) -> None:
        self.act.setEnabled(bool(self._choices()))

    def _put_off(self) -> None:
        """Leave this record for later: forget what was chosen, and show the next one."""
        self._step(1)

    def _open(self) -> None:
        shown = self._disputes[self._at]
        section = NOUNS[shown.kind].about.section
        self._bench.shell.go(section, RecordPlace(kind=shown.kind, record=shown.record))
