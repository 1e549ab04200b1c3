"""Oversight: who did what and who looked at it, what stands out, and what is wrong with the log of the centre."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from desktop.actions.formulas import neutral
from desktop.keys import durable
from desktop.store import audit, audit_overseen, audit_proofs, grants
from desktop.store.audit import Asked
from desktop.store.device import Meta
from desktop.store.store import Store
from desktop.store.unit import About, Unit
from sync.clock import stamp
from sync.domain.rules.rights import may_oversee
from sync.errors import DiskFull, NoRight, UnsuitableFolder, UnwritableFile
from sync.protocol.audit import AuditLine

_PAGE: Final = 1000
MANY_CASES: Final = 20
"""Restricted records that one officer opens within an hour: beyond, it is no day's work."""
_LOOKED_BACK: Final = timedelta(days=30)
_HEADINGS: Final = ("n", "at", "officer", "role", "act", "outcome", "kind", "record", "case", "purpose", "fields")
_GIVEN_OUT: Final = ("export", "copy_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """Something that a supervisor should ask about; *since* to *until*: when."""

    code: str  # many-opened, given-out, unlock-failed, or what is wrong with the log
    officer: str
    count: int
    at: str


def lines(store: Store, officer: str, asked: Asked) -> list[tuple[int, AuditLine]]:
    """Return a page of lines, newest first.

    Raises:
        NoRight: *officer* may not read the audit.
    """
    with store.reading() as connection:
        _check(may_oversee(grants.roles_of(connection, officer)))
        return audit.page(connection, asked)


def may(store: Store, officer: str) -> bool:
    """Whether *officer* may read the audit."""
    with store.reading() as connection:
        return may_oversee(grants.roles_of(connection, officer))


def anomalies(store: Store, officer: str, now: datetime) -> tuple[Anomaly, ...]:
    """Return what stands out in the last thirty days, the newest first.

    Raises:
        NoRight: as `lines`.
    """
    since = stamp(now - _LOOKED_BACK)
    with store.reading() as connection:
        _check(may_oversee(grants.roles_of(connection, officer)))
        found = [
            Anomaly(code=alarm.code, officer="", count=1, at=alarm.at) for alarm in audit_proofs.alarms(connection)
        ]
        many = connection.exec_driver_sql(
            "SELECT officer, substr(at, 1, 13) AS hour, count(DISTINCT record) AS number, max(at) AS last FROM audit "
            "WHERE act = 'view' AND at >= ? GROUP BY officer, hour HAVING number > ?",
            (since, MANY_CASES),
        )
        found += [Anomaly(code="many-opened", officer=row.officer, count=row.number, at=row.last) for row in many]
        others = connection.exec_driver_sql(
            "SELECT officer, act, substr(at, 1, 10) AS day, count(*) AS number, max(at) AS last FROM audit "
            "WHERE act IN ('export', 'copy_out', 'unlock-failed') AND at >= ? GROUP BY officer, act, day",
            (since,),
        )
        for row in others:
            code = "given-out" if row.act in _GIVEN_OUT else row.act
            found.append(Anomaly(code=code, officer=row.officer, count=row.number, at=row.last))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def fetch(unit: Unit) -> None:
    """Ask the centre for the lines of the whole mission; they come with the next rounds, proven. The audit says who.

    Raises:
        NoRight: as `lines`.
    """
    _check(may_oversee(unit.rights.roles))
    audit_overseen.wish(unit.connection)
    unit.note("oversee", about=About(purpose="SUPERVISION"))


def see(unit: Unit) -> None:
    """Somebody has seen to what is wrong with the centre's log; the audit says who.

    Raises:
        NoRight: as `lines`.
    """
    _check(may_oversee(unit.rights.roles))
    for code in audit_proofs.see(unit.connection, unit.officer):
        unit.note("alarm-seen", fields=(code,))


def give_out(store: Store, officer: str, asked: Asked, path: Path) -> int:
    """Write the lines asked for as CSV, whole or not at all, in bounded memory; return how many.

    Raises:
        NoRight: as `lines`. UnwritableFile: it cannot be written there.
    """
    count = 0
    try:
        with durable.replacing(path) as file:
            for row in _rows(store, officer, asked):
                file.write(_csv(row))
                count += 1
    except (OSError, DiskFull, UnsuitableFolder):
        raise UnwritableFile(field="file") from None
    store.do(
        officer, lambda unit: unit.note("export", "audit", fields=(f"count={count - 1}",), about=About(purpose="AUDIT"))
    )
    return count - 1


def _rows(store: Store, officer: str, asked: Asked) -> Iterator[list[Any]]:
    yield list(_HEADINGS)
    asked = replace(asked, limit=_PAGE)
    while page := lines(store, officer, asked):
        for n, line in page:
            yield [n, *(getattr(line, name) for name in _HEADINGS[1:-1]), " ".join(line.fields)]
        asked = replace(asked, before=page[-1][0])


class _Line:
    """Takes what the csv writer writes."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text


def _csv(row: list[Any]) -> bytes:
    line = _Line()
    csv.writer(line).writerow([neutral(str(value)) for value in row])
    return line.text.encode()


def _check(allowed: bool) -> None:  # noqa: FBT001 - a sentence that must be true
    if not allowed:
        raise NoRight(kind="audit", verb="read", roles="AUDITOR HEAD CONSUL_COORD DPO")


def watched(store: Store) -> dict[str, Any] | None:
    """Return which witness has seen how much of the centre's log, and when; None where none has."""
    with store.reading() as connection:
        return audit_proofs.watched(connection)


def chain(store: Store) -> dict[str, Any]:
    """Return how this desk's chain stands, and what of the centre's log was verified last."""
    with store.reading() as connection:
        n, head = audit.head(connection)
        point = audit_proofs.last(connection)
        return {
            "ok": audit.broken_at(connection) is None and not audit_proofs.alarms(connection),
            "broken_at": audit.broken_at(connection),
            "lines": n,
            "head": head,
            "held_at_centre": Meta(connection).number("audit_held"),
            "log_size": None if point is None else point.size,
            "log_root": None if point is None else point.root.hex(),
            "witnessed": audit_proofs.watched(connection),
            "alarms": [{"code": alarm.code, "at": alarm.at} for alarm in audit_proofs.alarms(connection)],
        }
