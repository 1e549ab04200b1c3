"""The vault: the keys of restricted cases that the officer at the desk may open, and what they open."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop.store import peers
from desktop.store.history import Past
from desktop.store.row import Row
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import Flat, assemble, flat
from sync.domain.rules.restricted import SEALED, is_sealed_path
from sync.errors import BadEnvelope, BadMessage
from sync.identity import canonical
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import OpeningKey, SealingKey, Suite, VerifyKey

_PLACES: Final = f"{SEALED}/"


class Vault:
    """Opens what is sealed, as far as one officer's key reaches. Nothing that it opens is ever written down."""

    def __init__(self, officer: str, opening: OpeningKey, verify: VerifyKey | None = None) -> None:
        """*verify*: the officer's own, which a desk that has not joined knows from nobody else."""
        self.officer = officer
        self._opening = opening
        self._verify = verify
        self._gifts: dict[str, Gift] = {}  # by key, those that somebody of the mission signed
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
        """Return the key under which values of a case are sealed now; None where this officer has none.

        It names places as the first one did: else somebody who could never read the case has made it up.
        """
        if case in self._fresh:
            return self._fresh[case]
        keys = list(self._kept(connection, "case_id", case))
        if not keys:
            return None
        naming = min(keys, key=self._came).naming
        return max((key for key in keys if key.naming == naming), key=lambda key: (key.number, key.id))

    def _came(self, key: CaseKey) -> tuple[bool, str, str]:
        gift = self._gifts[key.id]
        return gift.given_by != self.officer, gift.given_at, gift.key

    def all_of(self, connection: Connection, case: str) -> list[CaseKey]:
        """Return the keys of a case that open."""
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
            elif opened[0] not in plain or self._is_present(connection, value["key"]):
                plain[opened[0]] = opened[1]
        return plain | rest

    def paths(self, connection: Connection, record: str, values: Flat) -> dict[str, str]:
        """Return by place that opens the path whose value lies there."""
        found = ((path, self.value(connection, record, path, value)) for path, value in values.items())
        return {place: opened[0] for place, opened in found if opened is not None}

    def _is_present(self, connection: Connection, key_id: str) -> bool:
        gift = self._gifts.get(key_id)
        newest = None if gift is None else self.newest(connection, gift.case)
        return newest is None or newest.naming == self._keys[key_id].naming

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
        """Yield the keys that open, as long as who gave them stands for it."""
        sql = (
            "SELECT case_id, officer, key, number, recipient, wrapped, given_by, given_at, signature FROM r_case_key "  # noqa: S608
            f"WHERE {column} = ? AND officer = ? AND _deleted IS NULL ORDER BY number DESC, _id DESC"
        )
        for case, officer, *said, signature in connection.exec_driver_sql(sql, (value, self.officer)).all():
            key, number, recipient, wrapped, given_by, given_at = said
            if None in said or recipient != self.public.short:  # of another computer of this officer, or not sound
                continue
            gift = Gift(
                case=case,
                officer=officer,
                key=key,
                number=number,
                recipient=recipient,
                wrapped=wrapped,
                given_by=given_by,
                given_at=given_at,
            )
            if key in self._gifts or self._take(connection, gift, signature or ""):
                yield self._keys[key]

    def _take(self, connection: Connection, gift: Gift, signature: str) -> bool:
        """Whether a key opens and its giver signed it."""
        own = [self._verify] if self._verify is not None and gift.given_by == self.officer else []
        try:
            raw = canonical.bytes_of(signature)
            signers = [*own, *peers.verify_keys(connection, gift.given_by)]
            if not any(key.has_signed(gift.statement, raw) for key in signers):
                return False
            self._keys[gift.key] = CaseKey.unwrap(gift, self._opening)
        except (BadEnvelope, BadMessage):
            return False
        self._gifts[gift.key] = gift
        return True


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
