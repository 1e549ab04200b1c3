"""`python -m tests.seeded [NUMBER ...]`: plants one bug after the other, and shows which test catches it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests import postgres
from tests.seeded.bugs import BUGS, VARIABLE, Bug

_TOP: Final = Path(__file__).resolve().parents[2]
_SOIL: Final = Path(__file__).with_name("soil")
_FAILED: Final = 1
"""How pytest ends when a test failed; everything else is no proof."""
_MISFITS: Final = ("TypeError", "AttributeError", "NameError")
_MISFIT: Final = -1
"""The bug does not fit the code any more: a test that fails of that has caught nothing."""


def main(arguments: list[str]) -> int:
    """Plant and test; 0 when each bug was caught."""
    asked = [bug for bug in BUGS if not arguments or str(bug.number) in arguments]
    with postgres.running() as server:
        caught = {bug: _is_caught(bug, server) for bug in asked}
    for bug, is_caught in caught.items():
        said = "caught" if is_caught else "NOT CAUGHT"
        print(f"{bug.number:>3}  {bug.plant.__name__:<32} {said:<11} {bug.test}")
    return 0 if all(caught.values()) else 1


def _is_caught(bug: Bug, server: str) -> bool:
    """Whether the test holds without the bug, and fails with it."""
    planted = {VARIABLE: str(bug.number), "PYTHONPATH": os.pathsep.join((str(_SOIL), str(_TOP)))}
    sound = {"QT_QPA_PLATFORM": "offscreen", postgres.VARIABLE: server}
    return _tested(bug.test, sound) == 0 and _tested(bug.test, sound | planted) == _FAILED


def _tested(test: str, environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", test]
    ran = subprocess.run(command, cwd=_TOP, env=os.environ | environment, capture_output=True, text=True, check=False)
    print(f"{test}: {ran.stdout.splitlines()[-1] if ran.stdout else ran.stderr[-200:]}", file=sys.stderr, flush=True)
    return _MISFIT if any(error in ran.stdout for error in _MISFITS) else ran.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
