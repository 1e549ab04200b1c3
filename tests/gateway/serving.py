"""The gateway's real command: run once, or served on loopback in a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

COMMAND: Final = (sys.executable, "-m", "sync.gateway")
_STOP_S: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


def run(*arguments: str) -> Ran:
    """Run one command to its end."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60)
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


@contextmanager
def serving(database_url: str, *arguments: str, kill: bool = False) -> Iterator[str]:
    """Serve on a free port, yield the address, and ask the service to stop at the end, or kill it."""
    command = [*COMMAND, "serve", "--database", database_url, "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            process.wait(_STOP_S) if kill else process.communicate(timeout=_STOP_S)
