"""The desk is killed at two hundred random moments of saving and syncing: nothing acknowledged is lost or doubled."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select

from desktop.actions.records import edit
from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.clock import SystemClock
from sync.gateway import accounts, replay
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.tables import ledger
from sync.protocol.messages import read_change
from tests.faults import hurried
from tests.faults.desks import MISSION, code, new_desk, new_keys, opened
from tests.faults.hurried import Order, Saved
from tests.gateway.serving import serving

KILLS: Final = 200
SEED: Final = 20251017
MOST_STEPS: Final = 12
LONGEST_S: Final = 0.04
_PROCESSES: Final = multiprocessing.get_context("forkserver")


class Victim:
    """The desk that is killed, the acknowledged saves, and the moments at which it died."""

    def __init__(self, folder: Path, database: Database, url: str) -> None:
        self.folder, self.database = folder, database
        self.keys = new_keys("siti")
        self.chance = Random(SEED)
        self.saved: dict[str, Saved] = {}
        self.died: Counter[str] = Counter()
        with self.desk(new=True) as desk:
            desk.enrol(url, code(database, SystemClock()))

    @contextmanager
    def desk(self, *, new: bool = False) -> Iterator[Desk]:
        """Open the desk in this process."""
        desk = (new_desk if new else opened)(self.folder, self.keys, SystemClock())
        try:
            yield desk
        finally:
            desk.close()

    def live_and_die(self, number: int) -> None:
        """Let a process work, kill it at a random moment, and read what it had acknowledged."""
        ours, theirs = _PROCESSES.Pipe(duplex=False)
        records = tuple(dict.fromkeys(one.record for one in self.saved.values()))
        order = Order(folder=self.folder, keys=self.keys, records=records, seed=number)
        process = _PROCESSES.Process(target=hurried.work, args=(order, theirs), daemon=True)
        process.start()
        theirs.close()
        said = ["start"]
        if self.chance.random() < 0.9:  # the others are killed while they open the store
            said += [self._heard(ours) for _ in range(1 + self.chance.randrange(MOST_STEPS))]
        deadline = time.monotonic() + self.chance.random() * LONGEST_S
        while (left := deadline - time.monotonic()) > 0 and ours.poll(left):
            said.append(self._heard(ours))
        process.kill()
        process.join()
        assert process.exitcode == -9, f"it ended by itself after {said[-1]}"
        while True:
            try:
                said.append(self._heard(ours))
            except EOFError:
                break
        self.died[said[-1]] += 1
        ours.close()

    def _heard(self, journal: Any) -> str:
        said = journal.recv()
        if not isinstance(said, Saved):
            return str(said)
        assert said.change not in self.saved
        self.saved[said.change] = said
        return "saved"

    def check(self) -> None:
        """Open the store again: it is sound, holds every acknowledged save once, and at most one more of each life."""
        with self.desk() as desk:
            assert desk.verify() == ()
            changes = [read_change(body.encode()) for body in _bodies(desk)]
        own = {change.id: change for change in changes if change.officer == "siti"}
        entered = Counter(
            str(change.values.get("full_name") or change.values.get("birth_place")) for change in own.values()
        )
        assert set(self.saved) <= set(own)
        assert len(own) <= len(self.saved) + self.died.total()
        assert max(entered.values(), default=0) <= 1
        for saved in self.saved.values():
            assert own[saved.change].record == saved.record
            assert saved.value in own[saved.change].values.values()


def _bodies(desk: Desk) -> list[str]:
    with desk.store.reading() as connection:
        return [body for (body,) in connection.exec_driver_sql("SELECT body FROM history ORDER BY n")]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[tuple[Database, str]]:
    """The real service in a process of its own, and its database."""
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    database = Database(url)
    database.prepare()
    with database.write() as connection:
        accounts.add_mission(connection, MISSION, SystemClock())
    with serving(url) as address:
        yield database, address
    database.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_kills_lose_nothing_and_double_nothing(tmp_path: Path, centre: tuple[Database, str]) -> None:
    print(f"seed {SEED}")
    database, url = centre
    _PROCESSES.set_forkserver_preload(["tests.faults.hurried"])
    victim = Victim(tmp_path / "siti", database, url)
    colleague = new_desk(tmp_path / "budi", new_keys("budi"), SystemClock())
    colleague.enrol(url, code(database, SystemClock()))

    for number in range(KILLS):
        victim.live_and_die(number)
        victim.check()
        if number % 10 == 0:
            edit_as_colleague(colleague, victim)

    with victim.desk() as desk:
        for one in (desk, colleague, desk):
            one.round()
        assert (desk.standing().waiting, desk.standing().refused) == (0, 0)
        assert store_digest(desk.store) == store_digest(colleague.store)
        check_ledger(database, desk)
    victim.check()
    colleague.close()
    print(f"killed after: {dict(victim.died)}; {len(victim.saved)} saves were acknowledged")
    assert victim.died.total() == KILLS
    assert {"start", "open", "saved", "syncing", "synced"} <= set(victim.died)


def edit_as_colleague(colleague: Desk, victim: Victim) -> None:
    """Let another desk write into the same records, so that the victim's syncs bring news and conflicts."""
    colleague.round()
    value = f"rekan {victim.died.total()}"
    for row in colleague.store.page("worker", limit=5).rows:
        colleague.do(partial(edit, "worker", row.id, {"birth_place": value, "working_area": value}))
    colleague.round()


def check_ledger(database: Database, desk: Desk) -> None:
    """The ledger holds each change once, the very ones that the desk holds, and plays back to what the desks show."""
    with database.snapshot() as connection:
        ids = [change for (change,) in connection.execute(select(ledger.c.change_id))]
        digest = digest_of_scope(connection, MISSION)
        assert [one.findings for one in replay.verify(connection)] == [[]]
    held = [read_change(body.encode()).id for body in _bodies(desk)]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(held)
    assert store_digest(desk.store) == digest
