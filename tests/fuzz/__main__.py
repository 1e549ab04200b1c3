"""`python -m tests.fuzz [TARGET ...] [--seconds N]`: lets a coverage-guided fuzzer (atheris) loose on our readers.

It is no dependency of ours: the wheel, named with its hashes in `requirements.lock`, goes into a folder of its own.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.apart import CACHE, installed
from tests.fuzz.targets import TARGETS

_TOP: Final = Path(__file__).resolve().parents[2]
_LOCK: Final = Path(__file__).with_name("requirements.lock")
_SECONDS: Final = 120
_MEMORY_MB: Final = 1500
_SLOWEST_S: Final = 10
"""An input that takes longer is a find."""


def main(given: argparse.Namespace) -> int:
    """Fuzz each target that was asked for; 0 when none found anything."""
    library = installed(_LOCK)
    found = [name for name in given.targets or TARGETS if _fuzzed(name, given.seconds, library) != 0]
    for name in found:
        print(f"{name}: found something; see {CACHE / name / 'finds'}", file=sys.stderr)
    return int(bool(found))


def _fuzzed(name: str, seconds: int, library: Path) -> int:
    corpus, finds = CACHE / name / "corpus", CACHE / name / "finds"
    for folder in (corpus, finds):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={_MEMORY_MB}", f"-timeout={_SLOWEST_S}"]
    command = [sys.executable, "-m", "tests.fuzz.fuzzing", name, *limits, f"-artifact_prefix={finds}/", str(corpus)]
    path = {"PYTHONPATH": os.pathsep.join((str(_TOP), str(library)))}
    return subprocess.run(command, cwd=_TOP, env=os.environ | path, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; none: all")
    parser.add_argument("--seconds", type=int, default=_SECONDS, help="for each")
    asked = parser.parse_args()
    if wrong := set(asked.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(wrong))}")
    sys.exit(main(asked))
