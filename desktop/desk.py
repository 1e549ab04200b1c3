"""The desk: an officer's open store, what can be done with it, and its line to the centre. Wires the rooms below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop.changed import Changed
from desktop.courier import Courier
from desktop.keys import lock_file, slots
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.store import backup
from desktop.store.enrolment import keep_joined, line_of, new_device_keys
from desktop.store.search import Hit
from desktop.store.standing import Standing, keep_round, standing_of
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.verify import findings
from sync.changes.change import Change
from sync.clock import Clock, SystemClock
from sync.domain.codes import code_list
from sync.engine.bundles import hand_on
from sync.engine.conversation import Conversation
from sync.engine.joining import Applicant, Door, is_another, join
from sync.engine.pace import Pace
from sync.engine.ports import Channel, Shelf
from sync.engine.round import Report, Round
from sync.errors import AlreadyEnrolled, AnotherCentre, DeskError, Disagreed, InvalidField, NotEnrolled, WrongPassphrase
from sync.identity.enrolment import fingerprint
from sync.identity.officer import change_hash, sign_batch
from sync.identity.wordlist import words as fingerprint_words
from sync.protocol.messages import Signature
from sync.transport.http import HttpChannel

T = TypeVar("T")


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
        self.mission = self.store.identity().mission  # the code; screens ask for it, and they never wait for the store
        self._channel: HttpChannel | None = None
        self._pace = Pace(clock)
        self.files = Courier(self.store, clock)

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

    def enrol(self, gateway: str, code: str, door: Door | None = None) -> Enrolled:
        """Join the centre at *gateway* with a one-time code.

        Raises:
            AlreadyEnrolled, CodeRefused, InvalidField, Unreachable, Disagreed: nothing has changed here.
        """
        desk = self.store.identity()
        if desk.enrolled:
            raise AlreadyEnrolled
        if door is None:
            door = self._line_to(gateway)
        device = new_device_keys(self.store, desk.device)
        officer = self.session.speaker()
        applicant = Applicant(
            device=device,
            officer=self.officer.user,
            officer_name=self.officer.name,
            officer_key=officer.public.verify,
        )
        joined = join(door, code, applicant, self.clock)
        if joined.mission != desk.mission:
            raise InvalidField(field="mission", rule="code-of-another-mission")
        keep_joined(self.store, joined, gateway)
        return Enrolled(
            device=desk.device, fingerprint=fingerprint(device.public, joined.centre.keys, fingerprint_words())
        )

    def round(
        self,
        on_step: Callable[[Report], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
        channel: Channel | None = None,
    ) -> Report:
        """Run one complete round with the centre.

        Raises:
            NotEnrolled: no centre yet. Cancelled: *stopped* said so, or it was broken off.
            Unreachable, Disagreed: see `Round.run`; what was answered before is kept.
        """
        channel, work = self._talk(channel)
        last = Report()

        def step(report: Report) -> None:
            nonlocal last
            last = report
            on_step(report)

        try:
            report = work.run(step, stopped)
            if hand_on(self.store.pouch(), channel):  # last, so that the answers tell their desks all that came by us
                report = work.run(step, stopped)
            if isinstance(channel, HttpChannel):
                self.files.prepare(self.officer.user)
                moved = self.files.run(channel, lambda moved: step(report.with_files(moved)), stopped)
                if moved.sent:  # the centre enters into the ledger what it has: every desk hears it there
                    report = work.run(step, stopped)
                report = report.with_files(moved)
        except DeskError as error:
            told = _told(self.store, error, channel)
            keep_round(self.store, self.clock, last, told.code)
            raise told from None
        keep_round(self.store, self.clock, report, None)
        return report

    def past(self, record: str, channel: Channel | None = None) -> None:
        """Fetch what of a record's past is at the centre only, where there is any.

        Raises:
            NotEnrolled, Cancelled, Unreachable, Disagreed: as `round`.
        """
        if not self.store.has_whole_past(record):
            self._talk(channel)[1].past(record)

    def _talk(self, channel: Channel | None) -> tuple[Channel, Round]:
        """Return the line, *channel* unless there is none, and a round over it."""
        line = line_of(self.store)
        if line is None:
            raise NotEnrolled
        replica = self.store.replica(self.sign)
        conversation = Conversation(line.device, line.centre, self.clock, replica)
        channel = channel or self._line_to(line.url)
        shelf = channel if isinstance(channel, Shelf) else None
        return channel, Round(replica, channel, conversation, self._pace, shelf)

    def break_off(self) -> None:
        """End at once what runs on the line, whatever the line does: Cancelled. From any thread.

        An envelope that was on its way stays frozen, and is the first of the next round.
        """
        if (channel := self._channel) is not None:
            channel.break_off()

    def standing(self) -> Standing:
        """How this desk stands with its centre."""
        return standing_of(self.store)

    def _line_to(self, url: str) -> HttpChannel:
        """Return the channel to a centre: the one that is kept alive, where it still serves."""
        kept = self._channel
        if kept is not None and kept.url == url and not kept.is_broken:
            return kept
        if kept is not None:
            kept.close()
        self._channel = HttpChannel(url)
        return self._channel

    def sign(self, changes: Sequence[Change]) -> tuple[Signature, ...]:
        """Sign the changes of the officer at the desk; another's wait for that officer."""
        own = [change for change in changes if change.officer == self.officer.user]
        if not own:
            return ()
        signature = sign_batch(self.session.signing_key(), [change_hash(change) for change in own])
        key = self.session.signing_key().public.text
        return (Signature(officer=self.officer.user, key=key, signature=signature),)

    # --- the end

    def close(self) -> None:
        """Lock: close the file, wipe the keys, let others in."""
        if self._channel is not None:
            self._channel.close()
        self.store.close()
        self.session.wipe()
        self._lock.release()


def _told(store: Store, error: DeskError, channel: Channel) -> DeskError:
    """Return what is told of *error*: a centre with other keys than ours has nothing to refuse us."""
    line = line_of(store) if isinstance(error, Disagreed) and isinstance(channel, HttpChannel) else None
    if line is not None and isinstance(channel, HttpChannel) and is_another(channel, line.centre):
        return AnotherCentre()
    return error


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


def unlock(folder: Path, user: str | None, passphrase: str, clock: Clock | None = None) -> Desk:
    """Open the store in *folder*; one that came from a backup begins a new epoch first, whenever that is.

    Raises:
        NoStore, WrongPassphrase, NoSuchOfficer, StoreInUse, StoreDamaged, StoreTooNew: as they say.
    """
    if not passphrase:
        raise WrongPassphrase
    lock = None
    session = Session(slots.unlock(folder, user, passphrase))
    try:
        lock = lock_file.LockFile(folder)
        desk = Desk(folder, session, lock, clock or SystemClock())
        backup.begin_epoch(desk.store)
        return desk
    except DeskError:
        session.wipe()
        if lock is not None:
            lock.release()
        raise
