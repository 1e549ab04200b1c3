"""Lease watch: counts while the desk is open, warns some days ahead, locks when it is over, and hears of orders."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.desk import Desk
from desktop.store.lease import WARNS_FROM, Lease
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench

_EVERY_MS: Final = 300_000


class LeaseWatch(QObject):
    """Looks at the lease of an open desk."""

    over = Signal()
    ordered = Signal(str)  # to be erased, and for which reason

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
        bench.background.do(partial(_looked, bench.desk), done=self._judge, failed=bench.tell_error)

    def _judge(self, found: tuple[Lease | None, str | None]) -> None:
        lease, reason = found
        if reason is not None:
            self._timer.stop()
            self.ordered.emit(reason)
        elif lease is None:
            return
        elif lease.is_over:
            self.over.emit()
        elif lease.left_days <= WARNS_FROM and lease.left_days != self._warned:
            self._warned = lease.left_days
            self._bench.shell.tell(self._bench.kit.words("lease.warning", n=lease.left_days), Tone.WARNING)


def _looked(desk: Desk) -> tuple[Lease | None, str | None]:
    """Return the lease, and why this desk is to be erased, where that is ordered; on the store lane."""
    return desk.lease.look(), desk.erasure()
