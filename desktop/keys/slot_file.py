"""slots.json: all slots of a store, kept twice, whole or refused."""

import contextlib
import hashlib
import hmac
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from desktop.keys.durable import replace
from desktop.keys.secret import StoreRef, derived
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


class SlotFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file. *sum* tells an accident from a wrong passphrase; *mac* shows, once a slot is open, another hand."""

    v: Literal[1] = 1
    kind: Literal["siskop2mi-slots"] = "siskop2mi-slots"
    store: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    cipher: Literal["sqlcipher-4, raw key and salt"] = "sqlcipher-4, raw key and salt"
    salt: str
    generation: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
    slots: Annotated[list[Slot], msgspec.Meta(min_length=1, max_length=_MAX_SLOTS)]
    mac: str = ""  # HMAC-SHA256 under the store's key over the file without mac and sum
    sum: str = ""  # SHA-256 over the file without sum

    @property
    def ref(self) -> StoreRef:
        """Which store this is."""
        return StoreRef(id=self.store, salt=bytes_of(self.salt, DATABASE_SALT_BYTES), generation=self.generation)

    def slot_of(self, user: str | None) -> Slot:
        """Return the slot of *user*, or the only slot when no user is named.

        Raises:
            NoSuchOfficer: there is none, or there are several and no user is named; rule "several".
        """
        if user is None and len(self.slots) > 1:
            raise NoSuchOfficer(rule="several")
        for slot in self.slots:
            if user in (None, slot.user):
                return slot
        raise NoSuchOfficer

    def with_slot(self, slot: Slot) -> "SlotFile":
        """Return the next generation, with *slot* in the place of that user's old one, or added."""
        others = [other for other in self.slots if other.user != slot.user]
        return msgspec.structs.replace(self, slots=[*others, slot], generation=self.generation + 1)

    def signed(self, store_key: bytearray) -> "SlotFile":
        """Return the file with its *mac* and *sum* filled in."""
        with_mac = msgspec.structs.replace(self, mac=text_of(self._mac(store_key)), sum="")
        return msgspec.structs.replace(with_mac, sum=with_mac.checksum())

    def check_mac(self, store_key: bytearray) -> None:
        """Make sure that only holders of the store's key wrote this.

        Raises:
            StoreDamaged: somebody else changed it; rule "slots-mac".
        """
        if not hmac.compare_digest(self.mac.encode(), text_of(self._mac(store_key)).encode()):
            raise StoreDamaged(rule="slots-mac")

    def checksum(self) -> str:
        """Return what *sum* must be."""
        return text_of(hashlib.sha256(_write(msgspec.structs.replace(self, sum=""))).digest())

    def _mac(self, store_key: bytearray) -> bytes:
        return hmac.digest(
            derived(store_key, "slots-mac"), _write(msgspec.structs.replace(self, mac="", sum="")), "sha256"
        )


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(SlotFile)
_write = _encoder.encode


def ensure_none(folder: Path) -> None:
    """Make sure that *folder* holds no store.

    Raises:
        StoreExists: it does.
    """
    if (folder / FILE).exists() or (folder / COPY).exists():
        raise StoreExists


def load(folder: Path) -> SlotFile:
    """Read the file, or its copy where the file is not sound.

    Raises:
        NoStore: there is neither.
        StoreDamaged: neither is sound; rule "slots".
    """
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
    content = _write(file)
    replace(folder / FILE, content)
    replace(folder / COPY, content)


def mend(folder: Path, file: SlotFile) -> None:
    """Make both copies equal to *file*: an old copy would still open with an old passphrase."""
    content = _write(file)
    # A disk that cannot be written must not keep an officer from reading; the next unlocking tries again.
    with contextlib.suppress(OSError, DiskFull, UnsuitableFolder):
        for path in (folder / FILE, folder / COPY):
            if not path.exists() or path.read_bytes() != content:
                replace(path, content)


def _parse(path: Path) -> SlotFile:
    try:
        with path.open("rb") as opened:
            raw = opened.read(_MAX_BYTES)
        file = _decoder.decode(raw)
        sound = _write(file) == raw and file.checksum() == file.sum
        bytes_of(file.salt, DATABASE_SALT_BYTES)
    except FileNotFoundError:
        raise
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadMessage):
        raise StoreDamaged(rule="slots") from None
    if not sound or len({slot.user for slot in file.slots}) != len(file.slots):
        raise StoreDamaged(rule="slots")
    return file
