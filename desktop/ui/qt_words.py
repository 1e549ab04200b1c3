"""Qt's own words (menus of text fields, buttons of its dialogs) from our catalogue: Qt brings no Indonesian ones."""

import re

from PySide6.QtCore import QObject, QTranslator

from desktop.words import Words


class QtWords(QTranslator):
    """Looks a sentence of Qt up as ``qt.<slug of the English sentence>``; unknown ones stay as they are."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, sourceText: str, _comment: str | None = None, _n: int = -1) -> str:  # noqa: N803  # Qt's name
        key = f"qt.{slug(sourceText)}"
        return self._words(key) if key in self._words else sourceText


def slug(sentence: str) -> str:
    """Return ``select_all`` for ``Select &All``; what a key press is called does not count."""
    plain = sentence.partition("\t")[0].replace("&", "")
    return re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")
