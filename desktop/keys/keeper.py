"""The keeper key: it opens the store's key, and gives way to a new one whenever somebody's way in must end.

The store's key itself never changes, so no page of the database is written anew however large it is. Each officer's
slot holds the keeper key wrapped to that officer's public key: whoever is at the desk makes a new one for all others.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.keys.secret import STORE_KEY_BYTES, StoreRef, derived
from sync.errors import BadEnvelope, BadMessage, StoreDamaged
from sync.identity.canonical import bytes_of, text_of, write
from sync.identity.keys import OpeningKey, SealingKey, Suite

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


def new_key() -> bytearray:
    """Draw a keeper key."""
    return bytearray(os.urandom(STORE_KEY_BYTES))


def close(keeper: bytearray, store_key: bytearray, store: StoreRef) -> str:
    """Encrypt the store's key under the keeper key."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(derived(keeper, "store-key")).encrypt(nonce, bytes(store_key), place(store, "store-key"))
    return text_of(nonce + sealed)


def open_(closed: str, keeper: bytearray, store: StoreRef) -> bytearray:
    """Open what `close` made.

    Raises:
        StoreDamaged: it is not under this keeper key, or of another store; rule "slots".
    """
    store_key = bytearray(STORE_KEY_BYTES)
    try:
        raw = bytes_of(closed, _NONCE_BYTES + STORE_KEY_BYTES + _TAG_BYTES)
        cipher = AESGCM(derived(keeper, "store-key"))
        cipher.decrypt_into(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place(store, "store-key"), store_key)
    except (BadMessage, InvalidTag):
        raise StoreDamaged(rule="slots") from None
    return store_key


def wrap(keeper: bytearray, to: SealingKey, store: StoreRef, whose: str) -> str:
    """Wrap the keeper key for *whose* public key."""
    return text_of(to.wrap(bytes(keeper), place(store, "keeper", whose), Suite.HYBRID))


def unwrap(wrapped: str, by: OpeningKey, store: StoreRef, whose: str) -> bytearray:
    """Open what `wrap` made.

    Raises:
        StoreDamaged: it is not for this key, or of another time; rule "slots".
    """
    try:
        raw = bytes_of(wrapped, Suite.HYBRID.wrapped_bytes)
        return bytearray(by.unwrap(raw, place(store, "keeper", whose), Suite.HYBRID))
    except (BadMessage, BadEnvelope):
        raise StoreDamaged(rule="slots") from None


def place(store: StoreRef, purpose: str, whose: str = "") -> bytes:
    """Say where something belongs: to this store, at this turn of its keeper key, for one purpose and reader."""
    told = {"store": store.id, "database_salt": text_of(store.salt), "turn": store.turn, "whose": whose}
    return f"siskop2mi/{purpose}/1\0".encode() + write(told)
