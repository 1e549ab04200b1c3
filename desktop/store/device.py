"""Which desk this store is: its device, epoch, counters and clock of ties, kept in the table `meta`."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

_UPSERT: Final = "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"


class Meta:
    """Reads and writes `meta` within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return the value of *key*."""
        found = self._connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,)).scalar()
        return default if found is None else str(found)

    def needed(self, key: str) -> str:
        """Return the value of a key that every store has."""
        return str(self.text(key, ""))

    def number(self, key: str) -> int:
        """Return a number, 0 where nothing was kept yet."""
        return int(self.text(key) or 0)

    def keep(self, key: str, value: str | int) -> None:
        """Keep *value* under *key*."""
        self._connection.exec_driver_sql(_UPSERT, (key, str(value)))

    def next(self, key: str, step: int = 1) -> int:
        """Raise a counter and return its first new number."""
        last = self.number(key)
        self.keep(key, last + step)
        return last + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The desk as records and changes name it."""

    store_id: str
    device: str
    epoch: int
    mission: str
    mark: str  # two characters of case numbers; "00" until the centre gave one
    enrolled: bool


def identity(meta: Meta) -> Identity:
    """Read which desk this is."""
    return Identity(
        store_id=meta.needed("store_id"),
        device=meta.needed("device"),
        epoch=meta.number("epoch"),
        mission=meta.needed("mission"),
        mark=meta.text("mark") or "00",
        enrolled=meta.text("centre") is not None,
    )


Parameters = tuple[Any, ...]
