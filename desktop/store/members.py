"""Who may read a restricted case: each officer has the case's key wrapped to each of the officer's computers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import case_marks, gifts, peers, records
from desktop.store.family import family
from desktop.store.gifts import Given
from desktop.store.resealing import put_behind
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from desktop.store.write import Write
from sync.domain.rules.restricted import RAISED, SEALED, is_restricted
from sync.domain.rules.urgency import CASE
from sync.errors import CaseSealed, InvalidField, RuleBroken
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import SealingKey

KIND: Final = "case_key"
_HANDLING: Final = "HANDLING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An officer who may read a case, since when, and by whom."""

    officer: str
    given_by: str
    access_reason: str
    since: str

    def as_fields(self) -> dict[str, Any]:
        """The member as the command line shows it."""
        return {
            "officer": self.officer,
            "given_by": self.given_by,
            "access_reason": self.access_reason,
            "since": self.since,
        }


def of(connection: Connection, case: str) -> list[Member]:
    """Return the members of a case, who came first first: in each family those who have its newest keys."""
    given = [one for one in gifts.of_case(connection, case) if not one.is_taken_back]
    raised = case_marks.number(connection, case, RAISED)
    present = [one for one in given if one.gift.raised == raised]
    staying = [name for family in {one.gift.family for one in present} for name in _with_newest(present, family)]
    found: dict[str, Member] = {}
    for one in given:
        said = Member(
            officer=one.gift.officer, given_by=one.gift.given_by, access_reason=one.access_reason, since=one.since
        )
        found.setdefault(said.officer, said)
    return [member for member in found.values() if member.officer in staying]


def reads(vault: Vault | None, connection: Connection, case: Row) -> bool:
    """Whether an officer reads a case; also one of which a second restriction at the same time sealed something."""
    if SEALED not in case.fields:
        return True
    families = [] if vault is None else vault.keys.families(connection, case.id)
    return any(is_held for _, is_held in families[:1])


def _with_newest(given: Sequence[Given], family: str) -> frozenset[str]:
    of_family = [one.gift for one in given if one.gift.family == family]
    most = max(gift.number for gift in of_family)
    holders = dict[str, set[str]]()
    for gift in of_family:
        if gift.number == most:
            holders.setdefault(gift.key, set()).add(gift.officer)
    return frozenset.intersection(*map(frozenset, holders.values()))


def follow(unit: Unit) -> None:
    """What belongs to a case goes under its key with it, or comes out again; who may open it is written down."""
    while unit.sealing.drawn:
        case = unit.sealing.drawn.pop()
        _give(unit, case, _held(unit, case), sorted(_vault(unit).keys.members(unit.connection, case)), _HANDLING)
    while unit.turns:
        turn = unit.turns.pop(0)
        if turn.raised:
            invite(unit, turn.record)
        for kind, found in family(unit.connection, turn.record):
            stored = unit.sealing.waits_sealed(found, turn.case) if turn.closes else found
            values = unit.sealing.turned(kind, stored)
            if values:
                unit.write_all(kind, (Write(before=stored, op="set", values=values),))
    put_behind(unit.connection, unit.sealing.passed)  # what waits for a colleague's signature


def invite(unit: Unit, case: str) -> None:
    """Give the key that was just drawn to whoever raised the case, and to those it is assigned to."""
    stored = records.load(unit.connection, CASE, case)
    if stored is None:
        return
    fields = stored.row.fields
    handling = [unit.officer, fields.get("owner"), *(fields.get("co_owners") or ())]
    every = [*handling, *peers.unit_keys(unit.connection)]
    _give(unit, case, _held(unit, case), dict.fromkeys(filter(None, every)), _HANDLING)


