"""The one spelling of a value as bytes, so that two sides hash and sign the same: JSON, and raw bytes as text."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn

from sync.errors import BadMessage

MAX_DEPTH: Final = 64
MAX_INTEGER: Final = 2**63
"""Whole numbers stay within 64 bits with a sign: every language and database holds them."""

_TEXT64: Final = re.compile(r"[A-Za-z0-9_-]*\Z")


def write(value: object) -> bytes:
    """Write *value* as canonical JSON: sorted keys, no blanks, UTF-8, no escapes that JSON does not demand.

    Numbers are whole: a float has as many spellings as there are languages.

    Raises:
        BadMessage: the value holds something that has no canonical form; *rule* says what.
    """
    _check(value)
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate
        raise BadMessage(rule="text") from None


def read(raw: bytes) -> object:
    """Read canonical JSON and nothing else, so that one value has one spelling only.

    Raises:
        BadMessage: not UTF-8, not JSON, too deep, a float, a doubled key, or any other spelling; *rule* says which.
    """
    try:
        value: object = json.loads(
            raw.decode(), parse_float=_refuse_float, parse_constant=_refuse_float, parse_int=_whole
        )
    except (ValueError, RecursionError):
        raise BadMessage(rule="json") from None
    if write(value) != raw:  # blanks, order, doubled keys and needless escapes all end here
        raise BadMessage(rule="canonical")
    return value


def text_of(raw: bytes) -> str:
    """Spell bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str, size: int | None = None) -> bytes:
    """Read what `text_of` wrote, of exactly *size* bytes where given.

    Raises:
        BadMessage: another alphabet, stray bits at the end, or another size; rule "base64".
    """
    if not _TEXT64.match(text):
        raise BadMessage(rule="base64")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise BadMessage(rule="base64") from None
    if text_of(raw) != text or size not in (None, len(raw)):
        raise BadMessage(rule="base64")
    return raw


def _check(value: object, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise BadMessage(rule="depth")
    match value:
        case None | bool() | str():
            return
        case int():
            if not -MAX_INTEGER <= value < MAX_INTEGER:
                raise BadMessage(rule="integer")
        case list() | tuple() | dict():
            for part in _parts(value):
                _check(part, depth + 1)
        case _:
            raise BadMessage(rule="type")


def _parts(value: list[object] | tuple[object, ...] | dict[object, object]) -> Iterator[object]:
    if not isinstance(value, dict):
        yield from value
        return
    for key, part in value.items():
        if not isinstance(key, str):  # json would turn 1 into "1" without a word
            raise BadMessage(rule="key")
        yield part


def _whole(digits: str) -> int:
    if len(digits) > len(str(-MAX_INTEGER)):  # before int(), whose cost grows with the square of the length
        raise BadMessage(rule="integer")
    return int(digits)


def _refuse_float(_: str) -> NoReturn:
    raise BadMessage(rule="float")
