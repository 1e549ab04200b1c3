"""One officer, one store's keys at the lowest cost, made once and copied for each test."""

import shutil
from pathlib import Path
from typing import Final

from desktop.keys import slots
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Officer, Secrets
from desktop.keys.session import Session

DEWI: Final = Officer(user="dewi", name="Dewi Anggraini")
BUDI: Final = Officer(user="budi", name="Budi Santoso")
PASSPHRASE: Final = "Ombak-kertas-pagar-melati-tangga-5"  # opens nothing but tests
OTHER: Final = "Tikar-bambu-sungai-padi-emas-kayu-3"


def made(folder: Path) -> Secrets:
    """Make a store's keys in *folder*."""
    return slots.create(folder, DEWI, PASSPHRASE, cost=FLOOR)


def copied(template: Path, folder: Path) -> Path:
    """Copy a store's keys."""
    shutil.copytree(template, folder)
    return folder


def same(left: Secrets, right: Secrets) -> bool:
    """Tell whether two officers' secrets hold the same keys and names."""
    return (left.store_key, left.signing, left.opening, left.officer, left.store.id, left.store.salt) == (
        right.store_key,
        right.signing,
        right.opening,
        right.officer,
        right.store.id,
        right.store.salt,
    )


def added(folder: Path, opened: Secrets) -> Secrets:
    """Give the colleague a slot."""
    return slots.add_slot(folder, opened, BUDI, OTHER, cost=FLOOR)


def answers(secrets: Secrets, passphrase: str) -> dict[str, str]:
    """Say what a passphrase opens to, for the frozen vectors."""
    session = Session(secrets)
    return {
        "user": secrets.officer.user,
        "name": secrets.officer.name,
        "passphrase": passphrase,
        "store": secrets.store.id,
        "signing_hex": secrets.signing.hex(),
        "opening_hex": secrets.opening.hex(),
        "database_key_hex": session.database_key().hex(),
        "attachment_key_hex": session.attachment_key().hex(),
        "backup_key_hex": session.backup_key().hex(),
    }
