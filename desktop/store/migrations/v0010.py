"""Version 10: what two officers had erased: still to be emptied here, files to take away, what the centre knows."""

from typing import Final

STATEMENTS: Final = (
    # Records that were laid as erased, by which decision; what they said before is emptied once that is known here.
    "CREATE TABLE erasing(record TEXT PRIMARY KEY, kind TEXT NOT NULL, erasure TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE doomed_blobs(id TEXT PRIMARY KEY) WITHOUT ROWID",
    # asked: the envelope on its way says that this desk has carried it out. told: the centre has answered to that.
    """CREATE TABLE erasures_told(
        id TEXT PRIMARY KEY, asked INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
)