def add(unit: Unit, case: str, officer: str, reason: str, vault: Vault | None = None) -> None:
    """Let *officer* read a case, from its beginning; by the keys of another *vault*, the protection unit's.

    Raises:
        CaseSealed: who gives it has no key of the case. RuleBroken: the case is not restricted, or *officer* reads it
        already. InvalidField: nobody knows a sealing key of *officer*; rule "no-sealing-key".
    """
    _check_restricted(unit, case)
    keys = _held(unit, case, vault)
    if not _sealing_keys(unit, officer):
        raise InvalidField(field="officer", rule="no-sealing-key")
    if not _give(unit, case, keys, (officer,), reason):
        raise RuleBroken(field="officer", rule="member-already")


def remove(unit: Unit, case: str, officer: str, reason: str) -> None:
    """Let *officer* not read what is written from now on: a new key goes to the others. What was read was read.

    Raises:
        CaseSealed: who removes has no key. RuleBroken: the last member, rule "last-member"; or no member.
    """
    _check_restricted(unit, case)
    there = sorted(_vault(unit).keys.members(unit.connection, case))
    if not there:
        raise CaseSealed(kind=CASE)
    if officer not in there:
        raise RuleBroken(field="officer", rule="no-member")
    if not [one for one in there if one != officer and not one.startswith(peers.UNIT)]:
        raise RuleBroken(field="officer", rule="last-member")
    _vault(unit).keys.draw(unit.connection, case, without=officer)
    for (record,) in unit.connection.exec_driver_sql(
        "SELECT _id FROM r_case_key WHERE case_id = ? AND officer = ? AND _deleted IS NULL", (case, officer)
    ).all():
        unit.delete(KIND, record, reason)
    _give(unit, case, _held(unit, case), sorted(_vault(unit).keys.members(unit.connection, case)), _HANDLING)


def _give(unit: Unit, case: str, keys: Sequence[CaseKey], officers: Iterable[str], reason: str) -> int:
    """Wrap every key of a case to *officers*: each of them reads it from its beginning."""
    given = 0
    every = _vault(unit).keys.given(unit.connection, case)
    by_id = {key.id: key for key in keys}
    sound = {one.gift for one in every if one.gift.key in by_id and by_id[one.gift.key].vouches(one.gift, one.proof)}
    for officer in officers:
        known = {(gift.key, gift.recipient) for gift in sound if gift.officer == officer}
        for to in _sealing_keys(unit, officer):
            for one in keys:
                if (one.id, to.short) in known:
                    continue
                unit.create(KIND, _gift(unit, case, one, officer, to) | {"access_reason": reason})
                given += 1
    return given


def _gift(unit: Unit, case: str, key: CaseKey, officer: str, to: SealingKey) -> dict[str, Any]:
    if unit.signer is None:
        raise CaseSealed(kind=CASE)
    gift = Gift(
        case=case,
        officer=officer,
        key=key.id,
        number=key.number,
        raised=key.raised,
        family=key.family,
        recipient=to.short,
        wrapped=key.wrap(to, case, officer),
        given_by=unit.officer,
        given_at=unit.at,
    )
    said = {name: getattr(gift, name) for name in gift.__slots__ if name != "case"}
    return said | {"case_id": case, "signature": unit.signer.sign(gift.statement), "proof": key.vouch(gift)}


def _sealing_keys(unit: Unit, officer: str) -> Sequence[SealingKey]:
    unit_key = peers.unit_keys(unit.connection).get(officer)
    if unit_key is not None:
        return [unit_key]
    known = peers.sealing_keys(unit.connection, officer)
    if officer == unit.officer:
        known = [_vault(unit).public, *(key for key in known if key != _vault(unit).public)]
    return known


def _held(unit: Unit, case: str, vault: Vault | None = None) -> list[CaseKey]:
    """Return all keys of a case that are held here.

    Raises:
        CaseSealed: none is.
    """
    keys = (vault or _vault(unit)).keys.all_of(unit.connection, case)
    if not keys:
        raise CaseSealed(kind=CASE)
    return keys


def _vault(unit: Unit) -> Vault:
    if unit.vault is None:
        raise CaseSealed(kind=CASE)
    return unit.vault


def _check_restricted(unit: Unit, case: str) -> None:
    if not is_restricted(unit.get(CASE, case).fields):
        raise RuleBroken(rule="not-restricted", kind=CASE)
