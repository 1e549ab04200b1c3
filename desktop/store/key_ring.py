"""The key ring: the keys of restricted cases that an officer was given, and which of them is written under."""

from collections.abc import Iterator

from sqlalchemy import Connection

from desktop.store import peers
from sync.errors import BadEnvelope, BadMessage
from sync.identity import canonical
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import OpeningKey, VerifyKey


class KeyRing:
    """What one officer's key opens, as long as whoever gave it stands for it."""

    def __init__(self, officer: str, opening: OpeningKey, verify: VerifyKey | None) -> None:
        self._officer = officer
        self._opening = opening
        self._verify = verify
        self._gifts: dict[str, Gift] = {}  # by key, those that somebody of the mission signed
        self._keys: dict[str, CaseKey] = {}  # by id
        self._fresh: dict[str, CaseKey] = {}  # by case: drawn in the transaction that is running

    def draw(self, connection: Connection, case: str) -> CaseKey:
        """Draw the next key of a case; the caller writes down to whom it is wrapped."""
        key = CaseKey.new(self.newest(connection, case))
        self._fresh[case] = self._keys[key.id] = key
        return key

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
        return gift.given_by != self._officer, gift.given_at, gift.key

    def all_of(self, connection: Connection, case: str) -> list[CaseKey]:
        """Return the keys of a case that open."""
        fresh = [self._fresh[case]] if case in self._fresh else []
        return list(dict.fromkeys([*fresh, *self._kept(connection, "case_id", case)]))

    def is_present(self, connection: Connection, key_id: str) -> bool:
        """Whether values are written at the places that a key names."""
        gift = self._gifts.get(key_id)
        newest = None if gift is None else self.newest(connection, gift.case)
        return newest is None or newest.naming == self._keys[key_id].naming

    def get(self, connection: Connection, key_id: str) -> CaseKey | None:
        """Return a key by its id; None where this officer has none of that."""
        if key_id not in self._keys:
            next(self._kept(connection, "key", key_id), None)
        return self._keys.get(key_id)

    def _kept(self, connection: Connection, column: str, value: str) -> Iterator[CaseKey]:
        """Yield the keys that open, as long as who gave them stands for it."""
        sql = (
            "SELECT case_id, officer, key, number, recipient, wrapped, given_by, given_at, signature FROM r_case_key "  # noqa: S608
            f"WHERE {column} = ? AND officer = ? AND _deleted IS NULL ORDER BY number DESC, _id DESC"
        )
        for case, officer, *said, signature in connection.exec_driver_sql(sql, (value, self._officer)).all():
            key, number, recipient, wrapped, given_by, given_at = said
            if (
                None in said or recipient != self._opening.public.short
            ):  # of another computer of this officer, or not sound
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
        own = [self._verify] if self._verify is not None and gift.given_by == self._officer else []
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
