"""One officer's slot: the officer's own keys, encrypted under what Argon2id makes of the passphrase."""

import os
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.keys.cost import Cost
from desktop.keys.keeper import wrap
from desktop.keys.passphrase import normal
from desktop.keys.secret import OwnKeys, Secrets, StoreRef, pack, unpack
from sync.errors import BadMessage, StoreDamaged, WrongPassphrase
from sync.identity.canonical import bytes_of, text_of, write
from sync.identity.keys import OpeningKey, SealingKey

SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slot as it stands in the file; bytes as base64url.

    *seal* is the officer's public key, and *keeper* the keeper key wrapped to it, which needs no passphrase to replace.
    With *once* the passphrase was drawn by somebody else and opens only to choose another.
    """

    v: Literal[2]
    user: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    once: bool
    kdf: Cost
    salt: str
    nonce: str
    ct: Annotated[str, msgspec.Meta(max_length=4096)]
    seal: Annotated[str, msgspec.Meta(max_length=4096)]
    keeper: Annotated[str, msgspec.Meta(max_length=4096)]

    def kept(self, keeper: bytearray, store: StoreRef) -> "Slot":
        """Return the slot with another keeper key.

        Raises:
            StoreDamaged: it has no such public key; rule "slot".
        """
        try:
            to = SealingKey.read(self.seal)
        except BadMessage:
            raise StoreDamaged(rule="slot") from None
        return msgspec.structs.replace(self, keeper=wrap(keeper, to, store, self.user))


def seal(secrets: Secrets, passphrase: str, device_secret: bytes, cost: Cost, *, once: bool = False) -> Slot:
    """Put *secrets* into a new slot of their officer and store."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(_NONCE_BYTES)
    slot = Slot(
        v=2,
        user=secrets.officer.user,
        once=once,
        kdf=cost,
        salt=text_of(salt),
        nonce=text_of(nonce),
        ct="",
        seal=OpeningKey(secrets.opening).public.text,
        keeper="",
    )
    key, plain = cost.key(normal(passphrase), salt, device_secret), pack(secrets)
    ct = AESGCM(key).encrypt(nonce, plain, _bound(slot, secrets.store))
    _wipe(key, plain)
    return msgspec.structs.replace(slot, ct=text_of(ct)).kept(secrets.keeper, secrets.store)


def unseal(slot: Slot, store: StoreRef, passphrase: str, device_secret: bytes) -> OwnKeys:
    """Open a slot.

    Raises:
        WrongPassphrase: another passphrase or another device; a changed slot looks the same from here.
        StoreDamaged: the slot has no such form; rule "slot".
    """
    try:
        salt, nonce, ct = bytes_of(slot.salt, SALT_BYTES), bytes_of(slot.nonce, _NONCE_BYTES), bytes_of(slot.ct)
    except BadMessage:
        raise StoreDamaged(rule="slot") from None
    key, plain = slot.kdf.key(normal(passphrase), salt, device_secret), bytearray(max(0, len(ct) - _TAG_BYTES))
    try:
        AESGCM(key).decrypt_into(nonce, ct, _bound(slot, store), plain)
    except InvalidTag:
        raise WrongPassphrase from None
    own = unpack(plain)
    _wipe(key, plain)
    return own


def _bound(slot: Slot, store: StoreRef) -> bytes:
    """Say where the slot belongs: it opens for no other user, cost, public key, database or store."""
    kdf = {"m": slot.kdf.m, "p": slot.kdf.p, "t": slot.kdf.t}
    place = {"store": store.id, "database_salt": text_of(store.salt)}
    told = {"v": slot.v, "user": slot.user, "once": slot.once, "kdf": kdf, "salt": slot.salt, "seal": slot.seal}
    return b"siskop2mi/slot/2\0" + write(place | told)


def _wipe(*buffers: bytearray) -> None:
    for buffer in buffers:
        buffer[:] = bytes(len(buffer))
