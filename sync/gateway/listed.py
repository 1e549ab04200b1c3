"""Whom the ministry's directory lists in a mission: nobody else works there, whatever a code has let in."""

import msgspec
from sqlalchemy import Connection, delete, select

from sync.directory.content import Grant, Mission
from sync.gateway.tables import directory_missions, directory_state

OWN = "own"
MINISTRY = "ministry"


def changed(connection: Connection, mission: str) -> None:
    """Devices, officers or roles of *mission* are others: the centre's own directory is made anew when asked for."""
    if kind(connection) != MINISTRY:
        connection.execute(delete(directory_missions).where(directory_missions.c.mission == mission))


def kind(connection: Connection) -> str | None:
    """Return whose directory is in force."""
    return connection.scalar(select(directory_state.c.kind))


def listed(connection: Connection, mission: str) -> Mission | None:
    """Return what the ministry says of *mission*, nothing where it says nothing; None where it has loaded none."""
    if kind(connection) != MINISTRY:
        return None
    said = connection.scalar(select(directory_missions.c.said).where(directory_missions.c.mission == mission))
    return Mission(mission=mission) if said is None else msgspec.json.decode(said, type=Mission)


def grant_of(mission: Mission, officer: str, key: str) -> Grant | None:
    """Return the grant of an officer by one key."""
    return next((one for one in mission.grants if (one.officer, one.key) == (officer, key)), None)


def is_listed(connection: Connection, mission: str, device: str) -> bool:
    """Whether a device may speak for *mission*: where the ministry has a directory, only one that stands in it."""
    there = listed(connection, mission)
    return there is None or any(one.device == device and not one.revoked for one in there.devices)
