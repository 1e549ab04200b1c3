"""Sealed files that go from desk to desk, by stick or on the mission's line: which ones, how far, and taking them in.

They are the bytes that lie here and at the centre. What comes before its record, or only in part, waits as a stray:
the record, the next stick or the centre completes it. It is believed when its digest is right, as ever.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import blob_lines, space
from desktop.store.blobs import BlobFolder
from desktop.store.store import Store
from sync.clock import Clock, stamp
from sync.protocol.pieces import Piece

KEPT: Final = timedelta(days=60)
"""So long a stray waits for its record."""
_MOST_STRAYS: Final = 10_000
_MOST_STRAY_BYTES: Final = 2 << 30
"""So many files, and so much of them in all, may wait for records that are not here: who sends them is a desk of the
mission, but its records may never come. What finds no room stays where it is, and goes with a later stick."""
_LEAST: Final = 65_536
"""No smaller piece of a file is written: the next stick takes it whole."""
_WAITING: Final = """
    SELECT id, part, bytes, sha256, stick, stick_at, record FROM blobs p WHERE here AND NOT at_centre
    AND NOT EXISTS (SELECT 1 FROM blobs o WHERE o.record = p.record AND o.part = 'original' AND o.at_centre)
    UNION ALL SELECT s.id, 'original', s.bytes, s.sha256, 0, s.at, '' FROM strays s
    WHERE s.got = s.bytes AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.id = s.id)
    ORDER BY part DESC, stick_at, record
"""
"""Of a file whose original has reached the centre nothing, since its preview went before; the others: previews
first, then what was never written, then what was written longest ago: a stick that was lost goes again."""


class Carriage:
    """The sealed files of one desk on their way; short transactions, any thread but the screen's."""

    def __init__(self, store: Store, clock: Clock, claims: dict[str, object]) -> None:
        """*claims*: as of `StoreShelf`."""
        self._store = store
        self._claims = claims
        self._folder = BlobFolder(store.folder)
        self._clock = clock

    def waiting(self, *, previews_only: bool = False) -> int:
        """Return the bytes of files here that the centre does not have, as far as this desk knows."""
        return sum(line.bytes for line in self._lines(previews_only=previews_only))

    def chosen(self, most_bytes: int, *, previews_only: bool = False) -> list[Piece]:
        """Return what goes along within *most_bytes*; the last file may go in part, the next stick brings the rest."""
        pieces: list[Piece] = []
        for line in self._lines(previews_only=previews_only):
            offset = line.stick if line.stick < line.bytes else 0
            size = min(line.bytes - offset, most_bytes)
            if size < min(_LEAST, line.bytes - offset):
                break
            pieces.append(Piece(blob=line.id, bytes=line.bytes, sha256=line.sha256, offset=offset, size=size))
            most_bytes -= size
        return pieces

    def whole(self) -> list[Piece]:
        """Return all files here that the centre does not have, previews first."""
        return [
            Piece(blob=line.id, bytes=line.bytes, sha256=line.sha256, offset=0, size=line.bytes)
            for line in self._lines(previews_only=False)
        ]

    def bytes_of(self, piece: Piece, size: int) -> Iterator[bytes]:
        """Yield the bytes of *piece*, some at a time.

        Raises:
            StoreDamaged: they are not there any more.
        """
        for at in range(piece.offset, piece.offset + piece.size, size):
            yield self._folder.read(piece.blob, at, min(size, piece.offset + piece.size - at))

    def written(self, pieces: Sequence[Piece]) -> None:
        """Note what a stick has taken along."""
        at = stamp(self._clock.now())
        with self._store.transactions.write() as connection:
            for piece in pieces:
                blob_lines.note(connection, piece.blob, stick=piece.offset + piece.size, stick_at=at)

    def got(self, piece: Piece) -> int:
        """Return how many bytes of the file are here from its beginning on; -1 where it is not to be taken in.

        Its record says otherwise, or it has none here, and others like it take all the room that such have.
        """
        with self._store.reading() as connection:
            line = _line(connection, piece.blob)
            has_room = line is not None or _has_room(connection, piece)
        if line is None:
            return 0 if has_room else -1
        if (line.bytes, line.sha256) != (piece.bytes, piece.sha256):
            return -1
        if line.here and self._folder.has_whole(piece.blob, line.bytes):
            return int(line.bytes)
        return int(line.got) if self._folder.has_part(piece.blob, line.got) else 0

    def is_here(self, piece: Piece) -> bool:
        """Whether all of the file lies in its place."""
        return self._folder.has_whole(piece.blob, piece.bytes)

    @contextmanager
    def claimed(self, piece: Piece) -> Iterator[bool]:
        """Whether this one may take the file in; nobody else of this desk does so meanwhile."""
        is_ours = self._claims.setdefault(piece.blob, self) is self
        try:
            yield is_ours
        finally:
            if is_ours:
                self._claims.pop(piece.blob, None)

    def add(self, piece: Piece, offset: int, content: bytes) -> None:
        """Keep the next bytes of a file: first on the disk, then counted.

        Raises:
            DiskFull: too little space is left for anything but saves.
        """
        space.guard(self._store.folder, space.ATTACHMENTS_MB)
        self._folder.append(piece.blob, offset, content)
        with self._store.transactions.write() as connection:
            _note_got(connection, piece, offset + len(content), stamp(self._clock.now()))

    def finish(self, piece: Piece) -> bool:
        """Put a file that is complete in its place; False, and nothing left of it, when its digest is wrong."""
        is_whole = self._folder.finish(piece.blob, piece.sha256)
        with self._store.transactions.write() as connection:
            if is_whole:
                blob_lines.note(connection, piece.blob, here=1, wanted=0, code=None)
            else:
                blob_lines.note(connection, piece.blob, got=0)
                connection.exec_driver_sql("DELETE FROM strays WHERE id = ?", (piece.blob,))
        return is_whole

    def _lines(self, *, previews_only: bool) -> list[Any]:
        with self._store.reading() as connection:
            lines = connection.exec_driver_sql(_WAITING).all()
        wanted = [line for line in lines if not previews_only or line.part == "preview"]
        return [line for line in wanted if self._folder.has_whole(line.id, line.bytes)]


