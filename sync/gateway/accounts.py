"""Who may speak to the centre: missions, their devices and officers, and the one-time codes that let a device join."""

import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sync.changes.digest import fingerprint
from sync.clock import Clock, stamp
from sync.domain.rules.rights import ROLES, Roles, default_roles
from sync.errors import InvalidField, RuleBroken
from sync.gateway.listed import changed, grant_of, listed
from sync.gateway.tables import code_roles, codes, devices, grants, missions, officers
from sync.identity.enrolment import code_keys, make_code
from sync.identity.envelope import FIRST
from sync.identity.keys import PublicKeys, VerifyKey
from sync.identity.wordlist import words

CODE_LIVES: Final = timedelta(hours=72)

_MISSION: Final = re.compile(r"[A-Z][A-Z0-9_]{1,11}")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIGNS: Final = "0123456789" + _LETTERS


def add_mission(connection: Connection, code: str, clock: Clock) -> None:
    """Open the book of a mission.

    Raises:
        InvalidField: not a code; rule "mission".
        RuleBroken: there is one already; rule "mission-exists".
    """
    if _MISSION.fullmatch(code) is None:
        raise InvalidField(field="mission", rule="mission")
    if has_mission(connection, code):
        raise RuleBroken(field="mission", rule="mission-exists")
    made = {"code": code, "seq": 0, "made_at": stamp(clock.now()), "fingerprint": fingerprint({})}
    connection.execute(insert(missions).values(made))


def has_mission(connection: Connection, code: str) -> bool:
    """Whether there is a mission of that code."""
    return connection.scalar(select(missions.c.code).where(missions.c.code == code)) is not None


def issue_code(connection: Connection, mission: str, clock: Clock, roles: Iterable[str] = ()) -> str:
    """Make a code of eight words that lets one device join *mission* within 72 hours; only its keys are stored.

    Raises:
        InvalidField: there is no such mission, or role.
    """
    code = make_code(words())
    add_code(connection, mission, code, clock, roles)
    return code


def add_code(connection: Connection, mission: str, code: str, clock: Clock, roles: Iterable[str] = ()) -> None:
    """Let whoever knows *code* join *mission*, as an officer of *roles*; none named: of all that a mission needs.

    Raises:
        InvalidField: there is no such mission, or role.
    """
    granted = checked_roles(roles or default_roles())
    if not has_mission(connection, mission):
        raise InvalidField(field="mission", rule="unknown-mission")
    keys = code_keys(code)
    connection.execute(
        insert(codes).values(
            id=keys.id,
            mission=mission,
            mac_key=keys.mac_key,
            expires_at=stamp(clock.now() + CODE_LIVES),
        )
    )
    connection.execute(insert(code_roles), [{"code": keys.id, "role": role} for role in granted])


def checked_roles(roles: Iterable[str]) -> list[str]:
    """Return *roles* in order, each once.

    Raises:
        InvalidField: one is not of the list; rule "code".
    """
    said = sorted(set(roles))
    if not ROLES.issuperset(said):
        raise InvalidField(field="role", rule="code")
    return said


def roles_of_code(connection: Connection, code: str) -> Roles:
    """Return what the officer will be who joins with a code."""
    return frozenset(connection.scalars(select(code_roles.c.role).where(code_roles.c.code == code)))


def device_of(connection: Connection, device: str) -> Row[tuple[object, ...]] | None:
    """Return the row of a device, locked for the rest of a writing transaction."""
    return connection.execute(select(devices).where(devices.c.id == device).with_for_update()).one_or_none()


def verify_key_of(connection: Connection, device: str) -> VerifyKey:
    """Return the key with which a device signs.

    Raises:
        KeyError: no such device.
    """
    key = connection.scalar(select(devices.c.verify).where(devices.c.id == device))
    if key is None:
        raise KeyError(device)
    return VerifyKey.read(key)


def add_device(connection: Connection, device: str, mission: str, keys: PublicKeys, clock: Clock) -> str:
    """Enrol a device and return the two characters that mark its case numbers within the mission."""
    taken = connection.scalar(select(func.count()).select_from(devices).where(devices.c.mission == mission)) or 0
    letter, sign = divmod(taken, len(_SIGNS))
    mark = _LETTERS[letter] + _SIGNS[sign]
    connection.execute(
        insert(devices).values(
            id=device,
            mission=mission,
            mark=mark,
            enrolled_at=stamp(clock.now()),
            epoch=0,
            seq=0,
            hash=FIRST,
            **keys.texts,
        )
    )
    changed(connection, mission)
    return mark


