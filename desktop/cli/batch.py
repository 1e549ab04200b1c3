"""Many commands in one process: one JSON object a line in, one a line out; an error is answered in its line."""

import time
from collections.abc import Iterable
from typing import Any, Protocol

from desktop.cli import checks, files, ways
from desktop.cli.asked import needed, parsed
from desktop.cli.commands import COMMANDS
from desktop.cli.output import Answer, as_json, error_answer
from desktop.desk import Desk
from desktop.words import Words
from sync.errors import DeskError, InvalidField


class Out(Protocol):
    """Where the answers go."""

    def write(self, text: str, /) -> Any:
        """Write text."""
        ...

    def flush(self) -> None:
        """Let a waiting reader have it."""
        ...


def run(desk: Desk, lines: Iterable[str], out: Out) -> int:
    """Answer every line; the exit code is 0 whatever the lines said."""
    for line in lines:
        if not line.strip():
            continue
        began = time.perf_counter()
        answer = _answer(desk, line)
        answer["ms"] = round((time.perf_counter() - began) * 1000, 3)
        out.write(as_json(answer) + "\n")
        out.flush()
    return 0


def _answer(desk: Desk, line: str) -> Answer:
    try:
        return _run(desk, _parsed(line))
    except DeskError as error:
        return error_answer(error)


def _run(desk: Desk, said: dict[str, Any]) -> Answer:
    name = needed(said, "do")
    if name in COMMANDS:
        return COMMANDS[name](desk, said)
    for commands in (files.COMMANDS, ways.OPEN):
        if name in commands:
            return commands[name](desk, said, Words("id"))
    if name == "doctor":
        return checks.doctor(desk.folder)
    raise InvalidField(field="do", rule="command")


def _parsed(line: str) -> dict[str, Any]:
    try:
        said = parsed(line)
    except ValueError:
        raise InvalidField(field="line", rule="json") from None
    if not isinstance(said, dict):
        raise InvalidField(field="line", rule="object")
    return said
