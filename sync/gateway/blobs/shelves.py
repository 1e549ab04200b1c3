"""The shelves: beginning, growing, finishing, giving and doubting blobs, each step in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.clock import Clock, stamp
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.blobs.named import LOST, WHOLE, Named, named, tell
from sync.gateway.database import Database
from sync.gateway.tables import blob_folder, blobs
from sync.identity.stream import encrypted_size
from sync.protocol.blobs import MOST_PIECE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a centre takes of files."""

    file_bytes: int = encrypted_size(25 << 20)
    mission_files: int = 1_000_000
    mission_bytes: int = 500 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose request it is, proven by its ticket."""

    device: str
    scope: str
    blob: str


class Refusal(Exception):
    """A request that is not done; *status* and *code* say why, *held* how many bytes of the blob are here."""

    def __init__(self, status: int, code: str, held: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.held = held


class Shelves:
    """The blobs of all missions."""

    def __init__(self, database: Database, folder: BlobFolder, clock: Clock, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self._database = database
        self._clock = clock

    def begin(self, bearer: Bearer, record: str, size: int, first: bytes) -> int:
        """Begin a blob with its first piece; return how many bytes are here.

        Raises:
            Refusal: nothing names it, it is here already, or it is over a limit. Busy: the disk or database is away.
        """
        with self._database.write() as connection:
            known = named(connection, bearer.scope, [record]).get((record, bearer.blob))
            if known is None or known.bytes != size:
                raise Refusal(404, "no-file")
            if _row(connection, bearer) is not None:
                raise Refusal(409, "begun")
            if (code := self.over(connection, bearer.scope, known)) is not None:
                raise Refusal(413, code)
            connection.execute(
                insert(blobs).values(
                    scope=bearer.scope,
                    id=bearer.blob,
                    record=record,
                    bytes=size,
                    sha256=known.sha256,
                    held=0,
                    device=bearer.device,
                    begun_at=stamp(self._clock.now()),
                )
            )
            held = self._grown(connection, bearer, 0, first)
        return _unless_bad(held)

    def append(self, bearer: Bearer, offset: int, piece: bytes) -> int:
        """Put a piece behind what is here; return how many bytes are here then.

        Raises:
            Refusal: it does not go there, or the whole has another digest: then it begins anew. Busy: as above.
        """
        with self._database.write() as connection:
            held = self._grown(connection, bearer, offset, piece)
        return _unless_bad(held)

    def held(self, bearer: Bearer) -> tuple[int, int]:
        """Return how many bytes are here, and of how many.

        Raises:
            Refusal: nothing is.
        """
        with self._database.read() as connection:
            row = _row(connection, bearer)
        if row is None:
            raise Refusal(404, "no-file")
        return row.held, row.bytes

    def give(self, bearer: Bearer, offset: int, size: int) -> tuple[bytes, int]:
        """Return some bytes of a whole blob, and its size.

        Raises:
            Refusal: it is not here whole, or has no such bytes.
        """
        with self._database.read() as connection:
            row = _row(connection, bearer)
        if row is None or row.whole_at is None:
            raise Refusal(404, "no-file")
        if not 0 <= offset < row.bytes:
            raise Refusal(416, "range")
        size = min(size, MOST_PIECE, row.bytes - offset)
        piece = self.folder.read(bearer.scope, bearer.blob, offset, size)
        if len(piece) != size:
            self.doubt(bearer)
            raise Refusal(404, "no-file")
        return piece, row.bytes

    def doubt(self, bearer: Bearer) -> None:
        """Look at a blob; where it is damaged, it is dropped, and desks that have it hear that it is needed."""
        with self._database.write() as connection:
            row = _row(connection, bearer, lock=True)
            if row is None or row.whole_at is None or self.folder.is_whole(bearer.scope, bearer.blob, row.sha256):
                return
            self.folder.drop(bearer.scope, bearer.blob)
            connection.execute(delete(blobs).where(*_is(bearer)))
            tell(connection, bearer.scope, row.record, self._clock.now(), LOST)

    def over(self, connection: Connection, scope: str, wanted: Named) -> str | None:
        """Return the limit that a new blob is over."""
        if wanted.bytes > self.limits.file_bytes:
            return "too-large"
        count, total = connection.execute(
            select(func.count(), func.coalesce(func.sum(blobs.c.bytes), 0)).where(blobs.c.scope == scope)
        ).one()
        is_full = count >= self.limits.mission_files or total + wanted.bytes > self.limits.mission_bytes
        return "mission-full" if is_full else None

    def _grown(self, connection: Connection, bearer: Bearer, offset: int, piece: bytes) -> int:
        """Grow a blob; -1 where its digest is wrong in the end: that is kept too, and said after the commit."""
        row = _row(connection, bearer, lock=True)
        if row is None:
            raise Refusal(404, "no-file")
        if offset != row.held:
            raise Refusal(409, "offset", row.held)
        if offset + len(piece) > row.bytes:
            raise Refusal(413, "too-large", row.held)
        self.folder.write(bearer.scope, bearer.blob, offset, piece)
        held = offset + len(piece)
        if held < row.bytes:
            connection.execute(update(blobs).where(*_is(bearer)).values(held=held))
            return held
        if not self.folder.finish(bearer.scope, bearer.blob, row.sha256):
            connection.execute(update(blobs).where(*_is(bearer)).values(held=0))
            return -1
        now = self._clock.now()
        connection.execute(update(blobs).where(*_is(bearer)).values(held=held, whole_at=stamp(now)))
        known = named(connection, bearer.scope, [row.record]).get((row.record, bearer.blob))
        if known is not None and known.is_original:
            tell(connection, bearer.scope, row.record, now, WHOLE)
        return held


def keep_folder(connection: Connection, path: Path) -> None:
    """Remember where the files are."""
    connection.execute(delete(blob_folder))
    connection.execute(insert(blob_folder).values(path=str(path.resolve())))


def kept_folder(connection: Connection) -> BlobFolder | None:
    """Return the folder that was served last."""
    path = connection.scalar(select(blob_folder.c.path))
    return None if path is None else BlobFolder(Path(path))


def damaged(connection: Connection, scope: str) -> list[str]:
    """Return the records of a mission whose whole blobs are not there or have another digest."""
    folder = kept_folder(connection)
    rows = connection.execute(
        select(blobs).where(blobs.c.scope == scope, blobs.c.whole_at.is_not(None)).order_by(blobs.c.id)
    )
    return [row.record for row in rows if folder is None or not folder.is_whole(scope, row.id, row.sha256)]


def checked(piece: bytes, checksum: str) -> None:
    """Hold a piece to the checksum that came with it, hex of its SHA-256.

    Raises:
        Refusal: it has another.
    """
    if hashlib.sha256(piece).hexdigest() != checksum:
        raise Refusal(460, "checksum")


def standing(connection: Connection, scope: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the rows of blobs by name."""
    rows = connection.execute(select(blobs).where(blobs.c.scope == scope, blobs.c.id.in_(set(names))))
    return {row.id: row for row in rows}


def _row(connection: Connection, bearer: Bearer, *, lock: bool = False) -> Any:
    query = select(blobs).where(*_is(bearer))
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _is(bearer: Bearer) -> tuple[Any, Any]:
    return blobs.c.scope == bearer.scope, blobs.c.id == bearer.blob


def _unless_bad(held: int) -> int:
    if held < 0:
        raise Refusal(460, "digest", 0)
    return held