def adopt(store: Store) -> int:
    """Give strays to the records that have come meanwhile; return how many."""
    sql = (
        "SELECT b.id, s.got, b.bytes, b.sha256 = s.sha256 AND b.bytes = s.bytes AS fits, b.here, b.got AS had "
        "FROM strays s JOIN blobs b ON b.id = s.id"
    )
    folder = BlobFolder(store.folder)
    with store.transactions.write() as connection:
        lines = connection.exec_driver_sql(sql).all()
        for line in lines:
            if line.fits and not line.here:
                is_here = line.got == line.bytes and folder.file(line.id).is_file()
                blob_lines.note(connection, line.id, here=int(is_here), got=max(line.had, line.got))
            connection.exec_driver_sql("DELETE FROM strays WHERE id = ?", (line.id,))
    return len(lines)


def kept_strays(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the strays that still may find their record; forget the others."""
    connection.exec_driver_sql("DELETE FROM strays WHERE at < ?", (stamp(now - KEPT),))
    return frozenset(name for (name,) in connection.exec_driver_sql("SELECT id FROM strays"))


def _line(connection: Connection, blob: str) -> Any:
    line = connection.exec_driver_sql("SELECT bytes, sha256, here, got FROM blobs WHERE id = ?", (blob,)).one_or_none()
    if line is not None:
        return line
    sql = "SELECT bytes, sha256, got = bytes AS here, got FROM strays WHERE id = ?"
    return connection.exec_driver_sql(sql, (blob,)).one_or_none()


def _has_room(connection: Connection, piece: Piece) -> bool:
    """Whether one more file may wait here for its record."""
    count, size = connection.exec_driver_sql("SELECT count(*), total(bytes) FROM strays").one()
    return bool(count < _MOST_STRAYS and size + piece.bytes <= _MOST_STRAY_BYTES)


def _note_got(connection: Connection, piece: Piece, got: int, at: str) -> None:
    if blob_lines.every(connection, "id = ?", piece.blob):
        blob_lines.note(connection, piece.blob, got=got)
        return
    connection.exec_driver_sql(
        "INSERT INTO strays(id, bytes, sha256, got, at) VALUES(?, ?, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET got = excluded.got, at = excluded.at",
        (piece.blob, piece.bytes, piece.sha256, got, at),
    )
