"""The tray: own changes that the centre refused. They can be read, sent again in better form, or given up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.store import erasures, outbox, records
from desktop.store.row import Row, Stored
from desktop.store.unit import About, Unit
from desktop.store.write import Why
from sync.changes.change import Change
from sync.domain.records.flat import Flat
from sync.domain.rules.erasure import ERASURE
from sync.errors import NoSuchRecord
from sync.protocol.messages import read_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One refused change, and why."""

    change: Change
    code: str
    field: str | None
    needs: str | None  # the refused change that it was built on


def refusals(connection: Connection) -> Iterator[Refusal]:
    """Yield what lies in the tray, oldest first."""
    lines: Any = connection.exec_driver_sql(
        "SELECT h.body, o.code, o.field, o.needs FROM outbox o JOIN history h ON h.change_id = o.change_id "
        "WHERE o.state = 'refused' ORDER BY o.n"
    )
    for line in lines.all():
        change = read_change(line.body.encode())
        yield Refusal(change=change, code=line.code or "", field=line.field, needs=line.needs)


def send_again(unit: Unit, change_id: str, better: Flat | None = None) -> Row:
    """Send a refused change again as a new one, over the record as it is now; *better* values replace its own.

    A refused creation is sent again by editing the record, or here with all that was entered.

    Raises:
        NoSuchRecord: no such change lies in the tray.
    """
    refused = _refused(unit.connection, change_id)
    values = refused.values | (better or {})
    stored = records.load(unit.connection, refused.kind, refused.record)
    if stored is None:
        raise NoSuchRecord(kind=refused.kind)
    if not stored.is_new:
        _settle(unit, stored, change_id)
    return unit.change(
        refused.kind, refused.record, values, Why(reason=refused.reason, resolves=tuple(refused.resolves))
    )


def give_up(unit: Unit, change_id: str, why: str) -> None:
    """Drop a refused change; a record that the centre never took in goes with it.

    Raises:
        NoSuchRecord: no such change lies in the tray.
    """
    refused = _refused(unit.connection, change_id)
    stored = records.load(unit.connection, refused.kind, refused.record)
    if erasures.is_late(unit.connection, change_id):  # who may decide erasures has seen it: what it says goes with it
        unit.rights.needs("edit", ERASURE)
        is_whole = stored is None or stored.is_new
        erasures.strip(unit.connection, _waiting(unit, refused.record) if is_whole else [change_id])
    if stored is None or stored.is_new:
        unit.delete(refused.kind, refused.record, "refused")
        return
    _settle(unit, stored, change_id)
    names = sorted({path.partition("/")[0] for path in refused.values})  # a member of a list may be a code that tells
    unit.note("discard", refused.kind, refused.record, names, About(purpose=why))


def _waiting(unit: Unit, record: str) -> list[str]:
    sql = "SELECT change_id FROM outbox WHERE record = ?"
    return list(unit.connection.exec_driver_sql(sql, (record,)).scalars())


def _refused(connection: Connection, change_id: str) -> Change:
    found = next((one.change for one in refusals(connection) if one.change.id == change_id), None)
    if found is None:
        raise NoSuchRecord(kind="change")
    return found


def _settle(unit: Unit, stored: Stored, change_id: str) -> None:
    """Take one change out of the tray; the record's mark goes with the last."""
    outbox.give_up(unit.connection, (change_id,))
    record = stored.row.id
    if stored.row.sync == "refused" and not outbox.is_refused(unit.connection, record):
        waits = bool(outbox.waiting(unit.connection, (record,)))
        records.mark(unit.connection, stored.row.kind, record, "waiting" if waits else "centre")
    unit.touched.kinds.add(stored.row.kind)
    unit.touched.ids.add(record)
