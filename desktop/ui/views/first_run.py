"""First run: the way from an empty computer to an open desk, one friendly step after the other."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.desk import Desk, Enrolled
from desktop.ui.error_text import error_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels.door import Door, Founding
from desktop.ui.views.door_side import DoorSide
from desktop.ui.views.first_run_centre import CentreStep, DoneStep
from desktop.ui.views.first_run_desk import DeskStep, LanguageStep
from desktop.ui.views.first_run_second import SecondStep
from desktop.ui.views.first_run_secret import SecretStep
from desktop.ui.views.first_run_step import Step
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError

STEPS: Final = ("language", "desk", "secret", "second", "centre", "done")


class FirstRun(QWidget):
    """Six steps; the desk is made when the third is left, and is open from then on."""

    language_chosen = Signal(str)
    finished = Signal(object)  # Desk
    restored = Signal()

    def __init__(self, kit: Kit, door: Door) -> None:
        super().__init__()
        self._kit = kit
        self._door = door
        self._desk: Desk | None = None
        self.setObjectName("page")
        self._make_steps(door.folder)
        self._make_foot()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.side = DoorSide(kit, [kit.words(f"first.{key}.step") for key in STEPS])
        row.addWidget(self.side)
        row.addWidget(self._paper(), 1)
        door.working.connect(self._on_working)
        door.opened.connect(self._on_opened)
        door.enrolled.connect(self._on_enrolled)
        door.refused.connect(self._on_refused)
        door.restored.connect(self.restored)
        self.go("language")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._step().take_focus()

    @property
    def at(self) -> str:
        return STEPS[self._stack.currentIndex()]

    def go(self, key: str) -> None:
        """Turn to the step *key*."""
        index = STEPS.index(key)
        self._stack.setCurrentIndex(index)
        self.side.show_step(index)
        self._error.hide()
        self.back.setVisible(key in ("desk", "secret"))
        self.later.setVisible(key in ("second", "centre"))
        self._name_next(self.second.next_words() if key == "second" else self._kit.words(f"first.{key}.next"))
        self._step().take_focus()
        if key == "done":
            self.next.setFocus()

    @Slot()
    def go_on(self) -> None:
        """Leave the step that is shown, when it is filled."""
        step = self._step()
        if not self.next.isEnabled() or not step.is_filled():
            return
        match step.key:
            case "secret":
                self._create()
            case "second" if self._desk is not None:
                self.second.go_on(self._desk)
            case "centre" if self._desk is not None:
                self._door.enrol(self._desk, self.centre.form.gateway.text(), self.centre.form.code.text())
            case "done":
                self._finish()
            case _:
                self.go(STEPS[STEPS.index(step.key) + 1])

    def _create(self) -> None:
        self._door.create(
            Founding(
                mission=self.desk.mission.code(),
                officer=self.desk.officer(),
                passphrase=self.secret.passphrase(),
            )
        )

    def _name_next(self, text: str) -> None:
        self.next.setText(text)
        self.next.setAccessibleName(text)

    def _finish(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            self.finished.emit(desk)

    def _step(self) -> Step:
        step = self._stack.currentWidget()
        assert isinstance(step, Step)  # noqa: S101 - only steps are put there
        return step

    # --- what the door answers

    @Slot(bool)
    def _on_working(self, is_working: bool) -> None:  # noqa: FBT001 - a slot
        self._bar.setVisible(is_working)
        self._doing.setVisible(is_working)
        for widget in (self.next, self.back, self.later, self._stack):
            widget.setEnabled(not is_working)
        if is_working:
            self._error.hide()
            doing = {"centre": "first.joining", "second": "first.second.doing"}
            text = self._kit.words(doing.get(self.at, "first.creating"))
            self._doing.setText(text)
            announce(self, text)

    @Slot(object)
    def _on_opened(self, desk: Desk) -> None:
        self._desk = desk
        self.secret.wipe()
        self.go("second")

    @Slot()
    def _on_later(self) -> None:
        """Leave the step, done or not."""
        self.second.wipe()
        self.done.tell(None, self.second.way)
        self.go(STEPS[STEPS.index(self.at) + 1])

    @Slot(object)
    def _on_enrolled(self, enrolled: Enrolled) -> None:
        self.done.tell(enrolled, self.second.way)
        self.go("done")

    @Slot(object)
    def _on_refused(self, error: DeskError) -> None:
        if self._step().show_error(error):
            return
        if self.at == "secret" and self.desk.show_error(error):
            self.go("desk")
            self.desk.show_error(error)
            return
        said = error_text(self._kit.words, error)
        self._error.setText(f"{said.text} {said.who}")
        self._error.show()
        announce(self, self._error.text())

    # --- what it is made of

    def _make_steps(self, folder: Path) -> None:
        kit = self._kit
        self._stack = QStackedWidget()
        self.language = LanguageStep(kit)
        self.desk = DeskStep(kit)
        self.secret = SecretStep(kit)
        self.second = SecondStep(kit, self._door)
        self.second.turned.connect(self._name_next)
        self.second.busy.connect(self._on_working)
        self.second.made.connect(self._on_later)
        self.centre = CentreStep(kit)
        self.done = DoneStep(kit, folder)
        for step in (self.language, self.desk, self.secret, self.second, self.centre, self.done):
            step.next_asked.connect(self.go_on)
            self._stack.addWidget(step)
        self.language.language_chosen.connect(self.language_chosen)
        self.language.backup_chosen.connect(lambda path: self._door.restore(Path(path)))

    def _make_foot(self) -> None:
        kit = self._kit
        self.back = button(kit, kit.words("first.back"), Kind.GHOST, "arrow-left")
        self.back.clicked.connect(lambda: self.go(STEPS[self._stack.currentIndex() - 1]))
        self.later = button(kit, kit.words("first.later"), Kind.SECONDARY)
        self.later.clicked.connect(self._on_later)
        self.next = button(kit, kit.words("first.language.next"), Kind.PRIMARY)
        self.next.setDefault(True)
        self.next.clicked.connect(self.go_on)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(kit.words("first.creating"))
        self._bar.setFixedWidth(kit.look.px(120))
        self._bar.hide()
        self._doing = label(kit, "", Face.SMALL, "muted")
        self._doing.hide()
        self._error = paragraph(kit, "", Face.MEDIUM, "danger")
        self._error.hide()

    def _paper(self) -> QWidget:
        """The steps on a card in the middle; small screens scroll."""
        px = self._kit.look.px
        card = QFrame()
        card.setProperty("part", "card")
        card.setMaximumWidth(px(720))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(36), px(32), px(36), px(24))
        column.setSpacing(px(16))
        column.addWidget(self._stack, 1)
        column.addWidget(self._error)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        for widget in (self.back, self._bar, self._doing):
            foot.addWidget(widget)
        foot.addStretch()
        foot.addWidget(self.later)
        foot.addWidget(self.next)
        column.addLayout(foot)
        return centred(self._kit, card)


def centred(kit: Kit, card: QWidget) -> QWidget:
    """Put *card* in the middle of what room there is."""
    px = kit.look.px
    paper = QWidget()
    paper.setObjectName("scrolled")
    middle = QVBoxLayout(paper)
    middle.setContentsMargins(px(32), px(24), px(32), px(24))
    middle.addStretch(2)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card, 8)
    row.addStretch(1)
    middle.addLayout(row, 6)
    middle.addStretch(3)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(paper)
    return area
