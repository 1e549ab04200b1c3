"""Line settings: by which proxy the centre is reached, and whether this line costs by what it carries."""

from collections.abc import Callable
from functools import partial

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.ui.viewmodels.settings import AboutDesk
from desktop.ui.views.bench import Bench
from desktop.ui.views.setting_row import SettingRow
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.text import label, line
from desktop.way import DIRECT, SYSTEM, Metered

_OWN = "own"


class LineSettings(Card):
    """An own proxy is named by IT (`enrol --proxy`, `line --proxy`); here it can be left, and taken again."""

    def __init__(self, bench: Bench) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("settings.line"))
        self._bench = bench
        proxy = SettingRow(kit, words("settings.proxy"), words("settings.proxy.text"))
        choices = [(key, words(f"settings.proxy.{key}")) for key in (SYSTEM, DIRECT, _OWN)]
        self.proxies = proxy.add_choices(choices, SYSTEM, self._choose_proxy)
        self._own: str | None = None
        trusted = SettingRow(kit, words("settings.certificates"), words("settings.certificates.text"))
        self.certificates = label(kit, words("settings.certificates.system"))
        trusted.add(self.certificates)
        metered = SettingRow(kit, words("settings.metered"), words("settings.metered.text"))
        kinds = [(one.value, words(f"settings.metered.{one.value}")) for one in Metered]
        self.metered = metered.add_choices(kinds, Metered.SYSTEM.value, self._choose_metered)
        self.body.addWidget(proxy)
        self.body.addWidget(line())
        self.body.addWidget(trusted)
        self.body.addWidget(line())
        self.body.addWidget(metered)

    def show_about(self, about: AboutDesk) -> None:
        """Show what holds."""
        key = about.proxy if about.proxy in (SYSTEM, DIRECT) else _OWN
        self._own = about.own_proxy
        self.proxies[_OWN].setVisible(self._own is not None)
        self.proxies[key].setChecked(True)
        words, more = self._bench.kit.words, about.certificates
        key = "settings.certificates.more" if more else "settings.certificates.system"
        self.certificates.setText(words(key, count=more))
        self.metered[about.metered.value].setChecked(True)

    def _choose_proxy(self, key: str) -> None:
        self._keep(partial(_go_by, self._bench.desk, self._own or SYSTEM if key == _OWN else key))

    def _choose_metered(self, key: str) -> None:
        self._keep(partial(_count, self._bench.desk, Metered(key)))

    def _keep(self, act: Callable[[], Changed | None]) -> None:
        self._bench.background.do(act, done=_kept, failed=self._bench.tell_error)


def _go_by(desk: Desk, proxy: str) -> None:
    desk.way.keep(desk.way.proposed(proxy=proxy))
    desk.do(lambda unit: unit.note("settings", fields=("line",)))


def _count(desk: Desk, metered: Metered) -> Changed:
    desk.way.metered = metered
    return Changed(sync=True)  # the rounds go by it from now on


def _kept(_answer: object) -> None:
    """The button shows it."""
