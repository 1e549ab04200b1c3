"""The form of a list of hostile moves: what each is, and the test that shows what comes of it."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_TOP: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Move:
    """One move. It may get another test to show it, and is never taken away."""

    number: int
    words: str
    shown_by: str
    """The test, as `file::name`, or with the id of its one case in brackets."""


def unshown(moves: Iterable[Move]) -> list[Move]:
    """Return the moves whose test is not there."""
    return [move for move in moves if move.shown_by.partition("[")[0].partition("::")[2] not in _tests(move.shown_by)]


def _tests(shown_by: str) -> frozenset[str]:
    return _tests_of(_TOP / shown_by.partition("::")[0])


@cache
def _tests_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    nodes = ast.parse(path.read_text("utf-8")).body
    return frozenset(one.name for one in nodes if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))
