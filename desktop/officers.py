"""The officers of one desk: who is here, letting one in and out, the passphrase, and the other ways into the store."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.desk import Desk, adopt_drafts
from desktop.keys import attempts, passphrase, recovery, slot_file, slots
from desktop.keys.lock_file import LockFile
from desktop.keys.secret import Officer, Secrets
from desktop.keys.session import Session
from desktop.keys.shares import Custodian
from desktop.store import backup, directory, grants, officers, outbox, ways
from desktop.store.device import Meta
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.clock import Clock, SystemClock, stamp
from sync.domain.rules.rights import Roles
from sync.errors import InvalidField, NoSuchOfficer, RecoveryRefused, WrongPassphrase
from sync.identity.wordlist import words
from sync.protocol.messages import Introduced


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One officer of the desk: whether the centre is still to hear of them, and how many of their changes wait here."""

    user: str
    name: str
    known: bool
    waiting: int
    roles: tuple[str, ...]

    def as_fields(self) -> dict[str, object]:
        """The officer as the command line shows it."""
        return asdict(self) | {"roles": list(self.roles)}


def listed(desk: Desk) -> tuple[Listed, ...]:
    """Return who has a way in."""
    here, joined = slots.users(desk.folder), desk.store.identity().enrolled
    with desk.store.reading() as connection:
        names, counts = officers.names(connection), outbox.by_officer(connection)
        return tuple(
            Listed(
                user=user,
                name=names.get(user, user),
                known=not (joined and officers.waits(connection, user)),
                waiting=counts.get(user, 0),
                roles=tuple(sorted(grants.roles_of(connection, user))),
            )
            for user in here
        )


def let_in(desk: Desk, officer: Officer, roles: Iterable[str] = ()) -> str:
    """Give a colleague a way in; return the passphrase that was drawn, which opens only to choose another.

    Raises:
        NoRight: the officer at the desk may let nobody in, or not with those roles.
        RuleBroken: that user has a way in already. InvalidField: no readable name, or a role that the officer lacks.
    """
    granted = desk.do(lambda unit: _grantable(unit, frozenset(roles)))
    drawn = slots.Once(passphrase.generated(words()))
    new = slots.add_slot(desk.folder, desk.session.secrets(), officer, drawn)
    speaker = Session(new).speaker()
    public = speaker.public
    said = Introduced(officer=speaker.id, name=new.officer.name, key=public.verify.text, seal=public.seal.text)
    new.wipe()

    def note(unit: Unit) -> None:
        officers.let_in(unit.connection, said, granted, desk.session.speaker())
        unit.note("officer.add", fields=(said.officer,))

    desk.do(note)
    return str(drawn)


def remove(desk: Desk, user: str) -> int:
    """Take an officer's way in. What the officer saved and did not send stays, and is sent as it was signed.

    What the officer was still typing is taken over by the one at the desk, but for forms of restricted cases; return
    how many forms these are. Then the centre hears it, and takes nothing more that is signed with the keys which the
    officer had at this desk.

    Raises:
        NoRight: the officer at the desk may not. NoSuchOfficer, RuleBroken: see `slots.remove_slot`.
    """
    desk.do(lambda unit: unit.rights.needs("let_in", "officer"))
    slots.remove_slot(desk.folder, desk.session.secrets(), user)
    user, lead = slots.user_name(user), desk.session.speaker()
    desk.do(lambda unit: officers.let_out(unit.connection, user, lead))
    _turned(desk, "officer.remove", ways.officer(user))
    backup.set_aside(desk.folder)
    return adopt_drafts(desk)


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Change the passphrase of the officer at the desk; see `slots.change_passphrase` for what it raises."""
    user = desk.officer.user
    desk.session.secrets().keeper[:] = slots.change_passphrase(desk.folder, user, old, new)
    _turned(desk, "passphrase")
    desk.do(lambda unit: ways.tried(unit.connection, ways.officer(user), unit.moment))


def choose_passphrase(folder: Path, user: str | None, old: str, new: str) -> None:
    """Change a passphrase of a desk that is locked; see `slots.change_passphrase` for what it raises.

    Raises:
        StoreInUse: the desk is open.
    """
    with LockFile(folder):
        slots.change_passphrase(folder, user, old, new)


def draw_sheet(desk: Desk) -> str:
    """Return new words for the recovery sheet, which are a way in from now on; those of an earlier sheet are not.

    Raises:
        NoRight: the officer at the desk may let nobody in.
    """
    desk.do(lambda unit: unit.rights.needs("let_in", "officer"))
    drawn = passphrase.generated(words())
    slots.add_sheet(desk.folder, desk.session.secrets(), drawn)
    _turned(desk, "sheet", ways.SHEET)
    return drawn


def set_custodians(desk: Desk, custodians: Iterable[Custodian]) -> None:
    """Let any two of three custodians be a way in; the first case waits until two ways were tried.

    Raises:
        NoRight: the officer at the desk may let nobody in. InvalidField: see `slots.set_custodians`.
    """
    desk.do(lambda unit: unit.rights.needs("let_in", "officer"))
    slots.set_custodians(desk.folder, desk.session.secrets(), list(custodians))
    _turned(desk, "custodians", ways.CUSTODIANS)
    desk.do(lambda unit: ways.close_gate(unit.connection))


def named_custodians(desk: Desk) -> tuple[Custodian, ...]:
    """Return the three custodians whom the ministry's directory names; none where it names none."""
    with desk.store.reading() as connection:
        said = directory.kept(Meta(connection)).custodians.custodians
    return tuple(Custodian(name=one.name, seal=one.seal) for one in said)


