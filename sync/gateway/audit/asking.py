"""What is asked of the log: lists, an export that verifies itself, verification, and who was on a lost device."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from sync.audit.exported import Finding, Verified, Verifier
from sync.changes.change import DELETED
from sync.changes.conflict import CENTRE
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity
from sync.domain.records.flat import field_of
from sync.domain.rules.erasure import erasure_of
from sync.domain.rules.rights import class_of, readable, sees
from sync.errors import InvalidField
from sync.gateway.audit.log import checkpoint_of
from sync.gateway.tables import (
    audit_chains,
    audit_lines,
    audit_log,
    devices,
    erasure_acks,
    grants,
    ledger,
    officers,
    records,
)
from sync.identity.keys import Speaker

_AT_ONCE: Final = 1000
_FIELDS: Final = 13  # their place in a chain line
_PERSON: Final = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines to list; None: all."""

    record: str | None = None
    officer: str | None = None
    act: str | None = None
    mission: str | None = None
    since: str | None = None
    after: int = -1
    limit: int = 100


def lines(connection: Connection, wanted: Wanted) -> list[dict[str, Any]]:
    """Return lines of the log in order, behind a place."""
    table = audit_lines.c
    query = select(audit_lines).where(table.place > wanted.after).order_by(table.place).limit(wanted.limit)
    if wanted.record is not None:
        query = query.where((table.record == wanted.record) | (table.of_case == wanted.record))
    for column, value in ((table.officer, wanted.officer), (table.act, wanted.act), (table.mission, wanted.mission)):
        query = query if value is None else query.where(column == value)
    query = query if wanted.since is None else query.where(table.received_at >= wanted.since)
    names = ("place", "mission", "device", "n", "at", "received_at", "officer", "act", "kind", "record")
    return [
        {name: getattr(row, name) for name in names}
        | {"case": row.of_case, "fields": msgspec.json.decode(row.body)[13]}
        for row in connection.execute(query)
    ]


def export(connection: Connection, centre: Speaker) -> Iterator[dict[str, Any]]:
    """Yield the checkpoint, and all leaves in order: see sync/audit/exported.py."""
    tree, note = checkpoint_of(connection, centre)
    yield {"checkpoint": note, "key": centre.public.verify.text}
    for body in _leaves(connection, tree.size):
        yield {"leaf": body}


def verify(connection: Connection) -> Verified:
    """Verify chains and tree from the lines themselves, and compare with what proofs are made of."""
    size = connection.execute(select(audit_log.c.size)).scalar_one()
    verifier = Verifier()
    for body in _leaves(connection, size):
        verifier.take(body.encode())
    found = verifier.end()
    if found.size != size:
        found.findings.append(Finding(rule="tree", place=found.size))
    return found


def alarms(connection: Connection, mission: str | None = None) -> list[dict[str, Any]]:
    """Return what the centre found wrong with chains of devices, newest first."""
    table = audit_lines.c
    query = select(audit_lines).where(table.device == CENTRE, table.act.like("alarm-%")).order_by(table.place.desc())
    query = query if mission is None else query.where(table.mission == mission)
    return [
        {"at": row.at, "mission": row.mission, "device": row.record, "alarm": row.act}
        for row in connection.execute(query.limit(_AT_ONCE))
    ]


def affected(connection: Connection, device: str, since: str | None) -> dict[str, Any]:
    """Return whose records were on a device: all that the centre told it, and what it made itself.

    *since*: only those with a record that came to it, or changed on it, from then on.

    Raises:
        InvalidField: there is no such device.
    """
    known = connection.execute(select(devices).where(devices.c.id == device)).one_or_none()
    if known is None:
        raise InvalidField(field="device", rule="unknown-device")
    chain = connection.execute(select(audit_chains).where(audit_chains.c.device == device)).one_or_none()
    heard = 0 if chain is None else chain.heard
    fresh = _touched_since(connection, known.mission, heard, since)
    held = _Held(scope=known.mission, heard=heard, device=device, kinds=_kinds(connection, device))
    people = _people(connection, held, fresh)
    return {
        "device": device,
        "mission": known.mission,
        "enrolled_at": known.enrolled_at,
        "last_contact": None if chain is None else chain.told_at,
        "heard": heard,
        "undelivered_lines": 0 if chain is None else max(0, chain.told_n - chain.n),
        "persons": people,
    }


