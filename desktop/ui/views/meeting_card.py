"""Meeting card: two desks of the mission meet on its network; one shows address and six words, the other types them."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.meetings.guest import Talk, join
from desktop.meetings.host import Meeting
from desktop.meetings.side import Met
from desktop.ui.background import Lane
from desktop.ui.error_text import field_text
from desktop.ui.look import Face
from desktop.ui.rounds import Rounds
from desktop.ui.ticket import Progress, Report, Ticket
from desktop.ui.views.bench import Bench
from desktop.ui.views.labelled import Labelled
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.tick import Tick
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import label, paragraph
from sync.domain.records.catalogue import NOUNS
from sync.errors import Cancelled, DeskError, MeetingRefused


class MeetingCard(Card):
    """Shown once the desk has joined a centre: before, no other desk is known. A meeting ends with the card."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("meeting.title"))
        self._bench = bench
        self._rounds = rounds
        self._tickets = tickets = list[Ticket]()  # of what runs; its lane looks into it, too
        self.destroyed.connect(lambda: _cancel(tickets))
        self.body.addWidget(paragraph(kit, words("meeting.text"), Face.SMALL, "muted"))
        self._start = _Start(bench)
        self._start.open.clicked.connect(self.open)
        self._start.join.clicked.connect(self.show_form)
        self.form = JoinMeetingForm(bench)
        self.form.act.clicked.connect(self.join)
        self.form.words.field.returnPressed.connect(self.join)
        self.form.back.clicked.connect(self.show_start)
        self.shown = _Shown(bench)
        self.shown.close_button.clicked.connect(self.cancel)
        for part in (self._start, self.form, self.shown):
            self.body.addWidget(part)
        self.said = paragraph(kit, "", Face.MEDIUM)
        self.body.addWidget(self.said)
        self._show(self._start)
        self._say("")
        rounds.moved.connect(self._on_moved)
        self._on_moved()

    @property
    def open_button(self) -> QWidget:
        return self._start.open

    def open(self) -> None:
        """Open a meeting for one other desk."""
        self._start.setDisabled(True)
        opened: list[Meeting] = []
        act = partial(_hold, self._bench.desk, self._tickets, opened)
        self._run(act, self._on_failed, partial(self._on_held, opened))

    def join(self) -> None:
        """Join the meeting whose address was typed."""
        if not self.form.is_filled():
            return
        self.shown.show_joining()
        self._show(self.shown)
        act = partial(_join, self._bench.desk, self.form.typed(), self._tickets)
        self._run(act, self._on_join_failed, self.shown.show_progress)

    def cancel(self) -> None:
        """End what runs; what was taken in stays."""
        _cancel(self._tickets)

    def show_form(self) -> None:
        self._say("")
        self._show(self.form)
        self.form.address.field.setFocus()

    def show_start(self) -> None:
        self._show(self._start)

    def _on_held(self, opened: list[Meeting], progress: Progress) -> None:
        if self._start.isHidden():
            self.shown.show_progress(progress)
            return
        self._say("")
        self.shown.show_open(opened[0])
        self._show(self.shown)
        self.shown.close_button.setFocus()

    def _run(
        self, act: Callable[[Report], list[Met]], failed: Callable[[DeskError], None], told: Callable[[Progress], None]
    ) -> None:
        self._tickets.clear()
        ticket = self._bench.background.run(act, done=self._on_met, failed=failed, progress=told, lane=Lane.NEARBY)
        self._tickets.append(ticket)

    def _on_met(self, met: list[Met]) -> None:
        self._show(self._start)
        self._say(" ".join(met_words(self._bench, one) for one in met) or self._bench.kit.words("meeting.nobody"))
        if any(one.has_moved for one in met):
            self._bench.background.changed.emit(Changed(kinds=frozenset(NOUNS), outbox=True, sync=True))

    def _on_join_failed(self, error: DeskError) -> None:
        self._show(self.form)
        if isinstance(error, Cancelled):
            return
        self.form.show_error(error)

    def _on_failed(self, error: DeskError) -> None:
        self._show(self._start)
        words = self._bench.kit.words
        self._say(words("meeting.nobody") if isinstance(error, Cancelled) else field_text(words, error))

    def _show(self, part: QWidget) -> None:
        for one in (self._start, self.form, self.shown):
            one.setVisible(one is part)
        self._start.setEnabled(True)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self.said, text)

    def _on_moved(self) -> None:
        self.setVisible(self._rounds.is_joined)


def met_words(bench: Bench, met: Met) -> str:
    """Say what two desks gave each other."""
    words = bench.kit.words
    parts = [words("meeting.met", mark=met.mark, received=met.handed.changes, given=met.given)]
    if met.sent:
        parts.append(words("meeting.receipt", n=met.sent))
    if met.files_given or met.files_received:
        parts.append(words("meeting.files", received=met.files_received, given=met.files_given))
    if met.handed.left:
        parts.append(words("handed.left", n=met.handed.left))
    return " ".join(parts)


