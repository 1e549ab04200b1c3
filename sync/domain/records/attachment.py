"""Attachment: what is known of a file; its bytes live elsewhere."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import RECORD_ID, Code, Merge, Range, Safer, Search, Sensitivity, Text
from sync.domain.records.phrases import Day, File, Flag, OfficerName, When


class Attachment(Record, frozen=True, kw_only=True):
    """A file that belongs to a record: what it shows, its digest, and how long it may be kept."""

    ABOUT: ClassVar[About] = About(
        kind="attachment",
        section="cases",
        title=("title",),
        columns=("attachment_kind", "taken_at", "by", "bytes", "sync_state"),
        groups=(
            ("what", ("title", "attachment_kind", "language", "taken_at", "by")),
            ("file", ("owner_kind", "owner_id", "media_type", "sha256", "bytes", "pages")),
            ("keeping", ("restricted", "redacted_of", "retention_until", "sync_state")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    owner_kind: Annotated[str, Text(40)]
    owner_id: Annotated[str, Text(36), RECORD_ID]
    title: Annotated[str | None, Text(200), Search.WORDS] = None
    attachment_kind: Annotated[str | None, Code("attachment_kind")] = None
    taken_at: When = None
    by: OfficerName = None
    media_type: Annotated[str | None, Text(100)] = None
    sha256: Annotated[str | None, Text(64)] = None
    bytes: Annotated[int | None, Range(0, 2**40)] = None
    pages: Annotated[int | None, Range(0, 100_000)] = None
    language: Annotated[str | None, Code("language")] = None
    restricted: Annotated[Flag, Safer(), Sensitivity.INTERNAL] = None
    redacted_of: Annotated[File, Sensitivity.INTERNAL] = None
    retention_until: Annotated[Day, Sensitivity.INTERNAL] = None
    sync_state: Annotated[str | None, Code("sync_state"), Merge.LAST, Sensitivity.INTERNAL] = None
