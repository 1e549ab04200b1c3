"""What can be done with slots: make the first, open one, change its passphrase, let a colleague in, or out."""

import hmac
import os
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.keys import device_secret, keeper, slot_file
from desktop.keys.cost import STANDARD, Cost
from desktop.keys.durable import writing
from desktop.keys.passphrase import check_own
from desktop.keys.secret import STORE_KEY_BYTES, Officer, OwnKeys, Secrets, StoreRef, derived
from desktop.keys.shares import Custodian
from desktop.keys.slot import Slot, seal, unseal
from desktop.keys.slot_file import DATABASE_SALT_BYTES, SHEET, SlotFile
from sync.errors import ChoosePassphrase, InvalidField, NoSuchOfficer, RuleBroken, StoreDamaged
from sync.identity.canonical import text_of
from sync.identity.keys import OpeningKey, SigningKey

_LONGEST: Final = {"user": 60, "name": 120}  # what the centre takes


class Once(str):
    """A passphrase that somebody else drew: it opens only to choose another."""

    __slots__ = ()


def user_name(text: str) -> str:
    """Return the one form of a user's name: case and outer blanks do not matter.

    Raises:
        InvalidField: empty, too long, or with blanks or signs that nobody can read; field "user".
    """
    user = _readable(text.casefold(), "user")
    if " " in user or user.startswith("@"):  # it signs changes, and the centre takes one word
        raise InvalidField(field="user", rule="text")
    return user


def create(folder: Path, officer: Officer, passphrase: str, *, cost: Cost = STANDARD) -> Secrets:
    """Make the keys of a new store and of its first officer, and keep them in *folder*.

    Raises:
        StoreExists: there is a store in *folder*.
        WeakPassphrase: *passphrase* is not good enough.
        InvalidField: the officer has no readable name.
        StoreDamaged: the device's secret is there and not whole.
        DiskFull, UnsuitableFolder: the disk refused; what was begun opens nothing and is no store.
    """
    check_own(passphrase)
    store = StoreRef(id=str(uuid.uuid4()), salt=os.urandom(DATABASE_SALT_BYTES), generation=1, turn=1)
    store_key, keeper_key = bytearray(os.urandom(STORE_KEY_BYTES)), keeper.new_key()
    secrets = _new_secrets(_checked(officer), store, store_key, keeper_key)
    slot_file.ensure_none(folder)
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    slot = seal(secrets, passphrase, device_secret.make(folder), cost)
    file = SlotFile(
        store=store.id,
        salt=text_of(store.salt),
        generation=store.generation,
        turn=store.turn,
        store_key=keeper.close(keeper_key, store_key, store),
        slots=[slot],
    )
    slot_file.store(folder, file.signed(keeper_key))
    return secrets


def unlock(folder: Path, user: str | None, passphrase: str) -> Secrets:
    """Open the slot of *user*, or the only slot.

    Raises:
        NoStore: no store in *folder*.
        NoSuchOfficer: no such slot, or several and no user named.
        WrongPassphrase: as it says; nothing is counted or locked.
        ChoosePassphrase: the right one, but drawn by a colleague: it opens `change_passphrase` only.
        StoreDamaged: slots or device secret are not sound; *rule* says which.
    """
    file = slot_file.load(folder)
    slot = file.slot_of(None if user is None else user_name(user))
    secrets = _opened(folder, file, slot, passphrase)
    if slot.once:
        secrets.wipe()
        raise ChoosePassphrase
    return secrets


def open_sheet(folder: Path, words: str) -> Secrets:
    """Open the slot of the recovery sheet; its keys let an officer in again, and open no desk.

    Raises:
        NoSuchOfficer: there is no sheet; rule "no-recovery-sheet". WrongPassphrase: not its words.
    """
    file = slot_file.load(folder)
    if not has_sheet(folder):
        raise NoSuchOfficer(rule="no-recovery-sheet")
    return _opened(folder, file, file.slot_of(SHEET), words)


