"""The global search: exact, prefix and sound-alike answers at once, the tolerant scan behind them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from desktop.store.search_index import TAILS, number_forms
from sync.domain.spelling import folded, keys

_SLICE: Final = 50_000
"""Names per call: one call over a million would hold every other thread for 170 ms."""
_ALIKE: Final = 72
_LEAST_LETTERS: Final = 2
_LEAST_DIGITS: Final = 3


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


def first(connection: Connection, text: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """Return what is found in a few milliseconds: numbers, then words by prefix, then names that sound alike."""
    found: dict[str, Hit] = {}
    for why, query in _queries(text):
        if len(found) < limit:
            for hit in _matching(connection, query, why, kind, limit):
                found.setdefault(hit.id, hit)
    return list(found.values())[:limit]


def _queries(text: str) -> Iterator[tuple[str, str]]:
    words = _words(text)
    digits = next(number_forms(text), "")
    if any(sign.isdigit() for sign in digits) and len(digits) >= _LEAST_DIGITS:
        yield "number", f'numbers : "{digits}"*'
        if digits.isdigit() and len(digits) > TAILS[0]:
            yield "number", f'numbers : "{digits[-TAILS[0] :]}"'
    if sum(len(word) for word in words) >= _LEAST_LETTERS:
        yield "name", "words : " + " AND ".join(f'"{word}"*' for word in words)
        first_key, second_key = keys(" ".join(words))
        if first_key:
            yield "sounds", "sounds : " + " AND ".join(f'"{word}"*' for word in first_key.split())
        if len(second_key.split()) > 1:
            yield "sounds", "sounds : " + " AND ".join(f'"{word}"' for word in second_key.split())


def _words(text: str) -> list[str]:
    """Cut typed text into words; whatever means something to FTS5 is only a sign here."""
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()[:8]


def _matching(connection: Connection, query: str, why: str, kind: str | None, limit: int) -> Iterator[Hit]:
    sql = (
        "SELECT d.kind, d.record, d.title, d.line FROM search_text t JOIN search_doc d ON d.n = t.rowid "
        "WHERE search_text MATCH ? AND (? IS NULL OR d.kind = ?) LIMIT ?"
    )
    for line in connection.exec_driver_sql(sql, (query, kind, kind, limit)):
        yield Hit(kind=line.kind, id=line.record, title=line.title, line=line.line, why=why)


class Names:
    """All names of the store in memory, folded, for the tolerant scan. Filled and read off the screen thread."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._names: list[str] = []
        self._filled_to = -1

    def fill(self, connection: Connection) -> None:
        """Read the names that came since; a changed name is read again when the count differs."""
        newest = connection.exec_driver_sql("SELECT coalesce(max(n), 0), count(folded) FROM search_doc").one()
        if (newest[0], newest[1]) == (self._filled_to, len(self._names)):
            return
        lines = connection.exec_driver_sql("SELECT n, folded FROM search_doc WHERE folded IS NOT NULL").all()
        self._numbers = [line[0] for line in lines]
        self._names = [line[1] for line in lines]
        self._filled_to = newest[0]

    def similar(self, text: str, limit: int, stopped: Callable[[], bool]) -> list[tuple[int, float]]:
        """Return (row number, 0-100) of the names most like *text*, best first."""
        wanted = folded(text)
        best: list[tuple[int, float]] = []
        for start in range(0, len(self._names), _SLICE):
            if stopped():
                return []
            names = self._names[start : start + _SLICE]
            close = process.extract(wanted, names, scorer=fuzz.token_sort_ratio, limit=limit, score_cutoff=_ALIKE)
            best.extend((self._numbers[start + at], score) for _, score, at in close)
        best.sort(key=lambda found: -found[1])
        return best[:limit]


def similar(
    connection: Connection,
    names: Names,
    text: str,
    *,
    kind: str | None = None,
    limit: int = 20,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """Return records whose name is like *text*, spelling slips included."""
    if sum(len(word) for word in _words(text)) <= _LEAST_LETTERS:
        return []
    names.fill(connection)
    return list(_hits(connection, (n for n, _ in names.similar(text, limit, stopped)), kind))


def _hits(connection: Connection, numbers: Iterable[int], kind: str | None) -> Iterator[Hit]:
    for number in numbers:
        line = connection.exec_driver_sql("SELECT kind, record, title, line FROM search_doc WHERE n = ?", (number,)).one()
        if kind in (None, line.kind):
            yield Hit(kind=line.kind, id=line.record, title=line.title, line=line.line, why="similar")
