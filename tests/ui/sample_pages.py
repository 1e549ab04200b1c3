"""Sample pages: the plan of a small programme with invented people, for the tests of the frame."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from desktop.ui.kit import Kit
from desktop.ui.views.page import PageEntry, Shell, Signed
from desktop.ui.views.status_bar import DeskStatus, Link
from desktop.ui.widgets.empty_state import EmptyState
from tests.ui.sample_cases import cases_page
from tests.ui.sample_page import SamplePage
from tests.ui.sample_today import today_page

NOW = datetime(2026, 3, 10, 6, 52, tzinfo=UTC)
SIGNED = Signed(officer="Dewi Anggraini", role="Petugas pelindungan", mission="KBRI Riyadh")
STATUS = DeskStatus(
    link=Link.OFFLINE, waiting=12, conflicts=1, last_sync=NOW - timedelta(hours=3, minutes=10), next_try_s=240
)
COUNTS = {"cases": (3, True), "plan": (5, False), "sync": (12, False)}


def plain_page(title: str) -> Callable[[Kit, Shell], SamplePage]:
    def make(kit: Kit, _shell: Shell) -> SamplePage:
        return SamplePage(title, "", EmptyState(kit, "house", title, "Halaman contoh."))

    return make


PLAN = (
    PageEntry(key="today", icon="dashboard", make=today_page),
    PageEntry(key="workers", icon="users", make=plain_page("PMI")),
    PageEntry(key="cases", icon="folder-open", make=cases_page),
    PageEntry(key="outreach", icon="megaphone", make=plain_page("Penjangkauan")),
    PageEntry(key="market", icon="chart-line", make=plain_page("Peluang kerja")),
    PageEntry(key="plan", icon="list-checks", make=plain_page("Rencana aksi")),
    PageEntry(key="sync", icon="refresh-cw", make=plain_page("Sinkronisasi")),
    PageEntry(key="settings", icon="settings", make=plain_page("Pengaturan"), is_lower=True),
    PageEntry(key="help", icon="circle-help", make=plain_page("Bantuan"), is_lower=True),
)
