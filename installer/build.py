"""`python installer/build.py`: freeze the desk and the gateway into dist/, and let the result test itself."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parent.parent
RESULT: Final = TOP / "dist" / "siskop2mi-desk"


def main() -> int:
    """Build; the exit code is 0 only when both programmes start from the result."""
    freeze()
    frozen = {path.stem: path for path in RESULT.iterdir() if path.is_file()}
    checks = ([frozen["siskop2mi-desk"], "--self-test"], [frozen["siskop2mi-gateway"], "--help"])
    return max(tested([str(part) for part in command]) for command in checks)


def freeze() -> None:
    """Run PyInstaller; two builds of one source are alike, so that an update can send the difference."""
    began = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=TOP, capture_output=True, text=True, check=True
    ).stdout.strip()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "PyInstaller",
            "--noconfirm",
            "--log-level",
            "WARN",
            str(TOP / "installer" / "desk.spec"),
        ],
        cwd=TOP,
        env=os.environ | {"SOURCE_DATE_EPOCH": began, "PYTHONHASHSEED": "0"},
        check=True,
    )


def tested(command: list[str]) -> int:
    """Run a frozen programme away from the source tree."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, cwd=RESULT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
