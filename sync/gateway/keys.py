"""The centre's own key pair, made at the first start and kept in the database.

In the database and not in a file beside it: several workers, and a database restored on another machine, must be the
same centre to the desks; and whoever can read this table can read all that the keys protect in the same database.
"""

from sqlalchemy import Connection, insert, select

from sync.clock import Clock, stamp
from sync.domain.ids import new_id
from sync.gateway.database import Database
from sync.gateway.tables import SCHEMA, centre
from sync.identity.keys import OpeningKey, SigningKey, Speaker


def centre_of(database: Database, clock: Clock) -> Speaker:
    """Return the centre as it speaks; the first call makes it."""
    database.prepare()
    with database.read() as connection:
        speaker = _kept(connection)
    if speaker is not None:
        return speaker
    with database.write() as connection:
        return _kept(connection) or _made(connection, clock)


def _kept(connection: Connection) -> Speaker | None:
    row = connection.execute(select(centre)).one_or_none()
    if row is None:
        return None
    return Speaker(id=row.id, signing=SigningKey(row.signing), opening=OpeningKey(row.opening))


def _made(connection: Connection, clock: Clock) -> Speaker:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("lock table centre in exclusive mode")
        kept = _kept(connection)  # another process may have been quicker
        if kept is not None:
            return kept
    speaker = Speaker.new(new_id(clock.now()))
    connection.execute(
        insert(centre).values(
            id=speaker.id,
            schema=SCHEMA,
            signing=speaker.signing.raw,
            opening=speaker.opening.raw,
            made_at=stamp(clock.now()),
        )
    )
    return speaker