def change_passphrase(folder: Path, user: str | None, old: str, new: str, *, cost: Cost = STANDARD) -> bytearray:
    """Open the slot with the old passphrase and close it with the new one; the officer's keys stay.

    The keeper key is another then, and returned: whoever has the store open goes on with it.

    Raises:
        WeakPassphrase: *new* is not good enough, or the one that was drawn; besides all that `unlock` raises.
        DiskFull, UnsuitableFolder: the disk refused; the old or the new passphrase opens, never none.
    """
    check_own(new)
    file = slot_file.load(folder)
    slot = file.slot_of(None if user is None else user_name(user))
    secrets = _opened(folder, file, slot, old)
    if slot.once and new == old:
        raise RuleBroken(field="passphrase", rule="own-passphrase")
    try:
        closed = seal(secrets, new, device_secret.read(folder), cost)
        _turn(folder, file.with_slot(closed), secrets)
        return bytearray(secrets.keeper)
    finally:
        secrets.wipe()


def add_slot(
    folder: Path, opened: Secrets, officer: Officer, passphrase: "str | Once", *, cost: Cost = STANDARD
) -> Secrets:
    """Give a colleague a slot of their own, by an officer whose slot is open.

    Raises:
        RuleBroken: that user has a slot; field "user", rule "officer-exists".
        WeakPassphrase: *passphrase* is not good enough.
        InvalidField: the officer has no readable name.
        StoreDamaged: slots or device secret are not sound.
        DiskFull, UnsuitableFolder: the disk refused.
    """
    check_own(passphrase)
    file = _mine(folder, opened)
    secrets = _new_secrets(_checked(officer), file.ref, bytearray(opened.store_key), bytearray(opened.keeper))
    if secrets.officer.user in users(folder):
        raise RuleBroken(field="user", rule="officer-exists")
    slot = seal(secrets, passphrase, device_secret.read(folder), cost, once=isinstance(passphrase, Once))
    slot_file.store(folder, file.with_slot(slot).signed(secrets.keeper))
    return secrets


def renew_slot(folder: Path, opened: Secrets, officer: Officer, passphrase: str, *, cost: Cost = STANDARD) -> Secrets:
    """Give an officer a slot anew, by keys that two custodians or the sheet opened: what was their way in is dead.

    Raises: as `add_slot`, but the officer may have a slot.
    """
    check_own(passphrase)
    file = _mine(folder, opened)
    secrets = _new_secrets(_checked(officer), file.ref, bytearray(opened.store_key), bytearray(opened.keeper))
    slot = seal(secrets, passphrase, device_secret.read(folder), cost)
    _turn(folder, file.with_slot(slot), opened)
    return secrets


def add_sheet(folder: Path, opened: Secrets, words: str, *, cost: Cost = STANDARD) -> None:
    """Let *words*, drawn and written on a sheet, be a way in; an earlier sheet is none any more.

    Raises: as `add_slot`.
    """
    file = _mine(folder, opened)
    store_key, keeper_key = bytearray(opened.store_key), bytearray(opened.keeper)
    secrets = _new_secrets(Officer(user=SHEET, name=SHEET), file.ref, store_key, keeper_key)
    slot = seal(secrets, words, device_secret.read(folder), cost)
    _turn(folder, file.with_slot(slot), opened)


def remove_slot(folder: Path, opened: Secrets, user: str) -> None:
    """Take an officer's way in: the slot goes, and the keeper key is another for all who stay.

    Raises:
        NoSuchOfficer: there is no such slot. RuleBroken: it is the officer's own; field "user", rule "own-slot".
        StoreDamaged: slots are not sound. DiskFull, UnsuitableFolder: the disk refused; nothing has changed.
    """
    file = _mine(folder, opened)
    leaver = file.slot_of(user_name(user))
    if leaver.user == opened.officer.user:
        raise RuleBroken(field="user", rule="own-slot")
    _turn(folder, file.without(leaver.user), opened)


