"""The same world, worked by Hypothesis: any order of deeds and faults keeps the invariants, and ends level."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from sync.engine.budget import Budget
from tests.simulation.checks import check_all, check_step, level
from tests.simulation.line import FAULTS
from tests.simulation.meeting import meet
from tests.simulation.places import mould, place
from tests.simulation.power import PLACES, Place
from tests.simulation.seat import Mould, Seat
from tests.simulation.world import Deed, Trouble, world

DESKS: Final = 3

seats = st.integers(0, DESKS - 1)
drawn = st.integers(0, 1 << 16)
"""What an officer does, once it is settled that something is done: the draw of the work itself."""
places = st.sampled_from(PLACES)
cuts = st.none() | st.integers(0, 6)
budgets = st.none() | st.integers(500, 20_000) | st.integers(20_000, 300_000)
faults = st.lists(st.none() | st.sampled_from(FAULTS), max_size=3)
troubles = st.builds(Trouble, faults=faults.map(tuple), cut_at=cuts, place=places)


OTHER_DEEDS: Final[tuple[Deed, ...]] = ("attach", "delete_or_restore", "decide", "undo", "hurry", "look_through_tray")


class Mission(RuleBasedStateMachine):
    """Three desks and a centre. I1-I5, I7, I8, I11, I12, I14 and I15 hold: see checks.py."""

    made: Mould

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.world = self._stack.enter_context(world(self._stack.enter_context(place()), self.made, 1))
        for user in ("siti", "budi", "tono")[:DESKS]:
            self.world.join(user)

    def teardown(self) -> None:
        """I2-I5, I15: after a quiet time all is at the centre, once, and everybody holds the same."""
        try:
            level(self.world)
            check_all(self.world)
        finally:
            self._stack.close()

    def _seat(self, number: int, draw: int) -> Seat:
        self.world.chance.seed(draw)
        self.world.time.passes(60)
        return self.world.seats[number]

    @rule(at=seats, draw=drawn, cut=st.none() | st.just(0), where=places)
    def create(self, at: int, draw: int, cut: int | None, where: Place) -> None:
        """I1: what `save` returned for is on the disk."""
        self.world.work(self._seat(at, draw), "make", Trouble(cut_at=cut, place=where))

    @precondition(lambda self: self.world.records)
    @rule(at=seats, draw=drawn, cut=st.none() | st.just(0), where=places)
    def edit(self, at: int, draw: int, cut: int | None, where: Place) -> None:
        """I5: what was entered stays, whoever else entered something there."""
        self.world.work(self._seat(at, draw), "work", Trouble(cut_at=cut, place=where))

    @precondition(lambda self: self.world.records)
    @rule(at=seats, draw=drawn, deed=st.sampled_from(OTHER_DEEDS))
    def work_otherwise(self, at: int, draw: int, deed: Deed) -> None:
        """I5: delete, restore, resolve, take back, hurry, look through the tray: every value stays in the histories."""
        self.world.work(self._seat(at, draw), deed)

    @rule(at=seats, draw=drawn, trouble=troubles, most=budgets, what=st.sampled_from(("round", "files", "both")))
    def sync(self, at: int, draw: int, trouble: Trouble, most: int | None, what: str) -> None:
        """I2, I8, I14: changes and files arrive once, and no news is passed over, wherever it breaks off or ends."""
        seat = self._seat(at, draw)
        if what != "files":
            self.world.round(seat, trouble, Budget(bytes=most))
        if what != "round":
            self.world.carry(seat, trouble, Budget(bytes=most))

    @rule(at=seats, draw=drawn, further=st.integers(1, DESKS - 1), messages=st.sampled_from((1, 2, 3, 50)))
    def meet_another(self, at: int, draw: int, further: int, messages: int) -> None:
        """I2, I6: what two desks give each other is taken once, wherever their meeting breaks off."""
        host = self._seat(at, draw)
        meet(self.world, host, self.world.seats[(at + further) % DESKS], messages)

    @rule(at=seats, draw=drawn, to=st.none() | seats)
    def write_stick(self, at: int, draw: int, to: int | None) -> None:
        """I6: the stick carries what the line would carry, and hands over what the centre does not have yet."""
        self.world.write_stick(self._seat(at, draw), None if to is None else self.world.seats[to])

    @precondition(lambda self: self.world.sticks)
    @rule(at=seats, draw=drawn, cut=cuts, where=places)
    def read_stick(self, at: int, draw: int, cut: int | None, where: Place) -> None:
        """I6: any stick may be read by anybody, as often as one likes."""
        seat = self._seat(at, draw)
        self.world.read_stick(seat, self.world.chance.choice(self.world.sticks), Trouble(cut_at=cut, place=where))

    @precondition(lambda self: self.world.post.held_up)
    @rule(draw=drawn)
    def late(self, draw: int) -> None:
        """I2: an ask that arrives when nobody waits for its answer any more changes nothing twice."""
        self.world.deliver(draw % len(self.world.post.held_up))

    @rule(at=seats, draw=drawn, years=st.sampled_from((-10, 0, 10)))
    def set_clock(self, at: int, draw: int, years: int) -> None:
        """I4: a clock decides nothing but ties."""
        self._seat(at, draw).clock.off = timedelta(days=365 * years)

    @rule(at=seats, draw=drawn)
    def copy(self, at: int, draw: int) -> None:
        """Make a backup of a desk."""
        self._seat(at, draw).copy()

    @precondition(lambda self: any(seat.copies for seat in self.world.seats))
    @rule(draw=drawn)
    def restore(self, draw: int) -> None:
        """I6: a restored desk gets back what it had sent since, and doubles nothing."""
        able = [seat for seat in self.world.seats if seat.copies]
        seat = able[draw % len(able)]
        seat.restore(seat.copies[-1])

    @rule(draw=drawn)
    def snapshot(self, draw: int) -> None:
        """I6: a snapshot leads to where the news lead."""
        self._seat(0, draw)
        self.world.centre.build_snapshot()

    @invariant()
    def each_step(self) -> None:
        """I1, I7, I8, I15 hold at every moment."""
        for seat in self.world.seats:
            check_step(self.world, seat)


class RestoredMission(Mission):
    """The same where the centre itself is restored from backups, too."""

    @rule()
    def back_up_the_centre(self) -> None:
        """Make a backup of the centre."""
        self.world.back_up()

    @precondition(lambda self: self.world.backups)
    @rule()
    def restore_the_centre(self) -> None:
        """I2: what the centre has lost is offered again."""
        self.world.restore(self.world.backups[-1])


MACHINES: Final = (Mission, RestoredMission)


def play(machine: type[Mission], how: settings) -> None:
    """Let Hypothesis work a machine."""
    with mould() as made:
        machine.made = made
        run_state_machine_as_test(machine, settings=how)
