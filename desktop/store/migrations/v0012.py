"""Version 12: the audit lines of the whole mission, for whoever may oversee it; proven, and read without a line."""

from typing import Final

STATEMENTS: Final = (
    # As `audit`, but n is the place in the centre's log, and the chain is the device's.
    """CREATE TABLE mission_audit(
        n INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, act TEXT NOT NULL,
        officer TEXT NOT NULL, role TEXT NOT NULL, outcome TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
        of_case TEXT NOT NULL, purpose TEXT NOT NULL, fields TEXT NOT NULL, change TEXT NOT NULL,
        version TEXT NOT NULL)""",
    "CREATE INDEX i_mission_audit_record ON mission_audit(record) WHERE record != ''",
    "CREATE INDEX i_mission_audit_case ON mission_audit(of_case) WHERE of_case != ''",
)
