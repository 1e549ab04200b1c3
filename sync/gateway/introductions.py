"""Officers who come to a device that has joined: let in by a colleague there who may, or let in again."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from sync.domain.rules.rights import ROLES, Roles, may
from sync.errors import BadMessage
from sync.gateway import accounts
from sync.gateway.tables import officers
from sync.identity.keys import SealingKey, VerifyKey
from sync.identity.officer import has_introduced
from sync.protocol.messages import Introduced

_MOST: Final = 16
_USER: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,60}")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,120}")


def take(connection: Connection, mission: str, device: str, said: Sequence[Introduced], now: str) -> None:
    """Enrol those at *device* who may be; whoever may not is passed over, and the desk goes on saying it."""
    for one in said[:_MOST]:
        if one.gone:
            _let_out(connection, mission, device, one, now)
            continue
        if not _is_sound(one) or accounts.enrolled_at(connection, mission, one.officer, one.key) is not None:
            continue
        roles = _let_in(connection, mission, device, one, now) if one.by else _again(connection, mission, device, one)
        if roles:
            person = (one.officer, one.name, one.key, one.seal)
            accounts.add_officer(connection, mission, device, person, now)
            accounts.grant(connection, mission, (one.officer, one.key), roles, now)


def _is_sound(one: Introduced) -> bool:
    try:
        VerifyKey.read(one.key)
        SealingKey.read(one.seal)
    except BadMessage:
        return False
    texts = (one.by, one.by_key)
    return bool(_USER.fullmatch(one.officer) and _NAME.fullmatch(one.name)) and not any("\0" in text for text in texts)


def _let_in(connection: Connection, mission: str, device: str, one: Introduced, now: str) -> Roles:
    """Return the roles that the officer who signed may give; none where that one may not let anybody in."""
    if not _is_signed(connection, mission, device, one):
        return frozenset()
    own = _own(connection, mission, one, now)
    roles = frozenset(one.roles)
    return roles if may(own, "officer", "let_in") and roles <= own & ROLES else frozenset()


def _let_out(connection: Connection, mission: str, device: str, one: Introduced, now: str) -> None:
    """End what an officer may whose way in at *device* was taken; only a colleague there who may does that."""
    if accounts.enrolled_at(connection, mission, one.officer, one.key) != device:
        return
    if _is_signed(connection, mission, device, one) and may(_own(connection, mission, one, now), "officer", "let_in"):
        accounts.grant(connection, mission, (one.officer, one.key), (), now)


def _is_signed(connection: Connection, mission: str, device: str, one: Introduced) -> bool:
    """Whether an officer of *device* signed what is said."""
    if accounts.enrolled_at(connection, mission, one.by, one.by_key) != device:
        return False
    signed = msgspec.structs.replace(one, signature="")
    return has_introduced(VerifyKey.read(one.by_key), signed, mission, device, one.signature)


def _own(connection: Connection, mission: str, one: Introduced, now: str) -> Roles:
    return accounts.roles_of(connection, mission, one.by, one.by_key, now)


def _again(connection: Connection, mission: str, device: str, one: Introduced) -> Roles:
    """Return the roles of an officer who was at *device* before with other keys: the newest of them count."""
    here = (officers.c.mission == mission, officers.c.device == device, officers.c.officer == one.officer)
    newest = select(officers.c.key).where(*here).order_by(officers.c.enrolled_at.desc()).limit(1)
    key = connection.scalar(newest)
    if key is None:
        return frozenset()
    return accounts.roles_of(connection, mission, one.officer, key, "9999")
