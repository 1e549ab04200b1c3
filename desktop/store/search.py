"""The global search: exact, prefix and sound-alike answers at once, the tolerant scan behind them."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from rapidfuzz import fuzz
from sqlalchemy import Connection

from desktop.store.names import Names
from desktop.store.search_index import TAILS, number_forms
from sync.domain.spelling import keys

_LEAST_LETTERS: Final = 2
_LEAST_DIGITS: Final = 3
_MOST_WORDS: Final = 8
_MOST_SIGNS: Final = 200  # of what is typed or pasted
_RANKED: Final = 200
"""Of many that match, so many are compared with what was typed; more would cost more than a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One answer, and why it is one: number, name, sounds or similar."""

    kind: str
    id: str
    title: str
    line: str
    why: str

    def as_fields(self) -> dict[str, Any]:
        """The hit as the command line shows it."""
        return {"id": self.id, "kind": self.kind, "title": self.title, "line": self.line, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for; *kind* None means everywhere."""

    text: str
    kind: str | None = None
    limit: int = 20
    among: frozenset[str] | None = None  # kinds; None: all

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The kinds to look among; None for all."""
        if self.kind is None:
            return None if self.among is None else tuple(sorted(self.among))
        return (self.kind,) if self.among is None or self.kind in self.among else ()

    @property
    def short(self) -> str:
        """The text as far as it is looked at."""
        return self.text[:_MOST_SIGNS]


def first(connection: Connection, asked: Asked) -> list[Hit]:
    """Return what is found in a few milliseconds: numbers, then words by prefix, then names that sound alike.

    Any text is a question: whatever means something to the index is only a sign here.
    """
    found: dict[str, Hit] = {}
    for why, query in _queries(asked.short):
        if len(found) < asked.limit:
            for hit in _ranked(asked.short, _matching(connection, query, why, asked.kinds)):
                found.setdefault(hit.id, hit)
    return list(found.values())[: asked.limit]


def similar(
    connection: Connection, names: Names, asked: Asked, stopped: Callable[[], bool] = lambda: False
) -> list[Hit]:
    """Return records whose name is like the text, spelling slips included."""
    if sum(len(word) for word in _words(asked.short)) <= _LEAST_LETTERS:
        return []
    names.fill(connection)
    numbers = names.similar(asked.short, asked.limit if asked.among is None else _RANKED, stopped)
    return list(islice(_hits(connection, numbers, asked.kinds), asked.limit))


def _queries(text: str) -> Iterator[tuple[str, str]]:
    words = _words(text)
    digits = next(iter(number_forms(text)), "")
    if any(sign.isdecimal() for sign in digits) and len(digits) >= _LEAST_DIGITS:
        yield "number", f'numbers : "{digits}"*'
        if digits.isdigit() and len(digits) > TAILS[0]:
            yield "number", f'numbers : "{digits[-TAILS[0] :]}"'
    if words:
        yield "name", _all_of("words", words, "*")
        coarse, consonants = (key.split() for key in keys(" ".join(words)))
        if coarse:
            yield "sounds", _all_of("sounds", coarse, "*")
        if len(consonants) > 1:
            yield "sounds", _all_of("sounds", consonants, "")


def _all_of(column: str, words: Iterable[str], sign: str) -> str:
    return f"{column} : " + " AND ".join(f'"{word}"{sign}' for word in words)


def _words(text: str) -> list[str]:
    """Cut typed text into words; a single letter would match half of all records."""
    plain = unicodedata.normalize("NFC", text).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return [word for word in words if len(word) >= _LEAST_LETTERS][:_MOST_WORDS]


def _matching(connection: Connection, query: str, why: str, kinds: tuple[str, ...] | None) -> Iterator[Hit]:
    among = "" if kinds is None else f"AND d.kind IN ({','.join('?' * len(kinds))})"
    sql = (
        "SELECT d.kind, d.record, d.title, d.line FROM search_text t JOIN search_doc d ON d.n = t.rowid "  # noqa: S608 - places only
        f"WHERE search_text MATCH ? {among} LIMIT ?"
    )
    for line in connection.exec_driver_sql(sql, (query, *(kinds or ()), _RANKED)):
        yield Hit(kind=line.kind, id=line.record, title=line.title, line=line.line, why=why)


def _ranked(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """The title most like what was typed first, whatever the order of its words; equal ones in that of their making."""
    wanted = text.casefold()

    def alike(hit: Hit) -> tuple[float, float]:
        title = hit.title.casefold()
        return -fuzz.token_sort_ratio(wanted, title), -fuzz.ratio(wanted, title)

    return sorted(hits, key=alike)


def _hits(connection: Connection, numbers: Iterable[int], kinds: tuple[str, ...] | None) -> Iterator[Hit]:
    for number in numbers:
        sql = "SELECT kind, record, title, line FROM search_doc WHERE n = ?"
        line = connection.exec_driver_sql(sql, (number,)).one_or_none()
        if line is not None and (kinds is None or line.kind in kinds):  # deleted since the names were read
            yield Hit(kind=line.kind, id=line.record, title=line.title, line=line.line, why="similar")
