"""The officers of this desk: their names and public keys, and by whose signature the centre is to take each of them."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import grants, outbox, peers
from desktop.store.device import Meta
from sync.domain.rules.rights import Roles
from sync.errors import StoreDamaged
from sync.identity.keys import Speaker
from sync.identity.officer import sign_introduction
from sync.protocol.messages import Introduced

TURN: Final = "slots_turn"
"""In `meta`: the last keeper key that was seen. Slots of before are somebody's copy, with passphrases that are dead."""
_KEEP: Final = "INSERT OR REPLACE INTO officers VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"


def see_turn(connection: Connection, turn: int) -> None:
    """Note which keeper key is the present one.

    Raises:
        StoreDamaged: a later one was seen before; rule "old-slots".
    """
    meta = Meta(connection)
    seen = meta.number(TURN)
    if turn < seen:
        raise StoreDamaged(rule="old-slots")
    if turn > seen:
        meta.keep(TURN, turn)


def arrive(connection: Connection, name: str, speaker: Speaker) -> None:
    """Note who has unlocked the desk. Whose key is another than before was let in again: the centre is to hear it."""
    found = connection.exec_driver_sql("SELECT key FROM officers WHERE user = ?", (speaker.id,)).scalar()
    public = speaker.public
    if found == public.verify.text:
        return
    here = Introduced(officer=speaker.id, name=name, key=public.verify.text, seal=public.seal.text)
    is_first = found is None
    _keep(connection, here, told=is_first and Meta(connection).text("centre") is not None)


def let_in(connection: Connection, new: Introduced, roles: Roles, lead: Speaker) -> None:
    """Note an officer whom *lead* lets in with *roles*, signed for the centre."""
    meta = Meta(connection)
    granted = msgspec.structs.replace(new, roles=sorted(roles))
    _keep(connection, _signed(meta, granted, lead), told=False)
    grants.keep(meta, new.officer, roles)


def joined(connection: Connection, lead: Speaker, roles: Roles) -> None:
    """The desk has joined a centre, which knows *lead* by the code: *lead* signs for everybody else of the desk."""
    meta = Meta(connection)
    connection.exec_driver_sql("UPDATE officers SET told = 1 WHERE user = ?", (lead.id,))
    for line in connection.exec_driver_sql("SELECT * FROM officers WHERE user != ?", (lead.id,)).all():
        said = msgspec.structs.replace(_introduced(line), roles=sorted(roles))
        _keep(connection, _signed(meta, said, lead), told=False)
        grants.keep(meta, said.officer, roles)


def let_out(connection: Connection, user: str, lead: Speaker) -> None:
    """Note that *lead* has taken an officer's way in, signed for the centre: none of the keys made here counts on."""
    meta = Meta(connection)
    here = connection.exec_driver_sql("SELECT key FROM officers WHERE user = ?", (user,)).scalars()
    listed = [
        key for (who, key), at in peers.officers(connection).items() if (who, at) == (user, meta.needed("device"))
    ]
    for key in dict.fromkeys([*here, *listed]):
        said = _signed(meta, Introduced(officer=user, name="", key=key, seal="", gone=True), lead)
        values = (user, key, msgspec.json.encode(said).decode())
        connection.exec_driver_sql("INSERT OR REPLACE INTO departed VALUES(?, ?, ?)", values)


def untold(connection: Connection) -> tuple[Introduced, ...]:
    """Return those of whom the centre is to hear with the next ask.

    Who has left is told behind all that was signed: the centre takes nothing from who may nothing any more.
    """
    new = [_introduced(line) for line in connection.exec_driver_sql("SELECT * FROM officers WHERE NOT told")]
    left = [
        msgspec.json.decode(line.said, type=Introduced)
        for line in connection.exec_driver_sql("SELECT user, said FROM departed").all()
        if line.user not in {one.officer for one in new} and not outbox.is_any_of(connection, line.user)
    ]
    return (*new, *left)


def heard(connection: Connection) -> None:
    """The centre has told whom it knows."""
    known = peers.officers(connection)
    for line in connection.exec_driver_sql("SELECT user, key FROM officers WHERE NOT told").all():
        if (line.user, line.key) in known:
            connection.exec_driver_sql("UPDATE officers SET told = 1 WHERE user = ?", (line.user,))
    told = {line.user for line in connection.exec_driver_sql("SELECT user FROM officers WHERE told")}
    for line in connection.exec_driver_sql("SELECT user, key FROM departed").all():
        if line.user in told and (line.user, line.key) not in known:
            connection.exec_driver_sql("DELETE FROM departed WHERE user = ? AND key = ?", (line.user, line.key))


def names(connection: Connection) -> dict[str, str]:
    """Return by user name the names of all who ever had a slot here."""
    return {line.user: line.name for line in connection.exec_driver_sql("SELECT user, name FROM officers")}


def waits(connection: Connection, user: str) -> bool:
    """Whether the centre has not confirmed that it knows the officer."""
    sql = "SELECT 1 FROM officers WHERE user = ? AND NOT told"
    return connection.exec_driver_sql(sql, (user,)).first() is not None


def _signed(meta: Meta, said: Introduced, lead: Speaker) -> Introduced:
    by = msgspec.structs.replace(said, by=lead.id, by_key=lead.public.verify.text, signature="")
    signature = sign_introduction(lead.signing, by, meta.needed("mission"), meta.needed("device"))
    return msgspec.structs.replace(by, signature=signature)


def _keep(connection: Connection, said: Introduced, *, told: bool) -> None:
    roles = " ".join(said.roles)
    values = (said.officer, said.name, said.key, said.seal, roles, said.by, said.by_key, said.signature, int(told))
    connection.exec_driver_sql(_KEEP, values)


def _introduced(line: Any) -> Introduced:
    return Introduced(
        officer=line.user,
        name=line.name,
        key=line.key,
        seal=line.seal,
        roles=line.roles.split(),
        by=line.by,
        by_key=line.by_key,
        signature=line.signature,
    )
