"""The desk's line to its centre: device keys and the proven keys of the centre, kept in the encrypted store."""

from dataclasses import dataclass
from typing import Final

from desktop.store import directory, grants, lease
from desktop.store.device import Meta
from desktop.store.row import read_json, write_json
from desktop.store.store import Store
from sync.engine.conversation import Centre
from sync.engine.joining import Joined
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import OpeningKey, PublicKeys, SigningKey, Speaker

_DEVICE_KEYS: Final = "device_keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where the centre is, who it is, and who we are to it."""

    url: str
    centre: Centre
    device: Speaker


def new_device_keys(store: Store, device: str) -> Speaker:
    """Return the device's key pair; made at the first try to join, the same at the next."""
    with store.transactions.write() as connection:
        meta = Meta(connection)
        kept = meta.text(_DEVICE_KEYS)
        if kept is not None:
            return _speaker(device, kept)
        speaker = Speaker.new(device)
        keys = {"signing": text_of(speaker.signing.raw), "opening": text_of(speaker.opening.raw)}
        meta.keep(_DEVICE_KEYS, write_json(keys).decode())
        return speaker


def keep_joined(store: Store, joined: Joined, url: str, officer: str) -> None:
    """Keep what the centre granted, to *officer* and the device; records saved before are now waiting to be sent."""
    centre = {"id": joined.centre.id, "keys": joined.centre.keys.texts}
    with store.transactions.write() as connection:
        meta = Meta(connection)
        meta.keep("centre", write_json(centre).decode())
        meta.keep("gateway", url)
        lease.share(connection, joined.lease)
        lease.prove(connection, joined.time)
        meta.keep("mark", joined.mark)
        directory.pin(meta, joined.root)
        grants.keep(meta, officer, frozenset(joined.roles))
        for (table,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'r\\_%' ESCAPE '\\'"
        ).all():
            connection.exec_driver_sql(f"UPDATE {table} SET _sync = 'waiting' WHERE _sync = 'local'")  # noqa: S608


def line_of(store: Store) -> Line | None:
    """Return the line to the centre; None before joining."""
    with store.reading() as connection:
        meta = Meta(connection)
        centre, keys = meta.text("centre"), meta.text(_DEVICE_KEYS)
        if centre is None or keys is None:
            return None
        known = read_json(centre)
        return Line(
            url=meta.needed("gateway"),
            centre=Centre(id=known["id"], keys=PublicKeys.read(known["keys"])),
            device=_speaker(meta.needed("device"), keys),
        )


def _speaker(device: str, kept: str) -> Speaker:
    keys = read_json(kept)
    return Speaker(
        id=device,
        signing=SigningKey(bytes_of(keys["signing"])),
        opening=OpeningKey(bytes_of(keys["opening"])),
    )
