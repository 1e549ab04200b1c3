"""The note of a rescue: what of a desk's unsent work no ask can carry, sealed to the centre."""

from typing import Final

import msgspec

KIND: Final = "rescue"


class LeftChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that the centre had refused, or that nobody has signed."""

    body: str  # the change, JSON
    state: str
    code: str | None = None


class LeftDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed and not saved."""

    officer: str
    form: str
    body: str  # JSON
    at: str


class RescueNote(msgspec.Struct, frozen=True, kw_only=True):
    """One part of what was left; large ones come in several."""

    v: int = 1
    device: str
    mission: str
    changes: list[LeftChange] = []
    drafts: list[LeftDraft] = []
