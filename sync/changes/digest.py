"""The canonical state of all synced data, per kind: equal on any two desks with the same data, and with the centre."""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from sync.changes.change import DELETED

_encoder = msgspec.json.Encoder(order="sorted")
_MODULUS = 1 << 256


class Digest:
    """Adds records in any order: the sum modulo 2^256 of the SHA-256 of each record's canonical form."""

    def __init__(self) -> None:
        self._sums: dict[str, int] = {}

    def add(self, kind: str, record: str, values: dict[str, Any]) -> None:
        """Add one record in its flat form; a deleted one counts with its mark and without its values."""
        deleted = values.get(DELETED)
        seen = {DELETED: True} if deleted is not None else values
        line = hashlib.sha256(_encoder.encode([kind, record, seen])).digest()
        self._sums[kind] = (self._sums.get(kind, 0) + int.from_bytes(line, "big")) % _MODULUS

    def per_kind(self) -> dict[str, str]:
        """Return kind -> 64 hex digits, for the kinds that have a record."""
        return {kind: f"{total:064x}" for kind, total in sorted(self._sums.items())}


def digest_of(rows: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[str, str]:
    """Return the digest of (kind, record id, flat values)."""
    digest = Digest()
    for kind, record, values in rows:
        digest.add(kind, record, values)
    return digest.per_kind()
