"""Watch: what a locked desk must know to hear orders, beside the store and in the clear: its centre and itself."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from desktop.keys import durable
from desktop.store import directory
from desktop.store.carriage import Carriage
from desktop.store.device import Meta
from desktop.store.drafts import PLACE
from desktop.store.enrolment import line_of
from desktop.store.store import Store
from desktop.store.unsent import unsent
from sync.errors import DeskError

FILE: Final = "watch.json"
_WAITS: Final = (
    "SELECT EXISTS(SELECT 1 FROM outbox WHERE state != 'accepted') OR EXISTS(SELECT 1 FROM drafts WHERE form != ?)"
)


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """No officer is named, and no key stands here."""

    v: int = 1
    url: str  # of the centre
    device: str
    mission: str
    base: str  # of the directory, see `directory.Kept`
    unsent: bool  # whether something would be lost with the store
    authority: str | None = None  # PEM, besides the system's certificates


def is_all_there(store: Store, carriage: Carriage) -> bool:
    """Whether the centre has everything that this store has."""
    if line_of(store) is None:
        return False
    with store.reading() as connection:
        if connection.exec_driver_sql(_WAITS, (PLACE,)).scalar():
            return False  # the rest takes longer to look through
    return unsent(store, store.handing(None)).is_empty and not carriage.whole()


def opened(folder: Path) -> None:
    """From now on something may be saved at any moment, and the process may end at any."""
    here = read(folder)
    if here is None or here.unsent:
        return
    try:
        durable.replace(folder / FILE, msgspec.json.encode(msgspec.structs.replace(here, unsent=True)))
    except DeskError:  # a full disk keeps nobody from reading, and still lets go of a file
        with suppress(OSError):
            (folder / FILE).unlink()
            durable.sync_folder(folder)


def closed(store: Store, folder: Path, carriage: Carriage, authority: str | None) -> None:
    """Nothing is saved any more: keep whether the locked desk holds something that nobody else has.

    Raises:
        DiskFull, UnsuitableFolder: the disk refused; what stands there says that something is unsent.
    """
    line = line_of(store)
    if line is None:
        return
    with store.reading() as connection:
        meta = Meta(connection)
        mission, base = meta.needed("mission"), directory.kept(meta).base
    there = is_all_there(store, carriage)
    kept = Watch(url=line.url, device=line.device.id, mission=mission, base=base, unsent=not there, authority=authority)
    durable.replace(folder / FILE, msgspec.json.encode(kept))


def read(folder: Path) -> Watch | None:
    """Return what stands there; None before the desk has joined, or where nobody can read it."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Watch)
    except (OSError, msgspec.DecodeError):
        return None
