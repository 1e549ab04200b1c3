"""Attachment: what is known of a file; its bytes lie sealed in the store's folder and at the centre."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import (
    HEX,
    RECORD_ID,
    Author,
    Code,
    Inner,
    Merge,
    Open,
    Range,
    Safer,
    Search,
    Sensitivity,
    Text,
)
from sync.domain.records.phrases import Day, File, Flag, OfficerName, When

_Name = Annotated[str | None, Text(32), HEX, Author.DESK, Inner(), Open(), Sensitivity.INTERNAL]
_Hash = Annotated[str | None, Text(64), HEX, Author.DESK, Inner(), Open(), Sensitivity.INTERNAL]
_Key = Annotated[str | None, Text(43), Author.DESK, Inner(), Sensitivity.RESTRICTED]


class Attachment(Record, frozen=True, kw_only=True):
    """A file that belongs to a record: what it shows, its digest, the key that opens it, how long it may be kept."""

    ABOUT: ClassVar[About] = About(
        kind="attachment",
        section="cases",
        title=("title",),
        columns=("attachment_kind", "taken_at", "by", "bytes"),
        groups=(
            ("what", ("title", "attachment_kind", "language", "taken_at", "by")),
            ("file", ("owner_kind", "owner_id", "media_type", "sha256", "bytes", "pages", "sync_state")),
            ("sealed", ("blob", "blob_key", "blob_sha256")),
            ("preview", ("preview", "preview_key", "preview_sha256", "preview_bytes")),
            ("keeping", ("restricted", "redacted_of", "retention_until")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    owner_kind: Annotated[str, Text(40), Author.DESK]  # who may read the file follows from it, so it never moves
    owner_id: Annotated[str, Text(36), RECORD_ID]
    title: Annotated[str | None, Text(200), Search.WORDS] = None
    attachment_kind: Annotated[str | None, Code("attachment_kind")] = None
    taken_at: When = None
    by: OfficerName = None
    media_type: Annotated[str | None, Text(100), Author.DESK] = None
    sha256: Annotated[str | None, Text(64), Author.DESK] = None
    bytes: Annotated[int | None, Range(0, 2**40), Author.DESK, Open()] = None
    pages: Annotated[int | None, Range(0, 100_000), Author.DESK] = None
    language: Annotated[str | None, Code("language")] = None
    restricted: Annotated[Flag, Safer(), Sensitivity.INTERNAL] = None
    redacted_of: Annotated[File, Sensitivity.INTERNAL] = None
    retention_until: Annotated[Day, Sensitivity.INTERNAL] = None
    sync_state: Annotated[str | None, Code("sync_state"), Author.CENTRE, Merge.LAST, Sensitivity.INTERNAL] = None
    blob: _Name = None  # under this name the sealed bytes lie here and at the centre; the file's own name is data
    blob_key: _Key = None
    blob_sha256: _Hash = None  # of the sealed bytes, which is all that the centre can check
    preview: _Name = None
    preview_key: _Key = None
    preview_sha256: _Hash = None
    preview_bytes: Annotated[int | None, Range(0, 20_480), Author.DESK, Inner(), Sensitivity.INTERNAL] = None
