"""The rows that were not taken in, in a file or held: all their columns as they were, and the reason in words."""

import csv
import gzip
import io
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TextIO

from desktop.actions.formulas import neutral
from desktop.actions.imports.cells import text_of
from desktop.actions.imports.mapping import heading
from desktop.actions.imports.sheet import Cell, Row
from desktop.words import Words
from sync.errors import InvalidField, UnwritableFile

_LONG: int = 10**15
"""From here on a number cell may have lost digits; written as text it would look whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a row was not taken in; *field* names a target, or several with blanks between, for "differs"."""

    row: int
    rule: str
    field: str | None = None
    values: dict[str, Any]

    def as_fields(self) -> dict[str, Any]:
        """The refusal as the command line shows it."""
        shown: dict[str, Any] = {"row": self.row, "reason": self.rule}
        return shown if self.field is None else shown | {"field": self.field}


def refusal_of(row: Row, refused: InvalidField) -> Refusal:
    """Make the refusal of a row."""
    return Refusal(row=row.number, rule=refused.rule or "shape", field=refused.field, values=dict(refused.values))


def reason(words: Words, kind: str, refusal: Refusal) -> str:
    """Say why, for the officer who corrects the list."""
    fields = ", ".join(heading(words, kind, _target(field)) for field in (refusal.field or "").split())
    key = next(key for key in (f"imports.rule.{refusal.rule}", f"rule.{refusal.rule}") if key in words)
    why = words(key, **({"least": "", "most": "", "fields": fields} | refusal.values))
    if refusal.rule == DIFFERS or not fields:
        return words("imports.reason", row=refusal.row, why=why)
    return words("imports.reason-of-field", row=refusal.row, field=fields, why=why)


DIFFERS = "differs"


def _target(field: str) -> str:
    """`passports/<id>/number` of a check is the column `passports.number`."""
    parts = field.split("/")
    return f"{parts[0]}.{parts[-1]}" if len(parts) > 2 else parts[0]  # noqa: PLR2004 - list, id, part


class RefusedRows:
    """Writes the refused rows. Used in a `with` block, by one of its two kinds, which say where to."""

    def __init__(self, file: TextIO, header: Sequence[str], words: Words, kind: str) -> None:
        self.count = 0
        self._words = words
        self._kind = kind
        self._width = len(header)
        self._file = file
        self._writer = csv.writer(self._file)
        self._write([*header, words("imports.reason-column")])

    def add(self, row: Row, refusal: Refusal) -> None:
        """Write a row with its reason."""
        cells = [as_text(cell) for cell in row.cells[: self._width]]
        cells += [""] * (self._width - len(cells))
        self._write([*cells, reason(self._words, self._kind, refusal)])
        self.count += 1

    def _write(self, cells: Sequence[str]) -> None:
        try:
            self._writer.writerow([neutral(cell) for cell in cells])
        except OSError:
            raise UnwritableFile from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class WrittenRows(RefusedRows):
    """Refused rows in a file, which is left only when there are some."""

    def __init__(self, path: Path, header: Sequence[str], words: Words, kind: str) -> None:
        """Begin the file.

        Raises:
            UnwritableFile: it cannot be written there.
        """
        self.path = path
        self._part = path.with_name(path.name + ".part")
        super().__init__(_opened(self._part), header, words, kind)

    def __exit__(self, *_: object) -> None:
        _finish(self._file, self._part, self.path if self.count else None)


class HeldRows(RefusedRows):
    """Refused rows held in memory, packed: nothing personal touches the disk before the officer says where to."""

    def __init__(self, header: Sequence[str], words: Words, kind: str) -> None:
        self._packed = io.BytesIO()
        packing = gzip.GzipFile(fileobj=self._packed, mode="wb", compresslevel=1)
        super().__init__(io.TextIOWrapper(packing, encoding="utf-8", newline=""), header, words, kind)

    def save(self, path: Path) -> None:
        """Write them to *path*, whole or not at all.

        Raises:
            UnwritableFile: it cannot be written there.
        """
        part = path.with_name(path.name + ".part")
        file = _opened(part)
        try:
            with gzip.open(io.BytesIO(self._packed.getvalue()), "rt", encoding="utf-8", newline="") as held:
                shutil.copyfileobj(held, file)
        except OSError:
            raise UnwritableFile from None
        _finish(file, part, path)


def _opened(part: Path) -> TextIO:
    try:
        return part.open("w", encoding="utf-8-sig", newline="")
    except OSError:
        raise UnwritableFile from None


def _finish(file: TextIO, part: Path, path: Path | None) -> None:
    """Close the *part* that was written and give it its name; without a name, leave nothing."""
    try:
        file.flush()
        os.fsync(file.fileno())
        file.close()
        if path is None:
            part.unlink()
        else:
            part.replace(path)
    except OSError:
        raise UnwritableFile from None


def as_text(cell: Cell) -> str:
    """Write a cell as it was, and a number that may have lost digits so that it still shows it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= _LONG:
        return f"{cell:.14e}"
    return cell if isinstance(cell, str) else text_of(cell)
