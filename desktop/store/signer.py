"""The officer at the desk, who signs changes: once for each save, so that a colleague's round can bring them, too.

What is saved is signed in small portions, kept beside it while it waits. When the officer sends it, one signature over
all of the batch goes instead, as a portion's weighs more than its changes.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection

from sync.changes.change import Change
from sync.errors import BadMessage
from sync.identity.canonical import text_of
from sync.identity.keys import SigningKey
from sync.identity.officer import change_hash, sign_batch, verify_batch
from sync.protocol.messages import Signature, read_change

PORTION: Final = 32
"""Changes under one signature: whoever brings one of them brings the hashes of the others along."""

_KEEP: Final = (
    "INSERT INTO seals(officer, key, signature, hashes) VALUES(?, ?, ?, ?) "
    "ON CONFLICT(signature) DO UPDATE SET key = excluded.key RETURNING n"
)
_UNSIGNED: Final = (
    "SELECT o.change_id, h.body FROM outbox o JOIN history h ON h.change_id = o.change_id "
    "WHERE o.state = 'unsigned' AND o.state != 'pending' AND json_extract(h.body, '$.officer') = ? ORDER BY o.n"
)


class Signer:
    """Signs for one officer, while the desk is open."""

    def __init__(self, officer: str, key: Callable[[], SigningKey]) -> None:
        """*key* gives the officer's key, or raises Locked."""
        self.officer = officer
        self.key = key().public.text
        self._key = key

    def over(self, hashes: Sequence[bytes]) -> Signature:
        """Sign *hashes*, in their order."""
        return Signature(officer=self.officer, key=self.key, signature=sign_batch(self._key(), hashes))

    def sign(self, statement: bytes) -> str:
        """Sign what the officer says outside of a change; base64url."""
        return text_of(self._key().sign(statement))

    def has_signed(self, hashes: Sequence[bytes], signature: str) -> bool:
        """Whether the officer signed just these hashes: what a colleague wrote over is signed by nobody."""
        try:
            verify_batch(self._key().public, hashes, signature)
        except BadMessage:
            return False
        return True

    def batch(self, changes: Sequence[Change]) -> tuple[Signature, ...]:
        """Sign *changes* of the officer, all at once; nothing for none."""
        return (self.over([change_hash(change) for change in changes]),) if changes else ()

    def seal(self, connection: Connection, hashes: Sequence[bytes]) -> list[int]:
        """Sign in portions, and return for each hash the number of the seal that is kept."""
        numbers: list[int] = []
        for start in range(0, len(hashes), PORTION):
            part = hashes[start : start + PORTION]
            said = self.over(part)
            values = (said.officer, said.key, said.signature, b"".join(part))
            kept = connection.exec_driver_sql(_KEEP, values).scalar_one()
            numbers += [int(kept)] * len(part)
        return numbers


def seal_anew(connection: Connection, signer: Signer | None) -> None:
    """Sign what lost its signature, of the officer at the desk; that of others waits for them."""
    lines = [] if signer is None else connection.exec_driver_sql(_UNSIGNED, (signer.officer,)).all()
    if signer is None or not lines:
        return
    seals = signer.seal(connection, [change_hash(read_change(line.body.encode())) for line in lines])
    connection.exec_driver_sql(
        "UPDATE outbox SET state = 'pending', seal = ? WHERE change_id = ?",
        [(seal, line.change_id) for seal, line in zip(seals, lines, strict=True)],
    )
