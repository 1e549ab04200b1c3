"""Settings page: how it looks, when it locks, the passphrase, backups, who this desk is, and what it is made of."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.ui.appearance import Choice
from desktop.ui.look import PERCENTS, Theme
from desktop.ui.viewmodels import settings
from desktop.ui.viewmodels.settings import AboutDesk
from desktop.ui.views.bench import Bench
from desktop.ui.views.line_settings import LineSettings
from desktop.ui.views.officers_card import OfficersCard
from desktop.ui.views.safety_card import Owner, SafetyCard
from desktop.ui.views.setting_row import SettingRow
from desktop.ui.views.step import scrolled
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.text import line
from desktop.words import LANGUAGES
from sync.version import VERSION


class SettingsPage(QWidget):
    """A page of the frame, see views/page.py."""

    def __init__(self, bench: Bench, owner: Owner) -> None:
        super().__init__()
        self._bench = bench
        self._owner = owner
        self.setObjectName("page")
        px = bench.kit.look.px
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(px(24), px(18), px(20), px(16))
        row.setSpacing(px(16))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(px(16))
            row.addLayout(column, 1)
        left.addWidget(self._looks())
        self.safety = SafetyCard(bench, owner)
        left.addWidget(self.safety)
        left.addWidget(self._files())
        self.line = LineSettings(bench)
        left.addWidget(self.line)
        left.addStretch()
        self.officers = OfficersCard(bench)
        right.addWidget(self.officers)
        right.addWidget(self._this_desk())
        right.addWidget(self._programme())
        right.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(bench.kit.words("shell.nav.settings"), body))
        if settings.is_governed(bench.desk.folder):
            for each in self.findChildren(SettingRow):
                each.lock(bench.kit.words("settings.governed"))
        self._ask()

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return self._bench.kit.words("shell.nav.settings")

    def summary(self) -> str:
        return self._bench.kit.words("settings.summary")

    def refresh(self, changed: Changed) -> None:
        if changed.sync:
            self._ask()
            self.officers.ask()

    def place(self) -> object:
        return None

    def return_to(self, place: object) -> None:
        del place  # there is one place here

    # --- how it looks

    def _looks(self) -> Card:
        kit, choice = self._bench.kit, self._owner.choice()
        words = kit.words
        card = Card(kit, words("settings.looks"))
        language = SettingRow(kit, words("shell.language"))
        languages = [(lang, words(f"shell.language.{lang}")) for lang in LANGUAGES]
        self.languages = language.add_choices(languages, choice.lang, lambda lang: self._choose(lang=lang))
        theme = SettingRow(kit, words("settings.theme"))
        themes = [(one.value, words(f"settings.theme.{one.value}")) for one in Theme]
        self.themes = theme.add_choices(themes, choice.theme.value, lambda one: self._choose(theme=one))
        size = SettingRow(kit, words("settings.size"), words("settings.size.text"))
        sizes = [(str(percent), f"{percent} %") for percent in PERCENTS]
        self.sizes = size.add_choices(sizes, str(choice.percent), lambda one: self._choose(percent=int(one)))
        for number, row in enumerate((language, theme, size)):
            if number:
                card.body.addWidget(line())
            card.body.addWidget(row)
        return card

    def _choose(self, *, lang: str | None = None, theme: str | None = None, percent: int | None = None) -> None:
        before = self._owner.choice()
        self._owner.choose(
            Choice(
                lang=lang or before.lang,
                theme=Theme(theme) if theme else before.theme,
                percent=percent or before.percent,
            )
        )

    def _files(self) -> Card:
        kit, words = self._bench.kit, self._bench.kit.words
        card = Card(kit, words("files.title"))
        row = SettingRow(kit, words("settings.files"), words("settings.files.text"))
        choices = (("keep", words("settings.files.keep")), ("ask", words("settings.files.ask")))
        self.originals = row.add_choices(choices, "ask", self._choose_originals)
        card.body.addWidget(row)
        return card

    def _choose_originals(self, key: str) -> None:
        act = partial(settings.keep_originals, self._bench.desk, is_on=key == "keep")
        self._bench.background.do(act, done=_kept, failed=self._bench.tell_error)

    # --- who this desk is

    def _this_desk(self) -> Card:
        kit = self._bench.kit
        card = Card(kit, kit.words("settings.desk"))
        self.facts = KeyValueGrid(kit, ())
        card.body.addWidget(self.facts)
        return card

    def _programme(self) -> Card:
        kit = self._bench.kit
        words = kit.words
        card = Card(kit, words("settings.programme"))
        card.body.addWidget(
            KeyValueGrid(
                kit,
                (
                    Fact(label=words("settings.version"), value=VERSION),
                    Fact(label=words("settings.licence"), value=words("settings.licence.text")),
                    Fact(label=words("first.done.folder"), value=str(self._bench.desk.folder)),
                    Fact(label=words("settings.parts"), value=words("settings.parts.text")),
                ),
            )
        )
        return card

    def _ask(self) -> None:
        self._bench.background.ask(
            "settings", partial(settings.about, self._bench.desk), done=self._show, failed=self._bench.tell_error
        )

    def _show(self, about: AboutDesk) -> None:
        words, speech = self._bench.kit.words, self._bench.speech
        self.safety.show_minutes(about.lock_minutes, about.most_minutes)
        self.safety.show_lease(about.lease)
        self.line.show_about(about)
        self.originals["keep" if about.keeps_originals else "ask"].setChecked(True)
        officer = self._bench.desk.officer
        self.facts.show_facts(
            (
                Fact(label=words("first.mission"), value=f"{speech.code('mission', about.mission)} ({about.mission})"),
                Fact(label=words("settings.officer"), value=f"{officer.name} ({officer.user})"),
                Fact(label=words("settings.device"), value=about.device),
                Fact(label=words("settings.mark"), value=about.mark),
                Fact(label=words("first.gateway"), value=about.gateway or words("settings.not_joined")),
                Fact(label=words("settings.fingerprint"), value=about.fingerprint or words("settings.not_joined")),
            )
        )


def _kept(_nothing: None) -> None:
    """The button shows it."""
