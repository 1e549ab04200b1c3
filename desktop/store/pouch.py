"""The pouch: envelopes of other desks that this one carries to the centre by line or stick, and their answers."""

from desktop.store.transactions import Transactions
from sync.engine.bundles import Ask

_KEEP = (
    "INSERT INTO pouch(device, epoch, seq, envelope, answer) VALUES(?, ?, ?, ?, ?) ON CONFLICT(device) DO UPDATE SET "
    "epoch = excluded.epoch, seq = excluded.seq, envelope = excluded.envelope, answer = excluded.answer, code = NULL"
)


class StorePouch:
    """`Pouch` over the encrypted store: the newest ask of each desk, until a newer one shows that it was answered."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def asks(self) -> tuple[Ask, ...]:
        """Return the asks that no answer is known to."""
        sql = "SELECT device, epoch, seq, envelope FROM pouch WHERE envelope IS NOT NULL AND answer IS NULL"
        with self._transactions.read() as connection:
            rows = connection.exec_driver_sql(f"{sql} AND code IS NULL ORDER BY device").all()
        return tuple(Ask(device=one, epoch=epoch, seq=seq, envelope=bytes(blob)) for one, epoch, seq, blob in rows)

    def answers(self) -> tuple[bytes, ...]:
        """Return the sealed answers."""
        with self._transactions.read() as connection:
            rows = connection.exec_driver_sql("SELECT answer FROM pouch WHERE answer IS NOT NULL ORDER BY device").all()
        return tuple(bytes(answer) for (answer,) in rows)

    def take_ask(self, ask: Ask) -> bool:
        """Keep an ask unless it, or a later one of its desk, is known."""
        return self._keep(ask.device, (ask.epoch, ask.seq), ask.envelope, None)

    def take_answer(self, device: str, epoch: int, seq: int, answer: bytes) -> bool:
        """Keep an answer unless it, or a later one for its desk, is known."""
        return self._keep(device, (epoch, seq), None, answer)

    def refuse(self, ask: Ask, code: str) -> None:
        """Keep that the centre does not take this ask: it is not offered again."""
        sql = "UPDATE pouch SET code = ? WHERE device = ? AND epoch = ? AND seq = ?"
        with self._transactions.write() as connection:
            connection.exec_driver_sql(sql, (code, ask.device, ask.epoch, ask.seq))

    def _keep(self, device: str, at: tuple[int, int], envelope: bytes | None, answer: bytes | None) -> bool:
        with self._transactions.write() as connection:
            known = connection.exec_driver_sql(
                "SELECT epoch, seq, answer IS NOT NULL FROM pouch WHERE device = ?", (device,)
            ).one_or_none()
            if known is not None and ((known[0], known[1]), bool(known[2])) >= (at, answer is not None):
                return False
            connection.exec_driver_sql(_KEEP, (device, *at, envelope, answer))
            return True
