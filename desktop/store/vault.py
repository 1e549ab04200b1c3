"""The vault: the keys of restricted cases that the officer at the desk may open, and what they open."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop.store.history import Past
from desktop.store.row import Row
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import Flat, assemble, flat
from sync.domain.rules.restricted import SEALED, is_sealed_path
from sync.errors import BadEnvelope, BadMessage
from sync.identity import canonical
from sync.identity.case_key import CaseKey
from sync.identity.keys import OpeningKey, SealingKey, Suite

_PLACES: Final = f"{SEALED}/"


class Vault:
    """Opens what is sealed, as far as one officer's key reaches. Nothing that it opens is ever written down."""

    def __init__(self, officer: str, opening: OpeningKey) -> None:
        self.officer = officer
        self._opening = opening
        self._keys: dict[str, CaseKey] = {}  # by id
        self._fresh: dict[str, CaseKey] = {}  # by case: drawn in the transaction that is running

    @property
    def public(self) -> SealingKey:
        """The key to which colleagues wrap."""
        return self._opening.public

    def draw(self, connection: Connection, case: str) -> CaseKey:
        """Draw the next key of a case; the caller writes down to whom it is wrapped."""
        key = CaseKey.new(self.newest(connection, case))
        self._fresh[case] = self._keys[key.id] = key
        return key

    def hide(self, form: str, text: bytes) -> str:
        """Wrap what the officer is typing into *form*: it may belong to a restricted case."""
        return canonical.text_of(self.public.wrap(text, _draft(form), Suite.HYBRID))

    def reveal(self, form: str, wrapped: str) -> bytes | None:
        """Open what `hide` made; None where it is not of this officer's key."""
        try:
            return self._opening.unwrap(canonical.bytes_of(wrapped), _draft(form), Suite.HYBRID)
        except (BadEnvelope, BadMessage):
            return None

    def settle(self) -> None:
        """The transaction has ended, one way or the other: only what it wrote counts."""
        self._fresh.clear()

    def newest(self, connection: Connection, case: str) -> CaseKey | None:
        """Return the key under which values of a case are sealed now; None where this officer has none."""
        return self._fresh.get(case) or next(self._kept(connection, "case_id", case), None)

    def all_of(self, connection: Connection, case: str) -> list[CaseKey]:
        """Return the keys of a case that open, the newest first."""
        fresh = [self._fresh[case]] if case in self._fresh else []
        return list(dict.fromkeys([*fresh, *self._kept(connection, "case_id", case)]))

    def opened(self, connection: Connection, row: Row) -> Row:
        """Return *row* with what this officer may read; the rest stays sealed in its field."""
        if not row.fields.get(SEALED):
            return row
        declared = noun(row.kind)
        values = self.plain(connection, row.id, flat(declared, row.fields))
        return msgspec.structs.replace(row, fields=assemble(declared, values))

    def plain(self, connection: Connection, record: str, values: Flat) -> Flat:
        """Return flat *values* of a record with each place opened whose key is here."""
        plain: Flat = {}
        for path, value in values.items():
            opened = self.value(connection, record, path, value)
            plain |= {path: value} if opened is None else dict([opened])
        return plain

    def value(self, connection: Connection, record: str, path: str, value: object) -> tuple[str, object] | None:
        """Open one place of a record: its true path and value; None where it is no sealed one, or not for us."""
        if not path.startswith(_PLACES) or not isinstance(value, dict):
            return None
        key = self._key(connection, str(value.get("key")))
        if key is None:
            return None
        try:
            return key.open(record, path.removeprefix(_PLACES), str(value.get("box")))
        except BadEnvelope:  # somebody without the key wrote there: it stays what it is, for all to see
            return None

    def past(self, connection: Connection, record: str, past: Past, *, closed: bool) -> Past:
        """Return a change of a record's past with its true paths and values, as far as the key reaches.

        *closed*: the record is sealed for this officer now, so what it said before it was is not shown either.
        """
        if closed:
            kept = {path: value for path, value in past.values.items() if not is_sealed_path(past.kind, path)}
            return replace(past, values=kept, was=None)
        if not any(map(is_place, past.values)):
            return past
        values, names = {}, {}
        for path, value in past.values.items():
            names[path], values[names[path]] = self.value(connection, record, path, value) or (path, value)
        was = None if past.was is None else self.plain(connection, record, past.was)
        gave_way = tuple(names.get(path, path) for path in past.gave_way)
        return replace(past, values=values, was=was, gave_way=gave_way)

    def _key(self, connection: Connection, key_id: str) -> CaseKey | None:
        if key_id not in self._keys:
            next(self._kept(connection, "key", key_id), None)
        return self._keys.get(key_id)

    def _kept(self, connection: Connection, column: str, value: str) -> Iterator[CaseKey]:
        """Yield the keys that open, the newest first."""
        sql = (
            f"SELECT case_id, key, wrapped FROM r_case_key WHERE {column} = ? AND officer = ? AND _deleted IS NULL "  # noqa: S608
            "ORDER BY _created_at DESC, _id DESC"
        )
        for case, key_id, wrapped in connection.exec_driver_sql(sql, (value, self.officer)).all():
            if key_id not in self._keys:
                try:
                    self._keys[key_id] = CaseKey.unwrap(wrapped or "", key_id or "", self._opening, case, self.officer)
                except BadEnvelope:  # of another computer of this officer, or not sound
                    continue
            yield self._keys[key_id]


def _draft(form: str) -> bytes:
    return b"siskop2mi/draft/1\0" + form.encode()


def opened_by(vault: Vault | None, connection: Connection, row: Row) -> Row:
    """Return *row* as the owner of *vault* reads it; as it lies there where nobody is signed in."""
    return row if vault is None else vault.opened(connection, row)


def is_place(path: str) -> bool:
    """Whether *path* is that of a sealed value."""
    return path.startswith(_PLACES)


def place(key: CaseKey, record: str, path: str) -> str:
    """Return the path under which the value of *path* is sealed."""
    return _PLACES + key.place(record, path)
