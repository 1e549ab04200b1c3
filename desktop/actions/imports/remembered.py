"""Mappings that were used, by the header of the list, so that next month's list is recognised."""

from collections.abc import Sequence
from typing import Final

import msgspec

from desktop.actions.imports.mapping import Header, Mapping, candidates
from desktop.actions.imports.sheet import Row
from desktop.store.store import Store

_MOST: Final = 40
"""Kinds of lists that one desk takes in; the longest unused one is forgotten."""


class _Kept(msgspec.Struct, frozen=True):
    signature: str
    columns: dict[str, str]


def recall(store: Store, kind: str, first_rows: Sequence[Row]) -> Mapping | None:
    """Return the mapping that was used for a list with this very header."""
    kept = {one.signature: one.columns for one in _kept(store, kind)}
    for header in candidates(first_rows) if kept else ():
        if header.signature in kept:
            return Mapping(kind=kind, columns=kept[header.signature])
    return None


def remember(store: Store, header: Header, mapping: Mapping) -> None:
    """Keep *mapping* for lists with this header."""
    kept = _kept(store, mapping.kind)
    used = _Kept(header.signature, mapping.columns)
    others = [one for one in kept if one.signature != header.signature]
    newest = [*others[1 - _MOST :], used]
    if kept != newest:
        store.keep_setting(_key(mapping.kind), msgspec.to_builtins(newest))


def _kept(store: Store, kind: str) -> list[_Kept]:
    return msgspec.convert(store.setting(_key(kind), []), list[_Kept])


def _key(kind: str) -> str:
    return f"imports.mapping.{kind}"
