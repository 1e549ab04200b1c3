"""`python -m tests.check`: style, types, floors, spelling and all tests, in one command; arguments go to pytest."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests import postgres

TOP = Path(__file__).resolve().parent.parent
CODE = ("desktop", "sync", "tests", "installer")
STEPS = (
    ("style", ("ruff", "check", ".")),
    ("form", ("ruff", "format", "--check", ".")),
    ("types", ("mypy", *CODE)),
    ("floors", ("importlinter.cli",)),
    (
        "spelling",
        (
            "codespell_lib",
            "--toml",
            "pyproject.toml",
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "desktop",
            "sync",
        ),
    ),
)


def main(arguments: list[str]) -> int:
    """Run every step; the exit code is 0 only when each one is right."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP)}
    failed = [name for name, command in STEPS if not _step(name, command, environment)]
    with postgres.running() as server:
        environment[postgres.VARIABLE] = server
        command = [sys.executable, "-m", "pytest", "-n", str(min(4, os.cpu_count() or 2)), *arguments]
        tested = subprocess.run(command, cwd=TOP, env=environment, check=False).returncode
    for name in failed:
        print(f"FAILED: {name}", file=sys.stderr)
    return tested or int(bool(failed))


def _step(name: str, command: tuple[str, ...], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    module, *rest = command
    line = [sys.executable, "-m", module, *rest] if module != "importlinter.cli" else _lint_imports()
    done = subprocess.run(line, cwd=TOP, env=environment, check=False)
    print(f"{name}: {'right' if done.returncode == 0 else 'WRONG'} ({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


def _lint_imports() -> list[str]:
    return [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
