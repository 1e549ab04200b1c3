"""Joining: a one-time code of eight words proves to each side the keys of the other, whoever stands in between."""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import BadMessage, CodeRefused
from sync.identity import canonical
from sync.identity.keys import PublicKeys, SealingKey, VerifyKey
from sync.identity.wordlist import drawn

CODE_WORDS: Final = 8  # 103 bits: not to be guessed, not even from a recorded proof
FINGERPRINT_WORDS: Final = 6

_SALT: Final = b"siskop2mi/enrolment/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeKeys:
    """What follows from a code. *id* names it in the open, *mac_key* stays with the two who know the code."""

    id: str
    mac_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who wants to join whom, with all keys as the speaker sees them."""

    device: PublicKeys
    officer: str
    officer_name: str
    officer_key: VerifyKey
    officer_seal: SealingKey | None = None  # to which colleagues wrap the keys of restricted cases
    centre: str
    centre_keys: PublicKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the centre gives to the device that joined."""

    device_id: str
    mark: str
    mission: str
    roles: tuple[str, ...] = ()  # of its officer
    root: str = ""  # SHA-256 (hex) of the root from which the directory is proven


def make_code(words: Sequence[str]) -> str:
    """Draw a new code from a list of words."""
    return "-".join(drawn(words, CODE_WORDS))


def code_keys(code: str) -> CodeKeys:
    """Derive the keys of a code as a person typed it: case, blanks and dashes do not matter.

    Raises:
        CodeRefused: not eight words; rule "words".
    """
    secret = secret_of(code, CODE_WORDS)
    return CodeKeys(id=canonical.text_of(_derived(secret, b"id", 16)), mac_key=_derived(secret, b"mac", 32))


def secret_of(said: str, count: int) -> bytes:
    """Return the secret that *count* words are, as a person typed them.

    Raises:
        CodeRefused: not so many words; rule "words".
    """
    plain = "".join(letter if letter.isalpha() else " " for letter in unicodedata.normalize("NFKC", said).casefold())
    words = plain.split()
    if len(words) != count:
        raise CodeRefused(rule="words")
    return "-".join(words).encode()


def device_proof(keys: CodeKeys, introduction: Introduction) -> str:
    """Prove to the centre that whoever knows the code holds these keys, and saw the centre's true keys."""
    return _proof(keys, "device", _told(introduction))


def centre_proof(keys: CodeKeys, introduction: Introduction, grant: Grant) -> str:
    """Prove to the device that the centre knows the code, saw the device's true keys, and grants this."""
    granted: dict[str, object] = {"device_id": grant.device_id, "mark": grant.mark, "mission": grant.mission}
    if grant.roles:
        granted["roles"] = list(grant.roles)
    if grant.root:
        granted["root"] = grant.root
    return _proof(keys, "centre", _told(introduction) | {"grant": granted})


def check_proof(expected: str, given: str) -> None:
    """Compare two proofs in constant time.

    Raises:
        CodeRefused: another code, or somebody in between replaced a key; rule "proof".
    """
    if not hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
        raise CodeRefused(rule="proof")


def stranger_key(sender: str) -> VerifyKey:
    """Give the verify key of a device that is not enrolled: in its first envelope the key itself is its name.

    Raises:
        KeyError: the name is no key.
    """
    try:
        return VerifyKey.read(sender)
    except BadMessage:
        raise KeyError(sender) from None


def fingerprint(device: PublicKeys, centre: PublicKeys, words: Sequence[str]) -> str:
    """Say both sets of keys in six words, for two people on the telephone."""
    raw = sha256(canonical.write({"centre": centre.texts, "device": device.texts})).digest()
    rest, said = int.from_bytes(raw, "big"), []
    for _ in range(FINGERPRINT_WORDS):
        rest, place = divmod(rest, len(words))
        said.append(words[place])
    return " ".join(said)


def _told(introduction: Introduction) -> dict[str, object]:
    seal = introduction.officer_seal
    sealed_to: dict[str, object] = {} if seal is None else {"officer_seal": seal.text}
    return sealed_to | {
        "centre": introduction.centre,
        "centre_keys": introduction.centre_keys.texts,
        "device": introduction.device.texts,
        "officer": introduction.officer,
        "officer_key": introduction.officer_key.text,
        "officer_name": introduction.officer_name,
    }


def _proof(keys: CodeKeys, role: str, told: dict[str, object]) -> str:
    """HMAC-SHA256 over the canonical JSON; the role keeps a proof from being sent back as its own answer."""
    return canonical.text_of(hmac.digest(keys.mac_key, canonical.write(told | {"role": role}), "sha256"))


def _derived(secret: bytes, purpose: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, _SALT, purpose).derive(secret)
