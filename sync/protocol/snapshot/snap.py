"""A snap: one record as the centre holds it at one seq, and what its history comes down to."""

from typing import Any

import msgspec


class Snap(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Values in force with their versions (paths not listed have the seq of creation), and the first and last save."""

    kind: str
    id: str
    values: dict[str, Any]
    versions: dict[str, int]
    created: int
    changes: int  # ledger entries so far
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
