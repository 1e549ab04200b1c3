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
    mark: str  # two characters of case numbers: the centre's, or a provisional one before joining
    enrolled: bool


_PROVISIONAL: Final = "UVWXYZ"
"""First letters of marks before joining; the centre gives marks from A on, and has 36 for each letter."""
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def provisional_mark(device: str) -> str:
    """Mark the case numbers of a desk that no centre knows yet, so that two such desks rarely make the same."""
    drawn = int(device.replace("-", "")[-8:], 16)
    return _PROVISIONAL[drawn % len(_PROVISIONAL)] + _SIGNS[drawn // len(_PROVISIONAL) % len(_SIGNS)]


def identity(meta: Meta) -> Identity:
    """Read which desk this is."""
    device = meta.needed("device")
    return Identity(
        store_id=meta.needed("store_id"),
        device=device,
        epoch=meta.number("epoch"),
        mission=meta.needed("mission"),
        mark=meta.text("mark") or provisional_mark(device),
        enrolled=meta.text("centre") is not None,
    )


Parameters = tuple[Any, ...]
