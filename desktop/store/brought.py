"""What news are about in the words of the desk: the cases that others changed, and whose they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from desktop.store import records
from sync.changes.change import Entry
from sync.domain.records.catalogue import NOUNS

_CASE: Final = "case"
_PARENT: Final = "case_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtCase:
    """A case that a round changed."""

    number: str
    owner: str | None


def cases(connection: Connection, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the cases that *entries* changed, themselves or in what belongs to them; after these were laid."""
    touched: dict[str, dict[str, None]] = {}
    for entry in entries:
        noun = NOUNS.get(entry.change.kind)
        if entry.change.kind == _CASE or (noun is not None and noun.parent_field == _PARENT):
            touched.setdefault(entry.change.kind, {})[entry.change.record] = None
    found = dict.fromkeys(touched.pop(_CASE, ()))
    for kind, ids in touched.items():
        for stored in records.load_many(connection, kind, list(ids)).values():
            parent = stored.values.get(_PARENT)
            if isinstance(parent, str):
                found[parent] = None
    return tuple(found)


def told(connection: Connection, ids: Sequence[str]) -> dict[str, BroughtCase]:
    """Return the numbers and owners of those cases that are here, by id."""
    held = records.load_many(connection, _CASE, ids)
    return {
        record: BroughtCase(number=str(stored.values.get("case_no") or record[-8:]), owner=stored.values.get("owner"))
        for record, stored in held.items()
    }
