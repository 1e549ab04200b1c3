"""What an action or a round changed: the one message that goes to every screen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Kinds and ids of records that are new or other than before; *outbox* and *sync* when those lines moved."""

    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    outbox: bool = False
    sync: bool = False
