"""Attachments as the store keeps them: taking sealed parts in, opening them again, sweeping what belongs to nobody."""

import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import blob_lines, carriage, space
from desktop.store.blob_lines import BlobLine, Part
from desktop.store.blobs import BlobFolder
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.errors import BadEnvelope, CaseSealed, StoreDamaged
from sync.identity.canonical import bytes_of, text_of
from sync.identity.stream import decrypt, encrypt

KIND: Final = "attachment"
_ORPHAN_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPart:
    """Bytes that lie sealed in the folder; the key is nowhere but here until the record is saved."""

    name: str
    key: str  # base64url
    sha256: str  # of the sealed bytes
    bytes: int  # of the plain ones


def seal(store: Store, plain: bytes) -> SealedPart:
    """Seal *plain* under a key of its own and lay it down; without a record it is swept after a day.

    Raises:
        DiskFull: too little space is left for anything but saves. UnsuitableFolder: the disk refused.
    """
    space.guard(store.folder, space.ATTACHMENTS_MB)
    key, sealed = os.urandom(32), io.BytesIO()
    encrypt(key, io.BytesIO(plain), sealed)
    content = sealed.getvalue()
    part = SealedPart(
        name=secrets.token_hex(16), key=text_of(key), sha256=hashlib.sha256(content).hexdigest(), bytes=len(plain)
    )
    BlobFolder(store.folder).lay(part.name, content)
    return part


def fields_of(plain: bytes, parts: Sequence[SealedPart]) -> dict[str, Any]:
    """Return the fields of a record that hold its sealed parts: the original, and behind it a preview if any."""
    original, *rest = parts
    fields: dict[str, Any] = {
        "sha256": hashlib.sha256(plain).hexdigest(),
        "bytes": original.bytes,
        "blob": original.name,
        "blob_key": original.key,
        "blob_sha256": original.sha256,
    }
    for preview in rest:
        fields |= {"preview": preview.name, "preview_key": preview.key}
        fields |= {"preview_sha256": preview.sha256, "preview_bytes": preview.bytes}
    return fields


def number_of(unit: Unit, owner: str) -> int:
    """Count the attachments of a record that are not deleted."""
    sql = "SELECT count(*) FROM r_attachment WHERE owner_id = ? AND _deleted IS NULL"
    return int(unit.connection.exec_driver_sql(sql, (owner,)).scalar() or 0)


def take_back(store: Store, parts: Sequence[SealedPart]) -> None:
    """Take parts away again whose record was not saved."""
    for part in parts:
        BlobFolder(store.folder).drop(part.name)


def are_here(unit: Unit, names: Sequence[str]) -> None:
    """Note, in the transaction that saves their record, that these parts lie in the folder."""
    for name in names:
        blob_lines.note(unit.connection, name, here=1)


def opened(store: Store, row: Row, part: Part = "original") -> bytes | None:
    """Return the plain bytes of an attachment, in memory only; None when they are not on this desk.

    Raises:
        StoreDamaged: what lies here is not what was sealed; rule "blob". It is fetched again if the centre has it.
        CaseSealed: it is of a restricted case of which this officer has no key.
    """
    line = next((one for one in lines_of(store, [row.id]) if one.part == part and one.here), None)
    if line is None:
        return None
    key = row.fields.get("blob_key" if part == "original" else "preview_key")
    if key is None:
        raise CaseSealed(kind=row.kind)
    plain = io.BytesIO()
    try:
        decrypt(bytes_of(key, 32), io.BytesIO(BlobFolder(store.folder).read(line.id)), plain)
    except (BadEnvelope, StoreDamaged):
        mark_damaged(store, line)
        raise StoreDamaged(rule="blob") from None
    return plain.getvalue()


def mark_damaged(store: Store, line: BlobLine) -> None:
    """What lies here is not sound: ask for it again where the centre has it, and never send it."""
    with store.transactions.write() as connection:
        blob_lines.note(connection, line.id, here=0, got=0, wanted=1, code=None if line.at_centre else "damaged")


