"""The directory as this desk has proven it: nothing of it is taken on the centre's word, and it outlives the line."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop.store.device import Meta
from desktop.store.row import read_json
from sync.directory.content import Centre, Custodians, Mission, Order, Orders, Policy, Protection
from sync.directory.sources import Files, Source
from sync.errors import DeskError, DirectoryRefused
from sync.protocol.messages import DirectoryFiles
from sync.resources import resource

FOLDER: Final = "directory"
"""Below the folder of the store: what TUF has seen. Officers are named in none of its files."""

_KEPT: Final = "directory"
_PIN: Final = "directory_root"
_SEEN: Final = "seen.json"
_FIRST: Final = "1.root.json"


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was proven last, in the encrypted store: it knows what is older even where the folder was tampered with."""

    told: str = ""  # the token of what the centre told last, taken or not
    problem: str = ""  # why that was not taken
    base: str = ""  # SHA-256 of the root from which all this is proven
    root: str = ""  # the newest root
    root_version: int = 0
    version: int = 0
    expires: str = ""
    mission: Mission | None = None
    locks: Orders = Orders()
    erasures: Orders = Orders()
    policy: Policy = Policy.of_pilot()
    is_decided: bool = False  # by a ministry
    custodians: Custodians = Custodians()
    protection: Protection = Protection()
    centre: Centre = Centre()


def kept(meta: Meta) -> Kept:
    """Return what was proven last."""
    said = meta.text(_KEPT)
    return Kept() if said is None else msgspec.json.decode(said, type=Kept)


def pin(meta: Meta, root: str) -> None:
    """Keep the hash of the root that the one-time code has proven; one that is bundled goes before it."""
    meta.keep(_PIN, root)


def hear(connection: Connection, folder: Path, told: DirectoryFiles) -> None:
    """Take in what the centre told, or note why not: no round fails by it, and what was known stays in force."""
    meta = Meta(connection)
    problem = ""
    try:
        take(connection, folder, Files(told.files))
    except DeskError as error:
        problem = error.rule or error.code
    meta.keep(_KEPT, _text(msgspec.structs.replace(kept(meta), told=told.token, problem=problem)))


def take(connection: Connection, folder: Path, source: Source) -> Kept:
    """Prove a directory, from the centre or a stick, and keep it in place of the one before.

    Raises:
        DirectoryRefused: not proven, older than the one kept, or of another root ("another-root").
        DiskFails: the folder of its state cannot be written.
    """
    from sync.directory import reading  # TUF is only needed where there is something new

    meta = Meta(connection)
    before, mission = kept(meta), meta.needed("mission")
    base, root = _root(meta, before, source)
    state = state_of(folder, base)
    found = reading.read(state, root, source, [mission])
    known = (before.root_version, before.version) if before.base == base else (0, 0)
    if found.root_version < known[0] or (found.root_version == known[0] and found.version < known[1]):
        raise DirectoryRefused(rule="older")
    new = msgspec.structs.replace(
        before,
        problem="",
        base=base,
        root=found.root.decode(),
        root_version=found.root_version,
        version=found.version,
        expires=found.expires,
        mission=found.missions.get(mission),
        locks=found.locks,
        erasures=found.erasures,
        policy=found.policy,
        is_decided=found.is_decided,
        custodians=found.custodians,
        protection=found.protection,
        centre=found.centre,
    )
    meta.keep(_KEPT, _text(new))
    pin(meta, base)
    return new


def _root(meta: Meta, before: Kept, source: Source) -> tuple[str, bytes]:
    """Return the hash of the root that all begins with, and the newest root that is proven from it.

    Where the source begins with another one, to which the pinned one hands over, that is the beginning from now on.
    """
    from sync.directory import handover  # as above

    bundled = resource("directory") / "root.json"
    first = bundled.read_bytes() if bundled.is_file() else None
    base = (meta.text(_PIN) or "") if first is None else sha256(first).hexdigest()
    if first is None:
        first = b"".join(source.chunks(_FIRST) or ())
        told = sha256(first).hexdigest()
        if base and told != base and handover.leads(base, source, first):
            base = told
    if base and before.base == base:
        return base, before.root.encode()
    if not base or sha256(first).hexdigest() != base:
        raise DirectoryRefused(rule="another-root")
    return base, first


def state_of(folder: Path, base: str) -> Path:
    """Return where TUF keeps what it has seen of the directory that begins with *base*."""
    return folder / FOLDER / base[:16]


def seen_file(folder: Path) -> Path:
    """Return where the files lie that prove an order which the locked desk has seen."""
    return folder / FOLDER / _SEEN


def proven_orders(state: Path, source: Source) -> tuple[Orders, Orders]:
    """Prove what *source* holds from what a desk has seen, and return the orders to lock and those to erase.

    Raises:
        DirectoryRefused, DiskFails: see `reading.read`.
    """
    from sync.directory import reading

    try:
        root = (state / "root.json").read_bytes()
    except OSError:
        raise DirectoryRefused(rule="another-root") from None
    found = reading.read(state, root, source, [])
    return found.locks, found.erasures


def see(connection: Connection, folder: Path) -> None:
    """Take over the orders that the locked desk has seen; the next round tells the rest."""
    meta = Meta(connection)
    before = kept(meta)
    try:
        files = msgspec.json.decode(seen_file(folder).read_bytes(), type=dict[str, str])
        locks, erasures = proven_orders(state_of(folder, before.base), Files(files))
    except (OSError, msgspec.DecodeError, DeskError):
        return
    meta.keep(_KEPT, _text(msgspec.structs.replace(before, locks=locks, erasures=erasures)))


def alarm(meta: Meta, now: str) -> str | None:
    """Return what is wrong, for people: "refused", "centre" (not the one of the directory), or "stale" at *now*."""
    here = kept(meta)
    if here.problem:
        return "refused"
    if here.centre.keys and not _is_centre(here.centre, meta.text("centre")):
        return "centre"
    return "stale" if here.expires and here.expires < now else None


def _is_centre(listed: Centre, met: str | None) -> bool:
    """Whether the centre that this desk has met speaks under keys that the directory lists."""
    if met is None:
        return True
    known = read_json(met)
    return known["id"] == listed.centre and known["keys"] in [
        {"verify": key.verify, "seal": key.seal} for key in listed.keys
    ]


def orders_for(connection: Connection, device: str) -> tuple[Order | None, Order | None]:
    """Return the order to lock and the order to erase that stand for *device*."""
    here = kept(Meta(connection))
    return _order(here.locks, device), _order(here.erasures, device)


def policy(connection: Connection) -> Policy:
    """Return what the ministry has decided, within what no directory may go below."""
    here = kept(Meta(connection))
    return here.policy.within_floors(is_decided=here.is_decided)


def _order(orders: Orders, device: str) -> Order | None:
    return next((one for one in orders.orders if one.device == device), None)


def _text(said: Kept) -> str:
    return msgspec.json.encode(said).decode()
