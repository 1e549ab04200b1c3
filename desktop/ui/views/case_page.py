"""Case page: one case with its people, papers and money; what happened, what is due, and what comes next."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout

from desktop.changed import Changed
from desktop.store.row import Row
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.case_page import CaseLook, access_words, look_at, moves_of
from desktop.ui.viewmodels.facts import alert_of
from desktop.ui.viewmodels.files import Source
from desktop.ui.viewmodels.tones import PRIORITY_TONES, status_tone
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.case_deeds import CaseDeeds
from desktop.ui.views.case_tabs import CaseTabs
from desktop.ui.views.clock_chips import clock_chips
from desktop.ui.views.files.dropping import FileDrop
from desktop.ui.views.places import RecordPlace
from desktop.ui.views.record_cells import problem
from desktop.ui.views.step import Step, StepHead
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import button_text
from sync.changes.rights import verb_of_move
from sync.domain.rules.erasure import erasure_of


class CasePage(Step):
    """One case. Everything that belongs to it is reached from here."""

    def __init__(self, bench: Bench, place: RecordPlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._trail = trail
        self._look: CaseLook | None = None
        self.deeds = CaseDeeds(bench, place.record, trail, self)
        self._build()
        self._reload()

    def place(self) -> RecordPlace:
        return self._place

    def enter(self) -> None:
        self.note.setFocus()

    def refresh(self, changed: Changed) -> None:
        if changed.kinds or changed.sync:
            self._reload()

    def _reload(self) -> None:
        query = partial(look_at, case=self._place.record, speech=self._bench.speech, reader=self._bench.reader())
        self._bench.ask(f"case/{id(self)}", query, self._show)

    # --- what is shown

    def _show(self, look: CaseLook) -> None:
        if self._look is None:
            self._bench.note_look(look.row)
        self._look = look
        self.deeds.look = look
        row, speech = look.row, self._bench.speech
        number = row.fields.get("case_no") or self._bench.kit.words("list.case.no_number")
        self.head.say(look.name, speech.words("list.dot").join(one for one in (number, problem(row, speech)) if one))
        self._show_chips(look)
        self._show_alert(look)
        self._show_clocks(look)
        self._show_moves(row)
        self.tabs.show_case(look)

    def _show_chips(self, look: CaseLook) -> None:
        kit, speech, row = self._bench.kit, self._bench.speech, look.row
        self._chips.clear()
        for name, codes in (("priority", "priority"), ("status", "case_status"), ("category", "case_category")):
            code = row.fields.get(name)
            if not code:
                continue
            tone = PRIORITY_TONES.get(code, Tone.NEUTRAL) if name == "priority" else status_tone(codes, code)
            self._chips.addWidget(Chip(kit, speech.code(codes, code), tone))
        if row.deleted is not None:
            self._chips.addWidget(
                Chip(
                    kit,
                    kit.words("list.is_deleted" if erasure_of(row.deleted) is None else "erasure.is_erased"),
                    Tone.DANGER,
                    "trash-2",
                )
            )
        if look.proof:
            icon, tone = ("cloud-check", Tone.SUCCESS) if look.is_proven else ("cloud-upload", Tone.WARNING)
            self._chips.addWidget(Chip(kit, look.proof, tone, icon))

    def _show_alert(self, look: CaseLook) -> None:
        empty(self._alert)
        alert = alert_of(look.row, self._bench.speech)
        if alert is None and not look.access.is_restricted:
            return
        icon, tone, text = alert or ("shield", Tone.WARNING, self._bench.kit.words("access.unproven"))
        banner = Banner(self._bench.kit, icon, tone, text, access_words(look, self._bench.kit.words))
        banner.acted.connect(self.deeds.show_access)
        self._alert.addWidget(banner)

    def _show_clocks(self, look: CaseLook) -> None:
        """Say what is due, each with its light and a word."""
        self._clocks.clear()
        for chip in clock_chips(self._bench, look.due):
            self._clocks.addWidget(chip)

    def _show_moves(self, row: Row) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for move in moves_of(row):
            action = menu.addAction(button_text(self._bench.speech.code("case_status", move.to)))
            action.triggered.connect(partial(self.deeds.move, move))
            allow(self._bench, action, verb_of_move(move.to, row.fields), "case")
        self.move_button.setMenu(menu)
        self.move_button.setEnabled(bool(menu.actions()) and row.deleted is None)
        for each in (self.note, self.call):
            each.setEnabled(row.deleted is None)
            allow(self._bench, each, "create", "action")

    # --- parts

    def _build(self) -> None:
        kit, px = self._bench.kit, self._bench.kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        card = Card(kit)
        card.body.setSpacing(px(10))
        self.head = StepHead(kit, self._trail)
        self._build_buttons()
        self._chips = Flow(px(6))
        self._clocks = Flow(px(6))
        self._alert = QVBoxLayout()
        card.body.addWidget(self.head)
        card.body.addLayout(self._chips)
        card.body.addLayout(self._alert)
        card.body.addLayout(self._clocks)
        self.tabs = CaseTabs(self._bench, self._place.record, self._trail)
        card.body.addWidget(self.tabs.bar, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.setContentsMargins(px(16), px(14), px(20), 0)
        column.addWidget(card)
        column.addWidget(self.tabs, 1)
        FileDrop(self).dropped.connect(self._take_files)

    def _take_files(self, sources: list[Source]) -> None:
        """Files that are dropped anywhere on the case belong to it."""
        self.tabs.bar.choose("documents")
        self.tabs.files.deeds.add(sources)

    def _build_buttons(self) -> None:
        kit, words = self._bench.kit, self._bench.kit.words
        self.note: QPushButton = self.head.add(button(kit, words("case.add_note"), Kind.PRIMARY, "message-square"))
        self.call: QPushButton = self.head.add(button(kit, words("case.log_call"), Kind.SECONDARY, "phone"))
        self.move_button: QPushButton = self.head.add(button(kit, words("case.move"), Kind.SECONDARY, "flag"))
        self.more: QPushButton = self.head.add(icon_button(kit, words("shell.more_actions"), "ellipsis"))
        self.note.clicked.connect(self.deeds.add_note)
        self.call.clicked.connect(self.deeds.log_call)
        self.more.clicked.connect(lambda: self.deeds.show_more(self.more))