def lines_of(store: Store, records: Sequence[str]) -> list[BlobLine]:
    """Return where the parts of some attachments are."""
    with store.reading() as connection:
        return blob_lines.of_records(connection, records)


def want(store: Store, records: Sequence[str]) -> None:
    """Ask for originals: they come with the next round."""
    with store.transactions.write() as connection:
        for line in blob_lines.of_records(connection, records):
            if not line.here:
                blob_lines.note(connection, line.id, wanted=1)


KEEP_ORIGINALS: Final = "files.keep_originals"
"""A setting of this desk: the originals of open cases of its officer come without being asked for."""
_WANT_OWN: Final = """
    UPDATE blobs SET wanted = 1 WHERE part = 'original' AND NOT here AND NOT wanted AND record IN (
        SELECT a._id FROM r_attachment a JOIN r_case c ON c._id = a.owner_id
        WHERE c.owner = ? AND c.status != 'CLOSED' AND a._deleted IS NULL)
"""


def want_own(store: Store, officer: str) -> None:
    """Ask for the originals of the officer's open cases, where this desk keeps them."""
    if store.setting(KEEP_ORIGINALS, default=False):
        with store.transactions.write() as connection:
            connection.exec_driver_sql(_WANT_OWN, (officer,))


_COUNTS: Final = """
    SELECT count(*) FILTER (WHERE b.here), count(*) FILTER (WHERE b.at_centre),
        count(*) FILTER (WHERE b.here AND NOT b.at_centre), count(*) FILTER (WHERE NOT b.here),
        total(b.bytes) FILTER (WHERE b.here AND NOT b.at_centre)
    FROM blobs b WHERE b.part = 'original'
"""


def counts(connection: Connection) -> dict[str, int]:
    """Count originals: on this desk, at the centre, waiting to be sent (with their bytes), to be fetched."""
    names = ("here", "at_centre", "waiting", "to_fetch", "bytes")
    return {name: int(value) for name, value in zip(names, connection.exec_driver_sql(_COUNTS).one(), strict=True)}


def sweep(store: Store, now: datetime) -> int:
    """Remove files older than a day that belong to no attachment, and return how many there were.

    Holds the writer's lock, so that no record is being saved for one of them at this moment.
    """
    folder, swept = BlobFolder(store.folder), 0
    with store.transactions.write() as connection:
        strays = carriage.kept_strays(connection, now)
        for name, path in list(folder.files()):
            if name in strays or now.timestamp() - path.stat().st_mtime < _ORPHAN_AFTER.total_seconds():
                continue
            known = blob_lines.every(connection, "id = ?", name)
            if not known or path.name.endswith(".new") or (known[0].here and path.name != name):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def held(store: Store, *, only_here: bool) -> list[Path]:
    """Return the files of the parts that lie here; with *only_here*, those that the centre does not have."""
    with store.reading() as connection:
        lines = blob_lines.every(connection, "here AND NOT at_centre" if only_here else "here")
    folder = BlobFolder(store.folder)
    return [path for line in lines if (path := folder.file(line.id)).is_file()]


def note_missing(connection: Connection, store_folder: Path) -> None:
    """Note which parts did not come along with a restored store: the centre gives back those that it has."""
    folder = BlobFolder(store_folder)
    for line in blob_lines.every(connection, "here OR got"):
        if not folder.file(line.id).is_file():
            code = None if line.at_centre else "missing"
            blob_lines.note(connection, line.id, here=0, got=0, wanted=1, code=code)


def unsound(store: Store) -> list[BlobLine]:
    """Return the parts that should lie here and do not, or are not what was sealed; each is marked to be fetched."""
    with store.reading() as connection:
        held = blob_lines.every(connection, "here")
    folder = BlobFolder(store.folder)
    found = [line for line in held if not folder.is_whole(line.id, line.sha256)]
    for line in found:
        mark_damaged(store, line)
    return found
