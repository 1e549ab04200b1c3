"""Safety card: when the desk locks, the passphrase, a backup now, and whether the store is sound."""

from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog

from desktop.store.backup import Backup
from desktop.store.lease import Lease
from desktop.ui.appearance import Choice
from desktop.ui.background import Lane
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels import settings
from desktop.ui.views.bench import Bench
from desktop.ui.views.evacuate_dialog import EvacuateDialog
from desktop.ui.views.passphrase_dialog import PassphraseDialog
from desktop.ui.views.setting_row import SettingRow
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.text import line, paragraph, set_tip
from sync.errors import DeskError


class Owner(Protocol):
    """Who carries a setting out that concerns more than this page."""

    def choice(self) -> Choice: ...

    def choose(self, choice: Choice) -> None: ...

    def set_lock_minutes(self, minutes: int) -> None: ...

    def evacuate(self, place: Path) -> None: ...


class SafetyCard(Card):
    """Each line says what it is for and has one button, or a choice."""

    def __init__(self, bench: Bench, owner: Owner) -> None:
        kit = bench.kit
        words = kit.words
        super().__init__(kit, words("settings.safety"))
        self._bench = bench
        self._owner = owner
        self._is_joined = False
        lock = SettingRow(kit, words("settings.lock"), words("settings.lock.text"))
        minutes = [(str(one), words("shell.minutes", n=one)) for one in settings.LOCK_MINUTES]
        self.minutes = lock.add_choices(minutes, "", self._keep_minutes)
        change = SettingRow(kit, words("settings.passphrase"), words("settings.passphrase.row"))
        self.change = button(kit, words("settings.passphrase.change"), Kind.SECONDARY, "key-round")
        self.change.clicked.connect(lambda: PassphraseDialog(self._bench, self.window()).open())
        change.add(self.change)
        saved = SettingRow(kit, words("settings.backup"), words("settings.backup.text"))
        self.backup = button(kit, words("settings.backup.now"), Kind.SECONDARY, "download")
        self.backup.clicked.connect(self._ask_backup)
        saved.add(self.backup)
        check = SettingRow(kit, words("settings.verify"), words("settings.verify.text"))
        self.verify = button(kit, words("settings.verify.now"), Kind.SECONDARY, "shield-check")
        self.verify.clicked.connect(self._verify)
        check.add(self.verify)
        leave = SettingRow(kit, words("settings.evacuate"), words("settings.evacuate.text"))
        self.leave = button(kit, words("settings.evacuate.act"), Kind.SECONDARY, "trash-2")
        self.leave.clicked.connect(self._evacuate)
        leave.add(self.leave)
        self.verified = paragraph(kit, "", Face.MEDIUM)
        self.verified.hide()
        self.lease = SettingRow(kit, words("settings.lease"), words("settings.lease.none"))
        for number, row in enumerate((lock, self.lease, change, saved, check, leave)):
            if number:
                self.body.addWidget(line())
            self.body.addWidget(row)
        self.body.addWidget(self.verified)

    def show_minutes(self, chosen: int, most: int) -> None:
        """Show after how many minutes the desk locks; what the policy does not allow is grey, and says so."""
        why = self._bench.kit.words("settings.lock.most", n=most)
        for key, each in self.minutes.items():
            each.setChecked(key == str(chosen))
            if int(key) > most:
                each.setEnabled(False)
                each.setAccessibleDescription(why)
                set_tip(each, why)

    def show_lease(self, lease: Lease | None) -> None:
        """Say for how long the desk still opens without a word of its centre."""
        self._is_joined = lease is not None
        if lease is not None:
            text = self._bench.kit.words("settings.lease.text", n=lease.left_days, days=lease.days)
            self.lease.text.setText(text)

    def _evacuate(self) -> None:
        place = EvacuateDialog(
            self._bench.kit, self._bench.mission, is_joined=self._is_joined, parent=self.window()
        ).answer()
        if place is not None:
            self._owner.evacuate(place)

    def _keep_minutes(self, chosen: str) -> None:
        minutes = int(chosen)
        self._owner.set_lock_minutes(minutes)
        keep = partial(settings.keep_lock_minutes, self._bench.desk, minutes)
        self._bench.background.do(keep, done=self._on_kept, failed=self._bench.tell_error)

    def _on_kept(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("settings.kept"))

    def _ask_backup(self) -> None:
        words = self._bench.kit.words
        name = f"{self._bench.mission}-{self._bench.desk.clock.now():%Y-%m-%d}.sisko-backup"
        path, _ = QFileDialog.getSaveFileName(self, words("settings.backup.now"), name, "(*.sisko-backup)")
        if path:
            self.back_up(Path(path))

    def back_up(self, target: Path) -> None:
        """Write a backup to *target*."""
        self.backup.setEnabled(False)
        write = partial(settings.back_up, self._bench.desk, target)
        self._bench.background.do(write, done=self._on_backed_up, failed=self._on_no_backup, lane=Lane.NETWORK)

    def _on_backed_up(self, written: Backup) -> None:
        self.backup.setEnabled(True)
        self._bench.shell.tell(self._bench.kit.words("settings.backup.done", path=str(written.path)))

    def _on_no_backup(self, error: DeskError) -> None:
        self.backup.setEnabled(True)
        self._bench.tell_error(error)

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self._say_verified(self._bench.kit.words("settings.verify.running"), "muted")
        self._bench.background.do(
            self._bench.desk.verify, done=self._on_verified, failed=self._on_not_verified, lane=Lane.NETWORK
        )

    def _on_verified(self, findings: tuple[str, ...]) -> None:
        self.verify.setEnabled(True)
        words = self._bench.kit.words
        if findings:
            self._say_verified(words("settings.verify.found", n=len(findings)), Tone.DANGER.value)
        else:
            self._say_verified(words("settings.verify.sound"), Tone.SUCCESS.value)

    def _on_not_verified(self, error: DeskError) -> None:
        self.verify.setEnabled(True)
        self.verified.hide()
        self._bench.tell_error(error)

    def _say_verified(self, text: str, ink: str) -> None:
        self.verified.setText(text)
        self.verified.setProperty("ink", ink)
        self.verified.style().unpolish(self.verified)
        self.verified.style().polish(self.verified)
        self.verified.show()
