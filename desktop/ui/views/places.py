"""Places: where an officer can be on a section page; other pages link here with them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.ui.viewmodels.record_list import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """The list of a noun; *wish* cuts and sorts it, *picked* is chosen in it."""

    kind: str
    wish: Wish | None = None
    picked: str | None = None  # record id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """One record: the page of a case, the list with its panel for all others."""

    kind: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where in a form the cursor stands, what is marked, and how far the form is scrolled."""

    field: str
    part: int = 0  # of a field with several lines to type in
    at: int = 0
    anchor: int = 0
    scroll: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlace:
    """The form of a record, or of a new one."""

    kind: str
    record: str | None = None
    preset: dict[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()  # a short form of these fields
    spot: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPlace:
    """What happened to a record."""

    kind: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePlace:
    """The page that takes a new case in."""

    worker: str | None = None  # a worker who is known already
    spot: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlace:
    """The page that takes a list in: the file, and which column was said to fill which field."""

    kind: str
    path: Path | None = None
    columns: dict[str, str] | None = None


Place = ListPlace | RecordPlace | FormPlace | HistoryPlace | IntakePlace | ImportPlace

_KINDS: Final = {
    kind.__name__: kind for kind in (ListPlace, RecordPlace, FormPlace, HistoryPlace, IntakePlace, ImportPlace)
}


def packed(left: tuple[str, object]) -> dict[str, Any]:
    """Return a page and the place on it as plain data, for the encrypted store."""
    page, place = left
    steps = place if isinstance(place, tuple) else (place,)
    known = [one for one in steps if type(one).__name__ in _KINDS]
    return {"page": page, "steps": [[type(one).__name__, msgspec.to_builtins(one, enc_hook=str)] for one in known]}


def unpacked(kept: Any) -> tuple[str, object] | None:
    """Return what `packed` made; None of what another release made otherwise."""
    if kept is None:
        return None
    try:
        steps = tuple(msgspec.convert(one, _KINDS[name], dec_hook=_plain) for name, one in kept["steps"])
        return str(kept["page"]), steps or None
    except (KeyError, TypeError, ValueError):
        return None


def _plain(kind: type, value: Any) -> Any:
    return kind(value)
