"""A write: one change of one record as an action means it, before it has its number and stands in the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.store.row import Stored
from sync.changes.change import Operation, Version
from sync.domain.records.flat import Flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason of a change, and the conflicts that it decides."""

    reason: str | None = None
    resolves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change that is to be written over *before*."""

    before: Stored
    op: Operation
    values: Flat
    why: Why = Why()
    base: Mapping[str, Version] | None = None  # what it has seen, where that is not what stands there now