def known_ways(desk: Desk) -> tuple[ways.Way, ...]:
    """Return the ways into the store, and when each was last tried."""
    with desk.store.reading() as connection:
        return ways.of(connection, desk.folder)


def try_sheet(desk: Desk, typed: str) -> None:
    """Prove that the sheet opens the store.

    Raises:
        WrongPassphrase: not its words. NoSuchOfficer: there is no sheet.
    """
    slots.open_sheet(desk.folder, typed).wipe()
    _tried(desk, ways.SHEET)


def try_custodians(desk: Desk, replies: Iterable[Path]) -> None:
    """Prove that two custodians open the store, by their answers to its open request, which is closed then.

    Raises:
        RecoveryRefused: see `recovery.keeper_of`.
    """
    keeper = recovery.keeper_of(desk.folder, list(replies))
    if keeper != desk.session.secrets().keeper:
        raise RecoveryRefused(rule="old-request")
    recovery.forget(desk.folder)
    _tried(desk, ways.CUSTODIANS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An officer who is let in again: the new passphrase, and the name where this desk does not know it."""

    user: str
    passphrase: str
    name: str | None = None


def opened_by(folder: Path, replies: Sequence[Path], sheet: str) -> tuple[Secrets, str]:
    """Return what custodians' answers open, or without any the words of the sheet; and which way it was, for `recover`.

    Raises:
        RecoveryRefused, UnreadableFile: see `recovery.keeper_of`.
        WrongPassphrase, NoSuchOfficer: see `slots.open_sheet`.
    """
    if not replies:
        return slots.open_sheet(folder, sheet), ways.SHEET
    return slots.with_keeper(slot_file.load(folder), recovery.keeper_of(folder, replies)), ways.CUSTODIANS


def recover(folder: Path, opened: Secrets, by: str, again: Again, clock: Clock | None = None) -> None:
    """Let an officer in again with keys that custodians or the sheet (*by*) opened; the audit keeps it for ever.

    What was the officer's passphrase is dead, and so is every request and share of before. The audit line comes first:
    a cut leaves it without the way in, and never the other way round.

    Raises:
        StoreInUse, StoreDamaged: see `desk.unlock`. WeakPassphrase, InvalidField: nothing has changed.
    """
    passphrase.check_own(again.passphrase)
    user, clock = slots.user_name(again.user), clock or SystemClock()
    session = Session(opened)
    lock = LockFile(folder)
    try:
        store = Store.open(folder, session.database_key, clock, store_id=opened.store.id)
        try:
            officer, least = _noted(store, user, by, again.name, clock)
        finally:
            store.close()
        opened = opened.at_turn(least)
        slots.renew_slot(folder, opened, officer, again.passphrase).wipe()
        recovery.forget(folder)
    finally:
        session.wipe()
        lock.release()


def _noted(store: Store, user: str, by: str, name: str | None, clock: Clock) -> tuple[Officer, int]:
    with store.transactions.write() as connection:
        name = name or officers.names(connection).get(user)
        if name is None:
            raise InvalidField(field="name", rule="required")
        Unit(connection, user, clock.now()).note("recover", fields=(by,))
        ways.changed(connection, ways.officer(user))
        ways.tried(connection, by, clock.now())
        return Officer(user=user, name=name), Meta(connection).number(officers.TURN)


def vouched(desk: Desk, user: str, passphrase: str) -> str:
    """Return who stands beside the officer at the desk and agrees: another one, proven by the passphrase.

    Raises:
        InvalidField: the officer at the desk; rule "another-officer".
        WrongPassphrase, NoSuchOfficer, ChoosePassphrase: see `slots.unlock`.
    """
    user = slots.user_name(user)
    if user == desk.officer.user:
        raise InvalidField(field="second", rule="another-officer")
    try:
        slots.unlock(desk.folder, user, passphrase).wipe()
    except (WrongPassphrase, NoSuchOfficer):
        attempts.note(desk.folder, stamp(desk.clock.now()))
        raise
    return user


def _grantable(unit: Unit, wanted: Roles) -> Roles:
    unit.rights.needs("let_in", "officer")
    own = unit.rights.roles
    if not wanted <= own:
        raise InvalidField(field="role", rule="own-roles")
    return wanted or own


def _tried(desk: Desk, way: str) -> None:
    def note(unit: Unit) -> None:
        ways.tried(unit.connection, way, unit.moment)
        unit.note("drill", fields=(way,))

    desk.do(note)


def _turned(desk: Desk, act: str, way: str | None = None) -> None:
    """Note that the keeper key is another: slots of before are not taken any more."""

    def note(unit: Unit) -> None:
        officers.see_turn(unit.connection, slots.turn(desk.folder))
        if way is not None:
            ways.changed(unit.connection, way)
        unit.note(act)

    desk.do(note)
