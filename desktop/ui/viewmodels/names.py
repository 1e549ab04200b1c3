"""Names: what nouns, fields, groups and codes are called in one language."""

from desktop.words import Words
from sync.domain.codes import code_list
from sync.domain.records.declaration import Record

_COMMON = frozenset(Record.__struct_fields__)


class Names:
    """Any thread may ask: nothing here changes."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lang = words.lang

    def noun(self, kind: str) -> str:
        """Return the name of one record of *kind*."""
        return self.words(f"noun.{kind}")

    def nouns(self, kind: str) -> str:
        """Return the name of several."""
        return self.words(f"noun.{kind}.many")

    def inside(self, name: str) -> str:
        """Return the name of a noun as it stands within a sentence; P3MI stays as it is."""
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def label(self, kind: str, path: str) -> str:
        """Return the label of a field or of a part, ``passports.number``."""
        own = f"field.{kind}.{path}"
        return self.words(own if own in self.words else f"field.{path}")

    def help(self, kind: str, path: str) -> str:
        """Return the help of a field; empty when it needs none."""
        name = path.partition(".")[0]
        own = f"help.{path}" if name in _COMMON else f"help.{kind}.{path}"
        return self.words(own) if own in self.words else ""

    def group(self, kind: str, name: str) -> str:
        """Return the heading of a group of fields."""
        return self.words(f"group.{kind}.{name}")

    def code(self, name: str, code: str) -> str:
        """Return the words of a code."""
        return code_list(name).label(code, self.lang)
