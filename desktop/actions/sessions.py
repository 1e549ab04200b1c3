"""The acts around the work itself: opening and locking, searching, copies; each leaves its line in the audit."""

from typing import Final

from desktop.keys.attempts import Attempts
from desktop.store.unit import About, Unit

_TAKEN: Final = "attempts"
"""In `meta`: the failed attempts that were taken in last."""


def unlocked(unit: Unit, failed: Attempts | None, *, from_backup: bool) -> None:
    """Note that the desk was opened, and what had failed before; *from_backup*: it was restored since."""
    if failed is not None and unit.meta.text(_TAKEN) != failed.name:
        for at in failed.at:
            unit.note("unlock-failed", about=About(at=at, officer="", outcome="wrong-passphrase"))
        if failed.more:
            unit.note("unlock-failed", fields=(f"count={failed.more}",), about=About(officer="", outcome="more"))
        unit.meta.keep(_TAKEN, failed.name)
    if from_backup:
        unit.note("restore-store")
    unit.note("unlock")


def searched(unit: Unit, kind: str | None, count: int) -> None:
    """Note a search: of what kind, how much was found, and never what was sought."""
    unit.note("search", kind or "", fields=(f"count={count}",))
