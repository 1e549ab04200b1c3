"""What the house tests measure: files, functions, classes and imports of the code, read without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ROOMS = ("desktop", "sync", "tests", "installer")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of code."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(TOP).as_posix()

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def imports(self) -> Iterator[str]:
        """Yield the modules that this file imports anywhere."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield every class."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node


@cache
def sources(*rooms: str) -> tuple[Source, ...]:
    """Return the code below *rooms*, all of it by default."""
    found = []
    for room in rooms or ROOMS:
        for path in sorted((TOP / room).rglob("*.py")):
            text = path.read_text("utf-8")
            found.append(Source(path, text, ast.parse(text)))
    return tuple(found)


def length(node: ast.AST) -> int:
    """Return the lines of a function's body, without its docstring."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return 0
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the names of what a function takes, without self and cls."""
    taken = node.args
    every = [taken.vararg, taken.kwarg, *taken.posonlyargs, *taken.args, *taken.kwonlyargs]
    return [one.arg for one in every if one is not None and one.arg not in ("self", "cls")]


def methods(node: ast.ClassDef) -> list[str]:
    """Return the names of a class's methods; Qt's overrides (camelCase) and Python's (__double__) are not its own."""
    names = [one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [name for name in names if name == name.lower() and not name.startswith("__")]


def share(values: list[int], part: float) -> int:
    """Return the value below which *part* of *values* lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def main() -> None:
    """Print how large things are, beside what we aim at."""
    code = sources("desktop", "sync")
    files = [source.lines for source in code]
    functions = [length(function) for source in code for function in source.functions()]
    for name, values, aim in (("file", files, "100 and 250"), ("function", functions, "8 and 30")):
        half, most = share(values, 0.5), share(values, 0.95)
        print(f"lines of a {name}: median {half}, p95 {most} (aim: {aim}), most {max(values)}, count {len(values)}")


if __name__ == "__main__":
    main()
