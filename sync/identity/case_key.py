"""The key of a restricted case: it seals the case's values one by one, and is wrapped to each officer who may read."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import BadEnvelope, BadMessage
from sync.identity import canonical
from sync.identity.keys import OpeningKey, SealingKey, Suite
from sync.identity.padding import pad, unpad

_KEY_BYTES: Final = 32
_ID_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_PLACE_BYTES: Final = 12
_SUITE: Final = Suite.HYBRID
_NAMED: Final = b"siskop2mi/case-key-id/1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """One key of a case. A later one of its family, of the same restriction, has another *raw* and the same *naming*.

    So a path keeps its place when the key changes, and two officers who write to it still meet in one conflict.
    """

    id: str
    number: int = 1  # how many keys the family had with it
    raised: int = 1  # how often the case was restricted with it
    raw: bytes = field(repr=False)
    naming: bytes = field(repr=False)

    @classmethod
    def new(cls, raised: int = 1) -> "CaseKey":
        """Draw the first key of a restriction."""
        return cls(id="", raised=raised, raw=os.urandom(_KEY_BYTES), naming=os.urandom(_KEY_BYTES)).named()

    def next(self) -> "CaseKey":
        """Draw the key that comes after this one."""
        return replace(self, number=self.number + 1, raw=os.urandom(_KEY_BYTES)).named()

    def named(self) -> "CaseKey":
        """Name a key by what it is: else somebody gives another one under its name, or an old one as the newest."""
        said = _NAMED + self.raw + self.naming + canonical.write([self.number, self.raised])
        return replace(self, id=canonical.text_of(hashlib.sha256(said).digest()[:_ID_BYTES]))

    @property
    def family(self) -> str:
        """What all keys of one restriction have in common, for everybody to see."""
        said = hashlib.sha256(b"siskop2mi/case-key-family/1\0" + self.naming).digest()
        return canonical.text_of(said[:_ID_BYTES])

    def vouch(self, gift: "Gift") -> str:
        """Return by what other holders of this key see that whoever gives it holds it."""
        return canonical.text_of(hmac.digest(self.raw, gift.statement, "sha256"))

    def vouches(self, gift: "Gift", proof: str) -> bool:
        """Whether *proof* is what `vouch` made."""
        return gift.key == self.id and hmac.compare_digest(self.vouch(gift).encode(), proof.encode())

    def place(self, record: str, path: str) -> str:
        """Name the place of *path* of *record* so that nobody without a key of the case knows which one it is."""
        named = hmac.digest(self.naming, canonical.write([record, path]), "sha256")
        return named[:_PLACE_BYTES].hex()

    def seal(self, record: str, path: str, value: Any, *, anew: bool = True) -> dict[str, str]:
        """Seal one value of a record; it opens at no other record and no other place.

        Where it is not said *anew*, the same value gives the same box: two desks may do it, and mean one thing.
        """
        plain = pad(canonical.write([path, value]))
        drawn = (
            os.urandom(_KEY_BYTES) if anew else hmac.digest(self.naming, canonical.write([record]) + plain, "sha256")
        )
        nonce = drawn[:_NONCE_BYTES]
        box = nonce + AESGCM(self.raw).encrypt(nonce, plain, self._bound(record, self.place(record, path)))
        return {"box": canonical.text_of(box), "key": self.id}

    def open(self, record: str, place: str, box: str) -> tuple[str, Any]:
        """Open what `seal` made: the path and its value.

        Raises:
            BadEnvelope: another key, record or place, or changed; rule "sealed-value".
        """
        try:
            raw = canonical.bytes_of(box)
            plain = AESGCM(self.raw).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], self._bound(record, place))
            said = canonical.read(unpad(plain))
        except (InvalidTag, ValueError, BadMessage):
            raise BadEnvelope(rule="sealed-value") from None
        match said:
            case [str(path), value] if self.place(record, path) == place:
                return path, value
        raise BadEnvelope(rule="sealed-value")

    def wrap(self, to: SealingKey, case: str, officer: str) -> str:
        """Wrap the key to one officer, for this case only; base64url."""
        return canonical.text_of(to.wrap(self.raw + self.naming, _info(case, officer, self.id), _SUITE))

    @classmethod
    def unwrap(cls, gift: "Gift", opening: OpeningKey) -> "CaseKey":
        """Open what `wrap` made.

        Raises:
            BadEnvelope: not for this officer, this case or this key, or changed; rule "wrapped".
        """
        try:
            wrapped = canonical.bytes_of(gift.wrapped)
            both = opening.unwrap(wrapped, _info(gift.case, gift.officer, gift.key), _SUITE)
        except BadMessage:
            raise BadEnvelope(rule="wrapped") from None
        if len(both) != 2 * _KEY_BYTES:
            raise BadEnvelope(rule="wrapped")
        raw, naming = both[:_KEY_BYTES], both[_KEY_BYTES:]
        key = cls(id=gift.key, number=gift.number, raised=gift.raised, raw=raw, naming=naming)
        if key.family != gift.family or key.number < 1 or key.named() != key:
            raise BadEnvelope(rule="wrapped")
        return key

    def _bound(self, record: str, place: str) -> bytes:
        return b"siskop2mi/sealed-value/1\0" + canonical.write([self.id, record, place])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A case key as it was given to an officer. Anybody could wrap one; so whoever gives it signs all of this."""

    case: str
    officer: str
    key: str
    number: int
    raised: int
    family: str
    recipient: str
    wrapped: str
    given_by: str
    given_at: str

    @property
    def statement(self) -> bytes:
        """What is signed."""
        key = [self.key, self.number, self.raised, self.family]
        said = [self.case, self.officer, *key, self.recipient, self.wrapped]
        return b"siskop2mi/case-key-given/1\0" + canonical.write([*said, self.given_by, self.given_at])


def _info(case: str, officer: str, key_id: str) -> bytes:
    return b"siskop2mi/case-key/1\0" + canonical.write([case, officer, key_id])
