"""Version 3: what goes from desk to desk before the centre has it: changes (handing.py), sealed files (carriage.py)."""

from typing import Final

STATEMENTS: Final = (
    # Such a change waits in the outbox like an own one; its officer's signature over a batch goes along with it.
    """CREATE TABLE seals(
        n INTEGER PRIMARY KEY, officer TEXT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL UNIQUE,
        hashes BLOB NOT NULL)""",
    "CREATE TABLE handed(change_id TEXT PRIMARY KEY, seal INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX i_handed_seal ON handed(seal)",
    """CREATE TRIGGER t_handed_gone AFTER DELETE ON outbox BEGIN
        DELETE FROM handed WHERE change_id = OLD.change_id; END""",
    """CREATE TRIGGER t_seal_gone AFTER DELETE ON handed BEGIN
        DELETE FROM seals WHERE n = OLD.seal AND NOT EXISTS (SELECT 1 FROM handed WHERE seal = OLD.seal); END""",
    # Sealed files that came before their record did, or only in part. at: when they came.
    """CREATE TABLE strays(
        id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, got INTEGER NOT NULL,
        at TEXT NOT NULL) WITHOUT ROWID""",
    # How many of the sealed bytes have been written to sticks, and when last: what waited longest goes first.
    "ALTER TABLE blobs ADD COLUMN stick INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE blobs ADD COLUMN stick_at TEXT NOT NULL DEFAULT ''",
)
