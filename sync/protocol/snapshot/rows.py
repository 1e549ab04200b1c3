"""Records as the columns of one table, and back: fields side by side, members of lists in columns of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from sync.changes.change import DELETED
from sync.errors import BadMessage
from sync.protocol.columns import EXACT
from sync.protocol.snapshot.snap import Snap

COUNT: Final = "/"
"""Behind the name of a list: the column that says how many members each row has."""

_ID: Final = "#id"  # no path begins with this sign
_VERSIONS: Final = "#versions"
_MEMBER: Final = "#"
_VALUE: Final = "="
_OWN: Final = ("#created", "#changes", "#created_at", "#created_by", "#updated_at", "#updated_by")

Columns = dict[str, Sequence[Any]]


@dataclass(slots=True, kw_only=True)
class Table:
    """The columns of the records of one kind, and for each list those of its members, in the order of the rows."""

    rows: int
    columns: Columns
    lists: dict[str, Columns] = field(default_factory=dict)


def table_of(snaps: Sequence[Snap]) -> Table:
    """Take records of one kind apart."""
    names = {path.partition("/")[:2] for snap in snaps for path in snap.values}
    told: Columns = {_ID: [snap.id for snap in snaps]} | _own(snaps)
    table = Table(rows=len(snaps), columns=told)
    for name, is_list in sorted(names):
        if is_list:
            _add_list(table, name, [_members(name, snap.values) for snap in snaps])
        else:
            told[name] = [snap.values.get(name) for snap in snaps]
    _add_list(table, _VERSIONS, [dict(snap.versions) for snap in snaps])
    return table


def _own(snaps: Sequence[Snap]) -> Columns:
    """What a record has besides its fields; a record that was never changed says its making once."""
    touched = [snap.changes > 1 for snap in snaps]
    return {
        "#created": [snap.created for snap in snaps],
        "#changes": [snap.changes for snap in snaps],
        "#created_at": [snap.created_at for snap in snaps],
        "#created_by": [snap.created_by for snap in snaps],
        "#updated_at": [snap.updated_at if other else None for snap, other in zip(snaps, touched, strict=True)],
        "#updated_by": [snap.updated_by if other else None for snap, other in zip(snaps, touched, strict=True)],
    }


def _members(name: str, values: dict[str, Any]) -> dict[str, Any]:
    start = name + "/"
    return {path[len(start) :]: value for path, value in values.items() if path.startswith(start)}


def _add_list(table: Table, name: str, lists: Sequence[dict[str, Any]]) -> None:
    values = [value for members in lists for value in members.values()]
    table.columns[name + COUNT] = [len(members) for members in lists]
    parts = dict.fromkeys(part for value in values if isinstance(value, dict) for part in value)
    told: Columns = {_MEMBER: [member for members in lists for member in members]}
    are_elements = all(isinstance(value, dict) and None not in value.values() for value in values)
    if are_elements and parts.keys().isdisjoint((_MEMBER, _VALUE)):
        told |= {part: [value.get(part) for value in values] for part in parts}
    else:
        told[_VALUE] = values
    table.lists[name] = told


def check(table: Table) -> None:
    """Check that a table has all that its records need.

    Raises:
        BadMessage: something is missing, or of another type; rule "segment".
    """
    told = table.columns
    whole = {_ID: str, "#created": int, "#changes": int, "#created_at": str, "#created_by": str}
    complete = (
        all(name in told and set(map(type, told[name])) <= {kind} for name, kind in whole.items())
        and all(name in told for name in _OWN)
        and all(_MEMBER in members for members in table.lists.values())
        and all(name[: -len(COUNT)] in table.lists for name in told if name.endswith(COUNT))
        and set(map(type, table.lists.get(_VERSIONS, {}).get(_VALUE, ()))) <= {int}
        and all(set(map(type, members[_MEMBER])) <= {str} for members in table.lists.values())
    )
    if not complete or _VERSIONS not in table.lists:
        raise BadMessage(rule="segment")
    seqs = (*told["#created"], *table.lists[_VERSIONS].get(_VALUE, ()), *told["#changes"])
    if not 0 <= min(seqs, default=0) <= max(seqs, default=0) <= EXACT:
        raise BadMessage(rule="segment")


def deleted(table: Table) -> list[str]:
    """Return the ids of those records of a checked table that are deleted."""
    said = table.columns.get(DELETED, [None] * table.rows)
    return [record for record, reason in zip(table.columns[_ID], said, strict=True) if reason is not None]


def snaps_of(kind: str, table: Table) -> Iterator[Snap]:
    """Put the records of a checked table together again, one by one."""
    told = table.columns
    names = [name for name in told if not name.startswith("#") and not name.endswith(COUNT)]
    plain = zip(*(told[name] for name in names), strict=True) if names else iter([()] * table.rows)
    own = zip(told[_ID], *(told[name] for name in _OWN), strict=True)
    lists = {name: _lists_of(told[name + COUNT], members) for name, members in table.lists.items()}
    versions = lists.pop(_VERSIONS)
    for said, (record, created, changes, at, by, updated_at, updated_by) in zip(plain, own, strict=True):
        values = {name: value for name, value in zip(names, said, strict=True) if value is not None}
        for name, some in lists.items():
            for member, value in next(some):
                values[f"{name}/{member}"] = value
        yield Snap(
            kind=kind,
            id=record,
            values=values,
            versions=dict(next(versions)),
            created=created,
            changes=changes,
            created_at=at,
            created_by=by,
            updated_at=updated_at or at,
            updated_by=updated_by or by,
        )


def _lists_of(counts: Sequence[int], members: Columns) -> Iterator[list[tuple[str, Any]]]:
    """Yield the members of each row with their values."""
    names = members[_MEMBER]
    every: Iterator[tuple[str, Any]]
    if _VALUE in members:
        every = zip(names, members[_VALUE], strict=True)
    else:
        parts = [part for part in members if part != _MEMBER]
        said = zip(*(members[part] for part in parts), strict=True) if parts else iter([()] * len(names))
        every = (
            (name, {part: value for part, value in zip(parts, each, strict=True) if value is not None})
            for name, each in zip(names, said, strict=True)
        )
    for count in counts:
        yield list(islice(every, count))
