"""Unlock: who, and the passphrase; each refusal says a little more of what may help."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.ui.error_text import error_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.door import Door
from desktop.ui.viewmodels.order_watch import OrderWatch
from desktop.ui.views.door_side import DoorSide
from desktop.ui.views.first_run import centred
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.lease_card import LeaseCard
from desktop.ui.views.own_passphrase import OwnPassphrase
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.views.recover_dialog import RecoverDialog
from desktop.ui.views.top_bar import LanguageSwitch
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.drawn.avatar import Avatar
from desktop.ui.widgets.text import label, paragraph
from sync.errors import ChoosePassphrase, Damaged, DeskError, InvalidField, LeaseOver, WrongPassphrase


class Unlock(QWidget):
    """The door of a desk that exists."""

    language_chosen = Signal(str)

    def __init__(self, kit: Kit, door: Door, user: str | None = None, *, was_locked: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self._door = door
        self._misses = 0
        self._banner: Banner | None = None
        self.lease: LeaseCard | None = None  # the desk opens with a word of its centre only
        self._users = door.users()
        self._user = user if user in self._users else (self._users[0] if self._users else None)
        self.setObjectName("page")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(DoorSide(kit, ()))
        row.addWidget(centred(kit, self._card(was_locked=was_locked)), 1)
        self._orders = OrderWatch(door, self)
        self._orders.ordered.connect(lambda order: self._warn(kit.words(f"door.ordered.{order}"), Tone.WARNING))
        door.working.connect(self._on_working)
        door.refused.connect(self._on_refused)

    def showEvent(self, event: QShowEvent) -> None:
        """The passphrase can be typed at once; a focus that was set before this stood in a window is lost."""
        super().showEvent(event)
        self.secret.field.setFocus()
        self._orders.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._orders.stop()

    @property
    def user(self) -> str | None:
        return self._user

    @Slot()
    def submit(self) -> None:
        """Try what is typed."""
        if not self.open_button.isEnabled():
            return
        if not self.secret.field.text():
            self.secret.set_error(self._kit.words("door.empty"))
            return
        if self.own.isHidden():
            self._door.unlock(self._user, self.secret.field.text())
        elif (chosen := self.own.chosen()) is not None:
            self._door.unlock_first(self._user, self.secret.field.text(), chosen)

    def set_waiting(self, *, is_waiting: bool, doing: str = "door.locking") -> None:
        """Take no passphrase while a fresh process is on its way to ask for it, or the desk is erased."""
        for widget in (self._bar, self._doing):
            widget.setVisible(is_waiting)
        self._doing.setText(self._kit.words(doing if is_waiting else "door.opening"))
        self.secret.setEnabled(not is_waiting)
        self.open_button.setEnabled(not is_waiting)
        if not is_waiting:
            self.secret.field.setFocus()

    def alarm(self) -> str:
        """Return what is said besides the passphrase; empty when all is well."""
        return self._banner.accessibleName() if self._banner is not None else ""

    def _card(self, *, was_locked: bool) -> QWidget:
        kit = self._kit
        px = kit.look.px
        card = QFrame()
        card.setProperty("part", "card")
        card.setMaximumWidth(px(480))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(36), px(30), px(36), px(28))
        column.setSpacing(px(14))
        column.addLayout(_head(kit, self.language_chosen.emit))
        text = kit.words("door.locked" if was_locked else "door.text")
        column.addWidget(paragraph(kit, text))
        column.addWidget(self._officers())
        edit = PassphraseEdit(kit)
        edit.returnPressed.connect(self.submit)
        edit.caps_noticed.connect(self._on_caps)
        self.secret = Labelled(kit, kit.words("door.passphrase"), edit)
        column.addWidget(self.secret)
        self.forgotten = button(kit, kit.words("door.forgotten"), Kind.LINK)
        self.forgotten.clicked.connect(self._recover)
        column.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        self.own = OwnPassphrase(kit, self.submit)
        self.own.hide()
        column.addWidget(self.own)
        self._alarm = QVBoxLayout()
        column.addLayout(self._alarm)
        column.addStretch(1)
        column.addLayout(self._foot())
        return card

    def _officers(self) -> QWidget:
        """One officer is shown, several are chosen from."""
        kit = self._kit
        box = QWidget()
        box.setAccessibleName(kit.words("door.officer"))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(6))
        self.officers: dict[str, QPushButton] = {}
        if len(self._users) < 2:  # noqa: PLR2004 - nothing to choose
            column.addLayout(_one_officer(kit, self._user))
            return box
        column.addWidget(label(kit, kit.words("door.officer"), Face.MEDIUM))
        group = QButtonGroup(self, exclusive=True)
        for user in self._users:
            made = button(kit, user, Kind.SECONDARY, "user")
            made.setCheckable(True)
            made.setChecked(user == self._user)
            made.clicked.connect(lambda _on=False, chosen=user: self._choose(chosen))
            group.addButton(made)
            column.addWidget(made)
            self.officers[user] = made
        return box

    def _foot(self) -> QHBoxLayout:
        kit = self._kit
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(10))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(kit.look.px(110))
        self._bar.setAccessibleName(kit.words("door.opening"))
        self._doing = label(kit, kit.words("door.opening"), Face.SMALL, "muted")
        for widget in (self._bar, self._doing):
            widget.hide()
            row.addWidget(widget)
        row.addStretch()
        self.open_button = button(kit, kit.words("door.open"), Kind.PRIMARY, "lock-open")
        self.open_button.clicked.connect(self.submit)
        row.addWidget(self.open_button)
        return row

    def _recover(self) -> None:
        if self._user is not None:
            self.recovery = RecoverDialog(self._kit, self._door, self._user, self.window())
            self.recovery.recovered.connect(self._on_recovered)
            self.recovery.open()

    @Slot(str)
    def _on_recovered(self, own: str) -> None:
        self.own.hide()
        self.secret.field.setText(own)
        self.submit()

    def _choose(self, user: str) -> None:
        self._user = user
        self._misses = 0
        self.own.hide()
        self.secret.field.clear()
        self.secret.clear_error()
        self.secret.field.setFocus()

    @Slot(bool)
    def _on_caps(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        if is_on:
            self.secret.say(self._kit.words("door.caps"), "warning")
        elif not self.secret.has_error():
            self.secret.clear_error()

    @Slot(bool)
    def _on_working(self, is_working: bool) -> None:  # noqa: FBT001 - a slot
        self._bar.setVisible(is_working)
        self._doing.setVisible(is_working)
        self.open_button.setEnabled(not is_working)
        self.secret.field.setReadOnly(is_working)

    @Slot(object)
    def _on_refused(self, error: DeskError) -> None:
        self.set_waiting(is_waiting=False)
        self.secret.field.setFocus()
        if isinstance(error, WrongPassphrase):
            self._misses += 1
            self.secret.set_error(self._kit.words(f"door.wrong.{min(self._misses, 3)}"))
            self.secret.field.selectAll()
            return
        if isinstance(error, ChoosePassphrase):
            self.own.begin()
        if isinstance(error, LeaseOver) and self.lease is None:
            self.lease = LeaseCard(self._kit, lambda renew: self._door.unlock(self._user, self.secret.text(), renew))
            self._alarm.addWidget(self.lease)
        elif isinstance(error, InvalidField) and self.lease is not None:
            self.lease.code.set_error(self._kit.words(f"rule.{error.rule}"))
        else:
            self._show_alarm(error)

    def _show_alarm(self, error: DeskError) -> None:
        said = error_text(self._kit.words, error)
        is_damage = isinstance(error, Damaged)
        self._warn(f"{said.text}\n{said.who}" if is_damage else said.text, Tone.DANGER if is_damage else Tone.WARNING)

    def _warn(self, text: str, tone: Tone) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.setParent(None)
            self._banner.deleteLater()
        self._banner = Banner(self._kit, "triangle-alert", tone, text)
        self._alarm.addWidget(self._banner)
        self._banner.setAccessibleName(text)


def _head(kit: Kit, choose: Callable[[str], None]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(label(kit, kit.words("door.title"), Face.TITLE))
    row.addStretch()
    row.addWidget(LanguageSwitch(kit, choose))
    return row


def _one_officer(kit: Kit, user: str | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(kit.look.px(12))
    if user is not None:
        row.addWidget(Avatar(kit, user, 40))
        row.addWidget(label(kit, user, Face.STRONG))
    row.addStretch()
    return row
