"""What the command line says: one JSON object for machines, or words for people; progress goes to standard error."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from desktop import words as said
from desktop.words import Words, rule_words, visible
from sync.errors import DeskError

Answer = dict[str, Any]


def as_json(answer: Mapping[str, Any]) -> str:
    """Write one answer on one line; half a sign, which no stream takes, stands as JSON escapes it."""
    said = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return said.encode(errors="backslashreplace").decode()


def error_answer(error: DeskError) -> Answer:
    """The object that stands for an error."""
    return {"error": error.as_fields()}


def say_answer(answer: Answer, words: Words, *, json_wanted: bool) -> None:
    """Print *answer* on standard output."""
    if json_wanted:
        print(as_json(answer))
    else:
        print(_for_people(answer, words))


def say_error(error: DeskError, words: Words, *, json_wanted: bool) -> None:
    """Print an error: as the one JSON object, or as words on standard error."""
    if json_wanted:
        print(as_json(error_answer(error)))
    else:
        print(error_words(error, words), file=sys.stderr)


def error_words(error: DeskError, words: Words) -> str:
    """Say *error* in words: what happened and who can do what; a rule that has no words is for IT."""
    text, rule = said.error_words(words, error), rule_words(words, error)
    if error.rule is not None and rule is None:
        rule = words("cli.code_for_it", code=f"{error.code}/{error.rule}")
    where = ": ".join(part for part in (error.field, rule) if part)
    return f"{text} ({where})" if where else text


def progress(text: str) -> None:
    """Tell a waiting person how far it is."""
    print(text, file=sys.stderr, flush=True)


def _for_people(answer: Answer, words: Words) -> str:
    lines: list[str] = []
    for name, value in answer.items():
        if name == "notice":
            lines.extend([] if value is None else [words(f"cli.notice.{value}")])
        elif isinstance(value, list):
            lines.append(f"{name}: {len(value)}")
            lines.extend(f"  {_line(item)}" for item in value)
        else:
            lines.append(f"{name}: {_line(value)}")
    return "\n".join(lines) if lines else words("cli.done")


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={_line(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(_line(part) for part in value)
    return "-" if value is None else visible(str(value))
