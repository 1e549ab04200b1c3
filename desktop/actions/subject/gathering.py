"""Gathering: every record about one person, as far as the officer may read it and it may be given to that person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.actions import records
from desktop.actions.open_desk import OpenDesk
from desktop.store.eyes import Eyes
from desktop.store.lists import Condition
from desktop.store.row import Row, open_values
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.domain.records.catalogue import noun
from sync.domain.rules.restricted import SEALED
from sync.domain.rules.subject import CLOSED, NO_RIGHT, OTHER_PERSON, Given, given, is_alone, is_of_other, kinds

_PERSON: Final = "worker"
_PAGE: Final = 500
_NAMES_PERSON: Final = {"worker_id": "=", "worker_ids": "has"}
_TIES: Final = {"case_id": "case", "claim_id": "claim", "owner_id": ""}
"""Fields by which a record belongs to one that is about the person; the kind of that one, or any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A record in the copy: what of it is given. *row* is as the officer reads it."""

    row: Row
    given: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that is given, and what is not: kinds by ground, whole records or parts of them.

    *closed_cases*: restricted cases that the officer cannot open, so that nobody here knows whether they are about the
    person. That is for the officer, never for the paper.
    """

    person: Row
    pieces: tuple[Piece, ...]
    withheld: Mapping[str, tuple[str, ...]]
    closed_cases: int

    def files(self) -> list[Row]:
        """Return the files that can be given with it."""
        return [one.row for one in self.pieces if one.row.kind == "attachment"]


def gather(desk: OpenDesk, person: str) -> Gathered:
    """Return everything about a worker; looking at what is restricted leaves its lines in the audit.

    Raises:
        NoSuchRecord: this desk holds no such worker. NoRight: the officer may not read it.
    """
    desk.store.get(_PERSON, person)
    eyes = desk.do(lambda unit: unit.rights.eyes)
    cases, closed = _cases(desk.store, person)
    found = _Found(desk.store, eyes, person, cases)
    rows = desk.do(lambda unit: _looked_at(unit, found.names()))
    pieces, withheld = _judged(person, rows)
    for kind in found.unreadable:
        withheld.setdefault(NO_RIGHT, []).append(kind)
    said = {ground: tuple(dict.fromkeys(names)) for ground, names in withheld.items()}
    return Gathered(person=rows[0], pieces=tuple(pieces), withheld=said, closed_cases=closed)


def _cases(store: Store, person: str) -> tuple[list[str], int]:
    """Return the cases about the person, and how many restricted ones nobody here can look into."""
    told = Condition(field="subjects", op="has", value=person)
    found, closed = [row.id for row in _rows(store, "case", (told,)) if _is_about(row, person)], 0
    secret = store.numbers("case", (Condition(field="restricted", op="=", value=1),))
    for start in range(0, len(secret), _PAGE):
        for row in store.rows("case", secret[start : start + _PAGE], opened=True):
            closed += bool(row.fields.get(SEALED))
            found += [row.id] if _is_about(row, person) else []
    return list(dict.fromkeys(found)), closed


def _is_about(case: Row, person: str) -> bool:
    return any(one.get("worker_id") == person for one in case.fields.get("subjects") or ())


class _Found:
    """The names of all records about a person: what names the person, and what belongs to that."""

    def __init__(self, store: Store, eyes: Eyes, person: str, cases: list[str]) -> None:
        self._store = store
        self._person = person
        self._ids: dict[str, dict[str, None]] = {_PERSON: {person: None}, "case": dict.fromkeys(cases)}
        self.unreadable = [kind for kind in kinds() if not (eyes.may("read", kind) and eyes.may("export", kind))]
        for kind in sorted(set(kinds()) - set(self._ids), key=self._order):
            if kind not in self.unreadable:
                self._ids[kind] = dict.fromkeys(self._about(kind))

    @staticmethod
    def _order(kind: str) -> int:
        """What belongs to another kind comes after it."""
        return max(("case_id", "claim_id", "owner_id").index(tie) for tie in _ties(kind)) if _ties(kind) else 0

    def names(self) -> list[tuple[str, str]]:
        """Return kind and id of each, in the order of the paper."""
        return [(kind, one) for kind in kinds() if kind not in self.unreadable for one in self._ids.get(kind, ())]

    def _about(self, kind: str) -> Iterator[str]:
        for field, op in _NAMES_PERSON.items():
            if field in noun(kind).by_name:
                named = Condition(field=field, op=op, value=self._person)
                yield from (row.id for row in _rows(self._store, kind, (named,)))
        for tie in _ties(kind):
            for owner in self._owners(_TIES[tie]):
                yield from (row.id for row in _rows(self._store, kind, (Condition(field=tie, value=owner),)))

    def _owners(self, kind: str) -> list[str]:
        return [one for each in ([kind] if kind else list(self._ids)) for one in self._ids.get(each, ())]


def _ties(kind: str) -> list[str]:
    return [tie for tie in _TIES if tie in noun(kind).by_name]


def _rows(store: Store, kind: str, where: tuple[Condition, ...]) -> Iterator[Row]:
    after: str | None = None
    while True:
        page = store.page(kind, where=where, after=after, limit=_PAGE)
        yield from page.rows
        after = page.next
        if after is None:
            return


def _looked_at(unit: Unit, names: list[tuple[str, str]]) -> list[Row]:
    return [records.view(kind, record, unit) for kind, record in names]


def _judged(person: str, rows: list[Row]) -> tuple[list[Piece], dict[str, list[str]]]:
    """Part what is given from what is not; what belongs to a record that is not given is not given either."""
    alone = {row.id: is_alone(person, row.fields) for row in rows if row.kind == "case"}
    pieces: dict[str, Piece] = {}
    withheld: dict[str, list[str]] = {}
    for row in rows:
        owner = str(row.fields.get("owner_id") or row.fields.get("claim_id") or "")
        is_closed = bool(row.fields.get(SEALED))
        if is_closed or is_of_other(person, row.kind, row.fields) or (owner and owner not in pieces):
            withheld.setdefault(CLOSED if is_closed else OTHER_PERSON, []).append(row.kind)
            continue
        if row.hidden:
            withheld.setdefault(NO_RIGHT, []).append(row.kind)
        shown = open_values(row.kind, row.fields)
        piece = Piece(row=row, given=given(person, row.kind, shown, alone=_is_alone(row, alone, pieces)))
        pieces[row.id] = piece
        for why in piece.given.withheld.values():
            withheld.setdefault(why, []).append(row.kind)
    return list(pieces.values()), withheld


def _is_alone(row: Row, alone: Mapping[str, bool], pieces: Mapping[str, Piece]) -> bool:
    """Whether the case above a record is this person's alone; what has no case is."""
    above = row
    while (owner := above.fields.get("claim_id") or above.fields.get("owner_id")) in pieces:
        above = pieces[str(owner)].row
    case = above.id if above.kind == "case" else above.fields.get("case_id")
    return case is None or alone.get(str(case), False)
