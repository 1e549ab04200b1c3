"""The demonstration's path, step by step, each with what was checked: two real desks, a real centre, a cut line."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop import desk as desks
from desktop.actions import cases as case_actions
from desktop.actions import conflicts, records
from desktop.demo import people, troubles
from desktop.demo.centre import Centre
from desktop.demo.people import Drawing, Invented
from desktop.desk import Desk
from desktop.keys.passphrase import generated
from desktop.keys.secret import Officer
from desktop.store import bulk
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.store.verify import store_digest
from sync.clock import Clock
from sync.engine.round import Report
from sync.errors import NoAnswer
from sync.gateway.register import Line
from sync.identity.wordlist import words as wordlist

MISSION: Final = "JHB"
_CHUNK: Final = 3000
_TOLD_EVERY: Final = 20_000
_CASES_PER_WORKER: Final = 0.16
_MOST_CASES: Final = 32_000
_OFFLINE_NOTE: Final = "Paspor difoto, disimpan di brankas perwakilan"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step and what it showed."""

    name: str
    checked: str
    ok: bool
    seconds: float

    def as_fields(self) -> dict[str, Any]:
        """The step as the command line shows it."""
        return {"step": self.name, "checked": self.checked, "ok": self.ok, "seconds": self.seconds}


@dataclass(slots=True)
class Story:
    """What happens, and the two desks that it leaves behind."""

    folder: Path
    clock: Clock
    tell: Tell
    workers: int
    seed: int
    steps: list[Step] = field(default_factory=list)

    def run(self, centre: Centre) -> tuple[Desk, Desk]:
        """Play everything; return the demonstration's desk and the colleague's."""
        self._step("centre", lambda: self._open(centre))
        elsewhere = self._desk(centre, "rizal", "Rizal Maulana")
        self._step("colleague-fills", lambda: self._fill(centre, elsewhere))
        desk = self._desk(centre, "dewi", "Dewi Anggraini")
        self._step("first-pull", lambda: self._pull(desk, elsewhere))
        case = _common_case(desk)
        centre.cut()
        self._step("line-cut", lambda: self._is_offline(desk))
        self._step("work-offline", lambda: self._work_offline(desk, case))
        centre.restore()
        self._step("edited-elsewhere", lambda: self._edit_elsewhere(elsewhere, case))
        self._step("reconnect", lambda: self._reconnect(desk))
        self._step("resolve", lambda: self._resolve(desk, elsewhere))
        self._step("equal", lambda: self._equal(desk, elsewhere))
        self._step("store-sound", lambda: (not desk.verify(), "pages, structure, audit chain, search, projection"))
        return desk, elsewhere

    @property
    def ok(self) -> bool:
        """Whether every step held."""
        return all(step.ok for step in self.steps)

    def _step(self, name: str, act: Callable[[], tuple[bool, str]]) -> None:
        self.tell(name)
        began = time.perf_counter()
        ok, checked = act()
        self.steps.append(Step(name=name, checked=checked, ok=ok, seconds=round(time.perf_counter() - began, 2)))

    def _open(self, centre: Centre) -> tuple[bool, str]:
        centre.add_mission(MISSION)
        return True, f"gateway on SQLite answers at {centre.url}"

    def _desk(self, centre: Centre, user: str, officer: str) -> Desk:
        folder = self.folder / user
        passphrase = generated(wordlist())
        (self.folder / f"{user}.passphrase").write_text(passphrase, "utf-8")
        desk = desks.create(folder, Officer(user=user, name=officer), passphrase, MISSION, self.clock)
        desk.enrol(centre.url, centre.issue_code(MISSION))
        return desk

    def _fill(self, centre: Centre, desk: Desk) -> tuple[bool, str]:
        """Workers come by the register, as they do in life; their cases and what surrounds them, from a colleague."""
        draw = Drawing(self.seed, self.clock.now())
        count = min(max(20, int(self.workers * _CASES_PER_WORKER)), _MOST_CASES)
        known: list[str] = []
        register = self._register(draw, known, 3 * count)
        registered = centre.take_register(MISSION, register)
        centre.pack()
        heard = desk.round(self._tell_round).received
        around = troubles.surroundings(draw)
        troubled = troubles.cases(draw, known, count, desk.store.identity().mark)
        made = _create(desk, itertools.chain(around, troubled), self.tell)
        sent = desk.round(self._tell_round).sent
        centre.pack()
        held = registered == heard == self.workers and sent == sum(made.values())
        return held, f"{heard} workers by the register, {made['case']} cases; {sent} records sent and acknowledged"

    def _register(self, draw: Drawing, known: list[str], most: int) -> Iterator[Line]:
        """Invent the workers one by one; the first *most* of them are *known* to whoever makes cases."""
        for number, one in enumerate(people.workers(draw, self.workers), start=1):
            if len(known) < most:
                known.append(one.id)
            if number % _TOLD_EVERY == 0:
                self.tell(f"  {number} / {self.workers}")
            yield one.kind, one.id, one.fields

    def _tell_round(self, report: Report) -> None:
        if report.to_come or report.round_trips % 10 == 0:
            self.tell(f"  {report.sent} -> / <- {report.received}")

    def _pull(self, desk: Desk, elsewhere: Desk) -> tuple[bool, str]:
        report = desk.round(self._tell_round)
        equal = desk.ask(store_digest) == elsewhere.ask(store_digest)
        return equal, f"{report.received} records in {report.round_trips} trips, {report.bytes_in} bytes; digests equal"

    def _is_offline(self, desk: Desk) -> tuple[bool, str]:
        try:
            desk.round()
        except NoAnswer:
            return desk.standing().connection == "offline", "a round fails quietly; nothing is lost"
        return False, "the line was not cut"

    def _work_offline(self, desk: Desk, case: Row) -> tuple[bool, str]:
        desk.do(
            lambda unit: records.edit(
                "case",
                case.id,
                {"requested_outcome": _OFFLINE_NOTE, "unit": "Pelayanan Warga", "incident_place": "Kulai"},
                unit,
            )
        )
        person = desk.do(lambda unit: unit.create("worker", {"full_name": "Sumiati binti Karto", "sex": "P"}))
        subject = [{"id": "s1", "worker_id": person.id, "role": "SUBJECT"}]
        new = {"category": "VIO_PHYSICAL", "summary": "Datang sendiri malam hari, luka di tangan", "subjects": subject}
        taken = desk.do(partial(case_actions.register, new))
        waiting = desk.standing().waiting
        return waiting == 3, f"case {taken.fields['case_no']} taken in offline; {waiting} changes wait"

    def _edit_elsewhere(self, elsewhere: Desk, case: Row) -> tuple[bool, str]:
        elsewhere.do(
            lambda unit: records.edit(
                "case",
                case.id,
                {"requested_outcome": "Gaji dibayar penuh", "unit": "Satgas", "incident_place": "Senai"},
                unit,
            )
        )
        return elsewhere.round().sent == 1, "a colleague changed the same two fields meanwhile"

    def _reconnect(self, desk: Desk) -> tuple[bool, str]:
        report = desk.round()
        waiting = desk.standing()
        held = waiting.conflicts > 0 and waiting.waiting == 0
        return held, f"{report.sent} sent, {report.received} received, {waiting.conflicts} conflicts kept for a person"

    def _resolve(self, desk: Desk, elsewhere: Desk) -> tuple[bool, str]:
        waiting = desk.ask(conflicts.open_ones)
        first = waiting[0]
        desk.do(partial(conflicts.keep, first.id, "mine"))
        desk.round()
        elsewhere.round()
        left = len(desk.ask(conflicts.open_ones))
        return left == len(waiting) - 1, f"one decided by the officer, {left} left for the window"

    def _equal(self, desk: Desk, elsewhere: Desk) -> tuple[bool, str]:
        same = desk.ask(store_digest) == elsewhere.ask(store_digest)
        return same, "both desks hold the same records, by digest"


