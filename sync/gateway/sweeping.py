"""Sweeping after an erasure: files of what was erased, and what SQLite's log still holds, go from the centre's disk."""

from sqlalchemy import delete, select

from sync.gateway.blobs.shelves import kept_folder
from sync.gateway.database import Database
from sync.gateway.tables import doomed_blobs


def sweep(database: Database) -> None:
    """Take the files of erased records from the disk; what a cut left over goes with the next start."""
    with database.write() as connection:
        rows, folder = connection.execute(select(doomed_blobs)).all(), kept_folder(connection)
        for row in rows:
            if folder is not None:
                folder.drop(row.scope, row.id)
        connection.execute(delete(doomed_blobs))
    database.fold_log()
