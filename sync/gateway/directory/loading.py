"""Loading the ministry's directory: proven from its root, then the only truth of who works where."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from sync.clock import stamp
from sync.directory import reading
from sync.directory.content import Mission
from sync.directory.enrolling import FolderFiles
from sync.directory.handover import FORMER, SIGNED, signed_over
from sync.directory.signing import Directory
from sync.directory.sources import Files, Folder
from sync.errors import DirectoryRefused, UnreadableFile
from sync.gateway.directory.shelf import ROOT, TableFiles, keep
from sync.gateway.listed import MINISTRY, kind
from sync.gateway.tables import (
    devices,
    directory_files,
    directory_keys,
    directory_missions,
    directory_state,
    missions,
)
from sync.identity.keys import SigningKey

Shown = dict[str, Any]


def load(connection: Connection, folder: Path, now: datetime) -> Shown:
    """Take the directory of *folder* in force, all of it or nothing.

    The first one brings its root; whoever runs the centre compares its hash with the ministry's. Later ones are proven
    from what is loaded, and none that is older is taken. Where the centre had one of its own, that one hands over.

    Raises:
        UnreadableFile: there is no directory; field "dir".
        DirectoryRefused: not proven, older than the one in force, or of another root.
    """
    codes = list(connection.scalars(select(missions.c.code).order_by(missions.c.code)))
    files = FolderFiles(folder)
    if ROOT not in files:
        raise UnreadableFile(field="dir", rule="not-there")
    root = files[ROOT]
    with tempfile.TemporaryDirectory() as state:
        if kind(connection) == MINISTRY:
            known = TableFiles(connection)
            if known[ROOT] != root:
                raise DirectoryRefused(rule="another-root")
            texts = {name: known[name].decode() for name in known}
            reading.read(Path(state), root, Files(texts), codes)  # so that what is older is known to be
        found = reading.read(Path(state), root, Folder(folder), codes)
    handed = _handed_over(connection, root)
    _replace(connection, files, now)
    TableFiles(connection).update(handed)
    directory = Directory(TableFiles(connection), now)
    for code in codes:
        keep(connection, directory, code)
    revoked = [_apply(connection, mission, now) for mission in found.missions.values()]
    return {
        "version": found.version,
        "expires": found.expires,
        "stale": found.is_stale(now),
        "missions": sorted(found.missions),
        "revoked_devices": sum(revoked),
    }


def _handed_over(connection: Connection, root: bytes) -> dict[str, bytes]:
    """Return what leads desks that pinned the centre's own directory to the ministry's; its keys have no use then."""
    known = TableFiles(connection)
    if kind(connection) == MINISTRY:
        return {name: known[name] for name in (FORMER, SIGNED) if name in known}
    keys = [SigningKey(raw) for raw in connection.scalars(select(directory_keys.c.raw).order_by("place"))]
    if not keys:
        return {}
    connection.execute(delete(directory_keys))
    return {FORMER: known[ROOT], SIGNED: signed_over(root, keys)}


def _replace(connection: Connection, files: FolderFiles, now: datetime) -> None:
    in_force = Directory(files, now).published()
    connection.execute(delete(directory_files))
    lines = [{"name": name, "content": files[name]} for name in in_force]
    connection.execute(insert(directory_files), lines)
    connection.execute(delete(directory_missions))
    connection.execute(delete(directory_state))
    connection.execute(insert(directory_state).values(place=0, kind=MINISTRY))


def _apply(connection: Connection, mission: Mission, now: datetime) -> int:
    """Let revoked devices not speak any more; return how many these are new."""
    names = [device.device for device in mission.devices if device.revoked]
    if not names:
        return 0
    still = (devices.c.mission == mission.mission, devices.c.id.in_(names), devices.c.revoked_at.is_(None))
    return connection.execute(update(devices).where(*still).values(revoked_at=stamp(now))).rowcount
