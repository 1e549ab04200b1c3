"""Import columns: which column of a file fills which field, with what the first rows say in it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.actions.imports.previewing import Preview
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.importing import Look, doubled, missing
from desktop.ui.views.bench import Bench
from desktop.ui.views.step import scrolled
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.form_field import Option
from desktop.ui.widgets.text import ElidedLabel, label

_TARGET_WIDTH = 320


class ImportColumns(QWidget):
    """One line per column; a column without a field is left out. *changed* tells that another field was chosen."""

    changed = Signal()

    def __init__(self, bench: Bench, kind: str, look: Look, columns: Mapping[str, str]) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        px = bench.kit.look.px
        self._options = [Option(code=code, label=text, also=also) for code, text, also in look.targets]
        self.boxes: dict[str, ChoiceBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        self._add_banner(column, look.seen)
        self._trouble = Banner(bench.kit, "triangle-alert", Tone.WARNING, "")
        column.addWidget(self._trouble)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, px(8), 0)
        card = Card(bench.kit)
        card.body.addLayout(self._grid(look.seen, columns))
        inside.addWidget(card)
        inside.addStretch()
        column.addWidget(scrolled(bench.kit.words("imports.step.columns"), inner), 1)
        self._say()

    def chosen(self) -> dict[str, str]:
        """Return header text -> field, for every column; an empty field leaves it out."""
        return {text: box.code() or "" for text, box in self.boxes.items()}

    def trouble(self) -> str:
        """Say why the list cannot be taken in like this; empty when it can."""
        words, chosen = self._bench.kit.words, self.chosen()
        if not all(box.is_settled() for box in self.boxes.values()):
            return words("imports.columns.unread")
        if doubled(self._kind, chosen):
            return words("imports.columns.doubled")
        if wanted := missing(self._kind, chosen):
            named = (self._bench.speech.label(self._kind, name) for name in sorted(wanted))
            return words("imports.columns.missing", fields=words("imports.or").join(named))
        return ""

    def count(self) -> tuple[int, int]:
        """Return how many columns are taken, of how many."""
        return len([target for target in self.chosen().values() if target]), len(self.boxes)

    def _add_banner(self, column: QVBoxLayout, seen: Preview) -> None:
        kit = self._bench.kit
        if seen.is_remembered:
            column.addWidget(Banner(kit, "history", Tone.INFO, kit.words("imports.columns.remembered")))
        elif not seen.columns:
            column.addWidget(Banner(kit, "triangle-alert", Tone.WARNING, kit.words("imports.columns.unknown")))

    def _grid(self, seen: Preview, columns: Mapping[str, str]) -> QGridLayout:
        kit, px = self._bench.kit, self._bench.kit.look.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(10))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for place, key in enumerate(("file", "samples", "field")):
            grid.addWidget(label(kit, kit.words(f"imports.columns.{key}"), Face.SMALL_STRONG, "muted"), 0, place)
        for row, (text, samples) in enumerate(seen.samples.items(), start=1):
            grid.addWidget(ElidedLabel(kit, text, Face.STRONG), row, 0)
            said = self._bench.speech.words("list.dot").join(samples) or kit.words("imports.columns.empty")
            grid.addWidget(ElidedLabel(kit, said, Face.BODY, "muted"), row, 1)
            box = ChoiceBox(kit, self._options, kit.words("imports.columns.for", column=text))
            box.setPlaceholderText(kit.words("imports.columns.none"))
            box.setFixedWidth(px(_TARGET_WIDTH))
            box.set_code(columns.get(text) or None)
            box.chosen.connect(self._on_chosen)
            box.editingFinished.connect(self._on_chosen)
            self.boxes[text] = box
            grid.addWidget(box, row, 2, Qt.AlignmentFlag.AlignRight)
        return grid

    def _on_chosen(self, _code: object = None) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        for text in self.boxes:
            self._mark(text)
        trouble = self.trouble()
        self._trouble.set_text(trouble)
        self._trouble.setVisible(bool(trouble))

    def _mark(self, text: str) -> None:
        """Show where two columns fill one field, or where the typed words name none."""
        box = self.boxes[text]
        is_wrong = text in doubled(self._kind, self.chosen()) or not box.is_settled()
        if box.property("wrong") != is_wrong:
            box.setProperty("wrong", is_wrong)
            box.style().unpolish(box)
            box.style().polish(box)
            box.setAccessibleDescription(self._bench.kit.words("imports.columns.doubled") if is_wrong else "")
