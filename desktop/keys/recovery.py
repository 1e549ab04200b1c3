"""Recovery without the centre: the locked desk asks, two of three custodians answer offline, each for themselves.

The desk's request names a key that was drawn for it; the answers are sealed to that key and mean nothing elsewhere.
Once a desk was recovered its keeper key is another: the same request, its answers and all older shares open nothing.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.keys import device_secret, durable, shares, slot_file
from desktop.keys.custodian import parsed, written
from desktop.keys.secret import StoreRef
from desktop.keys.shares import Shares
from desktop.keys.slot_file import SlotFile
from sync.errors import BadEnvelope, BadMessage, RecoveryRefused, UnreadableFile
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import OpeningKey, SealingKey, Suite
from sync.identity.wordlist import words as listed

FILE: Final = "recovery.key"
"""In the store's folder while a request is open: the key to which the answers are sealed."""
REPLY: Final = ".reply"
"""Ends the name of a file with answers."""
_NONCE_BYTES: Final = 12
_FINGERPRINT_WORDS: Final = 6

_Key = Annotated[str, msgspec.Meta(max_length=4096)]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a locked desk shows: which store at which turn, the key to answer to, and the custodians' shares."""

    v: Literal[1] = 1
    kind: Literal["siskop2mi-recovery-request"] = "siskop2mi-recovery-request"
    store: Annotated[str, msgspec.Meta(max_length=64)]
    salt: Annotated[str, msgspec.Meta(max_length=64)]
    turn: int
    seal: _Key
    shares: Shares

    @property
    def ref(self) -> StoreRef:
        """Which store this is about."""
        salt = bytes_of(self.salt, slot_file.DATABASE_SALT_BYTES)
        return StoreRef(id=self.store, salt=salt, generation=0, turn=self.turn)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the request."""
        return hashlib.sha256(b"siskop2mi/recovery-request/1\0" + written(self)).digest()

    def words(self) -> str:
        """Say the request in six words, for two people on the telephone: the same at the desk and at a custodian."""
        return _said(self.digest)


class Half(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One half of a pair's key, sealed to the request."""

    pair: int
    whose: int
    sealed: _Key


class Reply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What custodians answered; a second one adds to the same file, or writes one of their own."""

    v: Literal[1] = 1
    kind: Literal["siskop2mi-recovery-reply"] = "siskop2mi-recovery-reply"
    request: str
    halves: Annotated[list[Half], msgspec.Meta(max_length=2 * shares.CUSTODIANS)]


class _Open(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request: str
    turn: int
    nonce: str
    ct: str


def ask(folder: Path, target: Path) -> Request:
    """Write a request for the locked store in *folder* to *target*; an earlier one is open no more.

    Raises:
        NoStore, StoreDamaged: slots are not there, or not sound.
        RecoveryRefused: the store has no custodians; rule "no-custodians".
        DiskFull, UnsuitableFolder: the disk refused.
    """
    file = slot_file.load(folder)
    if file.shares is None:
        raise RecoveryRefused(rule="no-custodians")
    key = OpeningKey.new()
    made = Request(store=file.store, salt=file.salt, turn=file.turn, seal=key.public.text, shares=file.shares)
    nonce = os.urandom(_NONCE_BYTES)
    ct = AESGCM(_local(folder)).encrypt(nonce, key.raw, made.digest)
    kept = _Open(request=text_of(made.digest), turn=file.turn, nonce=text_of(nonce), ct=text_of(ct))
    durable.replace(folder / FILE, written(kept))
    durable.replace(target, written(made))
    return made


def read_request(path: Path) -> Request:
    """Read a request.

    Raises:
        UnreadableFile: it is none; field "request".
    """
    made = parsed(path, Request, "request")
    try:
        SealingKey.read(made.seal)
        bytes_of(made.salt, slot_file.DATABASE_SALT_BYTES)
    except BadMessage:
        raise UnreadableFile(field="request", rule="not-such-a-file") from None
    return made


def reply(request: Request, key: OpeningKey, target: Path) -> Reply:
    """Answer *request* with a custodian's key, into *target*; what another custodian answered there stays.

    Raises:
        RecoveryRefused: this custodian is none of the store, or *target* is an answer to another request.
        UnreadableFile: *target* is something else. DiskFull, UnsuitableFolder: the disk refused.
    """
    keys = [one.seal for one in request.shares.custodians]
    if key.public.text not in keys:
        raise RecoveryRefused(rule="not-a-custodian")
    to, before = SealingKey.read(request.seal), _earlier(request, target)
    opened = shares.halves_of(request.shares, keys.index(key.public.text), key, request.ref)
    mine = [
        Half(pair=pair, whose=whose, sealed=text_of(to.wrap(half, _info(request.digest, pair, whose), Suite.HYBRID)))
        for (pair, whose), half in opened.items()
    ]
    kept = [one for one in before if (one.pair, one.whose) not in opened]
    made = Reply(request=text_of(request.digest), halves=[*kept, *mine])
    durable.replace(target, written(made))
    return made


def keeper_of(folder: Path, replies: Sequence[Path]) -> bytearray:
    """Open the keeper key of the store in *folder* with the custodians' answers to its open request.

    Raises:
        RecoveryRefused: no request is open, "no-request"; the answers are to another, "another-request"; the store has
            another keeper key since, "old-request"; or only one custodian answered, "two-needed".
        UnreadableFile: an answer is none; field "reply". StoreDamaged: slots or device secret are not sound.
    """
    file = slot_file.load(folder)
    return shares.joined(_shares(file), _halves(folder, replies), file.ref)


def open_words(folder: Path) -> str | None:
    """Return the six words of the request that is open; None where none is that could still be answered."""
    try:
        return _said(_pending(folder)[1])
    except RecoveryRefused:
        return None


def answered(folder: Path, replies: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of the custodians who answered the open request; raises as `keeper_of`, but one is enough."""
    custodians = _shares(slot_file.load(folder)).custodians
    places = sorted({whose for _, whose in _halves(folder, replies)})
    return tuple(custodians[place].name for place in places if place < len(custodians))


