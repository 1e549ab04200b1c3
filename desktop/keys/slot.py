"""One officer's slot: the officer's keys and the store's, encrypted under what Argon2id makes of the passphrase."""

import os
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.keys.cost import Cost
from desktop.keys.passphrase import normal
from desktop.keys.secret import Secrets, StoreRef, pack, unpack
from sync.errors import BadMessage, StoreDamaged, WrongPassphrase
from sync.identity.canonical import bytes_of, text_of, write

SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slot as it stands in the file; bytes as base64url."""

    v: Literal[1]
    user: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    kdf: Cost
    salt: str
    nonce: str
    ct: Annotated[str, msgspec.Meta(max_length=4096)]


def seal(secrets: Secrets, passphrase: str, device_secret: bytes, cost: Cost) -> Slot:
    """Put *secrets* into a new slot of their officer and store."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(_NONCE_BYTES)
    slot = Slot(v=1, user=secrets.officer.user, kdf=cost, salt=text_of(salt), nonce=text_of(nonce), ct="")
    key, plain = cost.key(normal(passphrase), salt, device_secret), pack(secrets)
    ct = AESGCM(key).encrypt(nonce, plain, _bound(slot, secrets.store))
    _wipe(key, plain)
    return msgspec.structs.replace(slot, ct=text_of(ct))


def unseal(slot: Slot, store: StoreRef, passphrase: str, device_secret: bytes) -> Secrets:
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
    secrets = unpack(plain, store, slot.user)
    _wipe(key, plain)
    return secrets


def _bound(slot: Slot, store: StoreRef) -> bytes:
    """Say where the slot belongs: it opens for no other user, cost, database or store."""
    kdf = {"m": slot.kdf.m, "p": slot.kdf.p, "t": slot.kdf.t}
    place = {"store": store.id, "database_salt": text_of(store.salt)}
    return b"siskop2mi/slot/1\0" + write(place | {"v": slot.v, "user": slot.user, "kdf": kdf, "salt": slot.salt})


def _wipe(*buffers: bytearray) -> None:
    for buffer in buffers:
        buffer[:] = bytes(len(buffer))
