"""Version 2: where the sealed bytes of attachments are; its lines follow the attachments (store/blob_lines.py)."""

from typing import Final

STATEMENTS: Final = (
    # part: original or preview. bytes, sha256: of the sealed bytes. here: they lie in the folder, whole. at_centre: the
    # centre has confirmed their digest. wanted: somebody asked for them. got: how many of them a transfer has brought
    # so far. code: why the centre or this desk does not take them.
    """CREATE TABLE blobs(
        id TEXT PRIMARY KEY, record TEXT NOT NULL, part TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
        here INTEGER NOT NULL DEFAULT 0, at_centre INTEGER NOT NULL DEFAULT 0, wanted INTEGER NOT NULL DEFAULT 0,
        got INTEGER NOT NULL DEFAULT 0, code TEXT) WITHOUT ROWID""",
    "CREATE INDEX i_blobs_record ON blobs(record)",
    "CREATE INDEX i_blobs_out ON blobs(part, record) WHERE here AND NOT at_centre",
    "CREATE INDEX i_blobs_in ON blobs(part, wanted, record) WHERE NOT here",
)
