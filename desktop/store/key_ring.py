"""The key ring: the keys of restricted cases that an officer was given, and which of them is written under."""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.store import case_marks, gifts
from desktop.store.gifts import Given
from sync.domain.rules.restricted import RAISED
from sync.domain.rules.urgency import CASE
from sync.errors import BadEnvelope, CaseSealed
from sync.identity.case_key import CaseKey
from sync.identity.keys import OpeningKey, VerifyKey


class KeyRing:
    """What one officer's key opens, as long as whoever gave it stands for it.

    Of the families of one restriction, as two officers raised it at once, the one counts that reached the centre first.
    """

    def __init__(self, officer: str, opening: OpeningKey, verify: VerifyKey | None) -> None:
        self._officer = officer
        self._opening = opening
        self._verify = verify
        self._cases: dict[str, str] = {}  # by key
        self._keys: dict[str, CaseKey] = {}  # by id
        self._fresh: dict[str, CaseKey] = {}  # by case: drawn in the transaction that is running
        self._staying: dict[str, frozenset[str]] = {}  # by case: who was a member when it was drawn

    def draw(self, connection: Connection, case: str, *, raised: int | None = None, without: str = "") -> CaseKey:
        """Draw the next key of a case, for its members *without* one; or the first of its restriction number *raised*.

        The caller writes down to whom it is wrapped.
        """
        before = None if raised is not None else self.newest(connection, case)
        key = CaseKey.new(raised or 1) if before is None else before.next()
        self._staying[case] = self.members(connection, case) - {without}
        self._fresh[case] = self._keys[key.id] = key
        self._cases[key.id] = case
        return key

    def is_fresh(self, case: str) -> bool:
        """Whether the newest key of a case was drawn in the transaction that is running."""
        return case in self._fresh

    def settle(self) -> None:
        """The transaction has ended, one way or the other: only what it wrote counts."""
        self._fresh.clear()
        self._staying.clear()

    def newest(self, connection: Connection, case: str) -> CaseKey | None:
        """Return the key under which values of a case are sealed now; None where this officer has none."""
        top = self._top(connection, case)
        return min(top, key=lambda key: (len(self.holders(connection, case, key)), key.id)) if top else None

    def to_write(self, connection: Connection, case: str) -> CaseKey | None:
        """Return the key to write under, drawn anew where each of two has a reader whom the other leaves out.

        Raises:
            CaseSealed: a later one was known here, and is not told any more; rule "old-key".
        """
        top = self._top(connection, case)
        if case in self._fresh or not top:
            return self._fresh.get(case)
        if top[0].number < case_marks.number(connection, case, top[0].family):
            raise CaseSealed(kind=CASE, rule="old-key")
        staying = self.members(connection, case)
        kept = (key for key in top if self.holders(connection, case, key) <= staying)
        key = min(kept, key=lambda key: key.id, default=None) or self.draw(connection, case)
        case_marks.keep(connection, case, key.family, key.number)
        return key

    def members(self, connection: Connection, case: str) -> frozenset[str]:
        """Return who holds what is written under now: whom each of the newest keys was given to, by who held it."""
        if case in self._staying:
            return self._staying[case]
        each = [self.holders(connection, case, key) for key in self._top(connection, case)]
        return frozenset.intersection(*each) if each else frozenset()

    def holders(self, connection: Connection, case: str, key: CaseKey) -> frozenset[str]:
        """Return whom a key was given to, by somebody who held it."""
        there = self.given(connection, case)
        return frozenset(one.gift.officer for one in there if key.vouches(one.gift, one.proof))

    def given(self, connection: Connection, case: str) -> list[Given]:
        """Return what was given of a case to anybody, and not taken back."""
        return [one for one in gifts.of_case(connection, case, self._verify) if not one.is_taken_back]

    def all_of(self, connection: Connection, case: str) -> list[CaseKey]:
        """Return the keys of a case that open, the newest first."""
        fresh = [self._fresh[case]] if case in self._fresh else []
        kept = self._kept(gifts.of_case(connection, case, self._verify))
        return list(dict.fromkeys([*fresh, *sorted(kept, key=lambda key: (-key.raised, -key.number, key.id))]))

    def is_present(self, connection: Connection, key_id: str) -> bool:
        """Whether values are written at the places that a key names."""
        case = self._cases.get(key_id)
        newest = None if case is None else self.newest(connection, case)
        return newest is None or newest.family == self._keys[key_id].family

    def get(self, connection: Connection, key_id: str) -> CaseKey | None:
        """Return a key by its id; None where this officer has none of that."""
        if key_id not in self._keys:
            sql = "SELECT DISTINCT case_id FROM r_case_key WHERE key = ? AND officer = ?"
            for (case,) in connection.exec_driver_sql(sql, (key_id, self._officer)).all():
                self._kept(gifts.of_case(connection, case, self._verify))
        return self._keys.get(key_id)

    def families(self, connection: Connection, case: str) -> list[tuple[str, bool]]:
        """Return the families of the present restriction as they reached the centre, and which are held here."""
        raised = case_marks.number(connection, case, RAISED)
        every = gifts.of_case(connection, case, self._verify)
        held = {key.family for key in self._kept(every)}
        came = sorted((one.came, one.gift.family) for one in every if one.gift.raised == raised)
        return [(family, family in held) for family in dict.fromkeys(family for _, family in came)]

    def _top(self, connection: Connection, case: str) -> list[CaseKey]:
        """Return the keys of the greatest number of the family that counts; two where officers left at two desks."""
        if case in self._fresh:
            return [self._fresh[case]]
        every = gifts.of_case(connection, case, self._verify)
        raised = case_marks.number(connection, case, RAISED)
        keys = [key for key in self._kept(every) if key.raised == raised]
        came = {key.family: min(one.came for one in every if one.gift.family == key.family) for key in keys}
        family = min(came, key=lambda one: came[one], default="")
        return self._followed([key for key in keys if key.family == family], every)

    def _followed(self, keys: Sequence[CaseKey], every: Sequence[Given]) -> list[CaseKey]:
        """Return the last of the keys of a family of which each comes from who held the one before.

        Of several of one number those count first whose giver was not let go: who was makes no key for those who stay.
        """
        last: list[CaseKey] = []
        for number in sorted({key.number for key in keys}):
            here = [key for key in keys if key.number == number]
            givers = {key: _givers(key, every) for key in here}
            held = {self._officer}.union(*(_held(key, every) for key in last))
            stay = held.difference(*(_left(key, every) for key in last)) | {self._officer}
            for allowed in (stay, held):
                followed = [key for key in here if not last or givers[key] & allowed]
                if followed:
                    last = followed
                    break
        return last

    def _kept(self, every: Sequence[Given]) -> list[CaseKey]:
        """Return the keys among *every* gift of a case that open."""
        to = self._opening.public.short
        here = (one.gift for one in every if not one.is_taken_back)
        found = []
        for gift in here:
            if gift.officer != self._officer or gift.recipient != to:
                continue
            if gift.key not in self._keys:
                try:
                    self._keys[gift.key] = CaseKey.unwrap(gift, self._opening)
                except BadEnvelope:
                    continue
                self._cases[gift.key] = gift.case
            found.append(self._keys[gift.key])
        return list(dict.fromkeys(found))


def _held(key: CaseKey, every: Sequence[Given]) -> set[str]:
    """Return to whom a key was ever given by who held it."""
    return {one.gift.officer for one in every if key.vouches(one.gift, one.proof)}


def _left(key: CaseKey, every: Sequence[Given]) -> set[str]:
    """Return from whom a key was taken back."""
    return {one.gift.officer for one in every if one.is_taken_back and one.gift.key == key.id}


def _givers(key: CaseKey, every: Sequence[Given]) -> set[str]:
    """Return who gave a key and held it."""
    return {one.gift.given_by for one in every if key.vouches(one.gift, one.proof)}
