"""The key of a restricted case: it seals the case's values one by one, and is wrapped to each officer who may read."""

import hmac
import os
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """One key of a case. A later one of the same case has another *raw* and the same *naming*.

    So a path keeps its place when the key changes, and two officers who write to it still meet in one conflict.
    """

    id: str
    number: int = 1  # how many keys the case had with it
    raw: bytes = field(repr=False)
    naming: bytes = field(repr=False)

    @classmethod
    def new(cls, before: "CaseKey | None" = None) -> "CaseKey":
        """Draw a key; *before* is an earlier one of the same case."""
        naming, number = (os.urandom(_KEY_BYTES), 1) if before is None else (before.naming, before.number + 1)
        key_id, raw = canonical.text_of(os.urandom(_ID_BYTES)), os.urandom(_KEY_BYTES)
        return cls(id=key_id, number=number, raw=raw, naming=naming)

    def place(self, record: str, path: str) -> str:
        """Name the place of *path* of *record* so that nobody without a key of the case knows which one it is."""
        named = hmac.digest(self.naming, canonical.write([record, path]), "sha256")
        return named[:_PLACE_BYTES].hex()

    def seal(self, record: str, path: str, value: Any) -> dict[str, str]:
        """Seal one value of a record; it opens at no other record and no other place."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = pad(canonical.write([path, value]))
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
        return cls(id=gift.key, number=gift.number, raw=both[:_KEY_BYTES], naming=both[_KEY_BYTES:])

    def _bound(self, record: str, place: str) -> bytes:
        return b"siskop2mi/sealed-value/1\0" + canonical.write([self.id, record, place])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A case key as it was given to an officer. Anybody could wrap one; so whoever gives it signs all of this."""

    case: str
    officer: str
    key: str
    number: int
    recipient: str
    wrapped: str
    given_by: str
    given_at: str

    @property
    def statement(self) -> bytes:
        """What is signed."""
        said = [self.case, self.officer, self.key, self.number, self.recipient, self.wrapped]
        return b"siskop2mi/case-key-given/1\0" + canonical.write([*said, self.given_by, self.given_at])


def _info(case: str, officer: str, key_id: str) -> bytes:
    return b"siskop2mi/case-key/1\0" + canonical.write([case, officer, key_id])
