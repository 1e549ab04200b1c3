"""From a cell to a value: Excel's serial days and long numbers, apostrophes, labels instead of codes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from desktop.actions.imports.sheet import Cell
from sync.domain import money, nik, partial_date
from sync.domain.codes import code_list
from sync.domain.records.fields import Field, Shape
from sync.errors import InvalidField

_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(3_653, 73_051)  # 1910 to 2099: a plausible serial day, never a bare year
_MONEY_SIGNS: Final = {"RP": "IDR", "RM": "MYR", "SR": "SAR", "NT": "TWD"}
_SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_EXACT: Final = 10**15  # Excel keeps fifteen digits of a number; it makes a zero of every digit after them
_LARGEST: Final = 2**53  # beyond it a number cell cannot hold every whole number
_CLOCK_TIME: Final = re.compile(r"[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?$")
_YES: Final = frozenset({"ya", "y", "yes", "true", "1", "ada", "v", "x", "✓", "benar"})
_NO: Final = frozenset({"tidak", "t", "n", "no", "false", "0", "tdk", "belum", "salah"})
_NOTHING: Final = frozenset(
    {
        "",
        "-",
        "--",
        "n/a",
        "na",
        "null",
        "none",
        "nihil",
        "kosong",
        "#n/a",
        "?",
        "00-00-0000",
        "0000-00-00",
        "00/00/0000",
    }
)

_LONGEST_NOTHING: Final = max(map(len, _NOTHING))


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
    return says_nothing(text_of(cell))


def says_nothing(text: str) -> bool:
    """Whether the text of a cell says nothing."""
    return len(text) <= _LONGEST_NOTHING and text.casefold() in _NOTHING


def read(field: Field, cell: Cell, place: Place) -> Any:
    """Read *cell* as a value of *field*; None when it says nothing.

    Raises:
        InvalidField: it cannot be read; *rule* says why.
    """
    if is_nothing(cell):
        return None
    if "nik" in field.rules:
        return _nik(cell)
    return _READERS[field.shape](field, cell, place)


def _nik(cell: Cell) -> str:
    _whole(cell)
    return nik.normalised(text_of(cell).removesuffix(".0").replace("-", ""))


def _whole(cell: Cell) -> None:
    """Refuse a long number of which the spreadsheet may have thrown digits away."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= _EXACT:
        if cell >= _LARGEST or int(cell) % 10 == 0:
            raise InvalidField(rule="digits-lost")
    elif isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip().lstrip("'")):
        raise InvalidField(rule="digits-lost")  # 3,30105E+15


def _text(field: Field, cell: Cell, _place: Place) -> str:
    _whole(cell)
    text = text_of(cell)
    if field.max is not None and len(text) > field.max:
        raise InvalidField(rule="text-too-long", most=field.max)
    return text


def _moment(_field: Field, cell: Cell, _place: Place) -> str:
    return text_of(cell)


def _code(field: Field, cell: Cell, _place: Place) -> str:
    return code_of(str(field.code_list), text_of(cell))


def _codes(field: Field, cell: Cell, _place: Place) -> list[str]:
    parts = [part.strip() for part in re.split("[;,|]", text_of(cell))]
    if field.code_list is None:
        return sorted({part for part in parts if part})
    return sorted({code_of(field.code_list, part) for part in parts if part})


def code_of(list_name: str, text: str) -> str:
    """Find the code that *text* means: the code itself, a label in either language, or a spelling of it.

    Raises:
        InvalidField: no code, or more than one, fits; rule "code".
    """
    found = _spellings(list_name).get(_plain(text), frozenset())
    if len(found) != 1:
        raise InvalidField(rule="code")
    return next(iter(found))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@cache
def _spellings(list_name: str) -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    codes = code_list(list_name).codes
    for code in codes:
        for spelling in (code.id, code.en, *code.also):
            known.setdefault(_plain(spelling), set()).add(code.code)
    exact = {_plain(code.code): frozenset({code.code}) for code in codes}  # a code itself is never in doubt
    return {spelling: frozenset(found) for spelling, found in known.items()} | exact


def _date(_field: Field, cell: Cell, place: Place) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return (_EXCEL_DAY_ZERO + timedelta(days=int(cell))).isoformat()
    text = _CLOCK_TIME.sub("", text_of(cell))
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:  # noqa: PLR2004 - a serial day kept as text
        return (_EXCEL_DAY_ZERO + timedelta(days=int(text))).isoformat()
    return partial_date.parse(text, place.today)


def _integer(_field: Field, cell: Cell, _place: Place) -> int:
    text = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text_of(cell))
    if re.fullmatch(r"-?[0-9]+", text) is None:
        raise InvalidField(rule="integer")
    return int(text)


def _flag(_field: Field, cell: Cell, _place: Place) -> bool:
    said = text_of(cell).casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise InvalidField(rule="flag")


def _money(_field: Field, cell: Cell, place: Place) -> dict[str, Any]:
    text = text_of(cell)
    letters = "".join(sign for sign in text if sign.isalpha()).upper()
    currency = _MONEY_SIGNS.get(letters, letters) or place.currency
    digits = "".join(sign for sign in text if not sign.isalpha()).strip(" .$")
    read_money = money.parse_amount(digits, currency)
    return {"minor": read_money.minor, "currency": read_money.currency}


_Reader = Callable[[Field, Cell, Place], Any]
_READERS: Final[dict[Shape, _Reader]] = {
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _text,
    Shape.CODE: _code,
    Shape.CODES: _codes,
    Shape.DATE: _date,
    Shape.MOMENT: _moment,
    Shape.INTEGER: _integer,
    Shape.FLAG: _flag,
    Shape.MONEY: _money,
    Shape.REF: _text,
}
