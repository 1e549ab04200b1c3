"""Stories of a store that is brought to a new release, worked on while it fills, or filled over a thin line."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from threading import Thread
from typing import Final

import pytest
from sqlalchemy.exc import OperationalError

from desktop.store.backup import begin_epoch
from desktop.store.bulk import create_many
from desktop.store.drafts import Draft
from desktop.store.migrating import MIGRATIONS, Steps
from desktop.store.store import BEFORE, FILE, Store
from desktop.store.verify import findings
from sync.errors import NoAnswer
from sync.gateway.snapshots import building
from tests.gateway.desk import PlayedClock
from tests.store.answers import check
from tests.store.world import StoreDesk, World, fresh_key

NEXT: Final[Steps] = (*MIGRATIONS, ("CREATE TABLE shelves(n INTEGER)", "INSERT INTO shelves VALUES(7)"))
AFTER_NEXT: Final[Steps] = (*NEXT, ("ALTER TABLE shelves ADD COLUMN at TEXT", "UPDATE shelves SET at = '2026'"))


def _people(desk: StoreDesk, count: int) -> None:
    desk.store.do(
        desk.officer,
        lambda unit: create_many(unit, "worker", {unit.new_id(): {"full_name": f"Orang {n}"} for n in range(count)}),
    )


def _open(desk: StoreDesk, steps: Steps) -> Store:
    desk.store.close()
    return Store.open(desk.store.folder, fresh_key, PlayedClock(), store_id="s1", migrations=steps)


def test_f16_upgrade_with_a_full_outbox(world: World) -> None:
    desk = world.desk()
    case = desk.create("case", status="REGISTERED", summary="Kasus A")
    paper = desk.create("attachment", owner_kind="case", owner_id=case.id, title="Surat")
    _people(desk, 298)
    desk.store.keep_draft("siti", Draft(form="new/case", body={"summary": "setengah"}, at="2026-03-10T06:42:00.000Z"))

    def whole(store: Store) -> None:
        assert (store.count("worker"), len(store.drafts("siti"))) == (298, 1)
        assert store.get("attachment", paper.id).fields["title"] == "Surat"
        assert len(store.replica().batch(1000, 1 << 30).changes) == 300
        assert findings(store, fresh_key) == ()

    for before, after in pairwise((MIGRATIONS, NEXT, AFTER_NEXT)):
        for place in range(len(after[-1])):  # the migration dies at each of its statements
            dying = (*after[-1][:place], "INSERT INTO nowhere VALUES(1)")
            with pytest.raises(OperationalError):
                _open(desk, (*after[:-1], dying))
            desk.store = _open(desk, before)
            whole(desk.store)
        desk.store = _open(desk, after)
        whole(desk.store)
        kept = desk.store.folder / "former"
        kept.mkdir(exist_ok=True)
        shutil.copyfile(desk.store.folder / BEFORE, kept / FILE)
        former = Store.open(kept, fresh_key, PlayedClock(), store_id="s1", migrations=before)
        former.vault = desk.store.vault
        whole(former)  # the way back
        former.close()

    desk.round()
    assert len(desk.replica().batch(1000, 1 << 30).changes) == 0
    check(world, desk)
    assert len(desk.store.drafts("siti")) == 1


def test_f16_the_way_back_after_a_days_work_on_the_new_release(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Sebelum pembaruan")
    desk.round()
    desk.store = _open(desk, NEXT)
    later = desk.create(full_name="Sesudah pembaruan")
    desk.round()
    desk.store.close()
    (desk.store.folder / BEFORE).replace(desk.store.folder / FILE)  # the new release is given up after a day
    desk.store = Store.open(desk.store.folder, fresh_key, PlayedClock(), store_id="s1", migrations=MIGRATIONS)
    begin_epoch(desk.store)
    desk.round()
    assert desk.get(later).fields["full_name"] == "Sesudah pembaruan"
    check(world, desk)


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_SIZES", (40, 40))
    monkeypatch.setattr(building, "_ROWS", 60)


@pytest.mark.usefixtures("small_segments")
def test_f17_frozen_window_locked_database_slow_search(world: World) -> None:
    siti = world.desk()
    _people(siti, 150)
    siti.round()
    world.snapshot()
    fresh = world.desk("tono")
    ends: list[BaseException | None] = []

    def first_sync() -> None:
        try:
            fresh.round()
        except BaseException as error:  # noqa: BLE001 - told below
            ends.append(error)
        else:
            ends.append(None)

    line = Thread(target=first_sync)
    line.start()
    for number in range(20):  # the officer works on all the while, and no lock is ever met
        fresh.create(full_name=f"Datang sendiri {number}")
        assert fresh.store.first_hits(f"Datang sendiri {number}")
        assert len(fresh.store.rows("worker", fresh.store.numbers("worker"))) > number
    line.join()
    assert ends == [None]
    fresh.round()
    check(world, fresh)
    every = fresh.store.numbers("worker")
    assert len(every) == 150 + 20
    many = list(every) * 200  # more than one statement has places for
    assert len(fresh.store.rows("worker", many)) == len(many)


@pytest.mark.usefixtures("small_segments")
def test_f18_first_sync_on_a_thin_line(world: World) -> None:
    siti = world.desk()
    _people(siti, 150)
    urgent = siti.create("case", status="REGISTERED", priority="P1", summary="Ditahan polisi")
    siti.store.do(
        "siti",
        lambda unit: create_many(
            unit,
            "action",
            {unit.new_id(): {"case_id": urgent.id, "type": "CALL_WORKER", "at": unit.at} for _ in range(170)},
        ),
    )
    siti.round()
    manifest = world.snapshot()
    fresh = world.desk("tono")
    assert fresh.line is not None
    fresh.line.on_segment = _cut_each_once()
    held, made = [fresh.store.count("worker")], 0

    while True:
        try:
            fresh.round()
            break
        except NoAnswer:
            made += 1
        arriving = fresh.replica().arriving()
        assert arriving is not None  # the screen says that it is still loading
        fresh.create(full_name=f"Datang sendiri {made}")  # and registering works from the first minute on
        if arriving.done:
            assert arriving.has_urgent
            assert fresh.get(urgent).fields["summary"] == "Ditahan polisi"
        assert fresh.store.count("worker") > held[-1]
        held.append(fresh.store.count("worker"))

    assert made == len(manifest.segments) > 3
    fresh.round()
    check(world, fresh)
    assert fresh.store.count("action") == 170
    assert fresh.store.count("worker") == 150 + made


def _cut_each_once() -> Callable[[str, bytearray], None]:
    """The line dies in the middle of every segment, once."""
    seen: set[str] = set()

    def cut(name: str, arrived: bytearray) -> None:
        if name not in seen:
            seen.add(name)
            del arrived[len(arrived) // 2 :]
            raise NoAnswer

    return cut
