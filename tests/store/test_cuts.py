"""Killed at any moment: every save that was confirmed is there, none is there in half."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from desktop.store.store import Store
from desktop.store.verify import findings
from sync.clock import SystemClock
from tests.gateway.desk import PlayedClock
from tests.store.world import fresh_key

_SAVES = """
import os, sys
from pathlib import Path
from desktop.store.store import Store
from sync.clock import SystemClock

def saves(run):
    store = Store.open(Path(sys.argv[1]), lambda: bytearray(range(48)), SystemClock(), store_id="s1")
    print(os.getpid(), flush=True)
    for number in range(10_000):
        def save(unit, number=number):
            worker = unit.create("worker", {"full_name": f"Nomor {number}"})
            unit.create("next_of_kin", {"worker_id": worker.id, "name": f"Ahli {number}"})
        store.do("siti", save)
        print(number, flush=True)

for run in sys.stdin:  # each run is a process of its own, without the second that imports take
    child = os.fork()
    if child == 0:
        saves(run)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_ten_kills_lose_no_confirmed_save_and_leave_no_half(tmp_path: Path) -> None:
    Store.create(tmp_path, fresh_key, PlayedClock(), mission="JHB", store_id="s1").close()
    command = [sys.executable, "-c", _SAVES, str(tmp_path)]
    draw = random.Random(7)
    confirmed = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(10):
            print("go", file=process.stdin, flush=True)
            confirmed += _killed_after(process.stdout, draw.randrange(1, 30), draw.random() * 0.02)
        process.stdin.close()

    store = Store.open(tmp_path, fresh_key, SystemClock(), store_id="s1")
    saved = store.count("worker")
    assert confirmed <= saved <= confirmed + 10  # the last of each run may have been saved before it could say so
    assert store.count("next_of_kin") == saved
    assert findings(store, fresh_key) == ()
    store.close()


def _killed_after(said: IO[str], saves: int, wait_s: float) -> int:
    """Kill the saving process a moment after some saves; return how many it has confirmed."""
    child = int(said.readline())
    lines = [said.readline() for _ in range(saves)]
    until = time.monotonic() + wait_s
    while time.monotonic() < until:  # a moment anywhere between two confirmations
        pass
    os.kill(child, signal.SIGKILL)
    while (line := said.readline()) != "dead\n":
        lines.append(line)
    return len(lines)
