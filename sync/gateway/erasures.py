"""Erasures at the centre: which decision is taken, what it takes away, and what is refused ever after."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select

from sync.changes.change import DELETED, Change
from sync.changes.conflict import CENTRE
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.merge import merge
from sync.changes.state import Flat, RecordState
from sync.clock import stamp
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import applied
from sync.domain.rules import erasure, retention
from sync.domain.rules.erasure import ERASURE
from sync.domain.rules.restricted import is_restricted, is_sealed_path, sealed_fields
from sync.domain.rules.urgency import CASE, WORKER, Name
from sync.engine.shape import Misshapen
from sync.gateway.directory import shelf
from sync.gateway.emptying import ERASED
from sync.gateway.ledger import Book, Source
from sync.gateway.tables import devices, erasure_acks, quarantine, records

_SHOWN: Final = tuple(name for _, names in NOUNS[ERASURE].about.groups for name in names if name != "reason")


def check(book: Book, change: Change, turned_away: AbstractSet[str]) -> None:
    """Check a change against what was erased, and a decision against the rules of decisions.

    *turned_away*: new records of the same batch that hang on something erased.

    Raises:
        Misshapen: "erased"; "erasure-two-officers", "erasure-decided", "erasure-kept", "erasure-subject".
    """
    state = book.state(change.record)
    before = None if state is None else state.values
    after = applied(before or {}, change.values)
    above = [record for _, record in erasure.belongs(change.kind, after)]
    if any(_is_erased(book, record) for record in (change.record, *above)):
        raise Misshapen(ERASED)
    if any(book.state(one) is None and (one in turned_away or _came_too_late(book, one)) for one in above):
        raise Misshapen(ERASED)
    if change.kind != ERASURE:
        return
    rule = erasure.broken(before, after, change.officer)
    if rule is not None:
        raise Misshapen(rule)
    if after.get("erasure_state") != erasure.WITHDRAWN:
        _check_subject(book, after)


def _check_subject(book: Book, decision: Flat) -> None:
    kind, record = _subject(decision)
    subject = book.state(record)
    if subject is None or subject.kind != kind or kind not in erasure.SUBJECTS or _is_erased(book, record):
        raise Misshapen("erasure-subject", "subject_id")
    if erasure.is_of_open_past(decision):
        if not is_restricted(subject.values):
            raise Misshapen("erasure-subject", "erasure_scope")
        return
    today = book.now.date()
    if retention.refuses(str(decision.get("erasure_basis")), _untils(book, (kind, record), subject), today):
        raise Misshapen("erasure-kept", "erasure_basis")


def _untils(book: Book, name: Name, subject: RecordState) -> Iterable[date | None]:
    """Yield until when the schedule keeps the subject: a worker also for every case, a file for what it belongs to."""
    lines = retention.schedule(shelf.retention(book.connection, book.now))
    yield retention.kept_until(subject.kind, subject.values, lines)
    if name[0] == WORKER:
        for case in book.all_of(CASE, f'"worker_id":"{name[1]}"'):
            if not erasure.is_erased(case.values):
                yield retention.kept_until(CASE, case.values, lines)
    for _, record in erasure.belongs(subject.kind, subject.values):
        above = book.state(record)
        if above is not None:
            yield from _untils(book, (above.kind, record), above)


def carry_out(book: Book, change: Change) -> None:
    """Erase what a decision is about, once it is made: each record by an entry of its own, the decision by the last.

    What these records said before goes out of the ledger when the book is written.
    """
    state = book.state(change.record)
    if change.kind != ERASURE or state is None or state.values.get("erasure_state") != erasure.CONFIRMED:
        return
    if "done_at" in state.values:
        return
    beneath = erasure.hanging(book.all_records())
    names = erasure.closure(_subject(state.values), lambda name: beneath.get(name, ()))
    if erasure.is_of_open_past(state.values):
        names = [name for name in names if _has_open_past(book, name)]
    for kind, record in names:
        whole = not erasure.is_of_open_past(state.values) or kind == CONFLICT
        if whole:
            _enter(book, change, (kind, record), {DELETED: erasure.mark_of(change.record)})
        book.erase(record, change.record, open_past=not whole)
    _enter(book, change, (ERASURE, change.record), {"done_at": stamp(book.now), "records": len(names)})


def _has_open_past(book: Book, name: Name) -> bool:
    """Whether a record may have said in the open what is sealed now; a conflict about such a field did."""
    kind, record = name
    state = book.state(record)
    if state is None or kind != CONFLICT:
        return bool(sealed_fields(kind))
    return is_sealed_path(str(state.values.get("record_kind")), str(state.values.get("path")))


def _enter(book: Book, cause: Change, name: Name, values: Flat) -> None:
    kind, record = name
    state = book.state(record)
    if state is None:
        return
    own = Change(
        id=book.own_id(record, values),
        record=record,
        kind=kind,
        op="delete" if DELETED in values else "set",
        values=values,
        base={path: state.version(path) for path in values},
        officer=CENTRE,
        at=cause.at,
        hlc=cause.hlc,
    )
    merged = merge(NOUNS.get(kind), state, own, book.head + 1, book)
    if merged.state is None:
        raise Misshapen("centre-fault")
    book.append(own, merged.state, merged.effect, Source(device=CENTRE, batch=None))


def _is_erased(book: Book, record: str) -> bool:
    state = book.state(record)
    return state is not None and erasure.is_erased(state.values)


def _came_too_late(book: Book, record: str) -> bool:
    """Whether a record that nobody knows was turned away before, since it hangs on something erased."""
    named = quarantine.c.change.contains(f'"record":"{record}"', autoescape=True)
    here = (quarantine.c.scope == book.scope, quarantine.c.reason == ERASED, named)
    return book.connection.execute(select(quarantine.c.change_id).where(*here)).first() is not None


def _subject(decision: Flat) -> Name:
    return str(decision.get("subject_kind")), str(decision.get("subject_id"))


def acknowledge(connection: Connection, scope: str, device: str, ids: Iterable[str], at: str) -> None:
    """Note which erasures a device has carried out, each once."""
    here = select(erasure_acks.c.erasure).where(erasure_acks.c.scope == scope, erasure_acks.c.device == device)
    new = sorted(set(ids) - set(connection.scalars(here)))
    if new:
        lines = [{"scope": scope, "erasure": one, "device": device, "at": at} for one in new]
        connection.execute(insert(erasure_acks), lines)


def listed(connection: Connection, mission: str) -> list[dict[str, Any]]:
    """Return every erasure that was asked for in a mission, and which devices have not said that it is done there."""
    here = (devices.c.mission == mission, devices.c.revoked_at.is_(None))
    every = set(connection.scalars(select(devices.c.id).where(*here)))
    query = select(records.c.id, records.c["values"]).where(records.c.scope == mission, records.c.kind == ERASURE)
    found = []
    for row in connection.execute(query.order_by(records.c.created)):
        said: Flat = msgspec.json.decode(row.values)
        acks = select(erasure_acks.c.device).where(erasure_acks.c.scope == mission, erasure_acks.c.erasure == row.id)
        left = sorted(every - set(connection.scalars(acks))) if "done_at" in said else []
        found.append(
            {"mission": mission, "id": row.id} | {name: said.get(name) for name in _SHOWN} | {"not_acknowledged": left}
        )
    return found
