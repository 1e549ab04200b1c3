"""slots.json: all slots of a store, kept twice, whole or refused."""

import contextlib
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from desktop.keys import durable, erasing
from desktop.keys.keeper import close
from desktop.keys.secret import StoreRef, derived
from desktop.keys.shares import Custodian, Shares, shared
from desktop.keys.slot import Slot
from sync.errors import (
    BadMessage,
    DiskFull,
    NoStore,
    NoSuchOfficer,
    StoreDamaged,
    StoreExists,
    UnsuitableFolder,
)
from sync.identity.canonical import bytes_of, text_of

FILE: Final = "slots.json"
COPY: Final = "slots.copy.json"
DATABASE_SALT_BYTES: Final = 16
_MAX_BYTES: Final = 1 << 20
_MAX_SLOTS: Final = 64
SHEET: Final = "@sheet"
"""Whose slot the recovery sheet opens: no officer's. It gives an officer another passphrase, and no desk."""


class SlotFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file. *sum* tells an accident from a wrong passphrase; *mac* shows, once a slot is open, another hand."""

    v: Literal[2] = 2
    kind: Literal["siskop2mi-slots"] = "siskop2mi-slots"
    store: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    cipher: Literal["sqlcipher-4, raw key and salt"] = "sqlcipher-4, raw key and salt"
    salt: str
    generation: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
    turn: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]  # which keeper key is the present one
    store_key: Annotated[str, msgspec.Meta(max_length=256)]  # under the keeper key
    slots: Annotated[list[Slot], msgspec.Meta(min_length=1, max_length=_MAX_SLOTS)]
    shares: Shares | None = None  # of the keeper key, for the custodians
    mac: str = ""  # HMAC-SHA256 under the keeper key over the file without mac and sum
    sum: str = ""  # SHA-256 over the file without sum

    @property
    def ref(self) -> StoreRef:
        """Which store this is."""
        salt = bytes_of(self.salt, DATABASE_SALT_BYTES)
        return StoreRef(id=self.store, salt=salt, generation=self.generation, turn=self.turn)

    def slot_of(self, user: str | None) -> Slot:
        """Return the slot of *user*, or the only officer's when no user is named.

        Raises:
            NoSuchOfficer: there is none, or there are several and no user is named; rule "several".
        """
        officers = [slot for slot in self.slots if slot.user != SHEET]
        if user is None and len(officers) > 1:
            raise NoSuchOfficer(rule="several")
        for slot in officers if user is None else self.slots:
            if user in (None, slot.user):
                return slot
        raise NoSuchOfficer

    def with_slot(self, slot: Slot) -> "SlotFile":
        """Return the next generation, with *slot* in the place of that user's old one, or added."""
        at = next((place for place, other in enumerate(self.slots) if other.user == slot.user), len(self.slots))
        slots = [*self.slots[:at], slot, *self.slots[at + 1 :]]
        return msgspec.structs.replace(self, slots=slots, generation=self.generation + 1)

    def without(self, user: str) -> "SlotFile":
        """Return the next generation, in which *user* has no slot."""
        slots = [slot for slot in self.slots if slot.user != user]
        return msgspec.structs.replace(self, slots=slots, generation=self.generation + 1)

    def with_custodians(self, custodians: Sequence[Custodian], keeper: bytearray) -> "SlotFile":
        """Return the next generation, with shares for *custodians* in the place of those of others.

        Raises:
            InvalidField: they are not three different ones; field "custodians".
        """
        shares = shared(custodians, keeper, self.ref)
        return msgspec.structs.replace(self, shares=shares, generation=self.generation + 1)

    def turned(self, keeper: bytearray, store_key: bytearray, turn: int) -> "SlotFile":
        """Return the file under another keeper key, of that *turn*, for all who have a slot or a share in it."""
        store = replace(self.ref, turn=turn)
        shares = None if self.shares is None else shared(self.shares.custodians, keeper, store)
        slots = [slot.kept(keeper, store) for slot in self.slots]
        closed = close(keeper, store_key, store)
        return msgspec.structs.replace(self, turn=turn, store_key=closed, slots=slots, shares=shares)

    def signed(self, keeper: bytearray) -> "SlotFile":
        """Return the file with its *mac* and *sum* filled in."""
        with_mac = msgspec.structs.replace(self, mac=text_of(self._mac(keeper)), sum="")
        return msgspec.structs.replace(with_mac, sum=with_mac.checksum())

    def check_mac(self, keeper: bytearray) -> None:
        """Make sure that only holders of the keeper key wrote this.

        Raises:
            StoreDamaged: somebody else changed it; rule "slots-mac".
        """
        if not hmac.compare_digest(self.mac.encode(), text_of(self._mac(keeper)).encode()):
            raise StoreDamaged(rule="slots-mac")

    def checksum(self) -> str:
        """Return what *sum* must be."""
        return text_of(hashlib.sha256(written(msgspec.structs.replace(self, sum=""))).digest())

    def _mac(self, keeper: bytearray) -> bytes:
        return hmac.digest(
            derived(keeper, "slots-mac"), written(msgspec.structs.replace(self, mac="", sum="")), "sha256"
        )


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(SlotFile)
written = _encoder.encode


def ensure_none(folder: Path) -> None:
    """Make sure that *folder* holds no store.

    Raises:
        StoreExists: it does.
    """
    erasing.go_on(folder)
    if (folder / FILE).exists() or (folder / COPY).exists():
        raise StoreExists


def load(folder: Path) -> SlotFile:
    """Read the file, or its copy where the file is not sound.

    Raises:
        NoStore: there is neither.
        StoreDamaged: neither is sound; rule "slots".
    """
    erasing.go_on(folder)
    found = False
    for path in (folder / FILE, folder / COPY):
        try:
            return _parse(path)
        except FileNotFoundError:
            continue
        except StoreDamaged:
            found = True
    raise StoreDamaged(rule="slots") if found else NoStore


def store(folder: Path, file: SlotFile) -> None:
    """Write the file and then its copy; a cut in between leaves the new file beside the old copy.

    Raises:
        DiskFull, UnsuitableFolder: the disk refused.
    """
    content = written(file)
    durable.replace(folder / FILE, content)
    durable.replace(folder / COPY, content)


def mend(folder: Path, file: SlotFile) -> None:
    """Make both copies equal to *file*: an old copy would still open with an old passphrase."""
    content = written(file)
    # A disk that cannot be written must not keep an officer from reading; the next unlocking tries again.
    with contextlib.suppress(OSError, DiskFull, UnsuitableFolder):
        for path in (folder / FILE, folder / COPY):
            if not path.exists() or path.read_bytes() != content:
                durable.replace(path, content)


def _parse(path: Path) -> SlotFile:
    try:
        with path.open("rb") as opened:
            raw = opened.read(_MAX_BYTES)
        file = _decoder.decode(raw)
        sound = written(file) == raw and file.checksum() == file.sum
        bytes_of(file.salt, DATABASE_SALT_BYTES)
    except FileNotFoundError:
        raise
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadMessage):
        raise StoreDamaged(rule="slots") from None
    if not sound or len({slot.user for slot in file.slots}) != len(file.slots):
        raise StoreDamaged(rule="slots")
    return file
