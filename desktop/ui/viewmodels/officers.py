"""Officers: who shares this desk, in which ways it opens, and the work behind the buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop import officers
from desktop.desk import Desk
from desktop.keys import custodian, recovery, slots
from desktop.keys.secret import Officer
from desktop.keys.shares import Custodian
from desktop.officers import Listed
from desktop.store.ways import CUSTODIANS, SHEET, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The officers of a desk, and when each way in was last tried."""

    officers: tuple[Listed, ...]
    ways: tuple[Way, ...]
    custodians: tuple[str, ...]
    named: tuple[Custodian, ...] = ()  # whom the ministry's directory names, where those are others
    own_roles: tuple[str, ...] = ()  # which the officer at the desk can give on
    request: str | None = None  # the words of a request to them that is open

    @property
    def has_one_way(self) -> bool:
        """Whether losing one thing may lose all: a way that nobody has tried counts for none."""
        return sum(one.tried_at is not None for one in self.ways) < 2  # noqa: PLR2004 - a second one

    @property
    def has_sheet(self) -> bool:
        """Whether there is a recovery sheet."""
        return any(one.way == SHEET for one in self.ways)

    @property
    def has_custodians(self) -> bool:
        """Whether two of three custodians can open the desk."""
        return any(one.way == CUSTODIANS for one in self.ways)

    def tried(self, way: str) -> str | None:
        """Return when *way* last opened the desk."""
        return next((one.tried_at for one in self.ways if one.way == way), None)


def shared(desk: Desk) -> Shared:
    """Read it."""
    custodians, named = slots.custodians(desk.folder), officers.named_custodians(desk)
    here = officers.listed(desk)
    return Shared(
        officers=here,
        own_roles=next((one.roles for one in here if one.user == desk.officer.user), ()),
        ways=officers.known_ways(desk),
        custodians=custodians,
        named=named if {one.name for one in named} != set(custodians) else (),
        request=recovery.open_words(desk.folder),
    )


def let_in(desk: Desk, officer: Officer, roles: Sequence[str]) -> str:
    """Let a colleague in, to work in *roles*; return the words that open once."""
    return officers.let_in(desk, officer, roles)


def remove(desk: Desk, user: str) -> int:
    """Take a colleague's way in, and over what the colleague was typing; return how many forms that is."""
    return officers.remove(desk, user)


def draw_sheet(desk: Desk) -> str:
    """Return new words for the recovery sheet."""
    return officers.draw_sheet(desk)


def try_sheet(desk: Desk, typed: str) -> None:
    """Prove that the sheet opens the desk."""
    officers.try_sheet(desk, typed)


def set_custodians(desk: Desk, named: Sequence[Custodian], files: Sequence[Path]) -> None:
    """Let the custodians whom the ministry *named*, or those whose public keys stand in *files*, be a way in."""
    officers.set_custodians(desk, named or custodian.publics(files))


def try_custodians(desk: Desk, replies: Sequence[Path]) -> None:
    """Prove that two custodians open the desk."""
    officers.try_custodians(desk, replies)
