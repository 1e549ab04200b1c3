"""Taking in a register: records that come to the centre from SiskoP2MI itself, as the centre's own ledger entries."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from sync.changes.change import Change
from sync.changes.conflict import CENTRE
from sync.changes.hlc import tick
from sync.changes.merge import merge
from sync.clock import Clock, stamp
from sync.domain.ids import is_id
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import flat
from sync.engine import shape
from sync.engine.shape import Misshapen
from sync.errors import InvalidField
from sync.gateway.database import Database
from sync.gateway.ledger import Book, Source

_AT_ONCE: Final = 5_000
"""Records of one transaction: enough to be quick, few enough that desks do not wait for their turn."""

Line = tuple[str, str, dict[str, Any]]
"""One record of a register: its kind, its id, its fields."""


def take_register(database: Database, mission: str, records: Iterable[Line], clock: Clock) -> int:
    """Enter *records* as new ones of *mission* and return how many; no more than some thousand are held at a time.

    Raises:
        InvalidField: one does not fit, or is there already (rule "exists"); those of the transactions before it stay.
        Busy: the database is away.
    """
    taken, coming = 0, iter(records)
    while some := list(islice(coming, _AT_ONCE)):
        with database.write() as connection:
            book = Book(connection, mission, clock.now())
            book.read_ahead([record for _, record, _ in some], [])
            _Entering(book).enter(some)
            book.write()
        taken += len(some)
    return taken


class _Entering:
    """The records of one transaction on their way into a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._at = stamp(book.now)
        self._hlc = ""

    def enter(self, records: Iterable[Line]) -> None:
        for line in records:
            change = self._change(line)
            merged = merge(None, self._book.state(change.record), change, self._book.head + 1, self._book)
            if merged.state is None:
                raise InvalidField(kind=change.kind, rule=merged.code)
            self._book.append(change, merged.state, merged.effect, Source(device=CENTRE, batch=None))

    def _change(self, line: Line) -> Change:
        kind, record, fields = line
        self._hlc = tick(self._hlc, self._book.now, CENTRE)
        values = flat(noun(kind), {"mission": self._book.scope} | fields)
        change = Change(
            id=self._book.own_id(record, values),
            record=record,
            kind=kind,
            op="create",
            values=values,
            officer=CENTRE,
            at=self._at,
            hlc=self._hlc,
        )
        if not is_id(record):
            raise InvalidField(kind=kind, field="id", rule="shape")
        try:
            shape.check_said(change)
        except Misshapen as misshapen:
            raise InvalidField(kind=kind, field=misshapen.field, rule=misshapen.code) from None
        return change
