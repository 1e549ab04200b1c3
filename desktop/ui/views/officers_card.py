"""Officers card: who shares this desk, and in which ways it opens, with the day on which each was last tried."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.officers import Listed
from desktop.store.ways import CUSTODIANS, SHEET
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels import officers
from desktop.ui.viewmodels.officers import Shared
from desktop.ui.views.bench import Bench
from desktop.ui.views.custodian_row import CustodianRow
from desktop.ui.views.officer_dialogs import OfficerDialog, SheetDialog
from desktop.ui.views.setting_row import SettingRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.text import line


class OfficersCard(Card):
    """One line for each officer, and for each other way in."""

    def __init__(self, bench: Bench) -> None:
        kit = bench.kit
        words = kit.words
        super().__init__(kit, words("officers.title"))
        self._bench = bench
        self.one_way = Banner(kit, "triangle-alert", Tone.WARNING, words("officers.one_way"))
        self.one_way.hide()
        self.body.addWidget(self.one_way)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(kit.look.px(10))
        self.body.addLayout(self._rows)
        self.removes: dict[str, QPushButton] = {}
        self.ask()

    def ask(self) -> None:
        """Read again who is here."""
        self._bench.background.ask(
            "officers", partial(officers.shared, self._bench.desk), done=self.show_shared, failed=self._bench.tell_error
        )

    def show_shared(self, shared: Shared) -> None:
        """Show the officers and the ways."""
        kit = self._bench.kit
        words = kit.words
        self.one_way.setVisible(shared.has_one_way)
        self.removes = {}
        self._roles = shared.own_roles
        empty(self._rows)
        for one in shared.officers:
            self._append(self._officer(one, shared.tried(one.user)))
        new = SettingRow(kit, words("officers.new"), words("officers.new.text"))
        self.add = button(kit, words("officers.add"), Kind.SECONDARY, "user-plus")
        self.add.clicked.connect(self._ask_new)
        new.add(self.add)
        sheet = SettingRow(kit, words("officers.sheet"), self._tried(shared, SHEET, exists=shared.has_sheet))
        name = words("officers.sheet.again" if shared.has_sheet else "officers.sheet.draw")
        self.sheet = button(kit, name, Kind.SECONDARY, "printer")
        self.sheet.clicked.connect(self._ask_sheet)
        sheet.add(self.sheet)
        tried = self._tried(shared, CUSTODIANS, exists=shared.has_custodians) if shared.has_custodians else ""
        self.held = CustodianRow(self._bench, shared, tried, self.ask)
        for row in (new, sheet, self.held):
            self._append(row)

    def _append(self, row: QWidget) -> None:
        if self._rows.count():
            self._rows.addWidget(line())
        self._rows.addWidget(row)

    def _officer(self, one: Listed, tried: str | None) -> SettingRow:
        kit = self._bench.kit
        words = kit.words
        said = [f"{', '.join(self._bench.speech.code('role', role) for role in one.roles)}."] if one.roles else []
        said += [words("officers.never") if tried is None else words("officers.tried", day=self._day(tried))]
        if one.waiting:
            said.append(words("officers.waiting", n=one.waiting))
        if not one.known:
            said.append(words("officers.unknown"))
        row = SettingRow(kit, f"{one.name} ({one.user})", " ".join(said))
        if one.user != self._bench.desk.officer.user:
            made = button(kit, words("officers.remove"), Kind.GHOST, "x")
            made.setAccessibleName(f"{words('officers.remove')}: {one.name}")
            made.clicked.connect(partial(self._ask_remove, one))
            row.add(made)
            self.removes[one.user] = made
        return row

    def _tried(self, shared: Shared, way: str, *, exists: bool) -> str:
        words = self._bench.kit.words
        if not exists:
            return words("officers.sheet.none")
        tried = shared.tried(way)
        return words("officers.never") if tried is None else words("officers.tried", day=self._day(tried))

    def _day(self, moment: str) -> str:
        return self._bench.speech.moment(moment)

    def _ask_new(self) -> None:
        OfficerDialog(self._bench, self._roles, self.ask, self.window()).open()

    def _ask_sheet(self) -> None:
        SheetDialog(self._bench, self.ask, self.window()).open()

    def _ask_remove(self, one: Listed) -> None:
        words = self._bench.kit.words
        title = words("officers.remove.title", name=one.name)
        dialog = ConfirmDialog(
            self._bench.kit, title, words("officers.remove.text"), words("officers.remove.act"), tone=Tone.DANGER
        )
        if dialog.is_confirmed():
            self.remove(one.user)

    def remove(self, user: str) -> None:
        """Take an officer's way in."""
        act = partial(officers.remove, self._bench.desk, user)
        self._bench.background.do(act, done=self._on_removed, failed=self._bench.tell_error)

    def _on_removed(self, drafts: int) -> None:
        words = self._bench.kit.words
        self._bench.shell.tell(words("officers.removed.drafts", n=drafts) if drafts else words("officers.removed"))
        self.ask()
