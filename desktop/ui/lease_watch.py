"""Lease watch: counts while the desk is open, warns some days ahead, and locks when the lease is over."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.store.lease import WARNS_FROM, Lease
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench

_EVERY_MS: Final = 300_000


class LeaseWatch(QObject):
    """Looks at the lease of an open desk."""

    over = Signal()

    def __init__(self, bench: Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._warned: int | None = None
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to count, and look at once."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Count no more; closing the desk counts what is left."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Ask the store how long it still opens."""
        bench = self._bench
        bench.background.do(bench.desk.lease.look, done=self._judge, failed=bench.tell_error)

    def _judge(self, lease: Lease | None) -> None:
        if lease is None:
            return
        if lease.is_over:
            self.over.emit()
        elif lease.left_days <= WARNS_FROM and lease.left_days != self._warned:
            self._warned = lease.left_days
            self._bench.shell.tell(self._bench.kit.words("lease.warning", n=lease.left_days), Tone.WARNING)
