"""Custodian row: who keeps the recovery keys, naming them or others, and trying whether two of them open the desk."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.keys.custodian import PUBLIC
from desktop.ui.error_text import error_text
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels import officers
from desktop.ui.viewmodels.officers import Shared
from desktop.ui.viewmodels.recovering import FurtherWays
from desktop.ui.views.bench import Bench
from desktop.ui.views.custodian_request import CustodianRequest
from desktop.ui.views.setting_row import SettingRow
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import ConfirmDialog, Dialog
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError


class CustodianRow(SettingRow):
    """A line of the officers' card."""

    def __init__(self, bench: Bench, shared: Shared, tried: str, changed: Callable[[], None]) -> None:
        kit, words = bench.kit, bench.kit.words
        names = f"{', '.join(shared.custodians)}." if shared.has_custodians else words("officers.custodians.none")
        super().__init__(kit, words("officers.custodians"), " ".join(part for part in (names, tried) if part))
        self._bench = bench
        self._shared = shared
        self._changed = changed
        if shared.has_custodians:
            self.drill = button(kit, words("officers.drill"), Kind.SECONDARY)
            self.drill.setAccessibleName(words("officers.drill.title"))
            self.drill.clicked.connect(lambda: DrillDialog(bench, shared, changed, self.window()).open())
            self.add(self.drill)
        name = "named" if shared.named else "replace" if shared.has_custodians else "set"
        self.name = button(kit, words(f"officers.custodians.{name}"), Kind.SECONDARY, "key-round")
        self.name.clicked.connect(self._ask)
        self.add(self.name)

    def set_custodians(self, files: list[Path]) -> None:
        """Let others be custodians from now on: those whom the ministry named, or those of *files*."""
        act = partial(officers.set_custodians, self._bench.desk, self._shared.named, files)
        self._bench.background.do(act, done=self._on_set, failed=self._bench.tell_error)

    def _ask(self) -> None:
        words, files = self._bench.kit.words, list[str]()
        if not self._shared.named:
            files, _ = QFileDialog.getOpenFileNames(self, words("officers.custodians.files"), "", f"(*{PUBLIC})")
            if not files:
                return
        names = ", ".join([one.name for one in self._shared.named] or [Path(one).name for one in files])
        text = words("officers.custodians.confirm.text", names=names)
        title, act = words("officers.custodians.confirm"), self.name.text()
        if (
            not self._shared.has_custodians
            or ConfirmDialog(self._bench.kit, title, text, act, parent=self.window()).is_confirmed()
        ):
            self.set_custodians([Path(one) for one in files])

    def _on_set(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("officers.custodians.done"), Tone.WARNING)
        self._changed()


class DrillDialog(Dialog):
    """The same request and answers as in an emergency, and no passphrase changes."""

    def __init__(
        self, bench: Bench, shared: Shared, changed: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("officers.drill.title"), parent)
        self._bench = bench
        self._changed = changed
        self.setMinimumWidth(kit.look.px(560))
        self.body.addWidget(label(kit, words("officers.drill.title"), Face.SECTION))
        self.body.addWidget(paragraph(kit, words("officers.drill.text")))
        ways = FurtherWays(custodians=shared.custodians, words=shared.request)
        self.request = CustodianRequest(kit, bench.desk.folder, ways, bench.background.do)
        self.body.addWidget(self.request)
        self._error = paragraph(kit, "", Face.MEDIUM, "danger")
        self._error.hide()
        self.body.addWidget(self._error)
        self.body.addStretch()
        cancel = self.add_button(button(kit, words("files.close")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("officers.drill.act"), Kind.PRIMARY))
        self.act.setEnabled(False)
        self.act.clicked.connect(self.submit)
        self.request.complete.connect(partial(self.act.setEnabled, True))

    def submit(self) -> None:
        """Open the keys by the answers, and compare."""
        act = partial(officers.try_custodians, self._bench.desk, self.request.replies)
        self._bench.background.do(act, done=self._on_tried, failed=self._on_refused)

    def _on_tried(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("officers.drill.done"))
        self._changed()
        self.accept()

    def _on_refused(self, error: DeskError) -> None:
        self._error.setText(error_text(self._bench.kit.words, error).text)
        self._error.show()
