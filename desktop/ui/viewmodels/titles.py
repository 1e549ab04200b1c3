"""Titles: the names of the records that others point to, read from the store in one go; never on the screen thread."""

from collections.abc import Iterable, Mapping

from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.speech import Speech, refs_in
from sync.domain.records.catalogue import NOUNS

_DEEP = 2
"""A title may point on: a detention is called by its worker."""


def rows_by_id(store: Store, wanted: Mapping[str, Iterable[str]]) -> dict[str, Row]:
    """Return the records of *wanted* (ids by kind) that this desk holds, deleted ones as well."""
    found: dict[str, Row] = {}
    for kind, ids in wanted.items():
        where = (Condition(field="id", op="in", value=sorted(ids)), Condition(field="deleted"))
        found |= {row.id: row for row in store.rows(kind, store.numbers(kind, where=where))}
    return found


def titles_for(store: Store, speech: Speech, rows: Iterable[Row], names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the titles that are needed to say the fields *names* (all, when None) of *rows*."""
    wanted: dict[str, set[str]] = {}
    chosen = None if names is None else set(names)
    for row in rows:
        declared = NOUNS[row.kind]
        asked = declared.by_name if chosen is None else (chosen | {*declared.about.title}) & declared.by_name.keys()
        _merge(wanted, refs_in(row.kind, row.fields, asked))
    return _titles(store, speech, wanted, _DEEP)


def _titles(store: Store, speech: Speech, wanted: Mapping[str, set[str]], deep: int) -> dict[str, str]:
    if not wanted or not deep:
        return {}
    found = rows_by_id(store, wanted)
    further: dict[str, set[str]] = {}
    for row in found.values():
        _merge(further, refs_in(row.kind, row.fields, NOUNS[row.kind].about.title))
    known = _titles(store, speech, further, deep - 1)
    return {record: speech.title(row, known) for record, row in found.items()}


def _merge(into: dict[str, set[str]], more: Mapping[str, set[str]]) -> None:
    for kind, ids in more.items():
        into.setdefault(kind, set()).update(ids)
