"""Appearance: language, theme and text size as the officer chose them; a change dresses everything at once."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop.ui.icons import Icons
from desktop.ui.kit import Kit
from desktop.ui.look import Look, Theme, chosen_look, dress, load_fonts
from desktop.ui.qt_words import QtWords
from desktop.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is kept between two starts."""

    lang: str = "id"
    theme: Theme = Theme.SYSTEM
    percent: int = 100


class Appearance(QObject):
    """The one owner of the present Kit."""

    changed = Signal(object)  # Kit: build the screens again with it

    def __init__(self, app: QApplication, choice: Choice) -> None:
        super().__init__(app)
        self._app = app
        self._icons = Icons()
        self._choice = choice
        self._qt_words: QtWords | None = None
        self._worn: Look | None = None
        load_fonts()
        app.setStyle("Fusion")
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self.kit = self._dressed()

    @property
    def choice(self) -> Choice:
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Put *choice* on, at once."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def choose_language(self, lang: str) -> None:
        self.choose(replace(self._choice, lang=lang))

    def _apply(self) -> None:
        self.kit = self._dressed()
        self.changed.emit(self.kit)

    def _dressed(self) -> Kit:
        words = Words(self._choice.lang)
        look = chosen_look(self._app, self._choice.theme, self._choice.percent)
        if self._qt_words is not None:
            self._app.removeTranslator(self._qt_words)
        self._qt_words = QtWords(words, self)
        self._app.installTranslator(self._qt_words)
        is_english = self._choice.lang == "en"
        QLocale.setDefault(QLocale("en_GB" if is_english else "id_ID"))
        if look != self._worn:  # a language alone is no reason to polish every widget again
            dress(self._app, look)
            self._worn = look
        return Kit(look=look, icons=self._icons, words=words)

    @Slot()
    def _on_system_changed(self) -> None:
        if self._choice.theme is Theme.SYSTEM:
            self._apply()
