"""`python -m tests.check`: style, types, floors, spelling and all tests, in one command; arguments go to pytest."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests import postgres

TOP: Final = Path(__file__).resolve().parent.parent
CODE: Final = ("desktop", "sync", "tests", "installer")
PROSE: Final = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
STEPS: Final = (
    ("style", "-m", "ruff", "check", "."),
    ("form", "-m", "ruff", "format", "--check", "."),
    ("types", "-m", "mypy", *CODE),
    ("floors", "-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
    ("dead code", "-m", "vulture"),
    ("measures", "-m", "tests.house.measures"),
    ("spelling", "-m", "codespell_lib", *PROSE, *CODE),
)


def main(arguments: list[str]) -> int:
    """Run every step, the tests last; the exit code is 0 only when each one is right."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    wrong = [name for name, *command in STEPS if not _right(name, command, environment)]
    print(f"WRONG: {', '.join(wrong)}" if wrong else "All right so far; now the tests.", flush=True)
    try:
        with postgres.running() as server:
            tested = _run(["-m", "pytest", "-n", "2", *arguments], environment | {postgres.VARIABLE: server})
    except postgres.NoServer as error:
        print(f"The tests need PostgreSQL: {error}", file=sys.stderr)
        return 1
    return tested or int(bool(wrong))


def _right(name: str, command: list[str], environment: dict[str, str]) -> bool:
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    right = _run(command, environment) == 0
    print(f"{name}: {'right' if right else 'WRONG'} ({time.monotonic() - began:.0f} s)", flush=True)
    return right


def _run(command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, *command], cwd=TOP, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
