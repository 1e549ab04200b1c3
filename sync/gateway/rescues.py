"""Taking a rescue in: the file that a desk sealed before it was erased, entered as that desk would have sent it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection, insert, select

from sync.clock import Clock, stamp
from sync.engine import bundles
from sync.engine.bundles import Bundle
from sync.errors import BadEnvelope, BadMessage, DeviceRefused, UnreadableFile
from sync.gateway import accounts
from sync.gateway.blobs.named import KIND as ATTACHMENT
from sync.gateway.blobs.named import named
from sync.gateway.blobs.shelves import Bearer, Refusal, Shelves
from sync.gateway.database import Database
from sync.gateway.exchange import Exchange
from sync.gateway.tables import devices, records, rescued
from sync.identity.envelope import digest, outside, unseal
from sync.identity.keys import Speaker, VerifyKey
from sync.protocol.messages import MAX_MESSAGE_BYTES, read
from sync.protocol.rescue import KIND, RescueNote

Shown = dict[str, Any]


class Rescues:
    """Takes files in; the same one again changes nothing."""

    def __init__(self, database: Database, centre: Speaker, clock: Clock) -> None:
        self._database = database
        self._centre = centre
        self._clock = clock

    def take(self, path: Path, shelves: Shelves | None) -> Shown:
        """Take one file in; what is refused is named, and the file is to be kept then.

        Raises:
            UnreadableFile: it cannot be read. BadBundle: no bundle, changed, or by no device of this centre.
        """
        try:
            with path.open("rb") as file:
                bundle = bundles.read(file, self._key_of)
                refused = [code for ask in bundle.asks if (code := self._ask(ask)) is not None]
                notes = sum(self._note(one) for one in bundle.handings)
                files = self._files(bundle, file, shelves)
        except OSError:
            raise UnreadableFile(field="file", rule="not-there") from None
        return {
            "ok": not refused and files == len(bundle.files),
            "device": bundle.sender,
            "asks": len(bundle.asks),
            "refused": refused,
            "notes": notes,
            "files": files,
            "of_files": len(bundle.files),
        }

    def kept(self) -> Iterator[Shown]:
        """Yield what was rescued and is in no ledger: drafts, and changes that were refused or unsigned."""
        with self._database.read() as connection:
            rows = connection.execute(select(rescued).order_by(rescued.c.taken_at, rescued.c.id)).all()
        for row in rows:
            yield {"device": row.device, "taken_at": row.taken_at, **msgspec.json.decode(row.note)}

    def _key_of(self, device: str) -> VerifyKey:
        with self._database.read() as connection:
            return accounts.verify_key_of(connection, device)

    def _ask(self, envelope: bytes) -> str | None:
        """Answer an ask; why it was refused, or None. One that came by another road before counts as taken."""
        try:
            Exchange(self._database, self._centre, self._clock).exchange(envelope)
        except DeviceRefused as error:
            return None if error.rule == "replayed" else error.rule or error.code
        except (BadEnvelope, BadMessage) as error:
            return error.rule or error.code
        return None

    def _note(self, envelope: bytes) -> bool:
        """Keep a note that is sealed to this centre; what is for other desks is passed over."""
        head = outside(envelope, self._key_of)
        if head.kind != KIND or head.to[0].id != self._centre.id:
            return False
        opened = unseal(envelope, self._centre, self._key_of, max_payload=MAX_MESSAGE_BYTES)
        note = read(opened.payload, RescueNote)
        name = digest(envelope)
        with self._database.write() as connection:
            if connection.scalar(select(rescued.c.id).where(rescued.c.id == name)) is None:
                values = {"id": name, "device": head.sender, "taken_at": stamp(self._clock.now())}
                connection.execute(insert(rescued).values(**values, note=msgspec.json.encode(note).decode()))
        return True

    def _files(self, bundle: Bundle, file: BinaryIO, shelves: Shelves | None) -> int:
        """Put sealed files on their shelves; return how many are there whole."""
        with self._database.read() as connection:
            mission = connection.scalar(select(devices.c.mission).where(devices.c.id == bundle.sender)) or ""
            record_of = _records_of(connection, mission)
        count = 0
        for piece in bundle.files:
            content, record = file.read(piece.size), record_of.get(piece.blob)
            if shelves is not None and record is not None and piece.size == piece.bytes:
                bearer = Bearer(device=bundle.sender, scope=mission, blob=piece.blob)
                count += _shelved(shelves, bearer, record, content)
        return count


def _records_of(connection: Connection, mission: str) -> dict[str, str]:
    """Return by blob the attachment that names it."""
    query = select(records.c.id).where(records.c.scope == mission, records.c.kind == ATTACHMENT)
    ids = list(connection.scalars(query))
    return {blob: record for record, blob in named(connection, mission, ids)}


def _shelved(shelves: Shelves, bearer: Bearer, record: str, content: bytes) -> bool:
    try:
        return shelves.begin(bearer, record, len(content), content) == len(content)
    except Refusal as refusal:
        if refusal.code != "begun":
            return False
    with suppress(Refusal):
        held, size = shelves.held(bearer)
        return held == size or shelves.append(bearer, held, content[held:]) == size
    return False
