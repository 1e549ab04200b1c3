"""One-way banner: says on the first page that this desk opens in one way only, until a second one was tried."""

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.tokens import Tone
from desktop.ui.viewmodels import officers
from desktop.ui.viewmodels.officers import Shared
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.banner import Banner


class OneWayBanner(QWidget):
    """Takes no room while there is nothing to say; asks again whenever its page is turned to."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        px, words = bench.kit.look.px, bench.kit.words
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(20), 0)
        text, act = words("officers.one_way"), words("officers.one_way.act")
        self.banner = Banner(bench.kit, "triangle-alert", Tone.WARNING, text, act)
        self.banner.acted.connect(lambda: bench.shell.go("settings"))
        column.addWidget(self.banner)
        self.setMaximumHeight(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bench.background.ask(
            "one-way", partial(officers.shared, self._bench.desk), done=self._show, failed=self._bench.tell_error
        )

    def _show(self, shared: Shared) -> None:
        self.setMaximumHeight(self._bench.kit.look.px(160) if shared.has_one_way else 0)
