"""Version 4: records of which the centre told how they stand before their news came, and up to which entry that is."""

from typing import Final

STATEMENTS: Final = ("CREATE TABLE ahead(record TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",)
