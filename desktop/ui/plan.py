"""Plan: every page of an open desk, in the order of the side bar."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.rounds import Rounds
from desktop.ui.viewmodels.relations import seen
from desktop.ui.views.bench import Bench, bench_of
from desktop.ui.views.help_page import HelpPage
from desktop.ui.views.oversight_page import OversightPage
from desktop.ui.views.page import Page, PageEntry, Shell
from desktop.ui.views.safety_card import Owner
from desktop.ui.views.section_page import section_maker
from desktop.ui.views.settings_page import SettingsPage
from desktop.ui.views.sync_page import SyncPage
from desktop.ui.views.today import TodayPage

_SECTIONS: Final = (
    ("workers", "users"),
    ("cases", "folder-open"),
    ("outreach", "megaphone"),
    ("market", "chart-line"),
    ("plan", "list-checks"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What every page of an open desk is made from."""

    desk: Desk
    background: Background
    rounds: Rounds
    mission: str
    owner: Owner

    def bench(self, kit: Kit, shell: Shell) -> Bench:
        return bench_of(kit, self.desk, self.background, shell, self.mission)


def plan(opened: Open) -> tuple[PageEntry, ...]:
    """Return the pages; each is made when it is first turned to."""

    def entry(key: str, icon: str, make: Callable[[Bench], Page], *, is_lower: bool = False) -> PageEntry:
        return PageEntry(key=key, icon=icon, make=lambda kit, shell: make(opened.bench(kit, shell)), is_lower=is_lower)

    sections = [
        PageEntry(key=key, icon=icon, make=section_maker(opened.desk, opened.background, opened.mission, key))
        for key, icon in _SECTIONS
        if seen(opened.desk.eyes, key)
    ]
    return (
        entry("today", "dashboard", lambda bench: TodayPage(bench, opened.rounds)),
        *sections,
        entry("sync", "refresh-cw", lambda bench: SyncPage(bench, opened.rounds)),
        entry("oversight", "eye", OversightPage, is_lower=True),
        entry("settings", "settings", lambda bench: SettingsPage(bench, opened.owner), is_lower=True),
        entry("help", "circle-help", HelpPage, is_lower=True),
    )
