"""Giving out records as CSV, Excel or JSON: for a purpose, whole or not at all, in bounded memory, and audited."""

import csv
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.actions.formulas import neutral
from desktop.actions.imports.elements import BETWEEN
from desktop.actions.imports.mapping import heading, targets
from desktop.actions.open_desk import OpenDesk
from desktop.actions.release import Pass, Release, allow
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.words import Words
from sync.domain.codes import code_list
from sync.domain.money import Money, minor_digits
from sync.domain.records.catalogue import noun
from sync.domain.records.fields import Field, Shape
from sync.errors import Cancelled, InvalidField, UnknownField, UnwritableFile

_PAGE: Final = 1000
_EXCEL_ROWS: Final = 1_048_576
_EXCEL_CELL: Final = 32_767
_EXCEL_HEADER: Final = 200
_EXCEL: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What to give out, and where to; *format* is csv, xlsx or json.

    *numbers* are the rows of a list as it stands on the screen; None: all that *where* matches. *fields* are those to
    give out, in their order; none named: all, and our own number with them.
    """

    kind: str
    format: str
    path: Path
    where: tuple[Condition, ...] = ()
    numbers: Sequence[int] | None = None
    fields: tuple[str, ...] = ()
    lang: str = "id"
    release: Release = field(default_factory=Release)


def give_out(
    desk: OpenDesk,
    wanted: Export,
    progress: Callable[[int], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Write the records that *wanted* asks for and return how many; the target is replaced at the very end.

    Raises:
        NoRight: the officer may not give these out. ExportTooLarge, SecondOfficerNeeded: not so many.
        InvalidField, UnknownField: no such format; or a condition or a field is not right.
        UnwritableFile: it cannot be written there.
        Cancelled: *stopped* said so; the target is as it was.
    """
    write = _WRITERS.get(wanted.format)
    if write is None:
        raise InvalidField(field="format", rule="code")
    for name in wanted.fields:
        if name not in noun(wanted.kind).by_name:
            raise UnknownField(field=name)
    allowed = desk.do(partial(allow, wanted.release, wanted.kind))
    allowed.check(len(wanted.numbers or ()))
    part = wanted.path.with_name(wanted.path.name + ".part")
    counted = _Counted(_records(desk, wanted), allowed, progress, stopped)
    try:
        part.unlink(missing_ok=True)  # on a stick it may be a link to any file of this machine
        write(part, wanted, allowed, iter(counted))
        said = (f"format={wanted.format}", f"count={counted.count}", f"sha256={_settled(part)}")
        desk.do(lambda unit: allowed.note(unit, wanted.kind, said))
        part.replace(wanted.path)
    except OSError:
        raise UnwritableFile from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return counted.count


def _settled(part: Path) -> str:
    """Bring it to the disk; return its hash, by which a copy that turns up is told in the audit."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _records(desk: OpenDesk, wanted: Export) -> Iterator[Row]:
    if wanted.numbers is not None:
        for start in range(0, len(wanted.numbers), _PAGE):
            yield from desk.store.rows(wanted.kind, wanted.numbers[start : start + _PAGE])
        return
    after: str | None = None
    while True:
        page = desk.store.page(wanted.kind, where=wanted.where, after=after, limit=_PAGE)
        yield from page.rows
        after = page.next
        if after is None:
            return


class _Counted:
    """Records on their way into the file, counted."""

    def __init__(
        self, rows: Iterator[Row], allowed: Pass, progress: Callable[[int], None], stopped: Callable[[], bool]
    ) -> None:
        self.count = 0
        self._allowed = allowed
        self._rows = rows
        self._progress = progress
        self._stopped = stopped

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self._allowed.check(self.count + 1)
            yield row
            self.count += 1
            if self.count % _PAGE == 0:
                self._progress(self.count)
                if self._stopped():
                    raise Cancelled(done=self.count)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The columns of a kind in the words of one language."""

    words: Words
    kind: str
    columns: tuple[tuple[str, Field, Field | None], ...]

    @classmethod
    def of(cls, wanted: Export) -> "_Sheet":
        every = list(targets(noun(wanted.kind)))
        columns = (every[-1], *every[:-1])  # our own number goes first
        if wanted.fields:
            columns = tuple(one for name in wanted.fields for one in every if one[1].name == name)
        return cls(Words(wanted.lang), wanted.kind, columns)

    def head(self) -> list[str]:
        return [heading(self.words, self.kind, target) for target, _, _ in self.columns]

    def cells(self, row: Row) -> list[str]:
        fields = row.fields | {"id": row.id}
        hidden = self.words("rights.hidden") if row.hidden else ""
        return [
            hidden if field.name in row.hidden else self._cell(field, part, fields.get(field.name))
            for _, field, part in self.columns
        ]

    def _cell(self, field: Field, part: Field | None, value: Any) -> str:
        if value is None:
            return ""
        if part is None:
            return spelt(self.words, field, value)
        texts = [spelt(self.words, part, element[part.name]) if part.name in element else "" for element in value]
        return BETWEEN.join(texts) if any(texts) else ""


