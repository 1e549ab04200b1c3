"""First run, the beginning: the language, then which mission and who."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.keys.secret import Officer
from desktop.keys.slots import user_name
from desktop.ui.error_text import field_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.views.first_run_step import Step
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.mission_picker import MissionPicker
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import paragraph
from desktop.words import LANGUAGES
from sync.errors import DeskError, InvalidField


class LanguageStep(Step):
    """Two large buttons, each in its own language; and the way back from a backup."""

    language_chosen = Signal(str)
    backup_chosen = Signal(str)  # path

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "language")
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(12))
        group = QButtonGroup(self, exclusive=True)
        self.choices: dict[str, QPushButton] = {}
        for lang in LANGUAGES:
            made = button(kit, kit.words(f"shell.language.{lang}"), Kind.SECONDARY, "languages")
            made.setCheckable(True)
            made.setChecked(lang == kit.words.lang)
            made.setFont(kit.look.font(Face.STRONG))
            made.setMinimumSize(QSize(kit.look.px(200), kit.look.px(56)))
            made.clicked.connect(lambda _on=False, chosen=lang: self.language_chosen.emit(chosen))
            group.addButton(made)
            row.addWidget(made)
            self.choices[lang] = made
        row.addStretch()
        self.body.addLayout(row)
        self.body.addSpacing(kit.look.px(16))
        self.body.addWidget(paragraph(kit, kit.words("first.restore.text"), Face.SMALL, "subtle"))
        restore = button(kit, kit.words("first.restore"), Kind.LINK, "history")
        restore.clicked.connect(self._ask_backup)
        self.body.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        self._error = paragraph(kit, "", Face.MEDIUM, "danger")
        self._error.hide()
        self.body.addWidget(self._error)

    def _ask_backup(self) -> None:
        words = self.kit.words
        path, _ = QFileDialog.getOpenFileName(
            self, words("first.restore"), "", words("first.restore.files") + " (*.sisko-backup);;* (*)"
        )
        if path:
            self.backup_chosen.emit(path)

    def show_error(self, error: DeskError) -> bool:
        self._error.setText(field_text(self.kit.words, error))
        self._error.show()
        return True

    def take_focus(self) -> None:
        self.choices[self.kit.words.lang].setFocus()


class DeskStep(Step):
    """The mission, the officer's name, and the name to sign in with."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "desk")
        words = kit.words
        self.mission = MissionPicker(kit)
        self.name = Labelled(kit, words("first.name"), QLineEdit(), words("first.name.help"))
        self.user = Labelled(kit, words("first.user"), QLineEdit(), words("first.user.help"))
        self.name.field.setMaxLength(120)
        self.user.field.setMaxLength(60)
        self._user_is_own = False
        self.name.field.textEdited.connect(self._propose_user)
        self.user.field.textEdited.connect(self._on_user)
        people = QWidget()
        row = QHBoxLayout(people)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(16))
        row.addWidget(self.name, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.user, 2, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.mission)
        self.body.addWidget(people)
        self.user.field.returnPressed.connect(self.next_asked)

    def officer(self) -> Officer:
        return Officer(user=self.user.text(), name=self.name.text())

    def is_filled(self) -> bool:
        words = self.kit.words
        wrong: list[Labelled] = []
        if not self.mission.code():
            self.mission.labelled.set_error(words("first.mission.choose"))
            wrong.append(self.mission.labelled)
        if not self.name.text():
            self.name.set_error(words("first.name.empty"))
            wrong.append(self.name)
        try:
            user_name(self.user.text())
        except InvalidField:
            self.user.set_error(words("first.user.wrong"))
            wrong.append(self.user)
        if wrong:
            wrong[0].field.setFocus()
        return not wrong

    def show_error(self, error: DeskError) -> bool:
        fields = {"mission": self.mission.labelled, "name": self.name, "user": self.user}
        field = fields.get(error.field or "")
        if field is None:
            return False
        field.set_error(field_text(self.kit.words, error))
        field.field.setFocus()
        return True

    def take_focus(self) -> None:
        self.mission.labelled.field.setFocus()

    def _propose_user(self, name: str) -> None:
        if not self._user_is_own:
            first = name.split(maxsplit=1)[0] if name.split() else ""
            self.user.field.setText(first.casefold())

    def _on_user(self, typed: str) -> None:
        self._user_is_own = bool(typed)