def _cancel(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        ticket.cancel()


def _hold(desk: Desk, tickets: list[Ticket], opened: list[Meeting], tell: Report) -> list[Met]:
    """Open a meeting and answer one other desk; on its own lane."""
    meeting = Meeting(desk)
    with closing(meeting):
        opened.append(meeting)
        meeting.tell = tell
        tell(0, 0)  # the screen shows it
        return meeting.run(lambda: any(ticket.is_cancelled for ticket in tickets), once=True)


def _join(desk: Desk, typed: "Typed", tickets: list[Ticket], tell: Report) -> list[Met]:
    stopped = Talk(files=typed.files, tell=tell, stopped=lambda: any(ticket.is_cancelled for ticket in tickets))
    return [join(desk, typed.address, typed.words, stopped)]


class _Start(QWidget):
    """Two buttons."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        kit, words = bench.kit, bench.kit.words
        row = Flow(kit.look.px(8))
        self.open = button(kit, words("meeting.open"), Kind.SECONDARY, "wifi")
        self.join = button(kit, words("meeting.join"), Kind.SECONDARY, "link")
        row.addWidget(self.open)
        row.addWidget(self.join)
        self.setLayout(row)


class _Shown(QWidget):
    """What the other officer needs to be told, and how far it is."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        kit, words = bench.kit, bench.kit.words
        self._bench = bench
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(6))
        self._told = QWidget()
        told = QVBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(kit.look.px(4))
        told.addWidget(label(kit, words("meeting.address"), Face.SMALL, "muted"))
        self.address = paragraph(kit, "", Face.SECTION, "text")
        told.addWidget(self.address)
        told.addWidget(label(kit, words("meeting.words"), Face.SMALL, "muted"))
        self.words = paragraph(kit, "", Face.SECTION, "text")
        told.addWidget(self.words)
        for each in (self.address, self.words):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = paragraph(kit, "", Face.SMALL, "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(words("meeting.title"))
        self.close_button = button(kit, words("meeting.close"), Kind.SECONDARY, "x")
        for part in (self._told, self.state, self._bar):
            column.addWidget(part)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_open(self, meeting: Meeting) -> None:
        """Show where this desk waits."""
        self.address.setText(" · ".join(meeting.addresses))
        self.words.setText(meeting.words)
        self.words.setAccessibleName(f"{self._bench.kit.words('meeting.words')} {meeting.words}")
        self._told.show()
        self.state.setText(self._bench.kit.words("meeting.waits"))

    def show_joining(self) -> None:
        """Show that this desk speaks to another."""
        self._told.hide()
        self.state.setText(self._bench.kit.words("meeting.joining"))

    def show_progress(self, progress: Progress) -> None:
        """Show that something comes or goes."""
        self.state.setText(self._bench.kit.words("meeting.moving", n=progress.done))


class Typed:
    """What was typed into the form."""

    def __init__(self, address: str, words: str, *, files: bool) -> None:
        self.address = address
        self.words = words or None
        self.files = files


class JoinMeetingForm(QWidget):
    """Address, words, and whether files go along; errors stand beside the field that they belong to."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        kit, words = bench.kit, bench.kit.words
        self._bench = bench
        self.address = Labelled(kit, words("meeting.join.address"), QLineEdit(), words("meeting.join.address.help"))
        self.words = Labelled(kit, words("meeting.join.words"), QLineEdit(), words("meeting.join.words.help"))
        self.files = Tick(kit, words("meeting.with_files"))
        self.act = button(kit, words("meeting.act"), Kind.PRIMARY, "link")
        self.back = button(kit, words("shell.cancel"), Kind.SECONDARY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(10))
        for part in (self.address, self.words, self.files):
            column.addWidget(part)
        row = Flow(kit.look.px(8))
        row.addWidget(self.act)
        row.addWidget(self.back)
        column.addLayout(row)
        self.address.field.returnPressed.connect(self.words.field.setFocus)

    def typed(self) -> Typed:
        return Typed(self.address.text(), self.words.text(), files=self.files.isChecked())

    def is_filled(self) -> bool:
        """Whether an address is given; the words are not needed between desks that have met before."""
        if self.address.text():
            return True
        self.address.set_error(self._bench.kit.words("first.join.empty"))
        self.address.field.setFocus()
        return False

    def show_error(self, error: DeskError) -> None:
        """Say what went wrong beside the words or the address."""
        is_words = isinstance(error, MeetingRefused) and error.rule in ("wrong-words", "words-needed")
        place = self.words if is_words else self.address
        place.set_error(field_text(self._bench.kit.words, error))
        place.field.setFocus()