def set_custodians(folder: Path, opened: Secrets, custodians: Sequence[Custodian]) -> None:
    """Let any two of three *custodians* be a way in; others before them are none any more.

    Raises:
        InvalidField: they are not three different ones; field "custodians".
        StoreDamaged: slots are not sound. DiskFull, UnsuitableFolder: the disk refused; nothing has changed.
    """
    _turn(folder, _mine(folder, opened).with_custodians(custodians, opened.keeper), opened)


def custodians(folder: Path) -> tuple[str, ...]:
    """Return the names of the custodians; none where there are none.

    Raises: as `users`.
    """
    shares = slot_file.load(folder).shares
    return () if shares is None else tuple(one.name for one in shares.custodians)


def users(folder: Path) -> tuple[str, ...]:
    """List who has a slot, for the sign-in screen.

    Raises:
        NoStore: no store in *folder*.
        StoreDamaged: the slots are not sound.
    """
    return tuple(slot.user for slot in slot_file.load(folder).slots if slot.user != SHEET)


def turn(folder: Path) -> int:
    """Return which keeper key is the present one; raises as `users`."""
    return slot_file.load(folder).turn


def has_sheet(folder: Path) -> bool:
    """Whether a recovery sheet is a way in."""
    return any(slot.user == SHEET for slot in slot_file.load(folder).slots)


def with_keeper(file: SlotFile, keeper_key: bytearray) -> Secrets:
    """Return what the keeper key alone opens, for custodians: nobody's own keys.

    Raises:
        StoreDamaged: it is not the one of this file; rule "slots" or "slots-mac".
    """
    file.check_mac(keeper_key)
    store_key = keeper.open_(file.store_key, keeper_key, file.ref)
    return _new_secrets(Officer(user=SHEET, name=SHEET), file.ref, store_key, keeper_key)


def _opened(folder: Path, file: SlotFile, slot: Slot, passphrase: str) -> Secrets:
    own = unseal(slot, file.ref, passphrase, device_secret.read(folder))
    secrets = _with_store(file, slot, own)
    slot_file.mend(folder, file)
    return secrets


def _with_store(file: SlotFile, slot: Slot, own: OwnKeys) -> Secrets:
    keeper_key = keeper.unwrap(slot.keeper, OpeningKey(own.opening), file.ref, slot.user)
    file.check_mac(keeper_key)
    store_key = keeper.open_(file.store_key, keeper_key, file.ref)
    if not hmac.compare_digest(derived(store_key, "proof"), own.proof):
        raise StoreDamaged(rule="another-store")
    return Secrets(
        store=file.ref,
        officer=Officer(user=slot.user, name=own.name),
        store_key=store_key,
        keeper=keeper_key,
        signing=own.signing,
        opening=own.opening,
    )


def _mine(folder: Path, opened: Secrets) -> SlotFile:
    file = slot_file.load(folder)
    file.check_mac(opened.keeper)
    return file


def _turn(folder: Path, file: SlotFile, opened: Secrets) -> None:
    """Write *file* under a new keeper key, and let *opened* go on with it: a moment, whatever the database holds."""
    fresh = keeper.new_key()
    following = max(file.turn, opened.store.turn) + 1
    slot_file.store(folder, file.turned(fresh, opened.store_key, following).signed(fresh))
    opened.keeper[:] = fresh


def _new_secrets(officer: Officer, store: StoreRef, store_key: bytearray, keeper_key: bytearray) -> Secrets:
    return Secrets(
        store=store,
        officer=officer,
        store_key=store_key,
        keeper=keeper_key,
        signing=bytearray(SigningKey.new().raw),
        opening=bytearray(OpeningKey.new().raw),
    )


def _checked(officer: Officer) -> Officer:
    return replace(officer, user=user_name(officer.user), name=_readable(officer.name, "name"))


def _readable(text: str, field: str) -> str:
    name = unicodedata.normalize("NFC", text.strip())
    if not 1 <= len(name) <= _LONGEST[field]:
        raise InvalidField(field=field, rule="length")
    if not name.isprintable():  # line breaks, and the half characters of a wrong code page
        raise InvalidField(field=field, rule="text")
    return name
