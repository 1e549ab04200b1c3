"""All names of the store in memory, in one spelling, for the tolerant scan; wiped with the store's closing."""

from array import array
from collections.abc import Callable
from threading import Lock
from typing import Final

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from sync.domain.spelling import folded, similarity

_SLICE: Final = 50_000
"""Names per call: one call over a million would hold every other thread for 170 ms."""
_NEAR: Final = 60  # of 100: worth a closer look
_ALIKE: Final = 70  # of 100, by the closer look: worth showing
_CLOSER_LOOKS: Final = 60
_MOST_CHANGED: Final = 20_000


class Names:
    """Filled at the first scan and brought up to date before each; any thread but the screen's may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clear()

    def _clear(self) -> None:
        self._numbers = array("q")
        self._names: list[str] = []  # words in their order
        self._sorted: list[str] = []  # words in alphabetical order
        self._valid_from: dict[int, int] = {}  # of a record that was changed: where its present names begin
        self._version = 0

    def fill(self, connection: Connection) -> None:
        """Read the names that are new or other since the last time."""
        with self._lock:
            if len(self._valid_from) > _MOST_CHANGED:
                self._clear()
            known = len(self._numbers)
            lines = connection.exec_driver_sql(
                "SELECT n, folded, version FROM search_doc WHERE version > ?", (self._version,)
            ).all()
            for number, names, version in lines:
                if known:
                    self._valid_from[number] = len(self._numbers)
                for name in (names or "").splitlines():
                    self._numbers.append(number)
                    self._names.append(name)
                    self._sorted.append(" ".join(sorted(name.split())))
                self._version = max(self._version, version)

    def similar(self, text: str, limit: int, stopped: Callable[[], bool]) -> list[int]:
        """Return the numbers of the records whose names are most like *text*, best first."""
        wanted = folded(text)
        with self._lock:
            near = self._near(wanted, stopped)
            best: dict[int, int] = {}
            for place in near:
                number = self._numbers[place]
                if place >= self._valid_from.get(number, 0):
                    best[number] = max(best.get(number, 0), similarity(text, self._names[place]))
        ranked = sorted(best.items(), key=lambda found: -found[1])
        return [number for number, score in ranked[:limit] if score >= _ALIKE]

    def _near(self, wanted: str, stopped: Callable[[], bool]) -> list[int]:
        """Return the places of the names nearest to *wanted*, its words as they stand and sorted."""
        queries = ((wanted, self._names), (" ".join(sorted(wanted.split())), self._sorted))
        found: list[tuple[float, int]] = []
        for start in range(0, len(self._names), _SLICE):
            if stopped():
                return []
            for query, names in queries:
                part = names[start : start + _SLICE]
                hits = process.extract(query, part, scorer=fuzz.ratio, limit=_CLOSER_LOOKS, score_cutoff=_NEAR)
                found += [(-score, start + place) for _, score, place in hits]
        found.sort()
        return list(dict.fromkeys(place for _, place in found[: 4 * _CLOSER_LOOKS]))