def _touched_since(connection: Connection, scope: str, heard: int, since: str | None) -> frozenset[str] | None:
    if since is None:
        return None
    table = ledger.c
    query = select(table.record).where(table.scope == scope, table.seq <= heard, table.received_at >= since).distinct()
    return frozenset(connection.scalars(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What a device was told: up to which entry of its mission's ledger, and of which kinds."""

    scope: str
    heard: int
    device: str
    kinds: frozenset[str] | None


def _kinds(connection: Connection, device: str) -> frozenset[str] | None:
    """Return the kinds that any of its officers might ever read; None for all, and where nobody's roles are known."""
    same = (grants.c.mission == officers.c.mission, grants.c.officer == officers.c.officer)
    query = select(grants.c.roles).where(*same, grants.c.key == officers.c.key, officers.c.device == device)
    roles = frozenset(role for said in connection.scalars(query) for role in said.split())
    return readable(roles) if roles else None


def _erased_there(connection: Connection, wanted: _Held) -> frozenset[str]:
    """Return the erasures of which the device has said that it has nothing left."""
    acks = erasure_acks.c
    query = select(acks.erasure).where(acks.scope == wanted.scope, acks.device == wanted.device)
    return frozenset(connection.scalars(query))


def _people(connection: Connection, wanted: _Held, fresh: frozenset[str] | None) -> dict[str, dict[str, Any]]:
    """Return persons by id with how many of their records of each class and kind; a case is of all its persons.

    What the device has erased is on it no more; what it has not is there still, and only its number is known here.
    """
    gone = _erased_there(connection, wanted)
    by_case: dict[str, list[str]] = {}
    held: list[tuple[str, str, int, dict[str, Any]]] = []
    closed: set[str] = set()
    mine = select(ledger.c.record).where(ledger.c.scope == wanted.scope, ledger.c.device == wanted.device)
    told = (records.c.created <= wanted.heard) | records.c.id.in_(mine)
    query = select(records).where(records.c.scope == wanted.scope, told)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        values: dict[str, Any] = msgspec.json.decode(row.values)
        erasure = erasure_of(values.get(DELETED))
        if erasure in gone or not sees(wanted.kinds, row.kind, values):
            continue
        refs = {name: value for name, value in values.items() if isinstance(value, str) and name.endswith("_id")}
        if row.kind == "case":
            by_case[row.id] = _workers(values)
        if values.get("restricted") is True or erasure is not None:
            closed.add(row.id)
        held.append((row.kind, row.id, _class_of(row.kind, values), refs))
    people: dict[str, dict[str, Any]] = {}
    for kind, record, sensitivity, refs in held:
        if fresh is not None and record not in fresh:
            continue
        for person in _of(kind, record, refs, by_case):
            said = people.setdefault(person, {"records": 0, "classes": {}, "kinds": {}, "restricted": False})
            said["restricted"] |= not closed.isdisjoint((record, person, refs.get("case_id"), refs.get("owner_id")))
            said["records"] += 1
            said["kinds"][kind] = said["kinds"].get(kind, 0) + 1
            name = Sensitivity(sensitivity).name.lower()
            said["classes"][name] = said["classes"].get(name, 0) + 1
    return people


def _of(kind: str, record: str, refs: dict[str, Any], by_case: dict[str, list[str]]) -> list[str]:
    if kind == _PERSON:
        return [record]
    if kind == "case":
        return by_case.get(record, [])
    if "worker_id" in refs:
        return [refs["worker_id"]]
    return by_case.get(refs.get("case_id") or refs.get("owner_id") or "", [])


def _workers(values: dict[str, Any]) -> list[str]:
    """Return the persons that a flat case names, however its paths name them."""
    found = (
        one["worker_id"] if isinstance(one, dict) else one
        for path, one in values.items()
        if path.endswith("worker_id") or (isinstance(one, dict) and "worker_id" in one)
    )
    return list(dict.fromkeys(one for one in found if isinstance(one, str)))


def _class_of(kind: str, values: dict[str, Any]) -> int:
    """Return the highest class of what a record says; a restricted one is restricted as a whole."""
    if values.get("restricted") is True:
        return int(Sensitivity.RESTRICTED)
    if kind not in NOUNS:
        return int(Sensitivity.RESTRICTED)
    return max((_class_of_path(kind, path) for path in values), default=0)


@cache
def _class_of_field(kind: str, name: str) -> int:
    return int(class_of(field_of(NOUNS[kind], name), restricted=False))


def _class_of_path(kind: str, path: str) -> int:
    return 0 if path.startswith("_") else _class_of_field(kind, path.partition("/")[0])


def _leaves(connection: Connection, size: int) -> Iterator[str]:
    after = -1
    table = audit_lines.c
    query = select(table.place, table.body).where(table.place < size).order_by(table.place).limit(_AT_ONCE)
    while rows := connection.execute(query.where(table.place > after)).all():
        for row in rows:
            yield row.body
        after = rows[-1].place
