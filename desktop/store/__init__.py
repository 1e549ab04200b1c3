"""The encrypted SQLite file: tables derived from records, outbox, replica, search, audit, backup. No table leaves."""
