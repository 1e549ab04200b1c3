"""Meanwhile: a record that moved on while its form was open, laid together with what is typed, path by path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.store.row import Row
from desktop.ui.viewmodels.speech import Speech
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import applied, assemble, difference, flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One path that was typed one way here and saved another way meanwhile; None where it was emptied."""

    path: str
    mine: Any
    theirs: Any

    @property
    def field(self) -> str:
        """The name of the field that holds the path."""
        return field_name(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """The fields as the form shows them now: the record of today, with what was typed over it."""

    fields: dict[str, Any]
    clashes: tuple[Clash, ...]


def field_name(path: str) -> str:
    """Return the name of the field that *path* lies in."""
    return path.partition("/")[0]


def met(
    kind: str,
    before: Mapping[str, Any],
    typed: Mapping[str, Any],
    now: Mapping[str, Any],
    held: frozenset[str] = frozenset(),
) -> Met:
    """Lay the fields *typed* over *before* on the record as it is *now*; the same said twice is no clash.

    Fields that are *held* are being typed and cannot be read yet: whatever came into them clashes.
    """
    declared = noun(kind)
    base, today = flat(declared, dict(before)), flat(declared, dict(now))
    mine = difference(base, flat(declared, {**before, **typed}))
    theirs = difference(base, today)
    clashes = tuple(
        Clash(path=path, mine=mine.get(path), theirs=value)
        for path, value in theirs.items()
        if field_name(path) in held or (path in mine and mine[path] != value)
    )
    return Met(fields=assemble(declared, applied(today, mine)), clashes=clashes)


def with_theirs(kind: str, fields: Mapping[str, Any], clash: Clash) -> dict[str, Any]:
    """Return the shown *fields* with the other value in the place of the own one."""
    declared = noun(kind)
    return assemble(declared, applied(flat(declared, dict(fields)), {clash.path: clash.theirs}))


def by_whom(speech: Speech, row: Row) -> dict[str, str]:
    """Return who saved the record last, and when, for the words about it."""
    at = row.updated_at or row.created_at
    return {"officer": row.updated_by or row.created_by, "time": speech.moment(at) if at else ""}
