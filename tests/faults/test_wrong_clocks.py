"""A computer whose clock is ten years off saves, syncs and keeps the order; and wins no tie by being ahead."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.actions.records import edit
from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.errors import NoAnswer
from sync.gateway.database import Database
from tests.faults.desks import Line, centre, code, new_desk, new_keys
from tests.faults.small_mission import CutAfter
from tests.gateway.desk import PlayedClock

TEN_YEARS = timedelta(days=3653)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> PlayedClock:
    """The centre's own."""
    return PlayedClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    yield opened
    opened.close()


@pytest.fixture
def line(database: Database, clock: PlayedClock) -> Iterator[Line]:
    with centre(database, clock) as opened:
        yield opened


Join = Callable[..., Desk]


@pytest.fixture
def joined(tmp_path: Path, database: Database, line: Line, clock: PlayedClock) -> Iterator[Join]:
    """Gives desks that have joined, with a clock that is *off* from the centre's."""
    desks: list[Desk] = []

    def join(user: str, off: timedelta = timedelta()) -> Desk:
        desk = new_desk(tmp_path / user, new_keys(user), PlayedClock(clock.at + off))
        desk.enrol("http://127.0.0.1:1", code(database, clock), door=line)
        desks.append(desk)
        return desk

    yield join
    for desk in desks:
        desk.close()


@pytest.mark.parametrize("off", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_b02_wrong_clock_saves_order_and_sync_do_not_ask_it(joined: Join, line: Line, off: timedelta) -> None:
    wrong, right = joined("siti", off), joined("budi")
    worker = wrong.do(lambda unit: unit.create("worker", {"full_name": "Siti"})).id
    for place in ("Cilacap", "Kebumen", "Malang"):
        wrong.do(partial(edit, "worker", worker, {"birth_place": place}))
    for desk in (wrong, right, wrong):
        desk.round(channel=line)
    right.do(lambda unit: unit.edit("worker", worker, {"birth_place": "Subang"}))
    right.round(channel=line)
    wrong.round(channel=line)

    assert (
        wrong.store.get("worker", worker).fields["birth_place"] == "Subang"
    )  # who came later, whatever the clocks say
    said = [past.values.get("birth_place") for past in wrong.store.history(worker)]
    assert said == [None, "Cilacap", "Kebumen", "Malang", "Subang"]
    assert wrong.standing().conflicts == right.standing().conflicts == 0
    assert store_digest(wrong.store) == store_digest(right.store)
    assert (wrong.verify(), right.verify()) == ((), ())


@pytest.mark.parametrize("off", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_who_is_last_wins_whatever_the_clock(joined: Join, line: Line, clock: PlayedClock, off: timedelta) -> None:
    wrong, right = joined("siti", off), joined("budi")
    worker = right.do(lambda unit: unit.create("worker", {"full_name": "Siti"})).id
    for desk in (right, wrong):
        desk.round(channel=line)
    wrong.do(partial(edit, "worker", worker, {"last_confirmed_on": "2025-01-01"}))
    wrong.round(channel=line)
    for passing in (clock, right.clock):
        assert isinstance(passing, PlayedClock)
        passing.passes(MINUTE)
    right.do(partial(edit, "worker", worker, {"last_confirmed_on": "2025-03-03"}))
    for desk in (right, wrong):
        desk.round(channel=line)

    for desk in (right, wrong):
        assert desk.store.get("worker", worker).fields["last_confirmed_on"] == "2025-03-03"
        said = [past.values.get("last_confirmed_on") for past in desk.store.history(worker)]
        assert said == [None, "2025-01-01", "2025-03-03"]
        assert desk.standing().conflicts == 0


def test_a_clock_far_behind_loses_the_tie_and_its_value_is_in_the_history(joined: Join, line: Line) -> None:
    wrong, right = joined("siti", -TEN_YEARS), joined("budi")
    worker = right.do(lambda unit: unit.create("worker", {"full_name": "Siti"})).id
    for desk in (right, wrong):
        desk.round(channel=line)
    for desk, day in ((right, "2025-03-03"), (wrong, "2025-01-01")):
        desk.do(partial(edit, "worker", worker, {"last_confirmed_on": day}))
    for desk in (right, wrong, right):
        desk.round(channel=line)

    for desk in (right, wrong):
        assert desk.store.get("worker", worker).fields["last_confirmed_on"] == "2025-03-03"
        past = desk.store.history(worker)[-1]
        assert (past.values, past.gave_way) == ({"last_confirmed_on": "2025-01-01"}, ("last_confirmed_on",))


def _doubtful(desk: Desk, worker: str) -> list[bool]:
    return [past.is_doubtful for past in desk.store.history(worker)]


@pytest.mark.parametrize("off", [TEN_YEARS, -TEN_YEARS, timedelta(minutes=4)], ids=["ahead", "behind", "nearly right"])
def test_b02_times_of_a_wrong_clock_are_marked_doubtful(joined: Join, line: Line, off: timedelta) -> None:
    wrong, right = joined("siti", off), joined("budi")
    for desk in (right, wrong):
        desk.round(channel=line)
    worker = right.do(lambda unit: unit.create("worker", {"full_name": "Siti"})).id
    for desk in (right, wrong):
        desk.round(channel=line)
    wrong.do(partial(edit, "worker", worker, {"birth_place": "Cilacap"}))
    for desk in (wrong, right):
        desk.round(channel=line)

    is_far = abs(off) == TEN_YEARS
    assert _doubtful(wrong, worker) == [False, is_far]
    assert _doubtful(right, worker) == [False, off == TEN_YEARS]  # a clock behind claims nothing impossible to others
    assert right.standing().clock_off is None
    assert (wrong.standing().clock_off, wrong.standing().notice) == (
        (off.total_seconds(), "clock") if is_far else (None, None)
    )
    edited = wrong.store.history(worker)[-1]
    assert edited.as_fields()["between"] == [edited.since, edited.until]
    assert edited.since is not None
    assert edited.until is not None
    assert edited.since <= edited.until


def test_the_answer_to_an_envelope_from_before_says_nothing_of_the_clock_of_now(
    joined: Join, line: Line, clock: PlayedClock
) -> None:
    desk = joined("siti")
    desk.round(channel=line)
    desk.do(lambda unit: unit.create("worker", {"full_name": "Siti"}))
    with pytest.raises(NoAnswer):
        desk.round(channel=CutAfter(line, 0, deaf=True))
    for passing in (clock, desk.clock):
        assert isinstance(passing, PlayedClock)
        passing.passes(timedelta(hours=3))
    desk.round(channel=line)
    assert desk.standing().waiting == 0
    assert desk.standing().clock_off is None
