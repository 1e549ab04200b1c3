"""A meeting of two desks in one test: the host waits on a thread, the guest joins from the test's own."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

from desktop.desk import Desk
from desktop.meetings.guest import Talk, join
from desktop.meetings.host import Meeting
from desktop.meetings.side import Met


@dataclass
class Held:
    """An open meeting."""

    meeting: Meeting
    ended: Future[list[Met]]
    over: Event

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.meeting.addresses[0].rpartition(':')[2]}"

    def join(self, guest: Desk, *, words: str | None = None, files: bool = False) -> Met:
        """Let *guest* join, with the meeting's own words unless others are given."""
        return join(guest, self.address, self.meeting.words if words is None else words, Talk(files=files))

    def end(self) -> list[Met]:
        self.over.set()
        return self.ended.result(timeout=60)


@contextmanager
def held(host: Desk, *, once: bool = False) -> Iterator[Held]:
    """Open a meeting at *host*; it is over at the end."""
    over = Event()
    with ThreadPoolExecutor(1) as threads:
        meeting = Meeting(host, 0)
        ended = threads.submit(meeting.run, over.is_set, once=once)
        try:
            yield Held(meeting, ended, over)
        finally:
            over.set()


def meet(host: Desk, guest: Desk, *, files: bool = False) -> Met:
    """Let two desks meet once."""
    with held(host) as meeting:
        return meeting.join(guest, files=files)
