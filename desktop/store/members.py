"""Who may read a restricted case: each officer has the case's key wrapped to each of the officer's computers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import peers, records
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from desktop.store.write import Write
from sync.domain.rules.restricted import is_restricted
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
    """Return the members of a case, who came first first."""
    lines = connection.exec_driver_sql(
        "SELECT officer, given_by, access_reason, _created_at FROM r_case_key WHERE case_id = ? AND _deleted IS NULL "
        "ORDER BY _created_at, _id",
        (case,),
    )
    found: dict[str, Member] = {}
    for officer, given_by, why, since in lines:
        found.setdefault(
            officer, Member(officer=officer, given_by=given_by or "", access_reason=why or "", since=since)
        )
    return list(found.values())


def follow(unit: Unit) -> None:
    """What belongs to a case goes under its key with it, or comes out again; who may open it is written down."""
    while unit.turns:
        turn = unit.turns.pop(0)
        if turn.raised:
            invite(unit, turn.record)
        for kind, found in unit.sealing.family(turn.record):
            stored = unit.sealing.waits_sealed(found, turn.case) if turn.closes else found
            values = unit.sealing.turned(kind, stored)
            if values:
                unit.write_all(kind, (Write(before=stored, op="set", values=values),))


def invite(unit: Unit, case: str) -> None:
    """Give the key that was just drawn to whoever raised the case, and to those it is assigned to."""
    stored = records.load(unit.connection, CASE, case)
    if stored is None:
        return
    fields = stored.row.fields
    handling = [unit.officer, fields.get("owner"), *(fields.get("co_owners") or ())]
    already = [member.officer for member in of(unit.connection, case)]
    every = [*handling, *already, *peers.unit_keys(unit.connection)]
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
    there = [member.officer for member in of(unit.connection, case)]
    if officer not in there:
        raise RuleBroken(field="officer", rule="no-member")
    if not [one for one in there if one != officer and not one.startswith(peers.UNIT)]:
        raise RuleBroken(field="officer", rule="last-member")
    _held(unit, case)
    _vault(unit).keys.draw(unit.connection, case)
    for (record,) in unit.connection.exec_driver_sql(
        "SELECT _id FROM r_case_key WHERE case_id = ? AND officer = ? AND _deleted IS NULL", (case, officer)
    ).all():
        unit.delete(KIND, record, reason)
    _give(unit, case, _held(unit, case), [one for one in there if one != officer], _HANDLING)


def _give(unit: Unit, case: str, keys: Sequence[CaseKey], officers: Iterable[str], reason: str) -> int:
    """Wrap every key of a case to *officers*: each of them reads it from its beginning."""
    given = 0
    for officer in officers:
        known = _wrapped_already(unit.connection, case, officer)
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
        recipient=to.short,
        wrapped=key.wrap(to, case, officer),
        given_by=unit.officer,
        given_at=unit.at,
    )
    said = {name: getattr(gift, name) for name in gift.__slots__ if name != "case"}
    return said | {"case_id": case, "signature": unit.signer.sign(gift.statement)}


def _wrapped_already(connection: Connection, case: str, officer: str) -> set[tuple[str, str]]:
    found = connection.exec_driver_sql(
        "SELECT key, recipient FROM r_case_key WHERE case_id = ? AND officer = ? AND _deleted IS NULL", (case, officer)
    )
    return {(key, recipient) for key, recipient in found}


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
