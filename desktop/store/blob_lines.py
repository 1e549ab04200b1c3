"""The lines of `blobs`: one for each sealed part of each attachment, saying where its bytes are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection

from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS
from sync.identity.stream import CHUNK, TAG

Part = Literal["original", "preview"]
AT_CENTRE: Final = "ACK"
"""What the centre writes into `sync_state` of an attachment once it has its original, whole."""

_CASE_OF_OWNER: Final = " ".join(
    f"WHEN '{kind}' THEN (SELECT case_id FROM {table_of(kind).name} WHERE _id = a.owner_id)"  # noqa: S608 - own names
    for kind, noun in NOUNS.items()
    if "case_id" in noun.by_name
)
BY_PRIORITY: Final = f"""(
    SELECT CASE WHEN a.restricted THEN 'P0' ELSE coalesce((SELECT c.priority FROM r_case c WHERE c._id =
        CASE a.owner_kind WHEN 'case' THEN a.owner_id {_CASE_OF_OWNER} END), 'P9') END
    FROM r_attachment a WHERE a._id = blobs.record), record"""  # noqa: S608 - our own names
"""An order of lines: restricted files, then by the priority of the case they belong to, then the oldest."""

_SEALED_SIZE: Final = f"NEW.bytes + {TAG} * max(1, (NEW.bytes + {CHUNK - 1}) / {CHUNK})"
_ADD: Final = f"""
    INSERT INTO blobs(id, record, part, bytes, sha256, at_centre)
        SELECT NEW.blob, NEW._id, 'original', {_SEALED_SIZE}, NEW.blob_sha256, NEW.sync_state IS '{AT_CENTRE}'
        WHERE NEW.blob IS NOT NULL AND NEW.blob_sha256 IS NOT NULL
            AND NEW.bytes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blobs WHERE id = NEW.blob);
    INSERT INTO blobs(id, record, part, bytes, sha256)
        SELECT NEW.preview, NEW._id, 'preview', NEW.preview_bytes + {TAG}, NEW.preview_sha256
        WHERE NEW.preview IS NOT NULL AND NEW.preview_sha256 IS NOT NULL
            AND NEW.preview_bytes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blobs WHERE id = NEW.preview);
"""  # noqa: S608 - numbers and words of our own
_TRIGGERS: Final = {
    "t_blobs_new": f"AFTER INSERT ON r_attachment BEGIN {_ADD} END",
    "t_blobs_named": f"AFTER UPDATE ON r_attachment BEGIN {_ADD} END",
    # Said by the centre: it has the original; or it has lost something, and whoever has it sends it again.
    "t_blobs_told": f"""AFTER UPDATE ON r_attachment WHEN OLD.sync_state IS NOT NEW.sync_state BEGIN
        UPDATE blobs SET at_centre = (NEW.sync_state IS '{AT_CENTRE}'), code = NULL
        WHERE record = NEW._id AND (part = 'original' OR NEW.sync_state IS NOT '{AT_CENTRE}'); END""",  # noqa: S608
    "t_blobs_gone": "AFTER DELETE ON r_attachment BEGIN DELETE FROM blobs WHERE record = OLD._id; END",
}


def follow_attachments(connection: Connection) -> None:
    """Let the lines follow the attachments, whichever way those come into their table."""
    for name, body in _TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")
    connection.exec_driver_sql("UPDATE r_attachment SET blob = blob WHERE blob IS NOT NULL")  # those from before


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobLine:
    """One sealed part of an attachment, and where its bytes are."""

    id: str
    record: str
    part: Part
    bytes: int
    sha256: str
    here: bool
    at_centre: bool
    wanted: bool
    got: int
    code: str | None


def of_records(connection: Connection, records: Sequence[str]) -> list[BlobLine]:
    """Return the lines of some attachments."""
    if not records:
        return []
    marks = ",".join("?" * len(records))
    sql = f"SELECT * FROM blobs WHERE record IN ({marks}) ORDER BY id"  # noqa: S608 - only marks
    return [_line(row) for row in connection.exec_driver_sql(sql, tuple(records))]


def every(connection: Connection, condition: str, *values: Any, limit: int = -1) -> list[BlobLine]:
    """Return the lines that fulfil *condition*, written by the store itself."""
    sql = f"SELECT * FROM blobs WHERE {condition} LIMIT ?"  # noqa: S608 - our own words
    return [_line(row) for row in connection.exec_driver_sql(sql, (*values, limit))]


def note(connection: Connection, blob: str, **values: Any) -> None:
    """Note what has become of one blob."""
    names = ", ".join(f"{name} = ?" for name in values)
    connection.exec_driver_sql(f"UPDATE blobs SET {names} WHERE id = ?", (*values.values(), blob))  # noqa: S608


def _line(row: Any) -> BlobLine:
    return BlobLine(
        id=row.id,
        record=row.record,
        part=row.part,
        bytes=row.bytes,
        sha256=row.sha256,
        here=bool(row.here),
        at_centre=bool(row.at_centre),
        wanted=bool(row.wanted),
        got=row.got,
        code=row.code,
    )
