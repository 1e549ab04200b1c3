"""A list of hostile moves: what each of them ends in, and the test that plays it, wherever that stands."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Ends = Literal["refused", "unreadable", "found", "remains"]
"""Refused by the centre or the desk; unreadable for who took it; found and said; or what no programme can stop."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move; *by* is a test of the same file or `path::test`, and of what remains the words that say so."""

    says: str
    ends: Ends
    by: str

    def is_played_at(self, own: Path, top: Path) -> bool:
        """Whether the test is there; *own*: the file in which the list stands."""
        path, _, name = self.by.rpartition("::")
        return name in _tests(top / path if path else own)


def _tests(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def unlisted(own: Path, moves: tuple[Move, ...]) -> set[str]:
    """Return the tests of a file that no move of its list names."""
    return _tests(own) - {move.by for move in moves}
