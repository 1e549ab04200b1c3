"""Reading a CSV or Excel file as missions keep it, row by row, in bounded memory."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from sync.errors import UnreadableFile

Cell = str | int | float | bool | date | datetime | None

MAX_COLUMNS: Final = 300
MAX_ROWS: Final = 1_000_000
MAX_CELL: Final = 32_767  # characters; Excel's own limit
_MAX_UNPACKED: Final = 2 << 30
_SNIFFED: Final = 65_536
_DELIMITERS: Final = ";,\t|"
_NOT_EXCEL: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    OSError,
    EOFError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with its number as the officer sees it in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return all(cell is None or str(cell).strip() == "" for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The written rows of a file, to be read once, and how many there are about; None when the file does not say."""

    rows: Iterator[Row]
    total: int | None


def read(path: Path) -> Sheet:
    """Open *path*; of a workbook, its fullest visible sheet.

    Raises:
        UnreadableFile: not there, no such format, encrypted, or beyond the limits; *rule* says which. Also while
            the rows are read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError:
        raise UnreadableFile(rule="not-there") from None
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(rule="old-or-encrypted-excel")
    if start.startswith(b"PK"):
        book, sheet = _workbook(path)
        return Sheet(rows=_numbered(_cells(book, sheet)), total=sheet.max_row)
    text = _opened(path)
    return Sheet(rows=_numbered(_text(text)), total=_lines(path, text.encoding))


def rows(path: Path) -> Iterator[Row]:
    """Yield the written rows of *path*; raises as `read` does."""
    return read(path).rows


def _numbered(cells_of_rows: Iterator[tuple[Cell, ...]]) -> Iterator[Row]:
    for number, cells in enumerate(cells_of_rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableFile(rule="too-many-rows")
        row = Row(number=number, cells=_cut(cells) if len(cells) > MAX_COLUMNS else cells)
        if not row.is_empty:
            yield row


def _cut(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Excel likes to claim 16,384 columns; only written ones count."""
    if any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
        raise UnreadableFile(rule="too-many-columns")
    return cells[:MAX_COLUMNS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text file and how it is to be read."""

    path: Path
    encoding: str
    delimiter: str
    has_mark: bool  # Excel's own first line, `sep=;`


def _opened(path: Path) -> _Text:
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(_SNIFFED)
    except UnicodeError:
        raise UnreadableFile(rule="broken-text") from None
    if "\0" in sample:
        raise UnreadableFile(rule="not-text")
    first = sample.partition("\n")[0].strip().casefold()
    if len(first) == len("sep=;") and first.startswith("sep="):
        return _Text(path=path, encoding=encoding, delimiter=first[-1], has_mark=True)
    return _Text(path=path, encoding=encoding, delimiter=_delimiter(sample), has_mark=False)


def _lines(path: Path, encoding: str) -> int:
    """Count the lines: more than the rows, where a cell holds several."""
    ending = "\n".encode("utf-16-le") if encoding == "utf-16" else b"\n"
    with path.open("rb") as file:
        return sum(block.count(ending) for block in iter(lambda: file.read(1 << 20), b""))


def _text(text: _Text) -> Iterator[tuple[Cell, ...]]:
    with text.path.open(encoding=text.encoding, newline="") as file:
        reader = csv.reader(_bounded(file), delimiter=text.delimiter)
        try:
            for cells in reader:
                is_mark = text.has_mark and reader.line_num == 1
                yield () if is_mark else tuple(cells)
        except (csv.Error, UnicodeError):
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


def _workbook(path: Path) -> tuple[Any, Any]:
    from openpyxl import load_workbook  # 15 MB that only such a file needs
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise UnreadableFile(rule="too-large")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that we do not read
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (*_NOT_EXCEL, InvalidFileException):
        raise UnreadableFile(rule="not-excel") from None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    if not sheets:
        book.close()
        raise UnreadableFile(rule="no-sheet")
    return book, max(sheets, key=_size) if len(sheets) > 1 else sheets[0]


def _size(sheet: Any) -> int:
    """Return how many cells are written: what writers state about it is often wrong."""
    sheet.reset_dimensions()
    return sum(1 for cells in sheet.iter_rows(values_only=True) for cell in cells if cell is not None)


def _cells(book: Any, sheet: Any) -> Iterator[tuple[Cell, ...]]:
    with closing(book):
        sheet.reset_dimensions()  # some writers state a wrong size; read what is there
        try:
            for cells in sheet.iter_rows(values_only=True):
                yield tuple(cells)
        except _NOT_EXCEL:
            raise UnreadableFile(rule="not-excel") from None
