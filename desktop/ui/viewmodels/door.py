"""Door: making, restoring and unlocking a desk, off the screen thread; what comes out is an open Desk or an error."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop import desk as desks
from desktop import officers
from desktop.desk import Desk, Renew
from desktop.keys import passphrase, slots
from desktop.keys.erasing import Proof
from desktop.keys.secret import Officer
from desktop.store import backup
from desktop.ui.background import Background, Lane
from desktop.ui.system_proxy import system_proxies
from sync.clock import Clock
from sync.errors import DeskError, WeakPassphrase
from sync.identity.wordlist import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a new desk is made of."""

    mission: str
    officer: Officer
    passphrase: str


class Door(QObject):
    """What stands before an open desk. Only one thing is done at a time."""

    opened = Signal(object)  # Desk
    enrolled = Signal(object)  # Enrolled
    restored = Signal()
    evacuated = Signal(object)  # Proof
    refused = Signal(object)  # DeskError
    working = Signal(bool)

    def __init__(self, folder: Path, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._clock = clock
        self._background = Background(clock, self)
        self._joining: Desk | None = None
        self.before: Callable[[], None] = _nobody  # waits until the process that was locked has gone
        self.left: Any = None  # where the officer stood at the lock
        self.erasure: str | None = None  # why the desk that was opened is to be erased

    def has_desk(self) -> bool:
        """Whether there is something to unlock in the folder, sound or not."""
        try:
            slots.users(self.folder)
        except DeskError as error:
            return error.code != "no-store"
        return True

    def users(self) -> tuple[str, ...]:
        """Return who may unlock; nobody when the slots cannot be read, then unlocking says why."""
        try:
            return slots.users(self.folder)
        except DeskError:
            return ()

    def create(self, founding: Founding) -> None:
        """Make a new desk and open it."""
        self._do(
            partial(desks.create, self.folder, founding.officer, founding.passphrase, founding.mission, self._clock),
            self._on_opened,
        )

    def unlock(self, user: str | None, typed: str, renew: Renew | None = None) -> None:
        """Open the desk; an open one that was handed to `close` is closed by then. *renew*: when its lease is over."""
        self._do(partial(_unlock, self, self._clock, (user, typed), renew), self._on_opened)

    def unlock_first(self, user: str | None, drawn: str, own: str) -> None:
        """Open the desk for the first time: the words that a colleague drew give way to an *own* passphrase."""

        def act() -> Desk:
            officers.choose_passphrase(self.folder, user, drawn, own)
            return _unlock(self, self._clock, (user, own), None)

        self._do(act, self._on_opened)

    def enrol(self, desk: Desk, gateway: str, code: str) -> None:
        """Join a centre."""
        self._joining = desk
        self._do(partial(desk.enrol, gateway.strip(), code), self.enrolled.emit, Lane.NETWORK)

    def restore(self, source: Path) -> None:
        """Put a backup in place of a new desk; its officers unlock it with their passphrases."""
        self._do(partial(backup.restore, source, self.folder), lambda _: self.restored.emit())

    def close(self, desk: Desk, background: Background) -> None:
        """Let the work of *background* end, then close *desk*; whoever unlocks next waits for that."""
        desk.line.connections.end()  # what is just looking for its way must not begin on it
        self._background.do(partial(_close, desk, background), done=_nothing, failed=_nothing)

    def evacuate(self, desk: Desk, background: Background, leave: Callable[[Desk], Proof]) -> None:
        """Rescue what is unsent and erase the desk; where that is refused, it is closed as it is."""
        desk.break_off()
        self._do(partial(_leave, desk, background, leave), self.evacuated.emit)

    def when_quiet(self, call: Callable[[], None]) -> None:
        """Call back once all that was handed in is done: the desk that was closed is closed."""
        self.attempt(_nothing_to_do, done=lambda _: call(), failed=_nothing)

    def attempt(
        self,
        act: Callable[[], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[DeskError], None],
        lane: Lane = Lane.STORE,
    ) -> None:
        """Do something at the locked desk that is no opening, once all before it is done."""

        def acted() -> Any:
            self.before()
            return act()

        self._background.do(acted, done=done, failed=failed, lane=lane)

    def stop(self) -> None:
        """Wait for what is under way, and end; nobody waits for a centre that does not answer."""
        if self._joining is not None:
            self._joining.line.connections.end()
        self._background.stop()

    def _do(self, act: Callable[[], object], done: Callable[[object], None], lane: Lane = Lane.STORE) -> None:
        self.working.emit(True)

        def ended(answer: object) -> None:
            self.working.emit(False)
            done(answer)

        self._background.do(act, done=ended, failed=self._on_refused, lane=lane)

    def _on_opened(self, desk: object) -> None:
        if isinstance(desk, Desk):
            desk.way.find = system_proxies
            self.opened.emit(desk)

    def _on_refused(self, error: DeskError) -> None:
        self.working.emit(False)
        self.refused.emit(error)


def drawn() -> str:
    """Draw a new passphrase of six words.

    Raises:
        CannotStart: the list of words is not there.
    """
    return passphrase.generated(words())


def weakness(typed: str) -> WeakPassphrase | None:
    """Judge an officer's own passphrase; None when it is good."""
    try:
        passphrase.check_own(typed)
    except WeakPassphrase as error:
        return error
    return None


def _close(desk: Desk, background: Background) -> None:
    background.stop()
    with contextlib.suppress(DeskError):  # the keys are wiped all the same, and the next opening checks the file
        desk.close()


def _unlock(door: Door, clock: Clock, who: tuple[str | None, str], renew: Renew | None) -> Desk:
    """Open the desk once the process that was locked has gone; runs on a lane."""
    door.before()
    desk = desks.unlock(door.folder, *who, clock, renew)
    door.left, door.erasure = desk.store.take_place(desk.officer.user), desk.erasure()
    return desk


def _leave(desk: Desk, background: Background, leave: Callable[[Desk], Proof]) -> Proof:
    background.stop()  # nobody saves any more
    try:
        return leave(desk)
    except DeskError:
        desk.close()
        raise


def _nothing(_: object) -> None:
    pass


def _nothing_to_do() -> None:
    """It only stands in the queue."""


def _nobody() -> None:
    """No process was before this one."""
