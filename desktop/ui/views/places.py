"""Places: where an officer can be on a section page; other pages link here with them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
class FormPlace:
    """The form of a record, or of a new one."""

    kind: str
    record: str | None = None
    preset: dict[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()  # a short form of these fields


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPlace:
    """What happened to a record."""

    kind: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePlace:
    """The page that takes a new case in."""

    worker: str | None = None  # a worker who is known already


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlace:
    """The page that takes a list in: the file, and which column was said to fill which field."""

    kind: str
    path: Path | None = None
    columns: dict[str, str] | None = None


Place = ListPlace | RecordPlace | FormPlace | HistoryPlace | IntakePlace | ImportPlace
