"""How the desk stands with its centre: what waits, what was refused, the last rounds, what is proven to be there."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection

from desktop.store import arriving, audit_delivery, audit_proofs, brought, directory, handed, receipts
from desktop.store.attachments import counts
from desktop.store.brought import BroughtCase
from desktop.store.device import Meta
from desktop.store.receipts import Receipt
from desktop.store.row import read_json, write_json
from desktop.store.schema import table_of
from desktop.store.store import Store
from sync.changes.hlc import AHEAD
from sync.clock import Clock, stamp
from sync.domain.records.catalogue import NOUNS
from sync.engine.ports import Arriving
from sync.engine.round import Report

_ROUNDS_KEPT = 500
_CLOCK_OFF = "clock_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSync:
    """How much of the mission's records is here, while a snapshot arrives."""

    records: int
    of_records: int
    bytes: int
    of_bytes: int
    has_urgent: bool  # open cases and their people are here


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of the outbox and conflicts, and the last round."""

    connection: str  # none (not enrolled), unknown, online, offline
    waiting: int
    refused: int
    conflicts: int
    last_round: dict[str, Any] | None
    attachments: dict[str, int]  # here, at_centre, waiting (bytes), to_fetch
    receipt: Receipt | None  # the last one, unless the centre was found to differ since
    differs: bool  # the centre was last found to hold something else
    again: int  # own changes that are offered again, since the centre was restored from a backup
    first_sync: FirstSync | None = None
    carried: int = 0  # of those that wait or were refused: from other desks
    urgent: int = 0  # of those that wait
    audit_waiting: int = 0  # lines of the audit that the centre does not hold yet
    audit_alarm: str | None = None  # what is wrong with the centre's log, until somebody has seen it
    directory: str | None = None  # "refused", "centre" or "stale": what is wrong with the directory
    clock_off: int | None = None  # seconds by which this clock is ahead of the centre's, where that is far

    @property
    def proven(self) -> Receipt | None:
        """The receipt while it covers everything entered here: nothing waits, nothing was refused, both are equal."""
        return None if self.waiting or self.refused else self.receipt

    @property
    def notice(self) -> str | None:
        """What of the centre a person should hear once, as a code."""
        told = (
            self.audit_alarm,
            "centre-restored" if self.again else None,
            "differs" if self.differs else None,
            None if self.clock_off is None else "clock",  # by such a clock the directory is stale, too
            None if self.directory is None else f"directory-{self.directory}",
        )
        return next((code for code in told if code), None)

    def as_fields(self) -> dict[str, Any]:
        """The standing as the command line shows it."""
        return {
            "connection": self.connection,
            "waiting": self.waiting,
            "carried": self.carried,
            "refused": self.refused,
            "conflicts": self.conflicts,
            "last_round": self.last_round,
            "receipt": None if self.proven is None else self.proven.as_fields(),
            "attachments": self.attachments,
            "notice": self.notice,
            "audit": {"waiting": self.audit_waiting, "alarm": self.audit_alarm},
            "clock_off": self.clock_off,
            "first_sync": None if self.first_sync is None else asdict(self.first_sync),
        }


def standing_of(store: Store) -> Standing:
    """Read how the desk stands."""
    with store.reading() as connection:
        meta = Meta(connection)
        refused, waiting = connection.exec_driver_sql(
            "SELECT count(*) FILTER (WHERE state = 'refused'), count(*) FILTER (WHERE state != 'refused') FROM outbox"
        ).one()
        urgent = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE urgent AND state = 'pending'").scalar()
        conflicts = connection.exec_driver_sql("SELECT count(*) FROM r_conflict WHERE state = 'OPEN'").scalar()
        body = connection.exec_driver_sql("SELECT body FROM rounds ORDER BY n DESC LIMIT 1").scalar()
        last = None if body is None else read_json(body)
        differs = receipts.differs(connection)
        return Standing(
            connection=_connection(enrolled=meta.text("centre") is not None, last=last),
            waiting=waiting,
            carried=handed.count(connection),
            urgent=int(urgent or 0),
            refused=refused,
            conflicts=int(conflicts or 0),
            last_round=last,
            attachments=counts(connection),
            first_sync=_first_sync(arriving.of(connection)),
            receipt=None if differs else receipts.last(connection),
            differs=differs,
            clock_off=off if abs(off := meta.number(_CLOCK_OFF)) > AHEAD.total_seconds() else None,
            again=receipts.lost_at_centre(connection),
            audit_waiting=audit_delivery.undelivered(connection),
            audit_alarm=next((alarm.code for alarm in audit_proofs.alarms(connection)), None),
            directory=directory.alarm(meta, "" if last is None else last["at"]),
        )


def _first_sync(here: Arriving | None) -> FirstSync | None:
    if here is None:
        return None
    return FirstSync(
        records=here.rows,
        of_records=here.manifest.rows,
        bytes=here.size,
        of_bytes=here.manifest.size,
        has_urgent=here.has_urgent,
    )


def _connection(*, enrolled: bool, last: dict[str, Any] | None) -> str:
    if not enrolled:
        return "none"
    if last is None:
        return "unknown"
    return "online" if last["error"] is None else "offline"


def keep_round(store: Store, clock: Clock, report: Report, error: str | None) -> None:
    """Write a round, whole or broken off, into the activity of this desk."""
    at = stamp(clock.now())
    body = {"at": at, "error": error, **msgspec.to_builtins(report)}
    with store.transactions.write() as connection:
        connection.exec_driver_sql("INSERT INTO rounds(at, body) VALUES(?, ?)", (at, write_json(body).decode()))
        connection.exec_driver_sql("DELETE FROM rounds WHERE n <= (SELECT max(n) FROM rounds) - ?", (_ROUNDS_KEPT,))


def keep_clock(store: Store, off: timedelta) -> None:
    """Keep by how much this clock is ahead of the centre's, as its last signed answer said."""
    with store.transactions.write() as connection:
        Meta(connection).keep(_CLOCK_OFF, round(off.total_seconds()))


