"""Reading a CSV or Excel file as missions keep it, row by row, in bounded memory."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sync.errors import UnreadableFile

Cell = str | int | float | bool | date | datetime | None

MAX_COLUMNS: Final = 300
MAX_ROWS: Final = 1_000_000
MAX_CELL: Final = 32_767  # characters; Excel's own limit
_MAX_UNPACKED: Final = 2 << 30
_SNIFFED: Final = 65_536
_DELIMITERS: Final = ";,\t|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with its number as the officer sees it in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return all(cell is None or str(cell).strip() == "" for cell in self.cells)


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of *path* that hold anything; for a workbook, those of its fullest visible sheet.

    Raises:
        UnreadableFile: not there, no such format, encrypted, or beyond the limits; *rule* says which.
    """
    try:
        start = path.open("rb").read(8)
    except OSError:
        raise UnreadableFile(rule="not-there") from None
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(rule="old-or-encrypted-excel")
    read = _workbook(path) if start.startswith(b"PK") else _text(path)
    for number, cells in enumerate(read, start=1):
        if number > MAX_ROWS:
            raise UnreadableFile(rule="too-many-rows")
        if len(cells) > MAX_COLUMNS:
            cells = _cut(cells)
        row = Row(number=number, cells=cells)
        if not row.is_empty:
            yield row


def _cut(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Excel likes to claim 16,384 columns; only written ones count."""
    if any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
        raise UnreadableFile(rule="too-many-columns")
    return cells[:MAX_COLUMNS]


def _text(path: Path) -> Iterator[tuple[Cell, ...]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="", errors="strict") as file:
        sample = file.read(_SNIFFED)
        file.seek(0)
        if "\0" in sample:
            raise UnreadableFile(rule="not-text")
        reader = csv.reader(_bounded(file), delimiter=_delimiter(sample))
        try:
            for cells in reader:
                yield tuple(cells)
        except (csv.Error, UnicodeDecodeError):
            raise UnreadableFile(rule="broken-text") from None


def _bounded(file: io.TextIOBase | Any) -> Iterator[str]:
    """Yield lines, and refuse one that would fill the memory."""
    while line := file.readline(MAX_COLUMNS * 1000):
        if not line.endswith("\n") and len(line) >= MAX_COLUMNS * 1000:
            raise UnreadableFile(rule="line-too-long")
        yield line


def _encoding(path: Path) -> str:
    """Tell the encoding: a mark at the start, else UTF-8 if the whole file is that, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    """Take the sign that cuts most of the first lines into the same number of cells."""
    lines = [line for line in sample.splitlines()[:30] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        most = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n), default=0)
        return (counts.count(most) if most else 0, most)

    return max(_DELIMITERS, key=agreement)


def _workbook(path: Path) -> Iterator[tuple[Cell, ...]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise UnreadableFile(rule="too-large")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError):
        raise UnreadableFile(rule="not-excel") from None
    with closing(book):
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        if not sheets:
            raise UnreadableFile(rule="no-sheet")
        sheet = max(sheets, key=lambda one: (one.max_row or 0) * (one.max_column or 0))
        sheet.reset_dimensions()  # some writers state a wrong size; read what is there
        for cells in sheet.iter_rows(values_only=True):
            yield tuple(cells)
