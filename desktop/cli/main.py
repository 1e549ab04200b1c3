"""The command line from its first word to its exit code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from desktop import desk as desks
from desktop import officers
from desktop.cli import arguments, asked, batch, checks, files, ways
from desktop.cli.commands import COMMANDS
from desktop.cli.output import Answer, as_json, progress, say_answer, say_error
from desktop.desk import Desk
from desktop.keys import custodian
from desktop.keys.secret import Officer
from desktop.words import Words
from sync.errors import DeskError, InvalidField, UnreadableFile
from sync.terminal import passphrase

USAGE: Final = 2
_OVER_THE_END: Final = frozenset({"sync", "bundle", "status", "lease", "evacuate"})
"""What brings a word of the centre, or rescues, opens a desk whose lease is over."""
_FIELDS_FROM_INPUT: Final = frozenset({"new", "edit"})


def run(line: Sequence[str]) -> int:
    """Run one command line; return the exit code."""
    try:
        said = arguments.parser(Words(language())).parse_args(list(line))
    except arguments.UsageError as error:
        return _misused(str(error), json_wanted="--json" in line)
    args = vars(said)
    words = Words(args["lang"] or language())
    try:
        return _run(args, words)
    except DeskError as error:
        say_error(error, words, json_wanted=args["json"])
        return error.exit_code


def _misused(said: str, *, json_wanted: bool) -> int:
    """A line that was not understood has its one JSON object, too."""
    if json_wanted:
        print(as_json({"error": {"branch": "usage", "code": "usage", "field": None, "rule": None}}))
    print(said, file=sys.stderr)
    return USAGE


def language() -> str:
    """The language of the machine: English where it says so, else Indonesian."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if said.startswith("en") else "id"


def folder_of(args: dict[str, Any]) -> Path:
    """The desk's folder: given, or the user's local (never roaming) data folder."""
    return Path(args["store"]) if args["store"] else user_data_path("SiskoP2MI Desk", appauthor=False, roaming=False)


def _run(args: dict[str, Any], words: Words) -> int:
    if args["version"]:
        say_answer(checks.version(), words, json_wanted=args["json"])
        return 0
    if args["self_test"] or args["do"] == "doctor":
        answer = checks.self_test() if args["self_test"] else checks.doctor(folder_of(args))
        say_answer(answer, words, json_wanted=args["json"])
        return 0 if answer["ok"] else 4
    match args["do"]:
        case "demo":
            return _demo(args, words)
        case None:
            return _misused("COMMAND", json_wanted=True) if args["json"] else _window(args)
        case "init":
            answer = _init(args, words)
        case name if name in ways.LOCKED:
            answer = ways.LOCKED[name](folder_of(args), args, words)
        case "restore":
            answer = files.restore(folder_of(args), Path(args["file"]), _secret(args, words), args["user"])
        case _:
            return _with_desk(args, words)
    say_answer(answer, words, json_wanted=args["json"])
    return 0


def _with_desk(args: dict[str, Any], words: Words) -> int:
    if args["do"] in _FIELDS_FROM_INPUT:
        args["fields"] = _fields_from_input()
    if args.get("value") is not None:
        args["value"] = _value_typed(args["value"])
    renew = (lambda _: desks.GO_ON) if args["do"] in _OVER_THE_END else None
    desk = desks.unlock(folder_of(args), args["user"], _secret(args, words), renew=renew)
    try:
        if args["do"] == "batch":
            return batch.run(desk, sys.stdin, sys.stdout)
        answer = _answer(desk, args, words)
    finally:
        desk.close()
    say_answer(answer, words, json_wanted=args["json"])
    return 4 if answer.get("findings") else 0


def _answer(desk: Desk, args: dict[str, Any], words: Words) -> Answer:
    for commands in (files.COMMANDS, ways.OPEN):
        if args["do"] in commands:
            return commands[args["do"]](desk, args, words)
    return COMMANDS[args["do"]](desk, args)


def _init(args: dict[str, Any], words: Words) -> Answer:
    folder = folder_of(args)
    if not args["user"]:
        raise InvalidField(field="user", rule="required")
    officer = Officer(user=args["user"], name=args["officer"])
    named = custodian.publics([Path(one) for one in args["custodians"] or ()])
    desk = desks.create(folder, officer, _secret(args, words), args["mission"])
    try:
        if named:
            officers.set_custodians(desk, named)
        return {"store": str(folder), "device": desk.store.identity().device}
    finally:
        desk.close()


def _secret(args: dict[str, Any], words: Words) -> str:
    return passphrase(args["passphrase_file"], words("cli.passphrase"))


def _fields_from_input() -> Any:
    try:
        return asked.parsed(sys.stdin.read())
    except ValueError:
        raise UnreadableFile(field="fields", rule="json") from None


def _value_typed(text: str) -> Any:
    try:
        return asked.parsed(text)
    except ValueError:
        raise InvalidField(field="value", rule="json") from None


def _demo(args: dict[str, Any], words: Words) -> int:
    from desktop.demo.main import run as run_demo

    return run_demo(args, words, progress, lambda answer: say_answer(answer, words, json_wanted=args["json"]))


def _window(args: dict[str, Any]) -> int:
    from desktop.ui.app import run as run_window

    return run_window(folder_of(args), args["lang"])