def forget(folder: Path) -> None:
    """Close the open request: nobody can answer it any more."""
    (folder / FILE).unlink(missing_ok=True)
    durable.sync_folder(folder)


def _said(digest: bytes) -> str:
    words, rest, said = listed(), int.from_bytes(digest, "big"), []
    for _ in range(_FINGERPRINT_WORDS):
        rest, place = divmod(rest, len(words))
        said.append(words[place])
    return " ".join(said)


def _halves(folder: Path, replies: Sequence[Path]) -> dict[tuple[int, int], bytes]:
    (key, digest), halves = _pending(folder), dict[tuple[int, int], bytes]()
    for path in replies:
        said = parsed(path, Reply, "reply")
        if said.request != text_of(digest):
            raise RecoveryRefused(rule="another-request")
        for one in said.halves:
            try:
                raw = bytes_of(one.sealed, Suite.HYBRID.wrapped_bytes)
                halves[one.pair, one.whose] = key.unwrap(raw, _info(digest, one.pair, one.whose), Suite.HYBRID)
            except (BadMessage, BadEnvelope):
                raise UnreadableFile(field="reply", rule="not-such-a-file") from None
    return halves


def _shares(file: SlotFile) -> Shares:
    if file.shares is None:
        raise RecoveryRefused(rule="no-custodians")
    return file.shares


def _pending(folder: Path) -> tuple[OpeningKey, bytes]:
    path = folder / FILE
    if not path.exists():
        raise RecoveryRefused(rule="no-request")
    kept = parsed(path, _Open, "request")
    if kept.turn != slot_file.load(folder).turn:
        raise RecoveryRefused(rule="old-request")
    try:
        digest = bytes_of(kept.request, 32)
        cipher = AESGCM(_local(folder))
        return OpeningKey(cipher.decrypt(bytes_of(kept.nonce, _NONCE_BYTES), bytes_of(kept.ct), digest)), digest
    except (BadMessage, InvalidTag):
        raise RecoveryRefused(rule="no-request") from None


def _earlier(request: Request, target: Path) -> list[Half]:
    if not target.exists():
        return []
    said = parsed(target, Reply, "reply")
    if said.request != text_of(request.digest):
        raise RecoveryRefused(rule="another-request")
    return said.halves


def _info(digest: bytes, pair: int, whose: int) -> bytes:
    return b"siskop2mi/recovery-reply/1\0" + digest + bytes((pair % 256, whose % 256))


def _local(folder: Path) -> bytes:
    """The key under which the request's key lies: this machine's."""
    return HKDF(SHA256(), 32, None, b"siskop2mi/recovery-request/1").derive(device_secret.read(folder))
