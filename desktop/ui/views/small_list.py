"""Small list: the few records that belong to another, under its name, with a button to add one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.store.attachments import KIND
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.relations import Relation
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.titles import titles_for
from desktop.ui.viewmodels.tones import status_tone
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.files.file_deeds import FileDeeds
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.text import ElidedLabel, label
from sync.domain.records.catalogue import NOUNS

_MOST = 50
"""Records that are shown; whoever has more looks into the list of the noun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record in a small list, in words."""

    kind: str
    id: str
    title: str
    under: str
    chip: tuple[str, Tone] | None
    is_waiting: bool


def lines(store: Store, relation: Relation, record: str, speech: Speech) -> tuple[Line, ...]:
    """Return the records of *relation* that belong to *record*, the newest first; runs on the store lane."""
    numbers = store.numbers(relation.kind, where=relation.where(record), order="-created_at")[:_MOST]
    rows = store.rows(relation.kind, numbers, opened=True)
    about = NOUNS[relation.kind].about
    titles = titles_for(store, speech, rows, about.columns)
    return tuple(_line(row, relation, speech, titles) for row in rows)


def _line(row: Row, relation: Relation, speech: Speech, titles: dict[str, str]) -> Line:
    declared = NOUNS[row.kind]
    state = next((f for f in ("status", "state") if row.fields.get(f) and f in declared.by_name), None)
    told = [name for name in declared.about.columns if name not in (state, relation.field)]
    said = [text for name in told if (text := speech.value(declared.by_name[name], row.fields.get(name), titles))]
    chip = None
    if state is not None:
        field = declared.by_name[state]
        code = row.fields[state]
        chip = (speech.value(field, code), status_tone(field.code_list or "", code))
    return Line(
        kind=row.kind,
        id=row.id,
        title=speech.title(row, titles),
        under=speech.words("list.dot").join(said[:3]),
        chip=chip,
        is_waiting=row.sync in ("waiting", "refused", "held"),
    )


class SmallList(QWidget):
    """The records of one relation. Enter or a click opens one."""

    def __init__(self, bench: Bench, relation: Relation, owner: tuple[str, str], trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._relation = relation
        self._owner = owner
        self._trail = trail
        px = bench.kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        head = QHBoxLayout()
        self._title = label(bench.kit, bench.speech.nouns(relation.kind), Face.STRONG)
        self.add_button = button(bench.kit, bench.kit.words("list.add_short"), Kind.LINK, "plus")
        noun = bench.speech.inside(bench.speech.noun(relation.kind))
        self.add_button.setAccessibleName(bench.kit.words("list.add", noun=noun))
        self.add_button.clicked.connect(self._add)
        if relation.kind == KIND:
            allow(bench, self.add_button, "attach", owner[0])
        else:
            allow(bench, self.add_button, "create", relation.kind)
        head.addWidget(self._title, 1)
        head.addWidget(self.add_button)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(4))
        column.addLayout(self._rows)
        self.reload()

    def reload(self) -> None:
        """Ask for the records again."""
        query = partial(lines, relation=self._relation, record=self._owner[1], speech=self._bench.speech)
        self._bench.ask(f"small/{id(self)}", query, self._show)

    def _add(self) -> None:
        if self._relation.kind == KIND:  # a file is chosen, not typed
            FileDeeds(self._bench, self._owner, self._trail, self).ask_for_files()
            return
        self._trail.add(self._relation.kind, self._relation.preset(*self._owner))

    def _show(self, found: Sequence[Line]) -> None:
        empty(self._rows)
        many = self._bench.speech.nouns(self._relation.kind)
        words = self._bench.kit.words
        self._title.setText(words("list.counted", name=many, n=len(found)) if found else many)
        for line in found:
            row = LineRow(self._bench, line)
            row.opened.connect(self._trail.open_record)
            self._rows.addWidget(row)


class LineRow(QFrame):
    """One record: what it is called, what matters of it, its state."""

    opened = Signal(str, str)  # kind, record id

    def __init__(self, bench: Bench, line: Line) -> None:
        super().__init__()
        self._line = line
        kit, px = bench.kit, bench.kit.look.px
        self.setProperty("part", "subform")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(kit.words("list.dot").join(one for one in (line.title, line.under) if one))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(10), px(8))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(ElidedLabel(kit, line.title, Face.MEDIUM))
        if line.under:
            words.addWidget(ElidedLabel(kit, line.under, Face.SMALL, "muted"))
        row.addLayout(words, 1)
        if line.is_waiting:
            row.addWidget(Chip(kit, kit.words("list.not_sent"), Tone.WARNING, "cloud-upload"))
        if line.chip is not None:
            row.addWidget(Chip(kit, *line.chip))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._line.kind, self._line.id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._line.kind, self._line.id)
        super().mouseReleaseEvent(event)
