"""A played world: one centre, some desks with real stores, and between them whatever one source of chance decides."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final, Literal

from desktop import sticks
from desktop.store.verify import store_digest
from sync.engine.attachments import Moved
from sync.engine.budget import NO_BOUND, Budget
from sync.engine.round import Report
from sync.errors import DeskError, Refused
from tests.simulation.centre import PlayedCentre
from tests.simulation.chance import drawn_keys, played
from tests.simulation.clocks import TrueTime
from tests.simulation.files import PlayedFiles, carry
from tests.simulation.line import PlayedLine, Post
from tests.simulation.power import Place
from tests.simulation.seat import Mould, Seat, new_seat
from tests.simulation.work import Worker

USERS: Final = ("siti", "budi", "tono", "wati", "dewi")
Deed = Literal["work", "make", "attach", "delete_or_restore", "decide", "look_through_tray", "undo", "hurry"]
_URL: Final = "http://127.0.0.1:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What goes wrong during one step of a desk: faults of its line, message by message, and when its power goes."""

    faults: tuple[str | None, ...] = ()
    cut_at: int | None = None
    place: Place = "before"


NONE: Final = Trouble()


class World:
    """One centre and its desks. Every deed returns a line for the trace."""

    def __init__(self, folder: Path, mould: Mould, chance: Random) -> None:
        self.folder = folder
        self.chance = chance
        self.time = TrueTime()
        self.post = Post()
        self.centre = PlayedCentre(folder, self.time)
        self.backups: list[dict[str, bytes]] = []
        self.seats: list[Seat] = []
        self.workers: dict[str, Worker] = {}
        self.records: list[tuple[str, str]] = []
        self.sticks: list[Path] = []
        self.trace: list[str] = []
        self.was_restored = False
        self._mould = mould
        self._lines: dict[str, PlayedLine] = {}
        self._faults: list[str | None] = []

    @property
    def live(self) -> list[Seat]:
        """The desks that the centre talks to."""
        return [seat for seat in self.seats if not seat.revoked]

    def say(self, what: str) -> None:
        """Write a line into the trace."""
        self.trace.append(f"{self.time.monotonic():.1f} {what}")

    def join(self, user: str, off: timedelta = timedelta()) -> Seat:
        """Set up a desk and let it join the mission."""
        keys = drawn_keys(user, self.chance, self._mould.keys)
        seat = new_seat(self.folder / user, keys, self.time, off, self._mould)
        seat.desk.enrol(_URL, self.centre.issue_code(), door=self.centre)
        self.seats.append(seat)
        self.workers[user] = Worker(seat, self.chance)
        line = PlayedLine(lambda: self.centre, self.post, self.time, self._next_fault)
        line.chance = self.chance
        self._lines[user] = line
        self.backups.clear()  # who restores one of those loses the desk, and that is no work of a machine
        self.say(f"join {user} {seat.device}")
        return seat

    def line(self, seat: Seat) -> PlayedLine:
        """Return the line of a desk."""
        return self._lines[seat.user]

    def _next_fault(self) -> str | None:
        return self._faults.pop(0) if self._faults else None

    # --- what an officer does

    def work(self, seat: Seat, deed: Deed = "work", trouble: Trouble = NONE) -> None:
        """Let an officer save once."""
        worker, told = self.workers[seat.user], "power cut"
        worker.begin(self.records)
        with seat.power_may_go(trouble.cut_at, trouble.place):
            try:
                getattr(worker, deed)()
                told = " ".join(f"{one.change} {one.record} {one.values}" for one in worker.last)
            except Refused as refused:
                told = f"refused {refused.code} {refused.rule}"
        known = set(self.records)
        self.records += [(one.kind, one.record) for one in worker.last if (one.kind, one.record) not in known]
        self.say(f"{deed} {seat.user} {told}")

    def round(self, seat: Seat, trouble: Trouble = NONE, budget: Budget = NO_BOUND) -> Report | None:
        """Let a desk try one round over its line; None where it did not go through."""
        self._faults = list(trouble.faults)
        report, told = None, "power cut"
        with seat.power_may_go(trouble.cut_at, trouble.place):
            try:
                report = seat.desk.round(channel=self.line(seat), budget=budget)
                told = told_of(report)
            except DeskError as error:
                told = f"{error.code} {error.rule if error.code == 'device-refused' else ''}"
        self._faults = []
        self.say(f"round {seat.user} {budget.bytes} {trouble.faults} {told}")
        proven = None if report is None or not report.equal else seat.desk.standing().proven
        if proven is not None and proven.seq == self.centre.head():  # else its budget ended before it heard of the rest
            assert store_digest(seat.desk.store) == self.centre.digest(), f"{seat.user} is told equal and differs"
        return report

    def carry(self, seat: Seat, trouble: Trouble = NONE, budget: Budget = NO_BOUND) -> Moved | None:
        """Let a desk move its files, as the end of a round does; None where that was cut off."""
        self._faults = list(trouble.faults)
        moved, told = None, "power cut"
        with seat.power_may_go(trouble.cut_at, trouble.place):
            try:
                moved = carry(
                    seat, PlayedFiles(lambda: self.centre, self.time, self.chance, self._next_fault), self.time, budget
                )
                told = f"sent={moved.sent} received={moved.received}"
            except DeskError as error:
                told = error.code
        self._faults = []
        self.say(f"files {seat.user} {budget.bytes} {trouble.faults} {told}")
        return moved

    # --- sticks

    def write_stick(
        self, seat: Seat, to: Seat | None = None, trouble: Trouble = NONE, most_bytes: int = sticks.ALL
    ) -> None:
        """Write a stick, with work handed *to* a desk that this one knows; from then on anybody may read it.

        It takes *most_bytes* of files along.
        """
        marks, load = sticks.others(seat.desk), sticks.Load(most_bytes=most_bytes)
        if to is not None and (mark := to.desk.store.identity().mark) in marks:
            load = replace(load, to=mark)
        path, told = self.folder / f"stick{len(self.sticks)}", "power cut"
        with seat.power_may_go(trouble.cut_at, trouble.place):
            written = sticks.write(seat.desk, path, load)
            told = (
                f"{written.changes} {written.asks} {written.answers} {written.handed} to {written.to} {written.files}"
            )
        if path.exists():
            self.sticks.append(path)
        self.say(f"stick written {seat.user} {told}")

    def read_stick(self, seat: Seat, path: Path, trouble: Trouble = NONE) -> None:
        """Read a stick."""
        told = "power cut"
        with seat.power_may_go(trouble.cut_at, trouble.place):
            try:
                read = sticks.read(seat.desk, path)
                taken = f"{read.taken.asks} {read.taken.answers} {read.taken.applied}"
                told = f"{read.mark} {taken} {read.handed} {read.files}"
            except DeskError as error:
                told = f"{error.code} {error.rule}"
        self.say(f"stick read {seat.user} {path.name} {told}")

    # --- what happens to machines

    def deliver(self, which: int) -> None:
        """Deliver an ask that was held up: nobody waits for its answer any more."""
        told = self._lines[USERS[0]].repeat(self.post.held_up.pop(which))
        self.say(f"late {told}")

    def back_up(self) -> None:
        """Back the centre up."""
        self.backups.append(self.centre.backup())
        self.say("centre backed up")

    def restore(self, backup: dict[str, bytes]) -> None:
        """Restore the centre from a backup; its people take away again what they had taken away."""
        self.time.passes(60)
        self.centre.restore(backup)
        self.post.forget()
        self.was_restored = True
        for seat in self.seats:
            if seat.revoked:
                self.centre.revoke(seat.device)
        self.say("centre restored")

    def revoke(self, seat: Seat) -> None:
        """Take a device its right to speak."""
        seat.revoked = True
        self.centre.revoke(seat.device)
        self.say(f"revoke {seat.user}")

    def close(self) -> None:
        """End the world."""
        for seat in self.seats:
            seat.close()
        self.centre.close()


def told_of(report: Report) -> str:
    """Say what a round did, in one line."""
    names = ("sent", "received", "refused", "held", "conflicts", "again", "mended", "equal", "round_trips", "to_come")
    return " ".join(f"{name}={getattr(report, name)}" for name in names)


@contextmanager
def world(folder: Path, mould: Mould, seed: int) -> Iterator[World]:
    """Open a world in *folder* whose every chance follows from *seed*."""
    chance = Random(seed)
    with ExitStack() as stack:
        stack.enter_context(played(chance))
        opened = World(folder, mould, chance)
        stack.callback(opened.close)
        yield opened
