"""Recovering: an officer whose passphrase was forgotten is let in again, by the sheet or by two custodians."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop import officers
from desktop.keys import recovery, slots
from desktop.keys.recovery import Request
from sync.errors import DeskError


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherWays:
    """The ways into a locked desk besides passphrases, and the words of a request that is open."""

    has_sheet: bool = False
    custodians: tuple[str, ...] = ()
    words: str | None = None


def other_ways(folder: Path) -> FurtherWays:
    """Read them; none where the slots cannot be read, then unlocking says why."""
    try:
        return FurtherWays(
            has_sheet=slots.has_sheet(folder),
            custodians=slots.custodians(folder),
            words=recovery.open_words(folder),
        )
    except DeskError:
        return FurtherWays()


def ask(folder: Path, target: Path) -> Request:
    """Write a request for the custodians."""
    return recovery.ask(folder, target)


def answered(folder: Path, replies: Sequence[Path]) -> tuple[str, ...]:
    """Return who has answered."""
    return recovery.answered(folder, replies)


def let_in_again(folder: Path, user: str, own: str, replies: Sequence[Path], sheet: str) -> None:
    """Give an officer another passphrase, by the custodians' answers or by the words of the sheet."""
    officers.recover(folder, *officers.opened_by(folder, replies, sheet), officers.Again(user=user, passphrase=own))
