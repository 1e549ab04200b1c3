"""The lease: for how long a desk that has joined opens without a word of its centre. Nothing is destroyed by time.

It is counted from the greatest time that the centre has signed. What has passed since is the greater of what the wall
clock has moved on at most, and of what this programme itself ran: a clock that is turned back gives nothing back. How
far the wall clock is wrong does not matter, only how far it moves.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from desktop.store import directory, terms
from desktop.store.device import Meta
from desktop.store.transactions import Transactions
from sync.clock import Clock, moment, stamp
from sync.errors import DiskFails, DiskFull, InvalidField, LeaseOver, NoPermission, ReadOnlyDisk
from sync.identity.canonical import bytes_of
from sync.identity.lease import day_of
from sync.identity.wordlist import words

WARNS_FROM: Final = 3

_BASE, _COUNTED, _BEGAN, _HIGH, _RAN, _SECRET, _USED = (
    f"lease_{name}" for name in ("base", "counted", "began", "high", "ran", "secret", "used")
)
_LONGEST_WAY: Final = timedelta(days=60)
"""So long an answer may have lain on a stick; a greater difference is a wrong clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """How long a desk still opens."""

    days: int
    left: timedelta

    @property
    def is_over(self) -> bool:
        return self.left <= timedelta()

    @property
    def left_days(self) -> int:
        """Days that are left, the begun one among them; never below zero."""
        return max(0, -(-self.left // timedelta(days=1)))


def share(connection: Connection, secret: str) -> None:
    """Keep the secret of spoken codes, as the centre gave it at enrolment."""
    Meta(connection).keep(_SECRET, secret)


def prove(connection: Connection, time: str, *, awaited: bool = False) -> None:
    """Keep the greatest time that the centre has signed: the lease begins anew with the next look.

    What answers the very ask that is on its way was said after all before, also where the centre's clock was wrong
    then: a centre that was in 2099 for an hour must not lock every desk for good.
    """
    meta = Meta(connection)
    if awaited or time > (meta.text(_BASE) or ""):
        meta.keep(_BASE, time)


def _begin(meta: Meta, began: datetime, now: datetime) -> None:
    meta.keep(_COUNTED, meta.needed(_BASE))
    meta.keep(_BEGAN, stamp(began))
    meta.keep(_HIGH, stamp(now))
    meta.keep(_RAN, 0)


def note(connection: Connection, now: datetime, ran: float) -> None:
    """Note what the wall clock says, and how many seconds the programme ran since the last time."""
    meta = Meta(connection)
    if meta.text("centre") is None:
        return
    prove(connection, meta.text(_BASE) or stamp(now))  # it may have joined by a release that knew no lease
    if meta.text(_BASE) != meta.text(_COUNTED):
        on_the_way = now - moment(meta.needed(_BASE))
        lay = on_the_way if timedelta() < on_the_way < _LONGEST_WAY else timedelta()
        _begin(meta, now - lay, now)
    meta.keep(_HIGH, max(meta.needed(_HIGH), stamp(now)))
    meta.keep(_RAN, meta.number(_RAN) + max(0, round(ran)))


def of(connection: Connection, days: int) -> Lease | None:
    """Return the lease as it was last noted, over while an order locks this device; None before joining."""
    meta = Meta(connection)
    if meta.text("centre") is None or meta.text(_BEGAN) is None:
        return None
    locked, _erased = directory.orders_for(connection, meta.needed("device"))
    left = timedelta() if locked is not None else timedelta(days=days) - _passed(meta)
    return Lease(days=days, left=left)


def _passed(meta: Meta) -> timedelta:
    by_wall = moment(meta.needed(_HIGH)) - moment(meta.needed(_BEGAN))
    return max(by_wall, timedelta(seconds=meta.number(_RAN)))


def extend(connection: Connection, typed: str, now: datetime, listed: tuple[str, ...]) -> None:
    """Begin the lease anew by the code that the centre's side has read out for today.

    Raises:
        InvalidField: not the code of this device for today, or used before; field "code", rule "lease-code".
    """
    meta = Meta(connection)
    secret, base = meta.text(_SECRET), meta.text(_BASE)
    if secret is None or base is None:
        raise InvalidField(field="code", rule="lease-code")
    reckoned = moment(base) + _passed(meta)
    by_offset = now - (moment(meta.needed(_BEGAN)) - moment(base))
    days = {near + timedelta(days=by) for near in (reckoned.date(), now.date(), by_offset.date()) for by in (-1, 0, 1)}
    fresh = sorted(day for day in days if day.isoformat() > (meta.text(_USED) or "") and day >= moment(base).date())
    day = day_of(typed, bytes_of(secret), meta.needed("device"), fresh, listed)
    if day is None:
        raise InvalidField(field="code", rule="lease-code")
    meta.keep(_USED, day.isoformat())
    meta.keep(_BASE, max(base, _noon(day)))
    _begin(meta, now, now)


def _noon(day: date) -> str:
    return f"{day.isoformat()}T12:00:00.000Z"


class Leasing:
    """The lease of one open store, and for how long that has been open."""

    def __init__(self, transactions: Transactions, folder: Path, clock: Clock) -> None:
        self._transactions = transactions
        self._folder = folder
        self._clock = clock
        self._seen_s = clock.monotonic()

    def look(self) -> Lease | None:
        """Note what has passed, and return the lease; None for a desk that has not joined.

        A disk that cannot be written gives nobody more time: what was noted before stands.
        """
        now_s = self._clock.monotonic()
        with suppress(DiskFull, DiskFails, ReadOnlyDisk, NoPermission):
            with self._transactions.write() as connection:
                note(connection, self._clock.now(), now_s - self._seen_s)
            self._seen_s = now_s
        with self._transactions.read() as connection:
            return of(connection, terms.at(connection, self._folder).lease_days)

    def check(self) -> None:
        """Let pass who may work.

        Raises:
            LeaseOver: the centre must say a word first; nothing is lost.
        """
        lease = self.look()
        if lease is not None and lease.is_over:
            raise LeaseOver

    def extend(self, typed: str) -> None:
        """Begin anew by a spoken code; see `extend`."""
        with self._transactions.write() as connection:
            extend(connection, typed, self._clock.now(), words())
