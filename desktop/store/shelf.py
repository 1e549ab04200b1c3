"""The sealed files as a round sees them: what is to be sent and fetched, piece by piece, in short transactions."""

from collections.abc import Sequence
from typing import Final

from desktop.store import blob_lines, space
from desktop.store.attachments import mark_damaged
from desktop.store.blob_lines import BlobLine
from desktop.store.blobs import BlobFolder
from desktop.store.store import Store
from sync.engine.attachments import Parcel, Part
from sync.errors import StoreDamaged
from sync.protocol.blobs import Verb

_OUT: Final = "part = ? AND here AND NOT at_centre"
_IN: Final = "part = ? AND NOT here AND (wanted OR part = 'preview')"
_MOST_LOOKED_AT: Final = 1000


class StoreShelf:
    """`Shelf` over the encrypted store and its folder of blobs."""

    def __init__(self, store: Store, claims: dict[str, object]) -> None:
        """*claims*: who of this desk takes which blob in at this moment."""
        self._store = store
        self._claims = claims
        self._folder = BlobFolder(store.folder)

    def waiting(self, part: Part, verb: Verb, most: int, without: frozenset[str]) -> Sequence[Parcel]:
        """Return the next blobs to send or to fetch, those of the most urgent cases first."""
        condition = f"{_OUT if verb == 'put' else _IN} ORDER BY {blob_lines.BY_PRIORITY}"
        with self._store.reading() as connection:
            lines = blob_lines.every(connection, condition, part, limit=_MOST_LOOKED_AT + len(without))
        free = [line for line in lines if line.id not in without]
        return [self._parcel(line) for line in free[:most]]

    def parcels(self, record: str) -> list[Parcel]:
        """Return what is not here yet of one attachment."""
        with self._store.reading() as connection:
            lines = blob_lines.of_records(connection, [record])
        return [self._parcel(line) for line in lines if not line.here]

    def left(self) -> int:
        """Return the bytes that wait to be sent or fetched."""
        sql = (
            "SELECT (SELECT total(bytes) FROM blobs WHERE here AND NOT at_centre) + "
            "(SELECT total(bytes - got) FROM blobs WHERE NOT here AND (wanted OR part = 'preview'))"
        )
        with self._store.reading() as connection:
            return int(connection.exec_driver_sql(sql).scalar() or 0)

    def piece(self, parcel: Parcel, offset: int, size: int) -> bytes:
        """Return some bytes of a blob that is to be sent.

        Raises:
            StoreDamaged: it is not there, or not all of it; that is noted.
        """
        try:
            piece = self._folder.read(parcel.blob, offset, size)
        except StoreDamaged:
            piece = b""
        if len(piece) != size:
            self._mark_damaged(parcel)
            raise StoreDamaged(rule="blob")
        return piece

    def add(self, parcel: Parcel, offset: int, piece: bytes) -> None:
        """Keep the next bytes of a blob that is fetched: first on the disk, then counted.

        Raises:
            DiskFull: too little space is left for anything but saves.
        """
        space.guard(self._store.folder, space.ATTACHMENTS_MB)
        self._folder.append(parcel.blob, offset, piece)
        self._note(parcel, got=offset + len(piece))

    def finish(self, parcel: Parcel) -> bool:
        """Put a fetched blob in its place."""
        is_whole = self._folder.finish(parcel.blob, parcel.sha256)
        if is_whole:
            self._note(parcel, here=1, wanted=0, at_centre=1, code=None)
        else:
            self._note(parcel, got=0, code="centre-damaged")
        return is_whole

    def at_centre(self, parcel: Parcel) -> None:
        """The centre has confirmed the digest of the whole."""
        self._note(parcel, at_centre=1, code=None)

    def turned_away(self, parcel: Parcel, code: str) -> None:
        """The centre does not take or give this blob."""
        self._note(parcel, code=code)

    def is_sound(self, parcel: Parcel) -> bool:
        """Whether what lies here is what was sealed."""
        is_whole = self._folder.is_whole(parcel.blob, parcel.sha256)
        if not is_whole:
            self._mark_damaged(parcel)
        return is_whole

    def claim(self, parcel: Parcel) -> bool:
        """Whether this transfer may fetch the blob."""
        return self._claims.setdefault(parcel.blob, self) is self

    def release(self, parcel: Parcel) -> None:
        """Let others fetch it."""
        self._claims.pop(parcel.blob, None)

    def _parcel(self, line: BlobLine) -> Parcel:
        got = line.got if not line.here and self._folder.has_part(line.id, line.got) else 0
        return Parcel(blob=line.id, record=line.record, bytes=line.bytes, sha256=line.sha256, got=got)

    def _mark_damaged(self, parcel: Parcel) -> None:
        with self._store.reading() as connection:
            lines = blob_lines.every(connection, "id = ?", parcel.blob)
        for line in lines:
            mark_damaged(self._store, line)

    def _note(self, parcel: Parcel, **values: object) -> None:
        with self._store.transactions.write() as connection:
            blob_lines.note(connection, parcel.blob, **values)
