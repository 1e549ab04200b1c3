"""Runs of ledger entries: a short hash of changes that follow each other, by which two sides compare their pasts."""

import hashlib
from collections.abc import Iterable
from typing import Final

_SIGNS: Final = 16


def run_of(change_ids: Iterable[str]) -> str:
    """Return the hash of these changes in this order."""
    return hashlib.sha256("".join(change_ids).encode()).hexdigest()[:_SIGNS]
