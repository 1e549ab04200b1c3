"""All names of the store in memory, each spelling once, for the tolerant scan; wiped with the store's closing."""

from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from threading import Lock
from typing import Final

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from sync.domain.spelling import folded, similarity

_SLICE: Final = 50_000
"""Names per call: one call over a million would hold every other thread for 170 ms."""
_READ: Final = 10_000
_NEAR: Final = 60  # of 100: worth a closer look
_ALIKE: Final = 70  # of 100, by the closer look: worth showing
_CLOSER_LOOKS: Final = 60
_MOST_CHANGED: Final = 20_000
_MORE: Final = 3
_NONE: Final = -1


class Names:
    """Filled at the first scan and brought up to date before each; any thread but the screen's may ask.

    A name that many bear stands here once; its bearers are a chain of places in two arrays, twelve bytes each.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._clear()

    def _clear(self) -> None:
        self._names: list[str] = []  # words in their order
        self._sorted: list[str] = []  # words in alphabetical order; the same text where the order is the same
        self._last_bearer = array("i")  # of each name: the place of its last bearer
        self._numbers = array("q")  # of each bearer: the number of the record
        self._earlier_bearer = array("i")  # of each bearer: the place of the one before, of the same name
        self._valid_from: dict[int, int] = {}  # of a record that was changed: where its present names begin
        self._version = 0

    def fill(self, connection: Connection) -> None:
        """Read the names that are new or other since the last time."""
        with self._lock:
            if len(self._valid_from) > _MOST_CHANGED:
                self._clear()
            is_first = not self._numbers
            places: dict[str, int] = {}  # of the names that are read now; a later reading may bring one again
            sql = "SELECT n, folded, version FROM search_doc WHERE version > ?"
            for lines in connection.exec_driver_sql(sql, (self._version,)).partitions(_READ):
                for number, names, version in lines:
                    if not is_first:
                        self._valid_from[number] = len(self._numbers)
                    for name in (names or "").splitlines():
                        self._add(number, name, places)
                    self._version = max(self._version, version)

    def _add(self, number: int, name: str, places: dict[str, int]) -> None:
        place = places.setdefault(name, len(self._names))
        if place == len(self._names):
            in_order = " ".join(sorted(name.split()))
            self._names.append(name)
            self._sorted.append(name if in_order == name else in_order)
            self._last_bearer.append(_NONE)
        self._earlier_bearer.append(self._last_bearer[place])
        self._last_bearer[place] = len(self._numbers)
        self._numbers.append(number)

    def similar(self, text: str, limit: int, stopped: Callable[[], bool]) -> list[int]:
        """Return the numbers of the records whose names are most like *text*, best first.

        They are some more than *limit*: not every record is of the kind that is looked for. A name that very many bear
        leaves half of the room to the names that come next.
        """
        wanted = folded(text)
        with self._lock:
            looked = [(similarity(text, self._names[place]), place) for place in self._near(wanted, stopped)]
            alike = sorted((one for one in looked if one[0] >= _ALIKE), key=lambda one: -one[0])
            best: dict[int, None] = {}
            for most in (max(1, limit // 2), limit):
                for _, place in alike:
                    if len(best) < _MORE * limit:
                        best |= dict.fromkeys(islice(self._bearers(place), most))
        return list(best)

    def _bearers(self, place: int) -> Iterator[int]:
        """Yield the numbers of the records that bear the name now, the latest first."""
        bearer = self._last_bearer[place]
        while bearer != _NONE:
            number = self._numbers[bearer]
            if bearer >= self._valid_from.get(number, 0):
                yield number
            bearer = self._earlier_bearer[bearer]

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
