"""What can be done with slots: make the first, open one, change its passphrase, add a colleague's."""

import os
import unicodedata
import uuid
from pathlib import Path
from typing import Final

from desktop.keys import device_secret, slot_file
from desktop.keys.cost import STANDARD, Cost
from desktop.keys.durable import writing
from desktop.keys.passphrase import check_own
from desktop.keys.secret import STORE_KEY_BYTES, Officer, Secrets, StoreRef
from desktop.keys.slot import seal, unseal
from desktop.keys.slot_file import DATABASE_SALT_BYTES, SlotFile
from sync.errors import InvalidField, RuleBroken
from sync.identity.canonical import text_of
from sync.identity.keys import OpeningKey, SigningKey

_LONGEST: Final = {"user": 60, "name": 120}  # what the centre takes


def user_name(text: str) -> str:
    """Return the one form of a user's name: case and outer blanks do not matter.

    Raises:
        InvalidField: empty, too long, or with blanks or signs that nobody can read; field "user".
    """
    user = _readable(text.casefold(), "user")
    if " " in user:  # it signs changes, and the centre takes one word
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
    store = StoreRef(id=str(uuid.uuid4()), salt=os.urandom(DATABASE_SALT_BYTES), generation=1)
    secrets = _new_secrets(officer, store, bytearray(os.urandom(STORE_KEY_BYTES)))
    slot_file.ensure_none(folder)
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    slot = seal(secrets, passphrase, device_secret.make(folder), cost)
    file = SlotFile(store=store.id, salt=text_of(store.salt), generation=store.generation, slots=[slot])
    slot_file.store(folder, file.signed(secrets.store_key))
    return secrets


def unlock(folder: Path, user: str | None, passphrase: str) -> Secrets:
    """Open the slot of *user*, or the only slot.

    Raises:
        NoStore: no store in *folder*.
        NoSuchOfficer: no such slot, or several and no user named.
        WrongPassphrase: as it says; nothing is counted or locked.
        StoreDamaged: slots or device secret are not sound; *rule* says which.
    """
    file = slot_file.load(folder)
    slot = file.slot_of(None if user is None else user_name(user))
    secrets = unseal(slot, file.ref, passphrase, device_secret.read(folder))
    file.check_mac(secrets.store_key)
    slot_file.mend(folder, file)
    return secrets


def change_passphrase(folder: Path, user: str | None, old: str, new: str, *, cost: Cost = STANDARD) -> None:
    """Open the slot with the old passphrase and close it with the new one; the keys inside stay.

    Raises:
        WeakPassphrase: *new* is not good enough; besides all that `unlock` raises.
        DiskFull, UnsuitableFolder: the disk refused; the old or the new passphrase opens, never none.
    """
    check_own(new)
    secrets = unlock(folder, user, old)
    try:
        _keep(folder, secrets, new, cost)
    finally:
        secrets.wipe()


def add_slot(folder: Path, opened: Secrets, officer: Officer, passphrase: str, *, cost: Cost = STANDARD) -> Secrets:
    """Give a colleague a slot of their own, by an officer whose slot is open.

    Raises:
        RuleBroken: that user has a slot; field "user", rule "officer-exists".
        WeakPassphrase: *passphrase* is not good enough.
        InvalidField: the officer has no readable name.
        StoreDamaged: slots or device secret are not sound.
        DiskFull, UnsuitableFolder: the disk refused.
    """
    check_own(passphrase)
    secrets = _new_secrets(officer, opened.store, bytearray(opened.store_key))
    if any(slot.user == secrets.officer.user for slot in slot_file.load(folder).slots):
        raise RuleBroken(field="user", rule="officer-exists")
    _keep(folder, secrets, passphrase, cost)
    return secrets


def users(folder: Path) -> tuple[str, ...]:
    """List who has a slot, for the sign-in screen.

    Raises:
        NoStore: no store in *folder*.
        StoreDamaged: the slots are not sound.
    """
    return tuple(slot.user for slot in slot_file.load(folder).slots)


def _keep(folder: Path, secrets: Secrets, passphrase: str, cost: Cost) -> None:
    """Write the next generation, with a new slot for *secrets*."""
    file = slot_file.load(folder)
    file.check_mac(secrets.store_key)
    slot = seal(secrets, passphrase, device_secret.read(folder), cost)
    slot_file.store(folder, file.with_slot(slot).signed(secrets.store_key))


def _new_secrets(officer: Officer, store: StoreRef, store_key: bytearray) -> Secrets:
    return Secrets(
        store=store,
        officer=Officer(user=user_name(officer.user), name=_readable(officer.name, "name")),
        store_key=store_key,
        signing=bytearray(SigningKey.new().raw),
        opening=bytearray(OpeningKey.new().raw),
    )


def _readable(text: str, field: str) -> str:
    name = unicodedata.normalize("NFC", text.strip())
    if not 1 <= len(name) <= _LONGEST[field]:
        raise InvalidField(field=field, rule="length")
    if not name.isprintable():  # line breaks, and the half characters of a wrong code page
        raise InvalidField(field=field, rule="text")
    return name
