"""Many desks, one centre, everything between them played: whatever goes wrong, all end level and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom
from typing import Final

import pytest

from desktop.store import laying, projection
from desktop.store.projection import Trunk
from desktop.store.row import Stored
from tests.simulation.checks import check_all, level
from tests.simulation.places import mould, place, print_of, twice
from tests.simulation.script import run
from tests.simulation.seat import Mould, Seat
from tests.simulation.world import Trouble, World, world

TOP: Final = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made() -> Iterator[Mould]:
    """The empty store of this process."""
    with mould() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
def test_whatever_goes_wrong_all_end_level_and_nothing_is_lost(made: Mould, seed: int) -> None:
    twice(made, seed)


@pytest.mark.slow
def test_the_same_holds_for_a_chance_that_nobody_chose(made: Mould) -> None:
    twice(made, SystemRandom().randrange(1 << 32))


@pytest.mark.slow
def test_a_seed_is_the_same_run_in_another_process(made: Mould) -> None:
    with place() as folder:
        here = run(folder, made, 7)
    command = [sys.executable, "-m", "tests.soak", "--seed", "7"]
    hashed_otherwise = os.environ | {"PYTHONHASHSEED": "4711"}
    done = subprocess.run(command, cwd=TOP, env=hashed_otherwise, capture_output=True, text=True, check=True)
    assert print_of(here) in done.stdout


@pytest.fixture
def two(made: Mould) -> Iterator[World]:
    """Two desks that share some records, and are level."""
    with place() as folder, world(folder, made, 8) as opened:
        for user in ("siti", "budi"):
            opened.join(user)
        for _ in range(5):
            opened.work(opened.seats[0])
        level(opened)
        yield opened


def _spoil(seat: Seat, kind: str, record: str) -> None:
    """Let a fault of ours lay something on a record that the centre never said."""

    def wrong(one: str, before: Stored | None) -> Trunk:
        trunk = projection.trunk_of(kind, one, before)
        trunk.values = trunk.values | {"remarks": "salah"}
        return trunk

    with seat.desk.store.transactions.write() as connection:
        laying.lay(connection, kind, (record,), wrong)


def test_a_desk_that_holds_something_else_is_not_green_until_it_is_mended(two: World) -> None:
    siti, budi = two.seats
    kind, record = two.records[0]
    assert siti.desk.standing().proven is not None
    _spoil(budi, kind, record)

    two.round(budi, Trouble(faults=(None, "cut")))  # it hears that something differs, and no more
    standing = budi.desk.standing()
    assert (standing.proven, standing.differs) == (None, True)

    report = two.round(budi)
    assert report is not None
    assert (report.mended, report.equal) == (1, True)
    assert budi.desk.standing().proven is not None
    check_all(two)


def test_a_record_that_changed_at_the_centre_alone_makes_no_desk_green(two: World) -> None:
    for seat in two.seats:
        _spoil(seat, *two.records[0])  # to both desks it is the centre that is wrong
    for seat in two.seats:
        two.round(seat, Trouble(faults=(None, "lost")))
        assert seat.desk.standing().proven is None
