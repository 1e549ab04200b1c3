"""The tables of the centre, the same on SQLite and PostgreSQL: values as JSON text, times as RFC 3339 text."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

SCHEMA: Final = 8
"""Raised by one with every change of these tables."""

metadata: Final = MetaData()

centre: Final = Table(
    "centre",
    metadata,
    Column("id", Text, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("signing", LargeBinary, nullable=False),
    Column("opening", LargeBinary, nullable=False),
    Column("made_at", Text, nullable=False),
)

missions: Final = Table(
    "mission",
    metadata,
    Column("code", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # the counter of its ledger; whoever writes locks this row first
    Column("made_at", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),  # of all records at that seq: both are read with one look, unlocked
)

codes: Final = Table(
    "enrol_code",
    metadata,
    Column("id", Text, primary_key=True),
    Column("mission", Text, nullable=False),
    Column("mac_key", LargeBinary, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_by", Text),
)

devices: Final = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("mission", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("verify", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("enrolled_at", Text, nullable=False),
    Column("revoked_at", Text),
    # the last envelope that was answered, for whoever asks the same again
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("answer", LargeBinary),
    UniqueConstraint("mission", "mark"),
)

officers: Final = Table(
    "officer",
    metadata,
    Column("mission", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seal", Text, nullable=False),  # to which the keys of restricted cases are wrapped; empty: told none
    Column("name", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("enrolled_at", Text, nullable=False),
)

code_roles: Final = Table(
    "enrol_code_role",
    metadata,
    Column("code", Text, primary_key=True),
    Column("role", Text, primary_key=True),
)
"""What the officer will be who joins with a code; a code without a line makes one who does all the work."""

grants: Final = Table(
    "officer_grant",
    metadata,
    Column("mission", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("since", Text, primary_key=True),
    Column("roles", Text, nullable=False),  # blanks between them; none: nothing any more
)
"""The last line that is not later than a moment is what an officer was granted at it; lines are only added."""

ledger: Final = Table(
    "ledger",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("change_id", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),  # as the officer's device claims
    Column("change", Text, nullable=False),
    Column("effect", Text),  # only where it differs from the values of the change
    Column("received_at", Text, nullable=False),
    Column("batch", Text),  # the envelope in which it came; the centre's own entries have none
    UniqueConstraint("scope", "change_id"),
)
Index("ledger_of_record", ledger.c.scope, ledger.c.record)

signatures: Final = Table(
    "signature",
    metadata,
    Column("batch", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("hashes", LargeBinary, nullable=False),  # of all changes signed, the refused ones too
    Column("signature", Text, primary_key=True),  # several of one officer, where other desks' changes are relayed
)

records: Final = Table(
    "record",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
)
Index("record_of_kind", records.c.scope, records.c.kind, records.c.id)

blobs: Final = Table(
    "blob",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),  # the attachment that names it
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("held", BigInteger, nullable=False),  # so many of them are on the disk for certain
    Column("whole_at", Text),  # since when all of them are there, with the digest of the record
    Column("device", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
)

blob_folder: Final = Table("blob_folder", metadata, Column("path", Text, primary_key=True))
"""Where this centre keeps files, so that verifying finds them: one row."""

sums: Final = Table(
    "digest",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("total", Text, nullable=False),
)

snapshots: Final = Table(
    "snapshot",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),  # whoever can read this can read the records beside it
    Column("manifest", Text),  # JSON; none while it is being built
    Column("touched_at", Text, nullable=False),
)
Index("snapshot_of_scope", snapshots.c.scope, snapshots.c.seq)

segments: Final = Table(
    "segment",
    metadata,
    Column("name", Text, primary_key=True),  # SHA-256 of the sealed bytes, hex
    Column("snapshot", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
Index("segment_of_snapshot", segments.c.snapshot)

audit_log: Final = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row; whoever appends locks it, last of all
    Column("size", BigInteger, nullable=False),
)

audit_tiles: Final = Table(
    "audit_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),  # see sync/audit/tree.py
)

audit_chains: Final = Table(
    "audit_chain",
    metadata,
    Column("device", Text, primary_key=True),
    # the last line that follows from the first one on, line by line
    Column("epoch", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("told_n", BigInteger, nullable=False),  # the head that the device told last
    Column("told_at", Text, nullable=False),
    Column("heard", BigInteger, nullable=False),  # the end of the ledger when the centre last told it news
)

audit_lines: Final = Table(
    "audit_line",
    metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),  # in the log, from 0 on
    Column("mission", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("loose", Integer, nullable=False),  # 1 while lines before it are missing
    Column("body", Text, nullable=False),  # the leaf
    Column("at", Text, nullable=False),  # as the device claims
    Column("received_at", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("of_case", Text, nullable=False),
)
Index("audit_line_hash", audit_lines.c.device, audit_lines.c.hash)
Index("audit_line_prev", audit_lines.c.device, audit_lines.c.prev)
Index("audit_line_mission", audit_lines.c.mission, audit_lines.c.place)
Index("audit_line_record", audit_lines.c.record)
Index("audit_line_case", audit_lines.c.of_case)

audit_witnessed: Final = Table(
    "audit_witnessed",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
"""Checkpoints of the log that came back from a witness, with its cosignature."""

directory_state: Final = Table(
    "directory",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),  # one row
    Column("kind", Text, nullable=False),  # the centre's own, or the ministry's
)

directory_files: Final = Table(
    "directory_file",
    metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

directory_keys: Final = Table(
    "directory_key",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("raw", LargeBinary, nullable=False),
)
"""With which the centre signs its own directory; the ministry's keys are never here."""

directory_missions: Final = Table(
    "directory_mission",
    metadata,
    Column("mission", Text, primary_key=True),
    Column("token", Text, nullable=False),  # by which its desks know what they were told last
    Column("said", Text),  # what is in force for it
    Column("made_at", Text, nullable=False),
)

quarantine: Final = Table(
    "quarantine",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("change_id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("received_at", Text, nullable=False),
)
"""Signed changes of officers and devices that were revoked before they came: in no record, and not lost."""


rescued: Final = Table(
    "rescued",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the sealed note
    Column("device", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("note", Text, nullable=False),  # JSON: drafts, and changes that were refused or unsigned
)

erased: Final = Table(
    "erased",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),  # of the change as its officer signed it, hex
    Column("erasure", Text, nullable=False),  # the last decision that took something of it
)
"""Entries of the ledger whose content was erased: they have their place, and the signatures over them still hold."""

erasure_acks: Final = Table(
    "erasure_ack",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("erasure", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("at", Text, nullable=False),
)
"""Which devices have said that they carried an erasure out."""

doomed_blobs: Final = Table(
    "doomed_blob",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("id", Text, primary_key=True),
)
"""Files of erased records that are still to be taken from the disk; their keys are gone already."""
