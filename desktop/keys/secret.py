"""What a slot holds once it is open: the store's key and the officer's own keys, in memory that can be wiped."""

from dataclasses import dataclass, field, replace
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.identity.keys import OpeningKey, SigningKey

STORE_KEY_BYTES: Final = 32
_OPENING_ENDS: Final = SigningKey.SIZE + OpeningKey.SIZE
_PROOF_ENDS: Final = _OPENING_ENDS + 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who has a slot: the name to sign in with, and the name as colleagues read it."""

    user: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRef:
    """Which store, how often its slots were written, and which keeper key is its present one.

    A smaller *turn* than seen before is an old file put back, from when somebody else still had a way in.
    """

    id: str
    salt: bytes  # of the database, 16 bytes, not secret
    generation: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Secrets:
    """The keys of one officer in one store. Made by `slots`, wiped by whoever got them."""

    store: StoreRef
    officer: Officer
    store_key: bytearray = field(repr=False)
    keeper: bytearray = field(repr=False)
    signing: bytearray = field(repr=False)
    opening: bytearray = field(repr=False)

    def at_turn(self, least: int) -> "Secrets":
        """Return the same keys, as those of a later turn: the next one comes after it."""
        return replace(self, store=replace(self.store, turn=max(least, self.store.turn)))

    def wipe(self) -> None:
        """Overwrite the keys. Copies that libraries made are beyond reach until the process ends."""
        for key in (self.store_key, self.keeper, self.signing, self.opening):
            key[:] = bytes(len(key))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnKeys:
    """What an officer's passphrase opens: the officer's own keys and name, and by what the store's key is known."""

    signing: bytearray = field(repr=False)
    opening: bytearray = field(repr=False)
    proof: bytes
    name: str


def pack(secrets: Secrets) -> bytearray:
    """Join what a slot encrypts: signing key (32), opening key (128), proof of the store's key (32), name (UTF-8).

    With the proof nobody can put another store under an officer's slot.
    """
    return secrets.signing + secrets.opening + derived(secrets.store_key, "proof") + secrets.officer.name.encode()


def unpack(plain: bytearray) -> OwnKeys:
    """Take apart what `pack` joined; it was authenticated, so it has that form."""
    return OwnKeys(
        signing=plain[: SigningKey.SIZE],
        opening=plain[SigningKey.SIZE : _OPENING_ENDS],
        proof=bytes(plain[_OPENING_ENDS:_PROOF_ENDS]),
        name=plain[_PROOF_ENDS:].decode(),
    )


def derived(store_key: bytearray, purpose: str) -> bytearray:
    """Derive the key for one purpose: no two purposes share a key."""
    key = bytearray(32)
    HKDF(SHA256(), len(key), None, b"siskop2mi/store/1/" + purpose.encode()).derive_into(store_key, key)
    return key
