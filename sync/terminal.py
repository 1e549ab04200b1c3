"""What the commands share: words for people or one JSON object, and passphrases that stand on no command line."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from sync.errors import DeskError, UnreadableFile, WrongPassphrase
from sync.resources import resource

_MOST_BYTES = 4096


def passphrase(file: str | None, prompt: str) -> str:
    """Return the passphrase from *file*, from SISKOP2MI_PASSPHRASE_FILE, or from the terminal.

    Raises:
        UnreadableFile: the file is not there or too large; field "passphrase-file".
        WrongPassphrase: there is neither a file nor a terminal.
    """
    named = file or os.environ.get("SISKOP2MI_PASSPHRASE_FILE")
    if named:
        return _from_file(Path(named))
    if not sys.stdin.isatty():
        raise WrongPassphrase(rule="none-given")
    return getpass.getpass(prompt)


def new_passphrase(file: str | None, prompt: str, again: str) -> str:
    """Return a new passphrase from *file*, or from the terminal, typed twice.

    Raises:
        UnreadableFile: the file is not there or too large; field "passphrase-file".
        WrongPassphrase: there is neither a file nor a terminal, or two were typed.
    """
    if file:
        return _from_file(Path(file))
    if not sys.stdin.isatty():
        raise WrongPassphrase(rule="none-given")
    typed = getpass.getpass(prompt)
    if getpass.getpass(again) != typed:
        raise WrongPassphrase(rule="two-typed")
    return typed


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile(field="passphrase-file", rule="not-there") from None
    if len(raw) > _MOST_BYTES:
        raise UnreadableFile(field="passphrase-file", rule="too-large")
    return text.rstrip("\r\n")


def common_options(*, top: bool) -> argparse.ArgumentParser:
    """Options that may stand before or after the command; only the first place sets defaults."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", default=False if top else argparse.SUPPRESS)
    shared.add_argument("--lang", choices=("id", "en"), default="id" if top else argparse.SUPPRESS)
    return shared


def say(answer: Mapping[str, Any], given: argparse.Namespace) -> None:
    """Print an answer as the caller wished it."""
    if given.json:
        print(msgspec.json.encode(answer).decode())
        return
    for name, value in answer.items():
        print(f"{name}: {_shown(value)}")


def _shown(value: object) -> str:
    match value:
        case bool() | int() | str():
            return str(value)
        case Mapping():
            return ", ".join(f"{name}={_shown(part)}" for name, part in value.items()) or "-"
        case Iterable():
            return "; ".join(_shown(part) for part in value) or "-"
        case _:
            return "-"


def say_error(error: DeskError, given: argparse.Namespace) -> None:
    """Print what went wrong: as JSON where programs listen, else in words where people look."""
    if given.json:
        print(msgspec.json.encode({"error": error.as_fields()}).decode())
        return
    words = msgspec.json.decode(resource(f"translations/{given.lang}/errors.json").read_bytes(), type=dict[str, str])
    where = [part for part in (error.field, error.rule) if part]
    text = words[f"error.{error.code}"].format(**error.values)
    print(f"{text} ({', '.join(where)})" if where else text, file=sys.stderr)
