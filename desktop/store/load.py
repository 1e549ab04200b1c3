"""How much waits: own changes by how urgent they are, and what the centre still held when it last answered."""

from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import arriving
from desktop.store.device import Meta
from sync.engine.forecast import Load
from sync.protocol.messages import Answer

_TO_COME: Final = "to_come"
_TO_COME_SIZE: Final = "to_come_size"
_WAITING: Final = """
    SELECT count(*) FILTER (WHERE o.urgent) AS urgent, count(*) FILTER (WHERE NOT o.urgent) AS others,
        count(*) FILTER (WHERE o.state = 'frozen') AS frozen,
        total(length(h.body)) FILTER (WHERE o.urgent AND o.state != 'frozen') AS urgent_size,
        total(length(h.body)) FILTER (WHERE NOT o.urgent AND o.state != 'frozen') AS others_size
    FROM outbox o JOIN history h ON h.change_id = o.change_id WHERE o.state IN ('pending', 'held', 'later', 'frozen')
"""


_FILES: Final = """
    SELECT part, 'put' AS verb, count(*) AS number, total(bytes) AS size FROM blobs
        WHERE here AND NOT at_centre GROUP BY part
    UNION ALL SELECT part, 'get', count(*), total(bytes - got) FROM blobs
        WHERE NOT here AND (wanted OR part = 'preview') GROUP BY part
"""


def of(connection: Connection) -> Load:
    """Return how much waits."""
    meta, waiting = Meta(connection), _one(connection, _WAITING)
    here = arriving.of(connection)
    to_come, size = meta.number(_TO_COME), meta.number(_TO_COME_SIZE)
    if here is not None:
        part = _one(connection, "SELECT total(length(part)) AS size FROM arrived")
        to_come, size = here.manifest.rows - here.rows, here.manifest.size - here.size - int(part.size)
    return Load(
        urgent=waiting.urgent,
        urgent_size=int(waiting.urgent_size),
        others=waiting.others,
        others_size=int(waiting.others_size),
        in_flight=int(_one(connection, "SELECT total(length(envelope)) AS size FROM in_flight").size),
        in_flight_changes=waiting.frozen,
        to_come=to_come,
        to_come_size=size,
        files={(line.part, line.verb): (line.number, int(line.size)) for line in connection.exec_driver_sql(_FILES)},
    )


def heard(meta: Meta, answer: Answer) -> None:
    """Note what the centre still holds."""
    meta.keep(_TO_COME, answer.head - answer.cursor)
    meta.keep(_TO_COME_SIZE, answer.left_bytes)


def _one(connection: Connection, sql: str) -> Any:
    return connection.exec_driver_sql(sql).one()
