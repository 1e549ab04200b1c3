"""Version 7: the audit as a chain of whole lines that goes to the centre, and what the centre proved of its log."""

from typing import Final

STATEMENTS: Final = (
    "DROP TABLE audit",  # no release wrote one
    # See sync/protocol/audit.py; empty texts where nothing is to be said. n: the counter of the device's chain.
    """CREATE TABLE audit(
        n INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, at TEXT NOT NULL, act TEXT NOT NULL, officer TEXT NOT NULL,
        role TEXT NOT NULL, outcome TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, of_case TEXT NOT NULL,
        purpose TEXT NOT NULL, fields TEXT NOT NULL, change TEXT NOT NULL, version TEXT NOT NULL,
        hash TEXT NOT NULL)""",
    "CREATE INDEX i_audit_record ON audit(record) WHERE record != ''",
    "CREATE INDEX i_audit_case ON audit(of_case) WHERE of_case != ''",
    "DELETE FROM meta WHERE key = 'audit_head'",
    # Checkpoints of the centre's log that were verified, each to follow from the one before.
    "CREATE TABLE audit_point(size INTEGER PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL)",
    # What was found wrong with the centre's log. note: the checkpoint that shows it. seen: by whom, once read.
    """CREATE TABLE audit_alarm(
        n INTEGER PRIMARY KEY, at TEXT NOT NULL, code TEXT NOT NULL, note TEXT NOT NULL, before TEXT NOT NULL,
        seen TEXT NOT NULL DEFAULT '')""",
)
