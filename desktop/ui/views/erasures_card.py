"""Erasures card: what waits for a second officer, and the cases whose time of keeping has run out."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from desktop.actions.erasing import Due
from desktop.store.row import Row
from desktop.ui.look import Face
from desktop.ui.viewmodels.erasures import Pending, pending
from desktop.ui.views.bench import Bench
from desktop.ui.views.erasure_dialog import open_erasure
from desktop.ui.views.row_button import RowButton
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.text import icon_label, label
from sync.domain.rules.erasure import ERASURE
from sync.domain.rules.retention import BASES

_FEW: Final = 20


class ErasuresCard(Card):
    """Shown to who may ask for erasures or confirm them."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit, bench.kit.words("erasure.card"))
        self._bench = bench
        self._rows = QVBoxLayout()
        self._rows.setSpacing(bench.kit.look.px(4))
        self.body.addLayout(self._rows)
        self.setVisible(bench.desk.eyes.may("edit", ERASURE))

    def ask(self) -> None:
        """Read what waits and what is due."""
        if self._bench.desk.eyes.may("edit", ERASURE):
            today = self._bench.desk.clock.now().date()
            self._bench.ask("erasures", lambda store: pending(store, today), self.show_pending)

    def show_pending(self, found: Pending) -> None:
        """Show both lists, or that there is nothing."""
        kit = self._bench.kit
        cleared(self._rows)
        self._head("erasure.waiting", len(found.waiting))
        for row in found.waiting[:_FEW]:
            self._rows.addWidget(self._waiting(row))
        self._head("erasure.due", len(found.due))
        for one in found.due[:_FEW]:
            self._rows.addWidget(self._due(one))
        if len(found.due) > _FEW:
            self._rows.addWidget(label(kit, kit.words("erasure.more", n=len(found.due) - _FEW), Face.SMALL, "subtle"))

    def _head(self, key: str, count: int) -> None:
        kit = self._bench.kit
        self._rows.addWidget(label(kit, kit.words(key), Face.SMALL, "muted"))
        if not count:
            self._rows.addWidget(label(kit, kit.words(f"{key}.none"), ink="subtle"))

    def _waiting(self, row: Row) -> RowButton:
        kit, speech, fields = self._bench.kit, self._bench.speech, row.fields
        kind = str(fields.get("subject_kind"))
        title = kit.words("list.dot").join((speech.noun(kind), speech.code(BASES, str(fields.get("erasure_basis")))))
        under = kit.words("erasure.by", officer=fields.get("asked_by", ""), time=speech.moment(row.created_at))
        return self._row("shield", title, under, (kind, str(fields.get("subject_id"))))

    def _due(self, one: Due) -> RowButton:
        kit, speech = self._bench.kit, self._bench.speech
        number = one.case.fields.get("case_no") or one.case.title
        under = kit.words("erasure.due.line", day=speech.day(one.until.isoformat()), years=one.years)
        return self._row("history", str(number), under, ("case", one.case.id))

    def _row(self, icon: str, title: str, under: str, subject: tuple[str, str]) -> RowButton:
        kit = self._bench.kit
        look = label(kit, kit.words("erasure.look"), Face.SMALL, "subtle")
        row = RowButton(kit, icon_label(kit, icon, "muted", 18), title, under, look)
        row.clicked.connect(partial(self._open, subject))
        return row

    def _open(self, subject: tuple[str, str], _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a signal's
        open_erasure(self._bench, *subject, self.window())
