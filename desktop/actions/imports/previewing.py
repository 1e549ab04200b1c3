"""How a list would be read, for the screen on which the officer says which column is which."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from desktop.actions.imports import mapping as mappings
from desktop.actions.imports import remembered
from desktop.actions.imports.cells import text_of
from desktop.actions.imports.sheet import Row, read
from desktop.actions.imports.taking import NO_LISTS
from desktop.actions.open_desk import OpenDesk
from sync.domain.records.catalogue import noun
from sync.errors import UnknownKind

_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How a list would be read: its columns with what their first rows say, and which field each would fill."""

    samples: dict[str, tuple[str, ...]]  # by header text; a column without one cannot be told apart
    columns: dict[str, str]  # header text -> field, see `Mapping`
    is_remembered: bool


def preview(desk: OpenDesk, kind: str, path: Path) -> Preview:
    """Say how a list would be read, for a screen on which the officer corrects it.

    Raises:
        UnknownKind: no such lists. UnreadableFile: it cannot be read. NoMapping: there is not a single row.
    """
    if kind in NO_LISTS:
        raise UnknownKind(kind=kind)
    first = list(islice(read(path).rows, mappings.HEADER_ROWS))
    remembers = remembered.recall(desk.store, kind, first)
    mapping = remembers or mappings.proposed(noun(kind), first)
    header = mappings.locate(mapping, first) if mapping.columns else mappings.fullest(first)
    samples = {text: _samples(first[header.ends :], index) for index, text in enumerate(header.texts) if text}
    columns = mappings.chosen(mapping, samples)
    return Preview(samples=samples, columns=columns, is_remembered=remembers is not None)


def _samples(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    said = (text_of(row.cells[index]) for row in rows if index < len(row.cells))
    return tuple(islice((text for text in said if text), _SAMPLES))
