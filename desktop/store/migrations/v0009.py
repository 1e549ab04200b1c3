"""Version 9: what the desk remembers of restricted cases, whatever a centre says later."""

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE case_marks(case_id TEXT NOT NULL, what TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY(case_id, what)) WITHOUT ROWID""",
)
