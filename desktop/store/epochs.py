"""Epochs of this device: numbers begin again when its store, or the centre, is not what it was."""

import secrets
from typing import Final

from sqlalchemy import Connection

from desktop.store import audit_delivery, outbox, receipts
from desktop.store.device import Meta

_FURTHEST: Final = 1 << 20
"""A backup that is restored twice must not begin the same epoch twice: changes would share their numbers."""


def begin(connection: Connection) -> int:
    """Begin a new epoch: envelopes and changes are numbered from one, and nothing is proven before the next round."""
    meta = Meta(connection)
    epoch = meta.number("epoch") + 1 + secrets.randbelow(_FURTHEST)
    meta.keep("epoch", epoch)
    meta.keep("change", 0)
    meta.keep("sent", 0)
    meta.keep("prev", "")
    receipts.drop(connection)
    audit_delivery.not_sure(connection)
    connection.exec_driver_sql("DELETE FROM in_flight")
    loosen(connection)
    return epoch


def loosen(connection: Connection) -> None:
    """Let the changes of the envelope that was on its way wait again."""
    left = connection.exec_driver_sql("SELECT change_id FROM outbox WHERE state = 'frozen'").scalars().all()
    outbox.given(connection, left)  # nobody will ever say what became of them
    connection.exec_driver_sql("UPDATE outbox SET state = 'pending' WHERE state = 'frozen'")
