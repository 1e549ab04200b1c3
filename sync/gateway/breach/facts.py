"""Facts: what the centre knows of a lost device, and of each person whose data were on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from sync.clock import moment, stamp
from sync.directory.content import ERASURES, LOCKS, POLICY, Orders, Policy, read
from sync.directory.signing import Directory
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import assemble
from sync.gateway.audit.asking import affected
from sync.gateway.directory.shelf import TableFiles
from sync.gateway.listed import kind
from sync.gateway.tables import audit_lines, devices, records, rescued

NOTICE: Final = timedelta(hours=72)
"""So long after it became known, person and authority are told in writing: UU 27/2022 art. 46 (1)."""
_AT_ONCE: Final = 500
_OPENINGS: Final = ("unlock", "lock")


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the device. An empty moment: it never was, as far as the centre was told."""

    device: str
    mission: str
    enrolled_at: str
    known_at: str
    due_at: str
    seen_at: str  # when it last spoke with the centre
    undelivered_lines: int  # of its audit
    last_act: str  # "unlock" or "lock", whichever was told last
    last_act_at: str
    lease_until: str  # after it, the desk opens for nobody without a word of the centre; the longest there is
    revoked_at: str
    locked_at: str  # by an order, like the next
    erase_at: str
    erase_told_at: str  # it spoke with the centre after the order: it has read it, and carries it out first
    rescued_at: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data were on it. *name* is empty for a person who is told by number only, see `is_closed`."""

    id: str
    name: str
    is_closed: bool  # in a restricted case, or restricted: a notice may endanger, so nobody is named
    safe_to_call: str  # yes, no, or empty where nobody has said
    records: int
    classes: dict[str, int]
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it; *closed_cases*: numbers of the restricted cases that were on the device."""

    incident: Incident
    persons: tuple[Person, ...]
    closed_cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Which device, when it became known, and, where it is known, since when anything on it counts."""

    device: str
    known_at: datetime
    since: str | None = None


def find(connection: Connection, loss: Loss, now: datetime) -> Facts:
    """Return what is known.

    Raises:
        InvalidField: there is no such device.
    """
    said = affected(connection, loss.device, loss.since)
    people = dict(sorted(said["persons"].items()))
    return Facts(
        incident=_incident(connection, said, loss.known_at, now),
        persons=tuple(_persons(connection, said["mission"], people)),
        closed_cases=tuple(_closed(connection, said["mission"], said["heard"])),
    )


def _incident(connection: Connection, said: dict[str, Any], known_at: datetime, now: datetime) -> Incident:
    device, seen = str(said["device"]), said["last_contact"] or ""
    directory = None if kind(connection) is None else Directory(TableFiles(connection), now)
    policy = _said(directory, POLICY, Policy) or Policy.of_pilot()
    held = policy.within_floors(is_decided=False)  # of days, nobody's directory grants more
    lease = max(held.lease_days_field, held.lease_days_office)
    erase = _order(_said(directory, ERASURES, Orders), device)
    table = audit_lines.c
    last = connection.execute(
        select(table.act, table.at)
        .where(table.device == device, table.act.in_(_OPENINGS))
        .order_by(table.place.desc())
        .limit(1)
    ).one_or_none()
    rescue = select(rescued.c.taken_at).where(rescued.c.device == device).order_by(rescued.c.taken_at.desc()).limit(1)
    return Incident(
        device=device,
        mission=said["mission"],
        enrolled_at=said["enrolled_at"],
        known_at=stamp(known_at),
        due_at=stamp(known_at + NOTICE),
        seen_at=seen,
        undelivered_lines=said["undelivered_lines"],
        last_act="" if last is None else last.act,
        last_act_at="" if last is None else last.at,
        lease_until=stamp(moment(seen) + timedelta(days=lease)) if seen else "",
        revoked_at=connection.scalar(select(devices.c.revoked_at).where(devices.c.id == device)) or "",
        locked_at=_order(_said(directory, LOCKS, Orders), device),
        erase_at=erase,
        erase_told_at=seen if erase and seen > erase else "",
        rescued_at=connection.scalar(rescue) or "",
    )


def _said(directory: Directory | None, path: str, shape: Any) -> Any:
    raw = None if directory is None else directory.said(path)
    return None if raw is None else read(raw, shape)


def _order(orders: Orders | None, device: str) -> str:
    return next((one.at for one in (orders.orders if orders else ()) if one.device == device), "")


def _persons(connection: Connection, scope: str, people: dict[str, dict[str, Any]]) -> Iterator[Person]:
    ids = list(people)
    for start in range(0, len(ids), _AT_ONCE):
        wanted = ids[start : start + _AT_ONCE]
        query = select(records.c.id, records.c["values"]).where(records.c.scope == scope, records.c.id.in_(wanted))
        known = {row.id: msgspec.json.decode(row[1]) for row in connection.execute(query)}
        for one in wanted:
            fields = assemble(NOUNS["worker"], known.get(one, {}))
            closed = bool(people[one]["restricted"])
            yield Person(
                id=one,
                name="" if closed else str(fields.get("full_name") or ""),
                is_closed=closed,
                safe_to_call=_safe(fields),
                records=people[one]["records"],
                classes=people[one]["classes"],
                kinds=people[one]["kinds"],
            )


def _safe(worker: dict[str, Any]) -> str:
    """Say whether a contact of a person may be used; one that is not safe says no for all."""
    said = [one.get("safe_to_call") for one in worker.get("contacts") or ()]
    return "no" if False in said else "yes" if True in said else ""


def _closed(connection: Connection, scope: str, heard: int) -> Iterator[str]:
    """Yield the numbers of restricted cases; what is in them the centre cannot read."""
    cases = (records.c.scope == scope, records.c.kind == "case", records.c.created <= heard)
    for row in connection.execute(select(records.c.id, records.c["values"]).where(*cases).order_by(records.c.created)):
        values = msgspec.json.decode(row[1])
        if values.get("restricted") is True:
            yield str(values.get("case_no") or row.id)
