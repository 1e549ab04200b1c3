"""How an erasure is decided: two officers sign what goes, and every desk proves both before it forgets anything."""

from typing import Final

from sync.domain.records.flat import Flat
from sync.identity import canonical
from sync.identity.lowering import KeysOf, has_signed

_ASKED: Final = ("subject_kind", "subject_id", "erasure_scope", "erasure_basis", "asked_by", "asked_at")
_CONFIRMED: Final = (*_ASKED, "confirmed_by", "confirmed_at")


def asked(decision: Flat) -> bytes:
    """Return what the officer signs who asks for it; *decision*: its values."""
    return b"siskop2mi/erasure-asked/1\0" + canonical.write([decision.get(name) or "" for name in _ASKED])


def confirmed(decision: Flat) -> bytes:
    """Return what the other officer signs, who confirms it."""
    return b"siskop2mi/erasure-confirmed/1\0" + canonical.write([decision.get(name) or "" for name in _CONFIRMED])


def is_proven(decision: Flat, keys_of: KeysOf) -> bool:
    """Whether two officers of the mission signed it."""
    first, second = str(decision.get("asked_by") or ""), str(decision.get("confirmed_by") or "")
    return (
        first != second
        and has_signed(keys_of(first), asked(decision), str(decision.get("asked_signature") or ""))
        and has_signed(keys_of(second), confirmed(decision), str(decision.get("confirmed_signature") or ""))
    )
