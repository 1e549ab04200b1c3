"""Meeting: six words that one officer reads to another prove to each of two desks the keys of the other."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import CodeRefused
from sync.identity import canonical
from sync.identity.enrolment import secret_of
from sync.identity.keys import PublicKeys
from sync.identity.wordlist import drawn

WORDS: Final = 6  # 77 bits, drawn for one meeting: not to be guessed while it is open, nor from a recorded proof
_SALT: Final = b"siskop2mi/meeting/1"

Role = Literal["host", "guest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """The two desks of a meeting, with all keys as the speaker knows them."""

    meeting: str
    host: str
    host_keys: PublicKeys
    guest: str
    guest_keys: PublicKeys


def draw(words: Sequence[str]) -> str:
    """Draw the words of a new meeting from a list."""
    return " ".join(drawn(words, WORDS))


def proof(said: str, role: Role, two: Two) -> str:
    """Prove that whoever speaks in *role* knows the words, and saw these keys.

    Raises:
        CodeRefused: not six words; rule "words".
    """
    key = HKDF(SHA256(), 32, _SALT, b"mac").derive(secret_of(said, WORDS))
    told = {
        "guest": two.guest,
        "guest_keys": two.guest_keys.texts,
        "host": two.host,
        "host_keys": two.host_keys.texts,
        "meeting": two.meeting,
        "role": role,
    }
    return canonical.text_of(hmac.digest(key, canonical.write(told), "sha256"))


def holds(given: str | None, said: str | None, role: Role, two: Two) -> bool:
    """Whether *given* is that proof, compared in constant time."""
    if given is None or said is None:
        return False
    try:
        expected = proof(said, role, two)
    except CodeRefused:
        return False
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
