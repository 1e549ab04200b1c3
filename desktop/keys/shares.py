"""Shares of the keeper key for three custodians: any two of them open it, each by a half of a pair's own key.

Each half is wrapped to its custodian; both together open what the pair may open. So no custodian ever sees the key, the
two need not meet nor keep an order, and one alone holds random bytes.
"""

import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.keys.keeper import place
from desktop.keys.secret import STORE_KEY_BYTES, StoreRef
from sync.errors import BadEnvelope, BadMessage, InvalidField, RecoveryRefused
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import OpeningKey, SealingKey, Suite

CUSTODIANS: Final = 3
_HALF_BYTES: Final = 32
_NONCE: Final = bytes(12)  # each pair's key closes one thing, once

_Key = Annotated[str, msgspec.Meta(max_length=4096)]


class Custodian(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who keeps a recovery key, with its public half."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    seal: _Key


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What two custodians open together: a half for each, and the keeper key under both."""

    first: Annotated[int, msgspec.Meta(ge=0, lt=CUSTODIANS)]
    second: Annotated[int, msgspec.Meta(ge=0, lt=CUSTODIANS)]
    for_first: _Key
    for_second: _Key
    closed: _Key


class Shares(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The custodians of a store, and what each two of them open."""

    custodians: Annotated[list[Custodian], msgspec.Meta(min_length=CUSTODIANS, max_length=CUSTODIANS)]
    pairs: Annotated[list[Pair], msgspec.Meta(min_length=CUSTODIANS, max_length=CUSTODIANS)]


Halves = Mapping[tuple[int, int], bytes]
"""By pair and custodian (places in `Shares`), the halves that custodians opened."""


def shared(custodians: Sequence[Custodian], keeper: bytearray, store: StoreRef) -> Shares:
    """Share the keeper key among *custodians*.

    Raises:
        InvalidField: not three, or not three different ones; field "custodians".
    """
    try:
        keys = [SealingKey.read(one.seal) for one in custodians]
    except BadMessage:
        raise InvalidField(field="custodians", rule="custodian-key") from None
    if len(keys) != CUSTODIANS or len(set(keys)) != CUSTODIANS or len({one.name for one in custodians}) != CUSTODIANS:
        raise InvalidField(field="custodians", rule="three-custodians")
    pairs = []
    for number, (first, second) in enumerate(combinations(range(CUSTODIANS), 2)):
        halves = os.urandom(_HALF_BYTES), os.urandom(_HALF_BYTES)
        wrapped = [
            text_of(keys[whose].wrap(half, _half(store, number, whose), Suite.HYBRID))
            for whose, half in zip((first, second), halves, strict=True)
        ]
        closed = AESGCM(_joined(*halves)).encrypt(_NONCE, bytes(keeper), place(store, "recovery"))
        pairs.append(
            Pair(first=first, second=second, for_first=wrapped[0], for_second=wrapped[1], closed=text_of(closed))
        )
    return Shares(custodians=list(custodians), pairs=pairs)


def halves_of(shares: Shares, whose: int, key: OpeningKey, store: StoreRef) -> dict[tuple[int, int], bytes]:
    """Open the halves of one custodian.

    Raises:
        RecoveryRefused: they are not for this key, or were changed; rule "not-a-custodian".
    """
    found: dict[tuple[int, int], bytes] = {}
    for number, pair in enumerate(shares.pairs):
        wrapped = {pair.first: pair.for_first, pair.second: pair.for_second}.get(whose)
        if wrapped is not None:
            try:
                raw = bytes_of(wrapped, Suite.HYBRID.wrapped_bytes)
                found[number, whose] = key.unwrap(raw, _half(store, number, whose), Suite.HYBRID)
            except (BadMessage, BadEnvelope):
                raise RecoveryRefused(rule="not-a-custodian") from None
    return found


def joined(shares: Shares, halves: Halves, store: StoreRef) -> bytearray:
    """Open the keeper key with the halves of two custodians.

    Raises:
        RecoveryRefused: one custodian is not enough, rule "two-needed"; or they are not of this store as it is now.
    """
    for number, pair in enumerate(shares.pairs):
        first, second = halves.get((number, pair.first)), halves.get((number, pair.second))
        if first is None or second is None:
            continue
        keeper = bytearray(STORE_KEY_BYTES)
        try:
            raw = bytes_of(pair.closed, STORE_KEY_BYTES + 16)
            AESGCM(_joined(first, second)).decrypt_into(_NONCE, raw, place(store, "recovery"), keeper)
        except (BadMessage, InvalidTag):
            raise RecoveryRefused(rule="old-request") from None
        return keeper
    raise RecoveryRefused(rule="two-needed")


def _half(store: StoreRef, pair: int, whose: int) -> bytes:
    return place(store, "recovery-half", f"{pair}/{whose}")


def _joined(first: bytes, second: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"siskop2mi/recovery-pair/1").derive(first + second)
