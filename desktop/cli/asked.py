"""Reading the arguments of a command, typed or given as JSON: each is what it should be, or refused by name."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sync.errors import InvalidField

Arguments = Mapping[str, Any]

_MOST: Final = 1 << 31


def text(args: Arguments, name: str) -> str | None:
    """Return a text; None when it is not given.

    Raises:
        InvalidField: it is something else; rule "shape".
    """
    value = args.get(name)
    if value is None or isinstance(value, str):
        return value or None
    raise InvalidField(field=name, rule="shape")


def needed(args: Arguments, name: str) -> str:
    """Return a text that must be given.

    Raises:
        InvalidField: it is missing, or something else; rule "required" or "shape".
    """
    value = text(args, name)
    if value is None:
        raise InvalidField(field=name, rule="required")
    return value


def texts(args: Arguments, name: str) -> tuple[str, ...]:
    """Return a list of texts; a single one stands for a list of one."""
    value = args.get(name)
    listed = [value] if isinstance(value, str) else value or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise InvalidField(field=name, rule="shape")
    return tuple(listed)


def whole_or_none(args: Arguments, name: str) -> int | None:
    """Return a whole number from 1 on, or None where none is given; raises as `whole`."""
    return None if args.get(name) is None else whole(args, name, 0)


def whole(args: Arguments, name: str, default: int) -> int:
    """Return a whole number from 1 on.

    Raises:
        InvalidField: it is none; rule "integer" or "range".
    """
    value = args.get(name)
    if value is None:
        return default
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if type(number) is not int:
        raise InvalidField(field=name, rule="integer")
    if not 1 <= number <= _MOST:
        raise InvalidField(field=name, rule="range", least=1, most=_MOST)
    return number


def fields(args: Arguments) -> dict[str, Any]:
    """Return the fields of a record."""
    value = args.get("fields")
    if not isinstance(value, dict):
        raise InvalidField(field="fields", rule="object")
    return value


def path(args: Arguments, name: str) -> Path:
    """Return the path of a file that must be given.

    Raises:
        InvalidField: no file can have that name; rule "control-sign".
    """
    value = needed(args, name)
    try:
        os.fsencode(value)
    except UnicodeError:
        raise InvalidField(field=name, rule="control-sign") from None
    if "\0" in value:
        raise InvalidField(field=name, rule="control-sign")
    return Path(value)


def parsed(said: str) -> Any:
    """Read JSON, also behind the mark that some shells put before what they pipe.

    Raises:
        ValueError: it is none, or nested beyond all sense.
    """
    try:
        return json.loads(said.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("nested") from None
