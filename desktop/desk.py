"""The desk: an officer's open store, what can be done with it, and its line to the centre. Wires the rooms below."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from desktop.actions import sessions
from desktop.changed import Changed
from desktop.courier import Courier
from desktop.keys import attempts, lock_file, slots
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.line import CentreLine, Wish
from desktop.store import backup, directory, drafts, officers, sweeping, tending, watch
from desktop.store.enrolment import keep_joined, new_device_keys
from desktop.store.eyes import Eyes
from desktop.store.grants import eyes_at
from desktop.store.lease import Leasing
from desktop.store.search import Hit
from desktop.store.signer import Signer
from desktop.store.standing import Standing, standing_of
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from desktop.store.verify import findings
from desktop.way import Means, Way
from sync.clock import Clock, SystemClock, stamp
from sync.domain.codes import code_list
from sync.engine.budget import NO_BOUND, Budget
from sync.engine.forecast import Forecast
from sync.engine.joining import Applicant, Door, join
from sync.engine.ports import Channel
from sync.engine.round import Report
from sync.errors import (
    AlreadyEnrolled,
    DeskError,
    InvalidField,
    LeaseOver,
    NoSuchOfficer,
    WrongPassphrase,
)
from sync.identity.enrolment import fingerprint
from sync.identity.wordlist import words as fingerprint_words

T = TypeVar("T")
GO_ON: Final = object()
"""Answered by a `Renew` that is itself what may be done over the end of the lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What joining a centre gave."""

    device: str
    fingerprint: str


class Desk:
    """One unlocked desk. `do` and `round` each run on one thread; queries on any but the screen's."""

    def __init__(self, folder: Path, session: Session, lock: lock_file.LockFile, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.session = session
        self._lock = lock
        self.store = Store.open(folder, session.database_key, clock, store_id=session.store.id)
        self.store.officer = session.officer.user
        self.eyes = self._look()  # what the officer may see and do, for the screens; looked at again after each round
        officer = session.speaker()
        self.store.vault = Vault(officer.id, officer.opening, officer.signing.public)
        self.mission = self.store.identity().mission  # the code; screens ask for it, and they never wait for the store
        self.talking = Lock()  # held while a round runs
        self.lease = Leasing(self.store.transactions, folder, clock)
        self.way = Way(self.store)
        self.files = Courier(self.store, self.way, clock)
        self.store.signer = Signer(self.officer.user, session.signing_key)
        try:
            self.store.arrive(self.officer.name, session.speaker(), session.store.turn)
        except DeskError:
            self.store.close()
            raise
        self.line = CentreLine(self.store, self.files, self.officer)
        watch.opened(folder)

    def _look(self) -> Eyes:
        with self.store.reading() as connection:
            return eyes_at(connection, self.store.officer)

    @property
    def officer(self) -> Officer:
        """Who is at the desk."""
        return self.session.officer

    # --- work

    def do(self, action: Callable[[Unit], T]) -> T:
        """Run an action in one transaction; saved means that this returned. See `Store.do` for what it raises."""
        answer: T = self.store.do(self.officer.user, action).answer
        return answer

    def changing(self, action: Callable[[Unit], T]) -> tuple[T, Changed]:
        """Do the same, and tell the screens what changed."""
        done = self.store.do(self.officer.user, action)
        touched = done.touched
        changed = Changed(kinds=frozenset(touched.kinds), ids=frozenset(touched.ids), outbox=bool(touched.change_ids))
        return done.answer, changed

    def ask(self, query: Callable[[Store], T]) -> T:
        """Ask the store."""
        return query(self.store)

    def search(
        self, text: str, kind: str | None = None, limit: int = 20, stopped: Callable[[], bool] = lambda: False
    ) -> list[Hit]:
        """Search everything: what is written so first, then names with slips of spelling, then what only sounds so."""
        first = self.store.first_hits(text, kind, limit)
        found = [hit for hit in first if hit.why != "sounds"]
        if len(found) < limit:
            found += [*self.store.similar_hits(text, kind, limit, stopped), *first]
        why = {hit.id: hit for hit in first}
        return list({hit.id: why.get(hit.id, hit) for hit in found}.values())[:limit]

    def verify(self) -> tuple[str, ...]:
        """Check the store from end to end; an empty answer means sound."""
        return findings(self.store, self.session.database_key)

    # --- the line

    def enrol(self, gateway: str, code: str, door: Door | None = None, by: Means | None = None) -> Enrolled:
        """Join the centre at *gateway* with a one-time code; the means *by* which it was reached are kept.

        Raises:
            AlreadyEnrolled, CodeRefused, InvalidField, Unreachable, Disagreed: nothing has changed here.
        """
        desk = self.store.identity()
        if desk.enrolled:
            raise AlreadyEnrolled
        if door is None:
            door = self.line.to(gateway, by)
        device = new_device_keys(self.store, desk.device)
        officer = self.session.speaker()
        applicant = Applicant(
            device=device,
            officer=self.officer.user,
            officer_name=self.officer.name,
            officer_key=officer.public.verify,
            officer_seal=officer.public.seal,
        )
        joined = join(door, code, applicant, self.clock)
        if joined.mission != desk.mission:
            raise InvalidField(field="mission", rule="code-of-another-mission")
        if by is not None:
            self.way.keep(by)
        with self.store.transactions.write() as connection:
            officers.joined(connection, officer, frozenset(joined.roles))
        keep_joined(self.store, joined, gateway, self.officer.user)
        self.do(lambda unit: unit.note("enrol"))
        return Enrolled(
            device=desk.device, fingerprint=fingerprint(device.public, joined.centre.keys, fingerprint_words())
        )

    def round(
        self,
        on_step: Callable[[Report], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
        channel: Channel | None = None,
        budget: Budget = NO_BOUND,
    ) -> Report:
        """Run one complete round with the centre, or as much of it as *budget* allows; see `CentreLine.round`."""
        _tend(self)
        with self.talking:
            _sweep(self)
            try:
                return self.line.round(Wish(on_step=on_step, stopped=stopped, channel=channel, budget=budget))
            finally:
                self.eyes = self._look()
                _sweep(self)
                _tend(self)

    def past(self, record: str, channel: Channel | None = None) -> None:
        """Fetch what of a record's past is at the centre only; see `CentreLine.past`."""
        with self.talking:
            self.line.past(record, channel)

    def forecast(self, budget: Budget = NO_BOUND) -> Forecast | None:
        """Say what the next round will move, and what of it *budget* will leave; None without a centre."""
        return self.line.forecast(budget)

    def break_off(self) -> None:
        """End at once what runs on the line; see `Connections.break_off`."""
        self.line.connections.break_off()

    def erasure(self) -> str | None:
        """Return why this desk is ordered to be erased; None where it is not."""
        with self.store.reading() as connection:
            order = directory.orders_for(connection, self.store.identity().device)[1]
        return None if order is None else order.reason

    def standing(self) -> Standing:
        """How this desk stands with its centre."""
        return standing_of(self.store)

    # --- the end

    def close(self) -> None:
        """Lock: close the file, wipe the keys, let others in."""
        self.line.connections.end()
        self.line.connections.close()
        with suppress(DeskError):  # what is not noted is counted by the wall clock
            self.lease.look()
        with suppress(DeskError):  # a full disk must not keep the desk open
            self.do(lambda unit: unit.note("lock"))
        with suppress(DeskError):  # what was kept before says that something is unsent
            watch.closed(self.store, self.folder, self.files.carriage(), self.way.means.authority)
        self.store.close()
        self.session.wipe()
        self._lock.release()


def _sweep(desk: Desk) -> None:
    """Take away what may still hold something erased; where the disk refuses it is tried again with the next round."""
    with suppress(DeskError):
        sweeping.sweep(desk.store, desk.session.database_key, desk.clock)


Renew = Callable[[Desk], object]
"""Gets a word of the centre for a desk whose lease is over."""


def create(folder: Path, officer: Officer, passphrase: str, mission: str, clock: Clock | None = None) -> Desk:
    """Make a new encrypted store with its first officer, and open it.

    Raises:
        InvalidField: no such mission. StoreExists, WeakPassphrase, UnsuitableFolder: as they say.
    """
    clock = clock or SystemClock()
    if mission not in code_list("mission").by_code:
        raise InvalidField(field="mission", rule="code")
    secrets = slots.create(folder, officer, passphrase)
    session = Session(secrets)
    lock = lock_file.LockFile(folder)
    Store.create(folder, session.database_key, clock, mission=mission, store_id=session.store.id).close()
    return Desk(folder, session, lock, clock)


def unlock(
    folder: Path, user: str | None, passphrase: str, clock: Clock | None = None, renew: Renew | None = None
) -> Desk:
    """Open the store in *folder*; one that came from a backup begins a new epoch first, whenever that is.

    Raises:
        NoStore, WrongPassphrase, NoSuchOfficer, StoreInUse, StoreDamaged, StoreTooNew: as they say.
        LeaseOver: and *renew*, where there is one, has brought no word of the centre.
    """
    if not passphrase:
        raise WrongPassphrase
    lock = None
    clock = clock or SystemClock()
    try:
        session = Session(slots.unlock(folder, user, passphrase))
    except (WrongPassphrase, NoSuchOfficer):
        attempts.note(folder, stamp(clock.now()))
        raise
    try:
        lock = lock_file.LockFile(folder)
        desk = Desk(folder, session, lock, clock)
        from_backup, failed = backup.begin_epoch(desk.store), attempts.read(folder)
        with desk.store.transactions.write() as connection:
            directory.see(connection, folder)  # what was ordered while it was locked
        let_in(desk, renew)
        _sweep(desk)
        _tend(desk)
        desk.do(lambda unit: sessions.unlocked(unit, failed, from_backup=from_backup))
        adopt_drafts(desk)  # where a form of the officer's own was in the way before
        attempts.forget(folder)
        return desk
    except DeskError:
        session.wipe()
        if lock is not None:
            lock.release()
        raise


def _tend(desk: Desk) -> None:
    """Put right what this officer's keys can in restricted cases; what cannot be now is tried the next time."""
    with suppress(DeskError):
        desk.do(tending.tend)


def adopt_drafts(desk: Desk) -> int:
    """Take over what officers were typing who have no way in any more; see `drafts.adopt`."""
    with desk.store.transactions.write() as connection:
        return drafts.adopt(connection, desk.store.vault, slots.users(desk.folder))


def let_in(desk: Desk, renew: Renew | None) -> None:
    """Go on with a desk whose lease lives, or to which *renew* brings a word of its centre; else it is closed.

    Raises:
        LeaseOver: as `unlock`; and whatever *renew* raises.
    """
    try:
        lease = desk.lease.look()
        if lease is None or not lease.is_over:
            return
        if renew is None:
            raise LeaseOver
        if renew(desk) is not GO_ON:
            desk.lease.check()
    except DeskError:
        desk.close()
        raise
