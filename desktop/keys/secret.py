"""What a slot holds once it is open: the store's key and the officer's own keys, in memory that can be wiped."""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.identity.keys import OpeningKey, SigningKey

STORE_KEY_BYTES: Final = 32
_SIGNING_ENDS: Final = STORE_KEY_BYTES + SigningKey.SIZE
_OPENING_ENDS: Final = _SIGNING_ENDS + OpeningKey.SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who has a slot: the name to sign in with, and the name as colleagues read it."""

    user: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRef:
    """Which store, and how often its slots were written: a smaller number than seen before is an old file put back."""

    id: str
    salt: bytes  # of the database, 16 bytes, not secret
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Secrets:
    """The keys of one officer in one store. Made by `slots`, wiped by whoever got them."""

    store: StoreRef
    officer: Officer
    store_key: bytearray = field(repr=False)
    signing: bytearray = field(repr=False)
    opening: bytearray = field(repr=False)

    def wipe(self) -> None:
        """Overwrite the keys. Copies that libraries made are beyond reach until the process ends."""
        for key in (self.store_key, self.signing, self.opening):
            key[:] = bytes(len(key))


def pack(secrets: Secrets) -> bytearray:
    """Join what a slot encrypts: store key (32), signing key (32), opening key (128), name (UTF-8)."""
    return secrets.store_key + secrets.signing + secrets.opening + secrets.officer.name.encode()


def unpack(plain: bytearray, store: StoreRef, user: str) -> Secrets:
    """Take apart what `pack` joined; it was authenticated, so it has that form."""
    return Secrets(
        store=store,
        officer=Officer(user=user, name=plain[_OPENING_ENDS:].decode()),
        store_key=plain[:STORE_KEY_BYTES],
        signing=plain[STORE_KEY_BYTES:_SIGNING_ENDS],
        opening=plain[_SIGNING_ENDS:_OPENING_ENDS],
    )


def derived(store_key: bytearray, purpose: str) -> bytearray:
    """Derive the key for one purpose: no two purposes share a key."""
    key = bytearray(32)
    HKDF(SHA256(), len(key), None, b"siskop2mi/store/1/" + purpose.encode()).derive_into(store_key, key)
    return key
