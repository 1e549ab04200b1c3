"""Finding records of which the centre holds something else: sums of ever smaller parts, hashes, then states."""

from typing import Final

from sync.changes.parts import FAN, differing
from sync.engine.ports import Applied, Mend, Mender
from sync.errors import DeviceRefused
from sync.identity.canonical import bytes_of
from sync.protocol.messages import Answer, Parts, PartSums

_MOST_TRIPS: Final = 100
"""Of mending in one round; the next one goes on."""
_LOST: Final = frozenset({"gap", "ahead"})
"""Refusals that say: the centre has lost envelopes that it had answered, or ledger entries that it had told."""
_TAKEN: Final = frozenset({"replayed", "forked"})
"""Of the first envelope of an epoch they say: this device had that epoch, or a later one, before it was restored."""
_MOST_REJOINED: Final = 16
"""A backup that is restored again and again draws its next epoch below the last one some times in a row."""

_MOST_PARTS: Final = 16
_LIST_BELOW: Final = 64
"""Where a part would hold so few records, they are listed rather than added up."""


class Search:
    """One search through all parts; holds what is still to be asked."""

    def __init__(self, mender: Mender) -> None:
        self._mender = mender
        self._sums = [""]
        self._hashes: list[str] = []

    def asks(self) -> Parts | None:
        """Return the parts to ask for next; None at the end."""
        if not self._sums and not self._hashes:
            return None
        sums = self._sums[:_MOST_PARTS]
        return Parts(sums=sums, hashes=[] if "" in sums else self._hashes[:_MOST_PARTS])

    def hear(self, told: PartSums | None) -> None:
        """Compare what the centre told of the parts asked for, and note the records that differ.

        Raises:
            BadMessage: sums of another length than they have.
        """
        asked = self.asks()
        if asked is None:
            return
        told = told or PartSums()
        self._sums = [part for part in self._sums if part not in asked.sums]
        self._hashes = [part for part in self._hashes if part not in asked.hashes or part not in told.listed]
        if not told.listed and asked.hashes:  # a centre that lists nothing must not be asked for ever
            self._hashes = []
        for part in asked.sums:
            if part in told.sums:
                self._narrow(part, told.sums[part])
        theirs = dict(told.hashes)
        for part in told.listed:
            if part in asked.hashes:
                self._compare(part, theirs)

    def _narrow(self, part: str, said: str) -> None:
        count, mine = self._mender.part_sums(part)
        parts = differing(part, mine, bytes_of(said, len(mine)))
        (self._hashes if count <= _LIST_BELOW * FAN else self._sums).extend(parts)

    def _compare(self, part: str, theirs: dict[str, str]) -> None:
        mine = self._mender.part_hashes(part)
        named = {record: said for record, said in theirs.items() if record.replace("-", "").endswith(part)}
        records = {*mine, *named}
        self._mender.differs_in(record for record in records if mine.get(record) != named.get(record))


class Mending:
    """What a round does where the two sides hold something else; it searches once, and goes back a few times."""

    def __init__(self, mender: Mender) -> None:
        self._mender = mender
        self._search: Search | None = None
        self._trips = 0
        self._rejoined = 0

    def wants(self) -> Mend:
        """Return what the next ask should be helped with."""
        return self._mender.mend() or Mend(parts=None if self._search is None else self._search.asks())

    def hear(self, applied: Applied, answer: Answer) -> bool:
        """Go on with what was answered; return whether there is more to ask for."""
        search = self._search
        if search is not None and answer.parts is not None and search.asks() is not None:
            search.hear(answer.parts)
            if search.asks() is None:
                self._mender.search_ended()
        if applied.search and search is None:  # behind the above: this answer may hold parts that were asked for
            self._search = search = Search(self._mender)  # before a cut, and a new search knows nothing of those
        is_busy = self._mender.mend() is not None or (search is not None and search.asks() is not None)
        self._trips += is_busy
        return is_busy and self._trips < _MOST_TRIPS

    def rejoins(self, refused: DeviceRefused, *, is_first: bool) -> bool:
        """Whether one of the two was restored, and the other one knows more of what they said: go back to what is left.

        *is_first*: the envelope that was refused was the first of its epoch.
        """
        told = refused.rule in _LOST or (is_first and refused.rule in _TAKEN)
        if not told or self._rejoined == _MOST_REJOINED:
            return False
        self._rejoined += 1
        self._mender.centre_lost()
        return True
