"""Settings: what an officer can set, what the programme says of itself, and the work behind the buttons."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop import officers
from desktop.desk import Desk
from desktop.store import backup, terms
from desktop.store.attachments import KEEP_ORIGINALS
from desktop.store.backup import Backup
from desktop.store.enrolment import line_of
from desktop.store.lease import Lease
from desktop.way import Metered
from sync.identity.enrolment import fingerprint
from sync.identity.wordlist import words

LOCK_KEY: Final = "lock_minutes"
LOCK_MINUTES: Final = (5, 10, 15, 30)
LOCK_FIRST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutDesk:
    """Who this desk is to the centre."""

    mission: str
    device: str
    mark: str
    gateway: str | None
    fingerprint: str | None
    lock_minutes: int
    most_minutes: int
    keeps_originals: bool
    proxy: str
    own_proxy: str | None  # that IT named
    certificates: int  # that are trusted besides the system's
    metered: Metered
    lease: Lease | None


def about(desk: Desk) -> AboutDesk:
    """Read it; on the store lane."""
    who = desk.store.identity()
    line = line_of(desk.store)
    return AboutDesk(
        mission=who.mission,
        device=who.device,
        mark=who.mark,
        gateway=None if line is None else line.url,
        fingerprint=None if line is None else fingerprint(line.device.public, line.centre.keys, words()),
        lock_minutes=lock_minutes(desk),
        most_minutes=most_minutes(desk),
        keeps_originals=bool(desk.store.setting(KEEP_ORIGINALS, default=False)),
        proxy=desk.way.means.proxy,
        own_proxy=desk.way.own,
        certificates=len(desk.way.means.certificates),
        metered=desk.way.metered,
        lease=desk.lease.look(),
    )


def lock_minutes(desk: Desk) -> int:
    """Return after how many minutes the desk locks: what was chosen, within what the policy allows.

    One that nobody can have chosen counts as none.
    """
    kept: Any = desk.store.setting(LOCK_KEY, LOCK_FIRST)
    return min(kept if kept in LOCK_MINUTES else LOCK_FIRST, most_minutes(desk))


def most_minutes(desk: Desk) -> int:
    """Return after how many minutes the desk locks at the latest."""
    with desk.store.reading() as connection:
        return terms.at(connection, desk.folder).lock_minutes


def keep_lock_minutes(desk: Desk, minutes: int) -> None:
    """Keep it for this store."""
    desk.store.keep_setting(LOCK_KEY, minutes)


def keep_originals(desk: Desk, *, is_on: bool) -> None:
    """Keep whether the originals of the officer's open cases come without being asked for."""
    desk.store.keep_setting(KEEP_ORIGINALS, is_on)


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Change the passphrase of the officer at the desk; see `slots.change_passphrase` for what it raises."""
    officers.change_passphrase(desk, old, new)


def back_up(desk: Desk, target: Path) -> Backup:
    """Write a backup that was opened again."""
    written = backup.write(desk.store, desk.session.database_key, target)
    desk.do(lambda unit: unit.note("backup"))
    return written


def is_governed(folder: Path) -> bool:
    """Whether the machine's policy settles the settings; reading it comes with the packages for IT."""
    return (folder / "policy.toml").exists()
