"""`python -m tests.bench.rivals.our_client FOLDER URL CODE`: our desk, by lines of JSON; its store is a real one."""

import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.actions.records import edit
from desktop.store.verify import store_digest
from sync.clock import SystemClock
from tests.bench.rivals.invented import Edit
from tests.faults.desks import Keys, new_desk, new_keys, opened

_BACK: Final = timedelta(days=30)


class PastClock:
    """A clock that can be moved on and never gets ahead of the centre's: officers do not save all in one second."""

    def __init__(self, moved: timedelta) -> None:
        self.moved = moved
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now() - _BACK + self.moved

    def monotonic(self) -> float:
        return self._clock.monotonic()


class Client:
    """One desk; what a restart needs lies beside its store."""

    def __init__(self, folder: Path, url: str, code: str) -> None:
        self._kept = folder / "kept.json"
        if self._kept.exists():
            keys, moved = msgspec.json.decode(self._kept.read_bytes(), type=tuple[Keys, timedelta])
            self.keys, self.clock = keys, PastClock(moved)
            self.desk = opened(folder / "desk", self.keys, self.clock)
        else:
            self.keys, self.clock = new_keys("siti"), PastClock(timedelta(0))
            self.desk = new_desk(folder / "desk", self.keys, self.clock)
            self.desk.enrol(url, code)
            self._keep()

    def begin(self, **_records: str) -> None:
        """Nothing to give: the centre has the records."""
        self.sync()

    def first(self) -> None:
        self.sync()

    def sync(self) -> None:
        self.desk.round()

    def edit(self, edits: str) -> None:
        with Path(edits).open("rb") as file:
            for line in file:
                one = msgspec.json.decode(line, type=Edit)
                self.clock.moved += timedelta(milliseconds=one.after_ms)
                self.desk.do(partial(edit, "worker", one.record, {one.field: one.value}))
        self._keep()

    def digest(self) -> dict[str, Any]:
        digest = store_digest(self.desk.store)
        return {
            "rows": len(self.desk.store.numbers("worker")),
            "digest": msgspec.json.encode(digest, order="sorted").decode(),
        }

    def _keep(self) -> None:
        self._kept.write_bytes(msgspec.json.encode((self.keys, self.clock.moved)))


def main(folder: str, url: str, code: str) -> None:
    client = Client(Path(folder), url, code)
    print("{}", flush=True)
    for line in sys.stdin:
        asked = msgspec.json.decode(line)
        answer = getattr(client, asked.pop("do"))(**asked)
        print(msgspec.json.encode(answer or {}).decode(), flush=True)
    client.desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
