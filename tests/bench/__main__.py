"""`python -m tests.bench [WORKERS]`: measures a full store, prints a table and keeps it in RESULTS.md."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from desktop import desk as desks
from desktop.keys.secret import Officer
from tests.bench import first_sync, wire
from tests.bench.asks import PASSPHRASE
from tests.bench.loading import load, pull
from tests.bench.measured import Figure, append

_WORKERS: Final = 300_000
_FIRST: Final = 100_000


def main(count: int) -> int:
    """Measure everything; 0 when every limit is kept."""
    with tempfile.TemporaryDirectory(prefix="bench-") as top:
        folder = Path(top) / "desk"
        desk = desks.create(folder, Officer(user="dewi", name="Dewi"), PASSPHRASE, "JHB")
        figures = [*load(desk, count)]
        desk.close()
        for module in ("asks", "window", "locking"):
            figures += _in_a_process(f"tests.bench.{module}", folder)
        figures.append(pull())
    figures += [
        *_in_a_process("tests.bench.importing"),
        *_in_a_process("tests.bench.audit"),
        *wire.main(),
        *first_sync.measured(_FIRST),
    ]
    return append(f"{count:,} workers", figures)


def _in_a_process(module: str, *given: Path) -> list[Figure]:
    """Measure in a process of its own: nothing is warm there, and its memory is its own."""
    ran = subprocess.run(
        [sys.executable, "-m", module, *map(str, given)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        check=False,
    )
    if ran.returncode:  # said on standard error; the other figures are not lost for it
        return [Figure(name=f"{module} broke off", value=ran.returncode, unit="exit code", limit=0)]
    return msgspec.json.decode(ran.stdout.splitlines()[-1], type=list[Figure])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _WORKERS))
