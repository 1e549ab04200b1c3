"""`python installer/build.py`: freeze the desk and the gateway into dist/, and let the result test itself."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parent.parent
RESULT: Final = TOP / "dist" / "siskop2mi-desk"


def main() -> int:
    """Build; the exit code is 0 only when both programmes start from the result."""
    freeze()
    frozen = {path.stem: str(path) for path in RESULT.iterdir() if path.is_file()}
    return max(tests_itself(frozen["siskop2mi-desk"]), serves(frozen["siskop2mi-gateway"]))


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


def tests_itself(desk: str) -> int:
    """Run the frozen desk's self-test, away from the source tree."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([desk, "--self-test"], cwd=RESULT, env=environment, check=False).returncode


def serves(gateway: str) -> int:
    """Let the frozen gateway serve with two worker processes until it says where."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder, 'centre.db').as_posix()}"
        command = [gateway, "serve", "--database", database, "--port", "0", "--workers", "2"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as service:
            said = service.stdout.readline() if service.stdout else ""
            service.terminate()
    print(f"gateway: {said.strip() or 'WRONG: it ended without an address'}")
    return int("url" not in said)


if __name__ == "__main__":
    sys.exit(main())
