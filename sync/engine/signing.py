"""Who signed what of the changes in a message, whoever brings them: the officers' signatures that hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.errors import BadMessage
from sync.identity.canonical import bytes_of
from sync.identity.keys import VerifyKey
from sync.identity.officer import HASH_BYTES, verify_batch
from sync.protocol.messages import Signature

MOST_NAMED: Final = 256
"""Changes that a signature may name: else one change that somebody brings could drag any number of hashes along."""

IsOfficer = Callable[[str, str], bool]
"""Whether a key (base64url) is that of an officer (user name) of the mission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One change of a message: whose it is, and its hash; empty where it has no canonical form."""

    officer: str
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A signature that holds, with all hashes that it was made over."""

    officer: str
    key: str
    signature: str
    hashes: tuple[bytes, ...]


def proven(said: Sequence[Said], signatures: Sequence[Signature], is_officer: IsOfficer) -> list[Proof]:
    """Return the signatures that hold over changes *said*; a hash is proven by the officer whose change it is."""
    named = {place for one in signatures for place in one.of if isinstance(place, int)}
    proofs = []
    for one in signatures:
        hashes = _listed(one, said) if one.of else _rest(one, said, named)
        if hashes and is_officer(one.officer, one.key) and _holds(one, hashes):
            proofs.append(Proof(officer=one.officer, key=one.key, signature=one.signature, hashes=hashes))
    return proofs


def _rest(signature: Signature, said: Sequence[Said], named: set[int]) -> tuple[bytes, ...]:
    return tuple(one.hash for place, one in enumerate(said) if one.officer == signature.officer and place not in named)


def _listed(signature: Signature, said: Sequence[Said]) -> tuple[bytes, ...] | None:
    """Return the hashes that are named; None where one is not there, or the change of another officer, or too many."""
    if len(signature.of) > MOST_NAMED:
        return None
    hashes = []
    for place in signature.of:
        if isinstance(place, str):
            try:
                hashes.append(bytes_of(place, HASH_BYTES))
            except BadMessage:
                return None
        elif 0 <= place < len(said) and said[place].officer == signature.officer:
            hashes.append(said[place].hash)
        else:
            return None
    return tuple(hashes)


def _holds(signature: Signature, hashes: tuple[bytes, ...]) -> bool:
    try:
        verify_batch(VerifyKey.read(signature.key), hashes, signature.signature)
    except BadMessage:
        return False
    return True
