"""Version 1: the tables that keep the desk itself. Tables of nouns are derived from their declarations instead."""

from typing import Final

STATEMENTS: Final = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # state: pending, frozen (in the envelope on its way), accepted (in the ledger, its news not here yet), held, later,
    # refused. The change itself stands in the history.
    """CREATE TABLE outbox(
        n INTEGER PRIMARY KEY, change_id TEXT NOT NULL UNIQUE, record TEXT NOT NULL, kind TEXT NOT NULL,
        urgent INTEGER NOT NULL, state TEXT NOT NULL, seq INTEGER, code TEXT, field TEXT, needs TEXT)""",
    "CREATE INDEX i_outbox_record ON outbox(record)",
    "CREATE INDEX i_outbox_urgent ON outbox(n) WHERE urgent",
    "CREATE INDEX i_outbox_stuck ON outbox(state, record) WHERE state != 'pending'",
    # body: the change as it was made. effect: what came into force, where that differs. For own changes also: was, the
    # values before; save, the first change of the same save; undone, whether it was taken back; given_up,
    # whether it was dropped after the centre had refused it.
    """CREATE TABLE history(
        n INTEGER PRIMARY KEY, record TEXT NOT NULL, change_id TEXT NOT NULL UNIQUE, seq INTEGER, body TEXT NOT NULL,
        effect TEXT, device TEXT NOT NULL, was TEXT, save TEXT, undone INTEGER NOT NULL DEFAULT 0,
        given_up INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX i_history_record ON history(record)",
    "CREATE INDEX i_history_save ON history(save) WHERE save IS NOT NULL",
    # fields: names, never values. hash: of this line and the hash before.
    """CREATE TABLE audit(
        n INTEGER PRIMARY KEY, at TEXT NOT NULL, officer TEXT NOT NULL, act TEXT NOT NULL, kind TEXT, record TEXT,
        fields TEXT NOT NULL, hash TEXT NOT NULL)""",
    """CREATE TABLE drafts(
        form TEXT NOT NULL, officer TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(form, officer))""",
    "CREATE TABLE in_flight(seq INTEGER PRIMARY KEY, envelope BLOB NOT NULL)",
    # Envelopes of other desks that this one carries, the newest of each; code: why the centre does not take one.
    """CREATE TABLE pouch(
        device TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, envelope BLOB, answer BLOB,
        code TEXT) WITHOUT ROWID""",
    # A snapshot that is being taken in: how many of its segments are here; and of the next one what came before a cut.
    "CREATE TABLE arriving(id TEXT PRIMARY KEY, manifest TEXT NOT NULL, done INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE arrived(name TEXT PRIMARY KEY, part BLOB NOT NULL)",
    # Records older than the last snapshot whose past was told since: up to which seq, and whether that is all.
    "CREATE TABLE past(record TEXT PRIMARY KEY, seq INTEGER NOT NULL, whole INTEGER NOT NULL) WITHOUT ROWID",
    # What the centre holds as this desk knows it, see sync/changes/digest.py; moved on with every record.
    "CREATE TABLE sums(kind TEXT PRIMARY KEY, total TEXT NOT NULL) WITHOUT ROWID",
    # The last signed answers (sealed) that proved this desk equal. whole: nothing was left to send either.
    """CREATE TABLE receipts(
        whole INTEGER PRIMARY KEY, until TEXT NOT NULL, seq INTEGER NOT NULL, fingerprint TEXT NOT NULL,
        sealed BLOB NOT NULL)""",
    # Records of which the centre holds another state: it is asked for until it was told.
    "CREATE TABLE mending(record TEXT PRIMARY KEY) WITHOUT ROWID",
    # body: JSON of what was sent, received and refused, or the code of the error.
    "CREATE TABLE rounds(n INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL)",
    # Records of kinds that only a newer release knows: carried, and lifted into their table by that release.
    """CREATE TABLE carried(
        kind TEXT NOT NULL, record TEXT NOT NULL, body TEXT NOT NULL, versions TEXT NOT NULL,
        PRIMARY KEY(kind, record)) WITHOUT ROWID""",
    # folded: the names in one spelling, for the tolerant scan. version: rises with every change, so that names in
    # memory can be brought up to date. AUTOINCREMENT: a number is never given to another record.
    """CREATE TABLE search_doc(
        n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, record TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
        line TEXT NOT NULL, folded TEXT, version INTEGER NOT NULL)""",
    "CREATE INDEX i_search_doc_version ON search_doc(version)",
    """CREATE VIRTUAL TABLE search_text USING fts5(words, numbers, sounds, content='', contentless_delete=1,
        tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    "INSERT INTO search_text(search_text, rank) VALUES('secure-delete', 1)",
    "INSERT INTO search_text(search_text, rank) VALUES('pgsz', 3950)",
)
