"""From a cell to a value: Excel's serial days and floats, apostrophes, labels instead of codes, several phones in a cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from desktop.actions.imports.sheet import Cell
from sync.domain import money, nik, partial_date
from sync.domain.codes import code_list
from sync.domain.records.fields import Field, Shape
from sync.errors import InvalidField

_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(3_653, 73_051)  # 1910 to 2099: a plausible serial day, never a bare year
_EXACT: Final = 10**15  # Excel keeps fifteen digits; longer numbers in a number cell have lost the last ones
_YES: Final = frozenset({"ya", "y", "yes", "true", "1", "ada", "v", "x", "✓", "benar"})
_NO: Final = frozenset({"tidak", "t", "n", "no", "false", "0", "tdk", "belum", "salah"})
_NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nihil", "kosong", "#n/a", "?"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What helps to read a cell: the day for two-digit years, the country for phones, the money of the mission."""

    today: date
    region: str
    currency: str


def text_of(cell: Cell) -> str:
    """Write a cell as a person would: no `.0`, no apostrophe of Excel's text mark, no doubled blanks."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = " ".join(str(cell).replace("\u00a0", " ").split())
    return text.removeprefix("'").strip()


def is_nothing(cell: Cell) -> bool:
    """Whether the cell says nothing (blank, a dash, `n/a`)."""
    return text_of(cell).casefold() in _NOTHING


def read(field: Field, cell: Cell, place: Place) -> Any:
    """Read *cell* as a value of *field*; None when it says nothing.

    Raises:
        InvalidField: it cannot be read; *rule* says why.
    """
    if is_nothing(cell):
        return None
    if "nik" in field.rules:
        return _nik(cell, place)
    return _READERS[field.shape](field, cell, place)


def _nik(cell: Cell, place: Place) -> str:
    _whole(cell)
    return nik.read(text_of(cell), place.today).text


def _whole(cell: Cell) -> None:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= _EXACT:
        raise InvalidField(rule="digits-lost")  # a 16-digit number in a number cell ends in a wrong digit
    if "e+" in text_of(cell).casefold():
        raise InvalidField(rule="digits-lost")


def _text(field: Field, cell: Cell, place: Place) -> str:
    if isinstance(cell, float):
        _whole(cell)
    text = text_of(cell)
    if field.max is not None and len(text) > field.max:
        raise InvalidField(rule="text-too-long")
    return text


def _code(field: Field, cell: Cell, place: Place) -> str:
    return code_of(str(field.code_list), text_of(cell))


def _codes(field: Field, cell: Cell, place: Place) -> list[str]:
    parts = [part.strip() for part in text_of(cell).replace(";", ",").split(",")]
    return sorted({code_of(str(field.code_list), part) for part in parts if part})


def code_of(list_name: str, text: str) -> str:
    """Find the code that *text* means: the code itself, a label in either language, or a spelling of it.

    Raises:
        InvalidField: no code, or more than one, fits; rule "code".
    """
    wanted = _plain(text)
    found = {
        code.code
        for code in code_list(list_name).codes
        if wanted in {_plain(code.code), _plain(code.id), _plain(code.en), *map(_plain, code.also)}
    }
    if len(found) != 1:
        raise InvalidField(rule="code")
    return found.pop()


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _date(field: Field, cell: Cell, place: Place) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return (_EXCEL_DAY_ZERO + timedelta(days=int(cell))).isoformat()
    text = text_of(cell)
    if text.isdigit() and len(text) == 5 and int(text) in _SERIALS:  # noqa: PLR2004 - a serial day kept as text
        return (_EXCEL_DAY_ZERO + timedelta(days=int(text))).isoformat()
    return partial_date.parse(text, place.today)


def _integer(field: Field, cell: Cell, place: Place) -> int:
    text = text_of(cell).replace(".", "").replace(",", "")
    if not text.lstrip("-").isdigit():
        raise InvalidField(rule="integer")
    return int(text)


def _flag(field: Field, cell: Cell, place: Place) -> bool:
    said = text_of(cell).casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise InvalidField(rule="flag")


def _money(field: Field, cell: Cell, place: Place) -> dict[str, Any]:
    text = text_of(cell)
    letters = "".join(sign for sign in text if sign.isalpha()).upper()
    currency = {"RP": "IDR", "RM": "MYR", "SR": "SAR", "NT": "TWD"}.get(letters, letters) or place.currency
    digits = "".join(sign for sign in text if not sign.isalpha()).strip()
    read_money = money.parse_amount(digits, currency)
    return {"minor": read_money.minor, "currency": read_money.currency}


_Reader = Callable[[Field, Cell, Place], Any]
_READERS: Final[dict[Shape, _Reader]] = {
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _text,
    Shape.CODE: _code,
    Shape.CODES: _codes,
    Shape.DATE: _date,
    Shape.MOMENT: _text,
    Shape.INTEGER: _integer,
    Shape.FLAG: _flag,
    Shape.MONEY: _money,
    Shape.REF: _text,
}
