"""Gazetteer: the provinces, regencies and districts of Indonesia behind area codes and the first digits of a NIK."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from sync.errors import CannotStart
from sync.resources import resource

_LEVELS: Final = (2, 4, 6)  # digits of a province, a regency, a district


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Names of one area, as far as its code says: a code of four digits names no district."""

    province: str
    regency: str | None
    district: str | None


def place_of(code: str) -> Place | None:
    """Return the place of an area code, ``330105``, ``33.01.05`` or longer; None when it is not in the list.

    Codes from before an area was split are not in the list, so None does not mean that the code is wrong.
    """
    names = areas()
    digits = _digits(code)
    found = [names.get(digits[:size]) for size in _LEVELS if size <= len(digits)]
    if not found or None in found:
        return None
    province, regency, district = (*found, None, None)[:3]
    return Place(province=str(province), regency=regency, district=district)


def is_known(code: str) -> bool:
    """Whether the area of *code* is in the list."""
    return place_of(code) is not None


@cache
def areas() -> Mapping[str, str]:
    """Return the names of all areas by their two, four or six digits, in the order of the codes; read once.

    Raises:
        CannotStart: the list is missing or not as released; rule "gazetteer".
    """
    try:
        _head, *lines = resource("gazetteer/districts.csv").read_text(encoding="utf-8").splitlines()
        return MappingProxyType(dict(line.split(",", 1) for line in lines))
    except (OSError, ValueError):
        raise CannotStart(rule="gazetteer") from None


@cache
def regencies() -> Mapping[str, str]:
    """Return the names of all regencies and cities by their four digits, in the order of the codes."""
    return MappingProxyType({code: name for code, name in areas().items() if len(code) == _LEVELS[1]})


def _digits(code: str) -> str:
    """Leave out dots and what lies below the district (the village)."""
    digits = code.replace(".", "")[: _LEVELS[-1]]
    return digits if len(digits) in _LEVELS else ""