def _create(desk: Desk, invented: Iterable[Invented], tell: Tell) -> Counter[str]:
    """Save what was invented, some thousand at a time, and count it by kind."""
    made: Counter[str] = Counter()
    coming = iter(invented)
    while some := list(itertools.islice(coming, _CHUNK)):
        for kind, group in itertools.groupby(_by_order(some), key=lambda one: one.kind):
            chunk = {one.id: one.fields for one in group}
            desk.do(partial(_create_all, kind, chunk))
            made[kind] += len(chunk)
        if made.total() % _TOLD_EVERY < _CHUNK:
            tell(f"  {made.total()}")
    return made


def _common_case(desk: Desk) -> Row:
    """A case that both desks hold."""
    where = (Condition(field="status", value="IN_PROGRESS"), Condition(field="category", value="LAB_WAGE_UNPAID"))
    page = desk.ask(lambda store: store.page("case", where=where, limit=1))
    return page.rows[0] if page.rows else desk.ask(lambda store: store.page("case", limit=1)).rows[0]


def _by_order(invented: Iterable[Invented]) -> Iterable[Invented]:
    """Parents before children, one kind after the other."""
    order = {"p3mi": 0, "agency": 0, "employer": 0, "worker": 1, "shelter": 1, "case": 2}
    return sorted(invented, key=lambda one: (order.get(one.kind, 3), one.kind))


def _create_all(kind: str, chunk: dict[str, dict[str, Any]], unit: Unit) -> int:
    return len(bulk.create_many(unit, kind, chunk))