def rounds(store: Store, limit: int = 50) -> list[dict[str, Any]]:
    """Return the last rounds, newest first."""
    with store.reading() as connection:
        lines = connection.exec_driver_sql("SELECT body FROM rounds ORDER BY n DESC LIMIT ?", (limit,))
        return [read_json(line.body) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProof:
    """How much of one case, with what belongs to it, is proven to be at the centre."""

    until: str | None  # nothing of it waits, and until then all of it was there
    waiting: int
    refused: int


def case_proof(store: Store, case: str) -> CaseProof:
    """Return how a case stands, with everything that belongs to it."""
    with store.reading() as connection:
        waiting, refused = _outbox_of(connection, case)
        proven = None if waiting or refused or receipts.differs(connection) else receipts.last(connection, whole=False)
    return CaseProof(until=None if proven is None else proven.until, waiting=waiting, refused=refused)


def _outbox_of(connection: Connection, case: str) -> tuple[int, int]:
    children = [kind for kind, declared in NOUNS.items() if declared.parent_field == "case_id"]
    family = " UNION ALL ".join(f"SELECT _id FROM {table_of(kind).name} WHERE case_id = :case" for kind in children)  # noqa: S608 - our own names
    sql = (
        "SELECT count(*) FILTER (WHERE state != 'refused'), count(*) FILTER (WHERE state = 'refused') FROM outbox "  # noqa: S608
        f"WHERE record = :case OR record IN ({family})"
    )
    waiting, refused = connection.exec_driver_sql(sql, {"case": case}).one()
    return int(waiting), int(refused)


def brought_by(store: Store, bodies: Sequence[dict[str, Any]]) -> dict[str, BroughtCase]:
    """Return the cases that rounds brought changes to, as far as they are here."""
    ids = list(dict.fromkeys(case for body in bodies for case in body.get("cases", ())))
    with store.reading() as connection:
        return brought.told(connection, ids)
