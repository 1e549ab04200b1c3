"""List layout: which columns of a list an officer sees, in which order and how wide; derived, chosen, kept."""

from typing import Any, Final

import msgspec

from desktop.store.store import Store
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity, Shape

SYNC: Final = "sync"
TITLE: Final = "title"
_MOST_STANDARD: Final = 5
_WIDEST: Final = 2000
_CASE: Final = ("priority", "case", "worker", "status", "next", SYNC)
_CASE_FIELDS: Final = {"case": ("case_no", "summary"), "worker": ("subjects",), "next": ()}
"""The fields that a column of cases shows, where it does not bear the name of its one field."""
_HIDDEN: Final = frozenset({"mission", "origin", "unknown", "ext_refs"})


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The columns by key, and the widths at 100 % text of those that were drawn wider or narrower."""

    keys: tuple[str, ...]
    widths: dict[str, int] = {}


def standard(kind: str) -> Layout:
    """Return the columns of a list before anybody has chosen."""
    if kind == "case":
        return Layout(keys=_CASE)
    return Layout(keys=(TITLE, *NOUNS[kind].about.columns[:_MOST_STANDARD], SYNC))


def possible(kind: str) -> tuple[str, ...]:
    """Return every column that can be chosen, those of the standard first; nothing that only some may see."""
    first = standard(kind).keys
    taken = {*first, *_HIDDEN, *(name for key in first for name in fields_of(kind, (key,)))}
    fields = (
        field.name
        for field in NOUNS[kind].fields
        if field.name not in taken and field.shape is not Shape.LONG_TEXT and field.sensitivity < Sensitivity.RESTRICTED
    )
    return (*first, *fields)


def fixed(kind: str) -> str:
    """Return the column that always stays: what a record is called."""
    return "case" if kind == "case" else TITLE


def fields_of(kind: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields that the columns *keys* show, in their order."""
    about = NOUNS[kind].about
    found: list[str] = []
    for key in keys:
        if key == TITLE:
            found += about.title
        elif key != SYNC:
            found += _CASE_FIELDS.get(key, (key,)) if kind == "case" else (key,)
    return tuple(dict.fromkeys(found))


def kept(store: Store, officer: str, kind: str) -> Layout:
    """Return what the officer has chosen for the list of *kind*; what this release does not know is left out."""
    raw: Any = store.setting(_key(officer, kind))
    try:
        layout = msgspec.convert(raw, Layout)
    except msgspec.ValidationError:
        return standard(kind)
    known = possible(kind)
    keys = tuple(key for key in dict.fromkeys(layout.keys) if key in known)
    widths = {key: width for key, width in layout.widths.items() if key in known and 0 < width <= _WIDEST}
    return Layout(keys=keys, widths=widths) if fixed(kind) in keys else standard(kind)


def keep(store: Store, officer: str, kind: str, layout: Layout) -> None:
    """Keep *layout* for the next time; runs on the store lane."""
    store.keep_setting(_key(officer, kind), msgspec.to_builtins(layout))


def _key(officer: str, kind: str) -> str:
    return f"list.columns.{officer}.{kind}"
