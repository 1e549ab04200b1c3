"""The vault: the keys of restricted cases that the officer at the desk may open, and what they open."""

from dataclasses import replace
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop.store import reasons
from desktop.store.history import Past
from desktop.store.key_ring import KeyRing
from desktop.store.row import Row
from sync.changes.change import DELETED
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import Flat, assemble, flat
from sync.domain.rules.restricted import SEALED, is_sealed_path
from sync.errors import BadEnvelope, BadMessage
from sync.identity import canonical
from sync.identity.case_key import CaseKey
from sync.identity.keys import OpeningKey, SealingKey, Suite, VerifyKey

_PLACES: Final = f"{SEALED}/"


class Vault:
    """Opens what is sealed, as far as one officer's key reaches. Nothing that it opens is ever written down."""

    def __init__(self, officer: str, opening: OpeningKey, verify: VerifyKey | None = None) -> None:
        """*verify*: the officer's own, which a desk that has not joined knows from nobody else."""
        self.officer = officer
        self._opening = opening
        self.keys = KeyRing(officer, opening, verify)

    @property
    def public(self) -> SealingKey:
        """The key to which colleagues wrap."""
        return self._opening.public

    def hide(self, form: str, text: bytes) -> str:
        """Wrap what the officer is typing into *form*: it may belong to a restricted case."""
        return self.hidden_for(self.public, form, text)

    @staticmethod
    def hidden_for(key: SealingKey, form: str, text: bytes) -> str:
        """Wrap a draft for whoever holds the other half of *key*."""
        return canonical.text_of(key.wrap(text, _draft(form), Suite.HYBRID))

    def reveal(self, form: str, wrapped: str) -> bytes | None:
        """Open what `hide` made; None where it is not of this officer's key."""
        try:
            return self._opening.unwrap(canonical.bytes_of(wrapped), _draft(form), Suite.HYBRID)
        except (BadEnvelope, BadMessage):
            return None

    def opened(self, connection: Connection, row: Row) -> Row:
        """Return *row* with what this officer may read; the rest stays sealed in its field."""
        if reasons.is_sealed(row.deleted):
            row = msgspec.structs.replace(row, deleted=self.reason(connection, row.id, row.deleted) or SEALED)
        if not row.fields.get(SEALED):
            return row
        declared = noun(row.kind)
        values = self.plain(connection, row.id, flat(declared, row.fields))
        return msgspec.structs.replace(row, fields=assemble(declared, values))

    def plain(self, connection: Connection, record: str, values: Flat) -> Flat:
        """Return flat *values* of a record with each place opened whose key is here.

        Where a path has several places, as two officers restricted the case at once, the one under the present key
        counts; what somebody unaware wrote in the open came later than both, and goes under the key with the next save.
        """
        plain: Flat = {}
        rest: Flat = {}
        for path, value in values.items():
            opened = self.value(connection, record, path, value)
            if opened is None:
                rest[path] = value
            elif opened[0] not in plain or self.keys.is_present(connection, value["key"]):
                plain[opened[0]] = opened[1]
        return plain | rest

    def paths(self, connection: Connection, record: str, values: Flat) -> dict[str, str]:
        """Return by place that opens the path whose value lies there."""
        found = ((path, self.value(connection, record, path, value)) for path, value in values.items())
        return {place: opened[0] for place, opened in found if opened is not None}

    def value(self, connection: Connection, record: str, path: str, value: object) -> tuple[str, object] | None:
        """Open one place of a record: its true path and value; None where it is no sealed one, or not for us."""
        if not path.startswith(_PLACES) or not isinstance(value, dict):
            return None
        key = self.keys.get(connection, str(value.get("key")))
        if key is None:
            return None
        try:
            return key.open(record, path.removeprefix(_PLACES), str(value.get("box")))
        except BadEnvelope:  # somebody without the key wrote there: it stays what it is, for all to see
            return None

    def reason(self, connection: Connection, record: str, reason: str | None) -> str | None:
        """Return the reason of a change of a record in words; None where it is under another's key."""
        if reason is None or not reasons.is_sealed(reason):
            return reason
        return reasons.opened(self.keys.get(connection, reasons.key_of(reason)), record, reason)

    def past(self, connection: Connection, record: str, past: Past, *, closed: bool) -> Past:
        """Return a change of a record's past with its true paths and values, as far as the key reaches.

        *closed*: the record is sealed for this officer now, so what it said before it was is not shown either.
        """
        if reasons.is_sealed(past.reason):
            said = self.reason(connection, record, past.reason)
            gone = {DELETED: said or SEALED} if past.values.get(DELETED) is not None else {}
            past = replace(past, reason=said, values=past.values | gone)
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
