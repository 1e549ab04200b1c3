"""Code fields: one code of a list, several codes as chips, and yes, no or not asked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.form_field import Caption, FormField, Option
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import button_text, set_tip


class CodeField(FormField):
    """One code; value() is the code or None."""

    def __init__(self, kit: Kit, caption: Caption, options: Sequence[Option]) -> None:
        super().__init__(kit, caption)
        self._box = ChoiceBox(kit, options, caption.label)
        self._box.chosen.connect(self._edited)
        self._box.editingFinished.connect(self._show_problem)
        self._place(self._box, self._box)

    def value(self) -> str | None:
        return self._box.code()

    def set_value(self, value: object) -> None:
        self._box.set_code(None if value is None else str(value))

    def problem(self) -> str:
        return "" if self._box.is_settled() else self._kit.words("form.code.unread")


class CodesField(FormField):
    """Several codes; value() is a list, in the order of choosing."""

    def __init__(self, kit: Kit, caption: Caption, options: Sequence[Option]) -> None:
        super().__init__(kit, caption)
        self._options = tuple(options)
        self._codes: list[str] = []
        editor = QWidget()
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(6))
        self._chips = QWidget()
        self._flow = Flow(kit.look.px(6), self._chips)
        self._box = ChoiceBox(kit, options, kit.words("form.add_choice", field=caption.label))
        self._box.chosen.connect(self._add)
        column.addWidget(self._chips)
        column.addWidget(self._box)
        self._place(editor, self._box)
        self._show()

    def value(self) -> list[str]:
        return list(self._codes)

    def set_value(self, value: object) -> None:
        self._codes = [str(code) for code in value] if isinstance(value, list | tuple) else []
        self._show()

    def _add(self, code: str | None) -> None:
        if code is None:
            return
        self._codes.append(code)
        self._show()
        self._box.set_code(None)
        self._edited()

    def _remove(self, code: str) -> None:
        self._codes.remove(code)
        self._show()
        self._box.setFocus()
        self._edited()

    def _show(self) -> None:
        labels = {option.code: option.label for option in self._options}
        self._flow.clear()
        for code in self._codes:
            self._flow.addWidget(self._chip(code, labels.get(code, code)))
        self._chips.setVisible(bool(self._codes))
        self._box.set_options([option for option in self._options if option.code not in self._codes])

    def _chip(self, code: str, text: str) -> QPushButton:
        chip = QPushButton(button_text(text))
        chip.setProperty("kind", "chosen")
        chip.setFont(self._kit.look.font(Face.SMALL_STRONG))
        chip.setIcon(self._kit.icon("x", "primary_text", 12))
        chip.setIconSize(self._kit.icon_size(12))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the word
        chip.setAutoDefault(False)
        chip.setAccessibleName(self._kit.words("form.remove", item=text))
        set_tip(chip, self._kit.words("form.remove", item=""))
        chip.clicked.connect(lambda: self._remove(code))
        return chip


_ANSWERS: Final[tuple[tuple[str, bool | None], ...]] = (
    ("form.yes", True),
    ("form.no", False),
    ("form.not_asked", None),
)


class FlagField(FormField):
    """Yes, no, or not asked; value() is True, False or None."""

    def __init__(self, kit: Kit, caption: Caption) -> None:
        super().__init__(kit, caption)
        self._group = QButtonGroup(self, exclusive=True)
        editor = QWidget()
        row = QHBoxLayout(editor)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(6))
        self._buttons: dict[bool | None, QPushButton] = {}
        for key, answer in _ANSWERS:
            made = QPushButton(kit.words(key))
            made.setProperty("kind", "filter")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setFont(kit.look.font(Face.MEDIUM))
            made.setAccessibleName(f"{caption.label}: {kit.words(key)}")
            made.clicked.connect(self._edited)
            self._group.addButton(made)
            self._buttons[answer] = made
            row.addWidget(made)
        row.addStretch()
        self._buttons[None].setChecked(True)
        self._place(editor, self._buttons[True])

    def value(self) -> bool | None:
        return next((answer for answer, made in self._buttons.items() if made.isChecked()), None)

    def set_value(self, value: object) -> None:
        self._buttons[value if isinstance(value, bool) else None].setChecked(True)
