"""Settings of one desk: language, theme, columns of a list; plain JSON values by key, never synced."""

from typing import Any

from sqlalchemy import Connection

from desktop.store.row import read_json, write_json

_KEEP = "INSERT INTO settings(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"


def value(connection: Connection, key: str, default: Any = None) -> Any:
    """Return the value of *key*."""
    found = connection.exec_driver_sql("SELECT value FROM settings WHERE key = ?", (key,)).scalar()
    return default if found is None else read_json(found)


def keep(connection: Connection, key: str, value: Any) -> None:
    """Keep *value* under *key*."""
    connection.exec_driver_sql(_KEEP, (key, write_json(value).decode()))
