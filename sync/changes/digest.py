"""The canonical state of all synced data, per kind: equal on any two desks with the same data, and with the centre."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from sync.changes.change import DELETED
from sync.domain.rules.rights import kinds_of, sees

_encoder = msgspec.json.Encoder(order="sorted")
_MODULUS: Final = 1 << 256
_OF: Final = "/"


class Digest:
    """Adds records in any order: the sum modulo 2^256 of the SHA-256 of each record's canonical form.

    A sum can be kept and moved on with each change (`Digest(shares).replace(...)`) instead of reading all records
    again. What is kept are shares: of files and conflicts one for each kind that they are about, so that the digest
    of a desk that is told some kinds only needs no look at the records either.
    """

    def __init__(self, shares: dict[str, str] | None = None) -> None:
        self._sums = {share: int(total, 16) for share, total in (shares or {}).items()}

    def add(self, kind: str, record: str, values: dict[str, Any]) -> None:
        """Add one record in its flat form; a deleted one counts with its mark and without its values."""
        self._move(kind, values, weight(kind, record, values))

    def replace(self, kind: str, record: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """Put *after* where the record stood as *before*; None where it was, or is, not there."""
        if before is not None:
            self._move(kind, before, -weight(kind, record, before))
        if after is not None:
            self.add(kind, record, after)

    def _move(self, kind: str, values: dict[str, Any], by: int) -> None:
        share = _OF.join(kinds_of(kind, values))
        self._sums[share] = (self._sums.get(share, 0) + by) % _MODULUS

    def shares(self) -> dict[str, str]:
        """Return what can be kept: share -> 64 hex digits."""
        return {share: f"{total:064x}" for share, total in sorted(self._sums.items()) if total}

    def per_kind(self, kinds: frozenset[str] | None = None) -> dict[str, str]:
        """Return kind -> 64 hex digits, for the kinds that have a record; with *kinds* of what these may be told."""
        totals: dict[str, int] = {}
        for share, total in self._sums.items():
            kind, _, owner = share.partition(_OF)
            if sees(kinds, kind, {}) and (not owner or sees(kinds, owner, {})):
                totals[kind] = (totals.get(kind, 0) + total) % _MODULUS
        return {kind: f"{total:064x}" for kind, total in sorted(totals.items()) if total}


def digest_of(rows: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[str, str]:
    """Return the digest of (kind, record id, flat values)."""
    digest = Digest()
    for kind, record, values in rows:
        digest.add(kind, record, values)
    return digest.per_kind()


def fingerprint(per_kind: dict[str, str]) -> str:
    """Return one hash over a digest: 64 hex digits that stand for all data."""
    return hashlib.sha256(_encoder.encode(per_kind)).hexdigest()


def weight(kind: str, record: str, values: dict[str, Any]) -> int:
    """Return what one record adds to the sum of its kind."""
    seen = {DELETED: True} if values.get(DELETED) is not None else values
    return int.from_bytes(hashlib.sha256(_encoder.encode([kind, record, seen])).digest())
