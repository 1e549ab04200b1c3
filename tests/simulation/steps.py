"""The steps that a world may take, and how likely each is: work, rounds, sticks, and everything that goes wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from desktop.sticks import ALL
from sync.engine.budget import NO_BOUND, Budget
from tests.simulation.line import FAULTS
from tests.simulation.meeting import meet
from tests.simulation.power import PLACES
from tests.simulation.seat import Seat
from tests.simulation.world import NONE, USERS, Trouble, World

OFF: Final = (timedelta(0), timedelta(minutes=-40), timedelta(hours=12), timedelta(days=3653), timedelta(days=-3653))
_MOST_COPIES: Final = 2
_LEAST_LIVE: Final = 2


def step(world: World) -> None:
    """Let one thing happen."""
    world.time.passes(world.chance.randint(1, 900))
    world.chance.choices(list(_STEPS), list(_STEPS.values()))[0](world)


def _seat(world: World) -> Seat:
    return world.chance.choice(world.seats)


def _power(world: World) -> Trouble:
    cut = 0 if world.chance.random() < 0.1 else None
    return Trouble(cut_at=cut, place=world.chance.choice(PLACES))


def _trouble(world: World) -> Trouble:
    chance = world.chance
    if chance.random() < 0.4:
        return NONE
    faults = tuple(chance.choice((None, *FAULTS)) for _ in range(chance.randint(1, 4)))
    cut = chance.randint(0, 7) if chance.random() < 0.2 else None
    return Trouble(faults=faults, cut_at=cut, place=chance.choice(PLACES))


def _work(world: World) -> None:
    seat = _seat(world)
    for _ in range(world.chance.randint(1, 4)):
        world.time.passes(world.chance.randint(0, 60))
        world.work(seat, "work", _power(world))


def _decide(world: World) -> None:
    world.work(_seat(world), "decide", _power(world))


def _tray(world: World) -> None:
    world.work(_seat(world), "look_through_tray", _power(world))


def _hurry(world: World) -> None:
    world.work(_seat(world), "hurry", _power(world))


def _undo(world: World) -> None:
    world.work(_seat(world), "undo", _power(world))


def _round(world: World) -> None:
    budget = Budget(bytes=world.chance.randint(500, 20_000)) if world.chance.random() < 0.25 else NO_BOUND
    world.round(_seat(world), _trouble(world), budget)


def _carry(world: World) -> None:
    budget = Budget(bytes=world.chance.randint(2000, 300_000)) if world.chance.random() < 0.25 else NO_BOUND
    world.carry(_seat(world), _trouble(world), budget)


def _attach(world: World) -> None:
    world.work(_seat(world), "attach", _power(world))


def _meet(world: World) -> None:
    host, guest = world.chance.sample(world.seats, 2)
    meet(world, host, guest, world.chance.choice((1, 2, 3, 5, 50)), _power(world))


def _write_stick(world: World) -> None:
    to = _seat(world) if world.chance.random() < 0.6 else None
    most = world.chance.choice((0, 70_000, 150_000, ALL))
    world.write_stick(_seat(world), to, _power(world), most)


def _read_stick(world: World) -> None:
    if world.sticks:
        path = world.sticks[-1] if world.chance.random() < 0.6 else world.chance.choice(world.sticks)
        world.read_stick(_seat(world), path, _power(world))


def _deliver(world: World) -> None:
    if world.post.held_up:
        world.deliver(world.chance.randrange(len(world.post.held_up)))


def _clock(world: World) -> None:
    seat = _seat(world)
    seat.clock.off = world.chance.choice(OFF)
    world.say(f"clock {seat.user} {seat.clock.off}")


def _wait(world: World) -> None:
    world.time.passes(world.chance.randint(3600, 20 * 24 * 3600))


def _copy(world: World) -> None:
    seat = _seat(world)
    if len(seat.copies) < _MOST_COPIES:
        seat.copy()
        world.say(f"copied {seat.user}")


def _restore_desk(world: World) -> None:
    seat = _seat(world)
    if seat.copies:
        seat.restore(world.chance.choice(seat.copies))
        world.say(f"restored {seat.user}")


def _back_up(world: World) -> None:
    if len(world.backups) < _MOST_COPIES:
        world.back_up()


def _restore_centre(world: World) -> None:
    if world.backups:
        world.restore(world.chance.choice(world.backups))


def _snapshot(world: World) -> None:
    world.say(f"snapshot {world.centre.build_snapshot()}")


def _revoke(world: World) -> None:
    if len(world.live) > _LEAST_LIVE:
        world.revoke(world.chance.choice(world.live))


def _join(world: World) -> None:
    known = {seat.user for seat in world.seats}
    if fresh := [user for user in USERS if user not in known]:
        world.join(fresh[0], world.chance.choice(OFF))


def _lock(world: World) -> None:
    seat = _seat(world)
    seat.close()
    seat.open()
    world.say(f"locked {seat.user}")


_STEPS: Final[dict[Callable[[World], None], int]] = {
    _work: 34,
    _round: 22,
    _decide: 5,
    _tray: 3,
    _undo: 3,
    _hurry: 9,
    _write_stick: 5,
    _read_stick: 8,
    _attach: 4,
    _carry: 8,
    _meet: 6,
    _deliver: 5,
    _clock: 3,
    _wait: 5,
    _copy: 3,
    _restore_desk: 2,
    _back_up: 3,
    _restore_centre: 2,
    _snapshot: 2,
    _revoke: 1,
    _join: 1,
    _lock: 2,
}
