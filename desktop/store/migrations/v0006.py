"""Version 6: who the officers of this desk are, and who let each of them in: told to the centre until it knows them."""

from typing import Final

STATEMENTS: Final = (
    # roles: blanks between them. by, by_key, signature: of the officer who let this one in; empty where a code did, or
    # where custodians or the sheet let an officer in again. told: the centre knows.
    """CREATE TABLE officers(
        user TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, seal TEXT NOT NULL, roles TEXT NOT NULL,
        by TEXT NOT NULL, by_key TEXT NOT NULL, signature TEXT NOT NULL, told INTEGER NOT NULL) WITHOUT ROWID""",
)
