"""Sweeping after an erasure: what lies beside the tables goes as well, and only then the centre is told.

Each step may be cut off and is done again: the mark in `meta` goes last.
"""

from collections.abc import Callable
from contextlib import closing

from desktop.store import backup, erasures, opening, search_index
from desktop.store.blobs import BlobFolder
from desktop.store.device import Meta
from desktop.store.store import BEFORE, FILE, Store
from sync.clock import Clock


def sweep(store: Store, key: Callable[[], bytearray], clock: Clock) -> bool:
    """Take away files, backups and the log that may still hold what was erased; return whether nothing is left of it.

    Raises:
        UnwritableFile, BackupFailed, DiskFull: the backups could not be made anew; it is tried again.
    """
    with store.reading() as connection:
        if not Meta(connection).number(erasures.UNSWEPT):
            return not erasures.are_left(connection)
        doomed = list(connection.exec_driver_sql("SELECT id FROM doomed_blobs").scalars())
    folder = BlobFolder(store.folder)
    for name in doomed:
        folder.drop(name)
    with store.transactions.write() as connection:
        search_index.forget_traces(connection)
    if not _fold_log(store, key):
        return False
    backup.renew(store, key, clock)
    (store.folder / BEFORE).unlink(missing_ok=True)
    with store.transactions.write() as connection:
        connection.exec_driver_sql("DELETE FROM doomed_blobs")
        Meta(connection).keep(erasures.UNSWEPT, 0)
        return not erasures.are_left(connection)


def _fold_log(store: Store, key: Callable[[], bytearray]) -> bool:
    """Fold SQLite's log into the file and cut it off; False while somebody reads an older moment of the store."""
    with closing(opening.connect(store.folder / FILE, key(), maintenance=True)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
