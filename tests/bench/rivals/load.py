"""`python -m tests.bench.rivals.load URL CODES`: many light desks at once, by lines of JSON; real keys, no store."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from typing import Any, Final

import httpx
import msgspec

from desktop.demo.people import Drawing
from sync.changes.change import Change
from sync.clock import SystemClock
from sync.protocol.messages import Answer
from sync.transport.wire import ENVELOPE
from tests.bench.rivals.invented import WeighedDrawing, people
from tests.bench.wire import drawn_edit
from tests.gateway.desk import Desk, Door, PlayedClock

ROUNDS: Final = 10
AT_ONCE: Final = 50
CHANGES: Final = ROUNDS * AT_ONCE
_PATIENCE_S: Final = 300


@dataclass
class PatientDoor(Door):
    """Comes again with the same envelope where the centre is busy, as the desk's own channel lets it."""

    busy: int = 0
    seconds: list[float] = field(default_factory=list)

    def post(self, route: str, body: bytes, **headers: str) -> bytes:
        began = time.perf_counter()
        while True:
            answer = self.client.post(route, content=body, headers={"Content-Type": ENVELOPE} | headers)
            if answer.status_code == 200:
                self.seconds.append(time.perf_counter() - began)
                return answer.content
            assert answer.status_code in (429, 503), answer.text
            self.busy += 1
            Event().wait(float(answer.headers.get("Retry-After", 1)))


class Worker:
    """One desk: it makes records, edits them, and hears what its colleagues do."""

    def __init__(self, client: httpx.Client, code: str, number: int) -> None:
        self.door = PatientDoor(client)
        self.desk = Desk(self.door, PlayedClock(SystemClock().now()), f"officer{number}").join(code)
        self.heard: list[int] = []
        self._chance = Random(number)
        draw: Drawing = WeighedDrawing(number)
        self._made = [
            self.desk.create({"mission": self.desk.mission, **_plain(one.fields)})
            for one in people(draw, AT_ONCE)  # type: ignore[arg-type]
        ]
        self._versions: dict[tuple[str, str], int] = {}
        self.door.seconds.clear()

    def work(self) -> None:
        """Send everything, fifty changes at a time."""
        records = [change.record for change in self._made]
        self._say(self._made)
        for _ in range(ROUNDS - 1):
            self._say([self._edit(record, *drawn_edit(self._chance)) for record in records])

    def level(self) -> int:
        """Hear what is left; return how many entries of the ledger were not heard exactly once."""
        while (answer := self._heard(self.desk.exchange())).cursor < answer.head:
            pass
        return abs(len(self.heard) - answer.head) + sum(seq != at for at, seq in enumerate(self.heard, 1))

    def _say(self, changes: list[Change]) -> None:
        answer = self._heard(self.desk.exchange(*changes))
        wrong = [result for result in answer.results if result.outcome != "applied"]
        assert not wrong, wrong[0]
        seqs = {result.id: result.seq or 0 for result in answer.results}
        self._versions |= {(change.record, path): seqs[change.id] for change in changes for path in change.values}

    def _edit(self, record: str, path: str, value: str) -> Change:
        return self.desk.change(record, {path: value}, {path: self._versions[record, path]})

    def _heard(self, answer: Answer) -> Answer:
        self.heard += [news.seq for news in answer.news]
        return answer


class Load:
    """All desks of this process, a thread each."""

    def __init__(self, url: str, codes: list[tuple[int, str]]) -> None:
        self._client = httpx.Client(
            base_url=url,
            timeout=_PATIENCE_S,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
        )
        self._workers = [Worker(self._client, code, number) for number, code in codes]
        self._threads = ThreadPoolExecutor(len(self._workers))

    def work(self) -> dict[str, Any]:
        list(self._threads.map(Worker.work, self._workers))
        doors = [worker.door for worker in self._workers]
        return {"seconds": [one for door in doors for one in door.seconds], "busy": sum(door.busy for door in doors)}

    def level(self) -> dict[str, Any]:
        return {"wrong": sum(self._threads.map(Worker.level, self._workers))}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is a list: light desks know no records."""
    return {name: value for name, value in fields.items() if not isinstance(value, list)}


def main(url: str, codes: str) -> None:
    load = Load(url, msgspec.json.decode(Path(codes).read_bytes(), type=list[tuple[int, str]]))
    print("{}", flush=True)
    for line in sys.stdin:
        print(msgspec.json.encode(getattr(load, msgspec.json.decode(line)["do"])()).decode(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