def revoke_device(connection: Connection, device: str, clock: Clock) -> None:
    """Let a device not speak any more, from the next envelope on.

    Raises:
        InvalidField: there is no such device.
    """
    mission = connection.scalar(select(devices.c.mission).where(devices.c.id == device))
    if mission is None:
        raise InvalidField(field="device", rule="unknown-device")
    connection.execute(update(devices).where(devices.c.id == device).values(revoked_at=stamp(clock.now())))
    changed(connection, mission)


def barred(connection: Connection, mission: str, makers: Collection[str]) -> frozenset[str]:
    """Return those of *makers* that are no devices of *mission*, or not any more."""
    if not makers:
        return frozenset()
    there = listed(connection, mission)
    if there is not None:
        return frozenset(makers) - {one.device for one in there.devices if not one.revoked}
    trusted = select(devices.c.id).where(devices.c.mission == mission, devices.c.revoked_at.is_(None))
    return frozenset(makers) - {row.id for row in connection.execute(trusted)}


def add_officer(
    connection: Connection, mission: str, device: str, officer: tuple[str, str, str, str], moment: str
) -> None:
    """Enrol an officer as (user, name, verify key, sealing key), once."""
    user, name, key, seal = officer
    if enrolled_at(connection, mission, user, key) is not None:
        return
    connection.execute(
        insert(officers).values(
            mission=mission, officer=user, key=key, seal=seal, name=name, device=device, enrolled_at=moment
        )
    )
    changed(connection, mission)


def grant(connection: Connection, mission: str, officer: tuple[str, str], roles: Iterable[str], moment: str) -> None:
    """Let an officer, (user, verify key), have *roles* and no others from *moment* on."""
    user, key = officer
    here = {"mission": mission, "officer": user, "key": key, "since": moment}
    connection.execute(delete(grants).filter_by(**here))
    connection.execute(insert(grants).values(roles=" ".join(sorted(roles)), **here))
    changed(connection, mission)


def roles_of(connection: Connection, mission: str, officer: str, key: str, at: str) -> Roles:
    """Return the roles that an officer has at a moment; none for somebody who is not of the mission."""
    there, last = listed(connection, mission), _last_grant(connection, mission, officer, key, at)
    if there is None:
        return frozenset((last or "").split())
    found = grant_of(there, officer, key)
    ended = last == ""  # at the desk where the key was made; the ministry may hear of it later
    return frozenset(found.roles) if found is not None and found.holds(at) and not ended else frozenset()


def _last_grant(connection: Connection, mission: str, officer: str, key: str, at: str) -> str | None:
    same = (grants.c.mission == mission, grants.c.officer == officer, grants.c.key == key, grants.c.since <= at)
    return connection.scalar(select(grants.c.roles).where(*same).order_by(grants.c.since.desc()).limit(1))


def granted(connection: Connection, mission: str) -> dict[tuple[str, str], list[str]]:
    """Return by officer and key what was granted last."""
    lines = connection.execute(select(grants).where(grants.c.mission == mission).order_by(grants.c.since))
    return {(line.officer, line.key): line.roles.split() for line in lines}


Standing = Literal["revoked", "unlisted"]


def standing(
    connection: Connection, mission: str, people: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Standing]:
    """Return those officers, by user and key, who may not work any more, or whom the ministry does not know yet."""
    there = listed(connection, mission)
    if there is None:
        return {}
    gone: dict[tuple[str, str], Standing] = {}
    for user, key in people:
        found = grant_of(there, user, key)
        if found is None:
            gone[user, key] = "unlisted"
        elif found.revoked:
            gone[user, key] = "revoked"
    return gone


def enrolled_at(connection: Connection, mission: str, user: str, key: str) -> str | None:
    """Return the device at which *key* was enrolled as that of an officer of the mission; None where it is of none."""
    there = listed(connection, mission)
    found = None if there is None else grant_of(there, user, key)
    if found is not None:
        return found.device
    same = (officers.c.mission == mission, officers.c.officer == user, officers.c.key == key)
    return connection.scalar(select(officers.c.device).where(*same))
