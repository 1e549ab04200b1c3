"""Draft keeper: keeps what is typed into a form within a second, and whenever the keyboard moves on."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from desktop.store.store import Store
from desktop.ui.viewmodels.record_form import keep_draft, kept_body
from desktop.ui.views.bench import Bench

_EVERY_MS: Final = 500

Body = dict[str, Any]


class DraftKeeper(QObject):
    """One draft of one form; *typed* says what it should hold now, an empty body is no draft."""

    def __init__(self, bench: Bench, form: QWidget, key: str, typed: Callable[[], Body]) -> None:
        super().__init__(form)
        self._bench = bench
        self._form = form
        self._key = key
        self._typed = typed
        self._kept: Body = {}
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.keep)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # there is one
        form.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether the form is being filled: not before it was read, not after it was saved."""
        return self._timer.isActive()

    def start(self, kept: Body) -> None:
        """Begin; *kept* is what the store holds."""
        self._kept = kept
        self._timer.start()

    def keep(self) -> None:
        """Keep what is typed, when it is other than what was kept."""
        if not self.is_open:
            return
        body = self._typed()
        if body == self._kept:
            return
        self._kept = body
        keep = partial(keep_draft, officer=self._officer(), key=self._key, body=body, clock=self._bench.desk.clock)
        self._do(keep)

    def drop(self) -> None:
        """Forget the draft: it was saved, or thrown away on purpose."""
        self._kept = {}
        self._do(partial(Store.drop_draft, officer=self._officer(), form=self._key))

    def end(self) -> None:
        """The form was saved: forget the draft and keep no more."""
        self._timer.stop()
        self.drop()

    def _do(self, act: Callable[[Store], None]) -> None:
        self._bench.background.do(partial(self._bench.desk.ask, act), done=_nothing, failed=self._bench.tell_error)

    def _officer(self) -> str:
        return self._bench.desk.officer.user

    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        if isValid(self._form) and old is not None and self._form.isAncestorOf(old):
            self.keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._form and event.type() == QEvent.Type.Hide:
            self.keep()
        return super().eventFilter(watched, event)


def journal(
    bench: Bench, form: QWidget, key: str, typed: Callable[[], Body], show: Callable[[Body], None]
) -> DraftKeeper:
    """Keep what is typed into a small *form* that reads nothing else; what was kept before is shown first.

    A dialog that is taken out of the officer's hands, or cancelled, has lost nothing: it opens with its text again.
    """
    keeper = DraftKeeper(bench, form, key, typed)

    def begin(kept: Body) -> None:
        if kept and not typed():
            show(kept)
        keeper.start(kept)

    bench.ask(f"draft/{key}", partial(kept_body, officer=bench.desk.officer.user, key=key), begin)
    if isinstance(form, QDialog):
        form.accepted.connect(keeper.end)
    return keeper


def _nothing(_answer: object) -> None:
    """Drafts are kept quietly."""
