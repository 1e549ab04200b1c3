"""Tending: what an officer's keys put right in restricted cases, unasked, when the desk is opened and around rounds."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final

from desktop.store import case_marks, outcomes, records
from desktop.store.family import family, values_of
from desktop.store.row import Stored
from desktop.store.unit import Unit
from desktop.store.vault import Vault, is_place, place
from desktop.store.write import Why, Write
from sync.changes.conflict import OPEN
from sync.changes.merge import FIRST
from sync.domain.records.flat import Flat
from sync.domain.rules.restricted import KEY, case_of, sealed_fields
from sync.domain.rules.urgency import CASE
from sync.errors import CaseSealed, NoRight
from sync.identity.case_key import CaseKey

_REQUEST: Final = "access_request"
_WAITING: Final = "SELECT DISTINCT kind, record FROM outbox WHERE state IN ('pending', 'held', 'later')"


def tend(unit: Unit) -> None:
    """Seal what waits in the open of closed cases, unite what two restrictions at once sealed, lay rests open."""
    vault = unit.vault
    if vault is None or unit.signer is None:
        return
    cases = case_marks.cases(unit.connection)
    if not cases:
        return
    _seal_waiting(unit, vault)
    for case in cases:
        with suppress(CaseSealed):
            if case_marks.is_closed(unit.connection, case):
                _unite(unit, vault, case)
            else:
                _lay_rest_open(unit, vault, case)


def _seal_waiting(unit: Unit, vault: Vault) -> None:
    """What was saved before this desk knew that the case is restricted goes under the key, or to the tray."""
    for kind, record in unit.connection.exec_driver_sql(_WAITING).all():
        stored = records.load(unit.connection, kind, record) if sealed_fields(kind) else None
        case = None if stored is None else case_of(kind, record, stored.values, partial(values_of, unit.connection))
        if stored is None or case is None or not case_marks.is_closed(unit.connection, case[1]):
            continue
        if vault.keys.newest(unit.connection, case[1]) is not None:
            unit.sealing.waits_sealed(stored, case[1])
        else:
            outcomes.keep_back(unit.connection, kind, record)
        unit.touched.kinds.add(kind)


def _unite(unit: Unit, vault: Vault, case: str) -> None:
    """Bring what was sealed in a restriction that another one forestalled under the key of that one."""
    families = vault.keys.families(unit.connection, case)
    held = [name for name, is_held in families if is_held]
    if families and held and not families[0][1]:
        _ask(unit, case)
    key = vault.keys.to_write(unit.connection, case) if len(held) > 1 else None
    if key is None:
        return
    staying = vault.keys.members(unit.connection, case)
    left = [one for one in vault.keys.all_of(unit.connection, case) if one.family in held and one.family != key.family]
    if not all(vault.keys.holders(unit.connection, case, one) <= staying for one in left):
        left = []  # who is in the other only reads on there, until somebody of this one answers
    for kind, stored in _all_of(unit, case):
        said, disputed = _moved(unit, vault, stored, key, frozenset(one.id for one in left))
        _write(unit, kind, stored, said)
        _write(unit, kind, stored, disputed, is_unseen=True)


def _moved(unit: Unit, vault: Vault, stored: Stored, key: CaseKey, left: frozenset[str]) -> tuple[Flat, Flat]:
    """Return what a record says under *key* of what it says under others; and what it says otherwise there.

    The places of the keys that are *left* go. The same value gives the same box, as others may do this, too.
    """
    record = stored.row.id
    opened = {at: vault.value(unit.connection, record, at, value) for at, value in stored.values.items()}
    here = {at: found for at, found in opened.items() if found is not None}
    mine = {path: value for at, (path, value) in here.items() if at == place(key, record, path)}
    said, disputed = dict[str, Any](), dict[str, Any]()
    for at, (path, value) in here.items():
        to, is_left = place(key, record, path), stored.values[at]["key"] in left
        if path not in mine:
            said[to] = key.seal(record, path, value, anew=False)
        elif is_left and value != mine[path]:
            disputed[to] = key.seal(record, path, value, anew=False)
        if is_left:
            said[at] = None
    return said, disputed


def _ask(unit: Unit, case: str) -> None:
    """Ask to be let in by those whose restriction came first, once."""
    sql = "SELECT 1 FROM r_access_request WHERE case_id = ? AND officer = ?"
    if unit.connection.exec_driver_sql(sql, (case, unit.officer)).first() is None:
        said = {"case_id": case, "officer": unit.officer, "access_reason": "HANDLING"}
        unit.create(_REQUEST, said | {"asked_at": unit.at, "access_state": "ASKED"})
        unit.note("ask_access", CASE, case)


def _lay_rest_open(unit: Unit, vault: Vault, case: str) -> None:
    """Bring what was sealed unaware that the restriction had ended into the open, where it says something else."""
    for kind, stored in _all_of(unit, case):
        if not any(map(is_place, stored.values)):
            continue
        plain = [vault.value(unit.connection, stored.row.id, at, value) for at, value in stored.values.items()]
        open_too = {found[0]: found[1] for found in plain if found is not None and found[0] in stored.values}
        disputed = {path: value for path, value in open_too.items() if value != stored.values[path]}
        if any(found is not None for found in plain):
            with suppress(NoRight):
                settled = _about_places(unit, stored)
                why = Why(resolves=settled)
                unit.write_all(
                    kind, (Write(before=stored, op="set", values={}, why=why),)
                )  # sealing adds what it opens
                for conflict in settled:
                    unit.settle_conflict(conflict)
            _write(unit, kind, stored, disputed, is_unseen=True)


def _about_places(unit: Unit, stored: Stored) -> tuple[str, ...]:
    """Return the open conflicts in which what was sealed unaware is one side, and that it had been opened the other."""
    sql = "SELECT _id, path FROM r_conflict WHERE record_id = ? AND state = ? AND _deleted IS NULL"
    found = unit.connection.exec_driver_sql(sql, (stored.row.id, OPEN)).all()
    return tuple(conflict for conflict, path in found if path in stored.values and is_place(path))


def _all_of(unit: Unit, case: str) -> Iterator[tuple[str, Stored]]:
    itself = records.load(unit.connection, CASE, case)
    if itself is not None and itself.row.deleted is None:
        yield CASE, itself
    for kind, stored in list(family(unit.connection, case)):
        if stored.row.deleted is None and kind != KEY:
            yield kind, stored


def _write(unit: Unit, kind: str, stored: Stored, values: Flat, *, is_unseen: bool = False) -> None:
    before = records.load(unit.connection, kind, stored.row.id)
    if values and before is not None:
        base = dict.fromkeys(values, before.version(FIRST)) if is_unseen else None  # so it replaces nothing unasked
        with suppress(NoRight):
            unit.write_all(kind, (Write(before=before, op="set", values=values, base=base),))
