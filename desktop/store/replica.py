"""The store as the round sees it: what to send next, and taking an answer in, in one transaction each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from desktop.store import (
    ahead,
    arriving,
    audit_delivery,
    brake,
    directory,
    erasures,
    handed,
    numbers,
    officers,
    outbox,
    scope,
)
from desktop.store.audit_delivery import StoreAudit
from desktop.store.device import Meta, identity
from desktop.store.mender import StoreMender, frozen
from desktop.store.resealing import TURNS
from desktop.store.signer import Signer, seal_anew
from desktop.store.taking import Taking
from desktop.store.transactions import Transactions
from sync.engine.ports import Applied, Arriving, AuditBook, Batch, Mender, Position
from sync.errors import BadMessage, ChangedMeanwhile
from sync.identity.envelope import FIRST
from sync.protocol.audit import AuditAsk
from sync.protocol.messages import Answer
from sync.protocol.snapshot.segment import Segment


@contextmanager
def _usable() -> Iterator[None]:
    """What our own code cannot lay on a record is no answer: nothing of it stays, and the next one may be sound.

    Raises:
        BadMessage: so it is; rule "unusable".
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, SQLAlchemyError) as error:
        raise BadMessage(rule="unusable") from error


class StoreReplica:
    """`Replica` over the encrypted store. Runs on the network lane; opens short transactions of its own."""

    def __init__(self, transactions: Transactions, signer: Signer | None) -> None:
        self._transactions = transactions
        self.mender: Mender = StoreMender(transactions)
        self.audit: AuditBook = StoreAudit(transactions)
        self._signer = signer
        self._turns: int | None = None  # as they stood when the envelope that comes next was begun

    def begin(self) -> None:
        """Offer held changes and those told "later" again."""
        with self._transactions.write() as connection:
            connection.exec_driver_sql("UPDATE outbox SET state = 'pending' WHERE state IN ('held', 'later')")
            audit_delivery.begin(connection)

    def position(self) -> Position:
        """Return where the desk stands."""
        with self._transactions.read() as connection:
            meta = Meta(connection)
            desk = identity(meta)
            return Position(
                device=desk.device,
                epoch=desk.epoch,
                sent=meta.number("sent"),
                prev=meta.text("prev") or FIRST,
                cursor=meta.number("cursor"),
                directory=directory.kept(meta).told,
                told=ahead.told(connection),
                officers=officers.untold(connection),
                numbers=scope.keeps_numbers(meta),
                erased=erasures.untold(connection),
            )

    def in_flight(self) -> bytes | None:
        """Return the frozen envelope, if one was not answered yet."""
        with self._transactions.read() as connection:
            found = connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
            return None if found is None else bytes(found)

    def batch(self, most_changes: int, most_bytes: int) -> Batch:
        """Return the next pending changes: what is urgent first, then in order; a record's own order is kept."""
        with self._transactions.read() as connection:
            pending, size = outbox.next_pending(connection, most_changes, most_bytes)
            signatures = handed.signatures(connection, pending, self._signer)
            if self._turns is None:
                self._turns = Meta(connection).number(TURNS)
        return Batch(changes=tuple(pending), signatures=signatures, size=size)

    def numbers(self, records: Sequence[str]) -> Mapping[str, int]:
        """Return the numbers of those records that the centre holds."""
        with self._transactions.read() as connection:
            return numbers.numbers(connection, records)

    def records(self, wanted: Sequence[int]) -> Mapping[int, str]:
        """Return the records of those numbers that this desk holds."""
        with self._transactions.read() as connection:
            return numbers.records(connection, wanted)

    def freeze(self, envelope: bytes, change_ids: tuple[str, ...], audit: AuditAsk | None = None) -> None:
        """Store the envelope before it is first sent.

        Raises:
            ChangedMeanwhile: a case was restricted after the envelope was begun; what it says in the open stays here.
        """
        began, self._turns = self._turns, None
        with self._transactions.write() as connection:
            if change_ids and began != Meta(connection).number(TURNS):
                raise ChangedMeanwhile
            sent = Meta(connection).number("sent")
            frozen(connection)
            connection.exec_driver_sql("INSERT INTO in_flight(seq, envelope) VALUES(?, ?)", (sent + 1, envelope))
            if change_ids:
                lines = [(change,) for change in change_ids]
                connection.exec_driver_sql("UPDATE outbox SET state = 'frozen' WHERE change_id = ?", lines)
            audit_delivery.told(connection, audit)
            erasures.telling(connection)

    def apply(self, answer: Answer, sealed: bytes = b"") -> Applied:
        """Take an answer in; see `Replica`.

        Raises:
            MassDeletion: the answer would delete a large share of a kind; nothing is taken in until a person allows it.
            BadMessage: what it tells cannot be laid on any record; rule "unusable".
        """
        with _usable(), brake.braked(self._transactions, "answer") as connection:
            applied = Taking(connection, self._transactions.folder, answer, sealed).run()
            seal_anew(connection, self._signer)
            return applied

    def arriving(self) -> Arriving | None:
        """Return the snapshot that is being taken in."""
        with self._transactions.read() as connection:
            return arriving.of(connection)

    def arrived(self, name: str) -> bytes:
        """Return what was kept of a segment that did not come whole."""
        with self._transactions.read() as connection:
            return arriving.arrived(connection, name)

    def keep_arrived(self, name: str, part: bytes) -> None:
        """Keep what came of a segment."""
        with self._transactions.write() as connection:
            arriving.keep_arrived(connection, name, part)

    def take(self, segment: Segment) -> int:
        """Take the next segment of what arrives in; see `Replica`.

        Raises:
            MassDeletion: as `apply`.
        """
        with _usable(), brake.braked(self._transactions, "answer") as connection:
            here = arriving.of(connection)
            return 0 if here is None else arriving.take(connection, here, segment)

    def drop_snapshot(self, *, refused: bool) -> None:
        """Forget what arrives; see `Replica`."""
        with self._transactions.write() as connection:
            arriving.drop(connection, refused=refused)

    def past_after(self, record: str) -> int | None:
        """Return the last seq up to which the past of a record was told here; None when all of it is here."""
        with self._transactions.read() as connection:
            return arriving.past_after(connection, record)
