"""How a restriction ends: two officers say so, each with a signature that every desk proves for itself."""

from collections.abc import Callable, Sequence

from sync.errors import BadMessage
from sync.identity import canonical
from sync.identity.keys import VerifyKey

KeysOf = Callable[[str], Sequence[VerifyKey]]
"""Gives the keys with which an officer of the mission signs."""


def asked(case: str, raised: int, officer: str, at: str) -> bytes:
    """Return what the officer signs who proposes to end the restriction of a case, the *raised*-th that it has."""
    return b"siskop2mi/lowering-asked/1\0" + canonical.write([case, raised, officer, at])


def agreed(case: str, raised: int, asked_by: str, officer: str) -> bytes:
    """Return what the other officer signs, who ends it."""
    return b"siskop2mi/lowering-agreed/1\0" + canonical.write([case, raised, asked_by, officer])


def written(raised: int, first: Sequence[str], second: Sequence[str]) -> str:
    """Return the proof as it stands in the case: *first* proposed (name, time, signature), *second* agreed."""
    return canonical.write([raised, *first, *second]).decode()


def proven(case: str, proof: object, keys_of: KeysOf) -> int:
    """Return which restriction of the case two officers ended; 0 where that is not proven."""
    raised, asked_by, at, first, officer, second = _parts(proof)
    if asked_by == officer:
        return 0
    is_asked = has_signed(keys_of(asked_by), asked(case, raised, asked_by, at), first)
    is_agreed = has_signed(keys_of(officer), agreed(case, raised, asked_by, officer), second)
    return raised if is_asked and is_agreed else 0


def names(proof: object) -> tuple[int, str, str]:
    """Return what a proof says, right or wrong: which restriction, who proposed to end it, and who did."""
    raised, asked_by, _, _, officer, _ = _parts(proof)
    return raised, asked_by, officer


def has_asked(case: str, raised: int, first: Sequence[str], keys_of: KeysOf) -> bool:
    """Whether *first* (name, time, signature) did propose it."""
    officer, at, signature = first
    return has_signed(keys_of(officer), asked(case, raised, officer, at), signature)


def _parts(proof: object) -> tuple[int, str, str, str, str, str]:
    try:
        match canonical.read(str(proof).encode()):
            case [int(raised), str(asked_by), str(at), str(first), str(officer), str(second)]:
                return raised, asked_by, at, first, officer, second
            case _:
                pass
    except (BadMessage, ValueError):
        pass
    return 0, "", "", "", "", ""


def has_signed(keys: Sequence[VerifyKey], statement: bytes, signature: str) -> bool:
    """Whether *signature*, base64url, is that of one of the *keys* over *statement*."""
    try:
        raw = canonical.bytes_of(signature)
    except BadMessage:
        return False
    return any(key.has_signed(statement, raw) for key in keys)