def spelt(words: Words, field: Field, value: Any) -> str:
    """Return a value as text, in one language."""
    match field.shape:
        case Shape.CODE:
            return code_list(str(field.code_list)).label(value, words.lang)
        case Shape.CODES if field.code_list is not None:
            return ", ".join(code_list(field.code_list).label(code, words.lang) for code in value)
        case Shape.CODES | Shape.REFS:
            return ", ".join(value)
        case Shape.FLAG:
            return words("imports.yes" if value else "imports.no")
        case Shape.MONEY:
            money = Money(value["minor"], value["currency"])
            return f"{money.as_text(minor_digits(money.currency))} {money.currency}"
        case _:
            return str(value)


def _csv(part: Path, wanted: Export, _: Pass, rows: Iterator[Row]) -> None:
    sheet = _Sheet.of(wanted)
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutral(cell) for cell in sheet.head()])
        for row in rows:
            writer.writerow([neutral(cell) for cell in sheet.cells(row)])


def _xlsx(part: Path, wanted: Export, allowed: Pass, rows: Iterator[Row]) -> None:
    """Write every cell as text: a number cell would cut a NIK after fifteen digits, a date cell has no `1990`."""
    from xlsxwriter import Workbook  # 10 MB that only an export needs
    from xlsxwriter.exceptions import XlsxWriterException

    sheet = _Sheet.of(wanted)
    try:
        # The writer's own temporary files hold what the list holds: they stay beside the target.
        with Workbook(part, _EXCEL | {"tmpdir": str(part.parent)}) as book:
            page = book.add_worksheet()
            _mark(book, page, sheet.words, allowed)
            page.freeze_panes(1, 0)
            bold = book.add_format({"bold": True})
            for column, text in enumerate(sheet.head()):
                page.write_string(0, column, text, bold)
            for number, row in enumerate(rows, start=1):
                if number >= _EXCEL_ROWS:
                    raise UnwritableFile(rule="too-many-rows")
                for column, text in enumerate(sheet.cells(row)):
                    if text:
                        page.write_string(number, column, _fitting(text))
    except XlsxWriterException:
        raise UnwritableFile from None


def _mark(book: Any, page: Any, words: Words, allowed: Pass) -> None:
    """Say on every printed page, and in the properties of the file, who gave it out, when and what for."""
    purpose = code_list("access_reason").label(allowed.release.purpose, words.lang)
    said = words("export.mark", officer=allowed.officer, time=allowed.at, purpose=purpose, mark=allowed.mark)
    printed = f"&8{said[:_EXCEL_HEADER].replace('&', '&&')}"
    page.set_header(f"&R{printed}")
    page.set_footer(f"&L{printed}&R&8&P/&N")
    book.set_properties({"author": allowed.officer, "comments": said, "keywords": allowed.mark})


def _fitting(text: str) -> str:
    return text if len(text) <= _EXCEL_CELL else text[: _EXCEL_CELL - 1] + "…"


def _json(part: Path, wanted: Export, _: Pass, rows: Iterator[Row]) -> None:
    kept = {"id", "kind", *wanted.fields} if wanted.fields else None
    with part.open("wb") as file:
        file.write(b"[")
        for number, row in enumerate(rows):
            file.write(b",\n" if number else b"\n")
            shown = row.shown()
            said = shown if kept is None else {name: value for name, value in shown.items() if name in kept}
            file.write(msgspec.json.encode(said))
        file.write(b"\n]\n")


_Writer = Callable[[Path, Export, Pass, Iterator[Row]], None]
_WRITERS: Final[dict[str, _Writer]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
FORMATS: Final = tuple(_WRITERS)
