"""Key pairs: Ed25519 to sign and verify, HPKE to seal and open; who holds which, and their raw and text forms."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.errors import BadEnvelope, BadMessage
from sync.identity.canonical import bytes_of, text_of

SIGNATURE_BYTES: Final = 64
_X25519: Final = 32
_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184

_P: Final = 2**255 - 19
_ORDER_8: Final = 0x5FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})
"""The y of all points of Ed25519 whose order divides 8: one signature by them is true of any message."""


class Suite(IntEnum):
    """How a short secret is wrapped for a recipient; the number stands in every sealed thing."""

    X25519 = 1  # RFC 9180: 80 bytes for a wrapped key
    HYBRID = 2  # ML-KEM-768 with X25519 (draft-ietf-hpke-pq): 1,168 bytes, holds against a later quantum computer

    @property
    def wrapped_bytes(self) -> int:
        """The size of a wrapped key of 32 bytes."""
        return 80 if self is Suite.X25519 else 1168


_HPKE: Final = {
    Suite.X25519: hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM),
    Suite.HYBRID: hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.SHAKE256, hpke.AEAD.AES_256_GCM),
}


class VerifyKey:
    """The public half of a signing key: 32 bytes."""

    __slots__ = ("_key",)

    def __init__(self, raw: bytes) -> None:
        """Take the raw key.

        Raises:
            BadMessage: not the bytes of such a key, not their one form, or a key that signs anything.
        """
        if _number(raw) in _SMALL_ORDER:
            raise BadMessage(rule="key")
        try:
            self._key = Ed25519PublicKey.from_public_bytes(raw)
        except ValueError:
            raise BadMessage(rule="key") from None

    @classmethod
    def read(cls, text: str) -> "VerifyKey":
        """Take the key from its text.

        Raises:
            BadMessage: not such a text.
        """
        return cls(bytes_of(text))

    @property
    def raw(self) -> bytes:
        return self._key.public_bytes_raw()

    @property
    def text(self) -> str:
        return text_of(self.raw)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether *signature* is this key's over *message*."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VerifyKey) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class SigningKey:
    """The private half that signs: 32 bytes; never shown, never logged."""

    __slots__ = ("_key",)
    SIZE: Final = 32

    def __init__(self, raw: bytes | bytearray) -> None:
        """Take the raw key.

        Raises:
            BadMessage: not the bytes of such a key.
        """
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(raw)
        except ValueError:
            raise BadMessage(rule="key") from None

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def raw(self) -> bytes:
        return self._key.private_bytes_raw()

    @property
    def public(self) -> VerifyKey:
        return VerifyKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class SealingKey:
    """The public half to seal to. Raw: X25519 (32) + ML-KEM-768 (1,184) + X25519 of the hybrid (32)."""

    __slots__ = ("_hybrid", "_short", "raw")
    SIZE: Final = 2 * _X25519 + _MLKEM_PUBLIC

    def __init__(self, raw: bytes) -> None:
        """Take the raw key.

        Raises:
            BadMessage: not the bytes of such a key, or a key to which anybody could open.
        """
        if len(raw) != self.SIZE:
            raise BadMessage(rule="key")
        self.raw = raw
        self._short = _point(raw[:_X25519])
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(raw[_X25519:-_X25519])
        except ValueError:
            raise BadMessage(rule="key") from None
        self._hybrid = hpke.MLKEM768X25519PublicKey(lattice, _point(raw[-_X25519:]))

    @classmethod
    def read(cls, text: str) -> "SealingKey":
        """Take the key from its text.

        Raises:
            BadMessage: not such a text.
        """
        return cls(bytes_of(text))

    @property
    def text(self) -> str:
        return text_of(self.raw)

    @property
    def short(self) -> str:
        """A name of this key for lists: the first half of its SHA-256, base64url."""
        return text_of(hashlib.sha256(self.raw).digest()[:16])

    def wrap(self, secret: bytes, info: bytes, suite: Suite) -> bytes:
        """Wrap *secret* so that only the holder opens it, and only for the same *info*."""
        public = self._short if suite is Suite.X25519 else self._hybrid
        return _HPKE[suite].encrypt(secret, public, info=info)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealingKey) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class OpeningKey:
    """The private half that opens. Raw: X25519 (32) + ML-KEM-768 seed (64) + X25519 of the hybrid (32).

    Each suite has a key of its own: no key serves two constructions.
    """

    __slots__ = ("_hybrid", "_short", "public", "raw")
    SIZE: Final = 2 * _X25519 + _MLKEM_SEED

    def __init__(self, raw: bytes | bytearray) -> None:
        """Take the raw key.

        Raises:
            BadMessage: not the bytes of such a key.
        """
        if len(raw) != self.SIZE:
            raise BadMessage(rule="key")
        self.raw = bytes(raw)
        self._short = X25519PrivateKey.from_private_bytes(self.raw[:_X25519])
        lattice = MLKEM768PrivateKey.from_seed_bytes(self.raw[_X25519:-_X25519])
        curve = X25519PrivateKey.from_private_bytes(self.raw[-_X25519:])
        self._hybrid = hpke.MLKEM768X25519PrivateKey(lattice, curve)
        parts = (self._short.public_key(), lattice.public_key(), curve.public_key())
        self.public = SealingKey(b"".join(part.public_bytes_raw() for part in parts))

    @classmethod
    def new(cls) -> "OpeningKey":
        short, lattice, curve = X25519PrivateKey.generate(), MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        return cls(short.private_bytes_raw() + lattice.private_bytes_raw() + curve.private_bytes_raw())

    def unwrap(self, wrapped: bytes, info: bytes, suite: Suite) -> bytes:
        """Open what `SealingKey.wrap` made.

        Raises:
            BadEnvelope: not for this key, not for this *info*, or changed; rule "wrapped".
        """
        private = self._short if suite is Suite.X25519 else self._hybrid
        try:
            return _HPKE[suite].decrypt(wrapped, private, info=info)
        except (InvalidTag, ValueError):
            raise BadEnvelope(rule="wrapped") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeys:
    """What others know of a device, an officer or a centre."""

    verify: VerifyKey
    seal: SealingKey

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "PublicKeys":
        """Take both keys from a message.

        Raises:
            BadMessage: a key is missing, one too many, or not a key.
        """
        if set(texts) != {"verify", "seal"}:
            raise BadMessage(rule="key")
        return cls(verify=VerifyKey.read(texts["verify"]), seal=SealingKey.read(texts["seal"]))

    @property
    def texts(self) -> dict[str, str]:
        """Both keys as they stand in a message."""
        return {"verify": self.verify.text, "seal": self.seal.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One who signs and opens under a name: a device, an officer, a centre."""

    id: str
    signing: SigningKey
    opening: OpeningKey

    @classmethod
    def new(cls, name: str) -> "Speaker":
        return cls(id=name, signing=SigningKey.new(), opening=OpeningKey.new())

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(verify=self.signing.public, seal=self.opening.public)


def _point(raw: bytes) -> X25519PublicKey:
    """Take an X25519 public key; refuse the few points with which the shared secret is no secret."""
    if raw[-1] & 0x80:  # X25519 would pass over that bit: the same key in another form
        raise BadMessage(rule="key")
    _number(raw)
    point = X25519PublicKey.from_public_bytes(raw)
    try:
        X25519PrivateKey.generate().exchange(point)
    except ValueError:
        raise BadMessage(rule="key") from None
    return point


def _number(raw: bytes) -> int:
    """Return the coordinate that a public key is; the highest bit of Ed25519 is the sign of the other coordinate.

    Raises:
        BadMessage: it is written in another form than its one.
    """
    number = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if number >= _P:
        raise BadMessage(rule="key")
    return number
