"""The store where the centre holds something else: what to ask, what was found, and going back to what it still has."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection

from desktop.store import audit_delivery, epochs, mending, outbox, receipts, rejoining
from desktop.store.device import Meta
from desktop.store.transactions import Transactions
from sync.engine.ports import Mend, OnItsWay
from sync.identity.envelope import digest

_FAILURES: Final = "in_flight_failures"
_BACK: Final = "in_flight_back"
"""In `meta`: how often a line has broken under the envelope on its way, and how large its answer would have been."""


def frozen(connection: Connection) -> None:
    """An envelope was frozen: no line has broken under it."""
    for name in (_FAILURES, _BACK):
        Meta(connection).keep(name, 0)


class StoreMender:
    """`Mender` over the encrypted store; opens short transactions of its own."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def centre_lost(self) -> None:
        """Begin a new epoch, and search for the last place both share; see `Replica`."""
        with self._transactions.write() as connection:
            rejoining.begin(connection)

    def thaw(self) -> int:
        """Let the changes of the envelope on its way wait again, under a new epoch; see `Mender`."""
        with self._transactions.write() as connection:
            frozen = connection.exec_driver_sql("SELECT change_id FROM outbox WHERE state = 'frozen'").scalars().all()
            if not frozen or (len(frozen) == 1 and not outbox.is_any_free(connection)):
                return 0
            epochs.begin(connection)
            if len(frozen) == 1:
                connection.exec_driver_sql("UPDATE outbox SET state = 'later' WHERE change_id = ?", (frozen[0],))
        return len(frozen)

    def on_its_way(self) -> OnItsWay | None:
        """Return what is known of the frozen envelope."""
        with self._transactions.read() as connection:
            size = connection.exec_driver_sql("SELECT length(envelope) FROM in_flight").scalar()
            meta = Meta(connection)
            if size is None:
                return None
            return OnItsWay(size=size, back=meta.number(_BACK), failures=meta.number(_FAILURES))

    def not_answered(self, announced: int) -> None:
        """Note that a line has broken under the frozen envelope, or its answer."""
        with self._transactions.write() as connection:
            meta = Meta(connection)
            meta.keep(_FAILURES, meta.number(_FAILURES) + 1)
            meta.keep(_BACK, max(announced, meta.number(_BACK)))

    def spoilt(self, envelope: bytes) -> None:
        """Let what *envelope* said go again in the next one; see `Mender`."""
        with self._transactions.write() as connection:
            meta, kept = Meta(connection), connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
            if kept is None or bytes(kept) != envelope:
                return
            meta.keep("prev", digest(envelope))
            meta.keep("sent", meta.number("sent") + 1)
            audit_delivery.not_sure(connection)
            connection.exec_driver_sql("DELETE FROM in_flight")
            epochs.loosen(connection)

    def give_way(self) -> None:
        """Ask for all anew, under a new epoch; see `Mender`."""
        with self._transactions.write() as connection:
            epochs.begin(connection)

    def mend(self) -> Mend | None:
        """Return what the next ask should be helped with."""
        with self._transactions.read() as connection:
            marks = rejoining.marks(connection)
            states = () if marks else mending.wanted(connection)
        return Mend(marks=marks, states=states) if marks or states else None

    def search_ended(self) -> None:
        """Note that what differed last was searched for to the end."""
        with self._transactions.write() as connection:
            receipts.searched(connection)

    def differs_in(self, differing: Iterable[str]) -> None:
        """Note records of which the centre holds another state."""
        with self._transactions.write() as connection:
            mending.note(connection, differing)

    def part_sums(self, part: str) -> tuple[int, bytes]:
        """Return how many records a part has, and the short sums of what it is cut into."""
        with self._transactions.read() as connection:
            return mending.part_sums(connection, part)

    def part_hashes(self, part: str) -> Mapping[str, str]:
        """Return the records of a part with their short hashes."""
        with self._transactions.read() as connection:
            return mending.part_hashes(connection, part)
