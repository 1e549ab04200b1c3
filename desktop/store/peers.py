"""Peers: the mission's devices and officers with their public keys, as the directory lists them."""

from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop.store import directory
from desktop.store.device import Meta
from sync.directory.content import Mission
from sync.domain.rules.rights import Roles
from sync.identity.keys import PublicKeys, SealingKey, VerifyKey

UNIT: Final = "unit/"
"""Before the name of a key of the protection unit, where an officer's name stands: no officer's has such a sign."""

_PINNED: Final = "pinned"
"""In `meta`: the verify keys, by device, of desks that proved themselves to an officer's own ears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A device of the mission that may be given work."""

    device: str
    mark: str
    keys: PublicKeys


def stations(connection: Connection) -> dict[str, Station]:
    """Return by device id those that are not revoked."""
    return {
        peer.device: Station(
            device=peer.device, mark=peer.mark, keys=PublicKeys.read({"verify": peer.verify, "seal": peer.seal})
        )
        for peer in _here(Meta(connection)).devices
        if not peer.revoked
    }


def revoked(connection: Connection) -> frozenset[str]:
    """Return the devices that may not give work any more."""
    return frozenset(peer.device for peer in _here(Meta(connection)).devices if peer.revoked)


def officers(connection: Connection) -> dict[tuple[str, str], str]:
    """Return by user name and verify key of the officers of the mission the device at which each was enrolled."""
    return {(one.officer, one.key): one.device for one in _here(Meta(connection)).grants if not one.revoked}


def roles(meta: Meta, device: str, officer: str) -> Roles | None:
    """Return what an officer at *device* may be; None where the directory does not list the officer."""
    here = [one for one in _here(meta).grants if one.device == device and one.officer == officer]
    now = _now(meta)
    return frozenset().union(*(one.roles for one in here if one.holds(now))) if here else None


def verify_keys(connection: Connection, officer: str) -> list[VerifyKey]:
    """Return the keys with which *officer* signs, or did."""
    known = dict.fromkeys(one.key for one in _here(Meta(connection)).grants if one.officer == officer)
    return [VerifyKey.read(key) for key in known]


def sealing_keys(connection: Connection, officer: str) -> list[SealingKey]:
    """Return the keys to which secrets for *officer* are wrapped: one for each computer that the officer works at."""
    meta = Meta(connection)
    now = _now(meta)
    known = [one.seal for one in _here(meta).grants if one.officer == officer and one.seal and one.holds(now)]
    return [SealingKey.read(seal) for seal in dict.fromkeys(known)]


def unit_keys(connection: Connection) -> dict[str, SealingKey]:
    """Return the keys of the protection unit, by the name under which a case key is wrapped to each."""
    known = directory.kept(Meta(connection)).protection.keys
    return {f"{UNIT}{one.name}": SealingKey.read(one.seal) for one in known}


def sealed_to(connection: Connection) -> frozenset[str]:
    """Return the officers of whom a sealing key is known."""
    return frozenset(one.officer for one in _here(Meta(connection)).grants if one.seal and not one.revoked)


def roles_there(connection: Connection, device: str) -> Roles:
    """Return what the officers at a device may be together."""
    meta = Meta(connection)
    now = _now(meta)
    here = [one for one in _here(meta).grants if one.device == device]
    return frozenset().union(*(one.roles for one in here if one.holds(now)))


def roles_by_key(connection: Connection) -> dict[tuple[str, str], Roles]:
    """Return what each officer of the mission may be, by user name and verify key."""
    meta = Meta(connection)
    now = _now(meta)
    return {(one.officer, one.key): frozenset(one.roles if one.holds(now) else ()) for one in _here(meta).grants}


def pin(meta: Meta, station: Station) -> None:
    """Keep that *station* has proven its keys by the words of a meeting."""
    known = _pinned(meta) | {station.device: station.keys.verify.text}
    meta.keep(_PINNED, msgspec.json.encode(known).decode())


def is_pinned(connection: Connection, station: Station) -> bool:
    """Whether *station* proved these very keys before."""
    return _pinned(Meta(connection)).get(station.device) == station.keys.verify.text


def _pinned(meta: Meta) -> dict[str, str]:
    kept = meta.text(_PINNED)
    return {} if kept is None else msgspec.json.decode(kept, type=dict[str, str])


def _now(meta: Meta) -> str:
    """Return the last moment that the centre has proven: by it grants hold or do not."""
    return meta.text("centre_time", "") or ""


def _here(meta: Meta) -> Mission:
    return directory.kept(meta).mission or Mission(mission="")
