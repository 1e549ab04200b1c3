"""The named rules of single texts: each returns the one form that is stored, or refuses under its own name."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from sync.domain import case_number, nik
from sync.domain.ids import is_id
from sync.errors import InvalidField

_SIXTEEN: Final = re.compile(r"[0-9]{16}")
_REGION: Final = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?")
_BARE_REGION: Final = re.compile(r"([0-9]{2})([0-9]{2})?([0-9]{2})?([0-9]{4})?")
_GEO: Final = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,7})?), ?(-?[0-9]{1,3}(?:\.[0-9]{1,7})?)")
_HEX: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_NORTH: Final = 90
_EAST: Final = 180


def _case_number(text: str) -> str:
    return case_number.parse(text).text


def _sixteen_digits(text: str) -> str:
    bare = re.sub(r"[\s.\-']", "", text)
    if _SIXTEEN.fullmatch(bare) is None:
        raise InvalidField(rule="sixteen-digits")
    return bare


def _region(text: str) -> str:
    """Read a code of the home ministry, ``3301052003`` or with points; a province alone will do."""
    bare = _BARE_REGION.fullmatch(text)
    dotted = text if bare is None else ".".join(part for part in bare.groups() if part)
    if _REGION.fullmatch(dotted) is None:
        raise InvalidField(rule="region")
    return dotted


def _geo(text: str) -> str:
    """Read latitude and longitude in degrees, ``3.1390,101.6869``."""
    found = _GEO.fullmatch(text)
    if found is None or abs(float(found[1])) > _NORTH or abs(float(found[2])) > _EAST:
        raise InvalidField(rule="geo")
    return f"{found[1]},{found[2]}"


def _record_id(text: str) -> str:
    if not is_id(text):
        raise InvalidField(rule="record-id")
    return text


def _json(text: str) -> str:
    try:
        msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError):
        raise InvalidField(rule="json") from None
    return text


def _hex(text: str) -> str:
    """Read a random name of 16 bytes or a SHA-256."""
    if _HEX.fullmatch(text) is None:
        raise InvalidField(rule="hex")
    return text


TEXT_RULES: Final[dict[str, Callable[[str], str]]] = {
    "nik": nik.normalised,
    "sixteen-digits": _sixteen_digits,
    "case-number": _case_number,
    "region": _region,
    "geo": _geo,
    "record-id": _record_id,
    "json": _json,
    "hex": _hex,
}
