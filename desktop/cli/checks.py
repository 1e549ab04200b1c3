"""What IT asks first: does the programme have all its parts, and how does the store's folder stand."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.cli.output import Answer
from desktop.keys import slots
from desktop.store import space
from desktop.store.store import Store
from sync.clock import SystemClock
from sync.domain import codes
from sync.errors import DeskError
from sync.identity.envelope import FIRST, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import Speaker
from sync.identity.wordlist import words as wordlist
from sync.version import VERSION

_KEY_BYTES: Final = 48


def version() -> Answer:
    """The release, and the Python it runs on."""
    return {"version": VERSION, "python": sys.version.split()[0]}


def self_test() -> Answer:
    """Try every part of the programme that a package can lack."""
    parts: dict[str, Callable[[], object]] = {
        "store": _store,
        "envelope": _envelope,
        "code-lists": codes.names,
        "wordlist": wordlist,
        "screens": _screens,
    }
    found = [name for name, part in parts.items() if not _works(part)]
    return {"ok": not found, "findings": found, **version()}


def _works(part: Callable[[], object]) -> bool:
    try:
        part()
    except (DeskError, ImportError, OSError, KeyError, ValueError) as error:
        print(f"{part.__name__}: {type(error).__name__}", file=sys.stderr)
        return False
    return True


def _store() -> None:
    with tempfile.TemporaryDirectory() as folder:
        key = os.urandom(_KEY_BYTES)
        store = Store.create(Path(folder), lambda: bytearray(key), SystemClock(), mission="JHB", store_id="self-test")
        try:
            store.do("self-test", lambda unit: unit.create("worker", {"full_name": "Uji Diri"}))
            if [hit.why for hit in store.first_hits("uji")] != ["name"]:
                raise ValueError("search")
        finally:
            store.close()


def _envelope() -> None:
    one, other = Speaker.new("one"), Speaker.new("other")
    head = Head(kind="exchange", sender="one", epoch=1, seq=1, prev=FIRST, created="2026-01-01T00:00:00.000Z")
    sealed = seal(head, b"self-test", {"other": other.public.seal}, one)
    unseal(sealed, other, {"one": one.public.verify}.__getitem__)


def _screens() -> None:
    import importlib

    importlib.import_module("desktop.ui.app")


def doctor(folder: Path) -> Answer:
    """Tell how the desk's folder stands, without opening the store."""
    found: list[str] = []
    users: list[str] = []
    number = 0
    try:
        users = list(slots.users(folder))
        number = len(users) + slots.has_sheet(folder) + bool(slots.custodians(folder))
    except DeskError as error:
        found.append(error.code)
    existing = folder if folder.is_dir() else Path(folder.anchor or ".")
    free = space.free_mb(existing)
    if free < space.WARN_MB:
        found.append("disk-space")
    damaged = [one for one in found if one != "no-store"]
    return {
        "ok": not damaged,
        "folder": str(folder),
        "officers": users,
        "ways": number,
        "notice": "one-way-in" if number == 1 else None,
        "free_mb": free,
        "findings": found,
        **version(),
    }
