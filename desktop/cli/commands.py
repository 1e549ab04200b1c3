"""The commands on records and sync, each a function of the open desk and its arguments; `batch` calls the same ones."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from desktop.actions import cases, conflicts, mass_deletion, records, sessions
from desktop.cli import asked, oversight
from desktop.cli.access import access
from desktop.cli.asked import Arguments, needed
from desktop.cli.erasure import erasure, retention
from desktop.cli.output import Answer, progress
from desktop.desk import Desk
from desktop.officers import known_ways
from desktop.store.lists import Condition
from desktop.store.verify import store_digest
from desktop.way import Means
from sync.domain.records.catalogue import noun
from sync.engine.budget import Budget
from sync.engine.round import Report
from sync.errors import InvalidField, Unreachable

Command = Callable[[Desk, Arguments], Answer]

_MOST_ROWS: Final = 10_000


def status(desk: Desk, _: Arguments) -> Answer:
    """Tell how this desk stands with its centre."""
    said = desk.forecast()
    forecast = None if said is None else asdict(said)
    ways = [one.as_fields() for one in known_ways(desk)]
    more = {"line": _means(desk), "forecast": forecast, "lease": _lease(desk), "ways": ways}
    return desk.standing().as_fields() | more


def lease(desk: Desk, args: Arguments) -> Answer:
    """Tell how long this desk opens without a word of its centre, or use the words that its side has read out."""
    if (typed := asked.text(args, "code")) is not None:
        desk.lease.extend(typed)
    return {"lease": _lease(desk)}


def _lease(desk: Desk) -> dict[str, int] | None:
    found = desk.lease.look()
    return None if found is None else {"days": found.days, "left_days": found.left_days}


def enrol(desk: Desk, args: Arguments) -> Answer:
    """Join a centre, by the proxy and the certificates that this network needs; both are kept."""
    by = _proposed(desk, args)
    joined = desk.enrol(needed(args, "gateway"), needed(args, "code"), by=by)
    return {"device": joined.device, "fingerprint": joined.fingerprint}


def line(desk: Desk, args: Arguments) -> Answer:
    """Go by another proxy or other certificates from now on; without any, tell by what the centre is reached."""
    desk.way.keep(_proposed(desk, args))
    desk.do(lambda unit: unit.note("settings", fields=("line",)))
    return _means(desk)


def _proposed(desk: Desk, args: Arguments) -> Means:
    ca_file = None if args.get("ca_file") is None else asked.path(args, "ca_file")
    no_ca = args.get("no_ca_file") is True
    if no_ca and ca_file is not None:
        raise InvalidField(field="ca_file", rule="one-of-both")
    return desk.way.proposed(proxy=asked.text(args, "proxy"), ca_file=ca_file, no_ca=no_ca)


def _means(desk: Desk) -> Answer:
    means = desk.way.means
    return {"proxy": means.proxy, "certificates": means.certificates}


def sync(desk: Desk, args: Arguments) -> Answer:
    """Run one round, whole or within a budget; it may let in the mass deletion that stopped the one before."""
    if args.get("allow_mass_change") is True:
        desk.do(mass_deletion.allow)
    budget = Budget(
        bytes=asked.whole_or_none(args, "budget_bytes"), seconds=asked.whole_or_none(args, "budget_seconds")
    )
    report = desk.round(_tell_step, budget=budget)
    standing = desk.standing()
    said = standing.as_fields()
    return {
        "sent": report.sent,
        "received": report.received,
        "waiting": standing.waiting,
        "to_come": report.to_come,
        "files_left": report.file_bytes_left,
        "budget_spent": report.budget_spent,
        "refused": standing.refused,
        "conflicts": standing.conflicts,
        "bytes_out": report.bytes_out,
        "bytes_in": report.bytes_in,
        "round_trips": report.round_trips,
        "seconds": report.seconds,
        "receipt": said["receipt"],
        "first_sync": said["first_sync"],
        "notice": standing.notice or ("centre-restored" if report.again else None),
    }


def _tell_step(report: Report) -> None:
    if report.to_come:
        progress(f"+{report.received} … {report.to_come}")


def new(desk: Desk, args: Arguments) -> Answer:
    """Make a record from *fields*."""
    kind, fields = needed(args, "kind"), asked.fields(args)
    make = partial(cases.register, fields) if kind == "case" else partial(records.create, kind, fields)
    return desk.do(make).shown()


def edit(desk: Desk, args: Arguments) -> Answer:
    """Change *fields* of a record; null clears one."""
    kind, record, fields = needed(args, "kind"), needed(args, "id"), asked.fields(args)
    reason = asked.text(args, "reason")
    change = partial(cases.edit, record) if kind == "case" else partial(records.edit, kind, record)
    return desk.do(lambda unit: change(fields, unit, reason=reason)).shown()


def show(desk: Desk, args: Arguments) -> Answer:
    """Show one record, with its history when asked."""
    kind, record = needed(args, "kind"), needed(args, "id")
    shown = desk.do(partial(records.view, kind, record)).shown()
    if args.get("history"):
        with suppress(Unreachable):  # what is at the centre only is said to be missing
            desk.past(record)
        shown["history"] = [line.as_fields() for line in desk.ask(lambda store: store.history(record))]
        shown["history_complete"] = desk.ask(lambda store: store.has_whole_past(record))
    return shown


def list_(desk: Desk, args: Arguments) -> Answer:
    """List records by keyset pages."""
    kind = needed(args, "kind")
    where = tuple(_condition(text) for text in asked.texts(args, "where"))
    order, after = asked.text(args, "order"), asked.text(args, "after")
    limit = min(asked.whole(args, "limit", 100), _MOST_ROWS)
    page = desk.ask(lambda store: store.page(kind, where=where, order=order, after=after, limit=limit))
    return {"rows": [row.shown() for row in page.rows], "next": page.next}


def search(desk: Desk, args: Arguments) -> Answer:
    """Find records: names in any spelling, numbers, phones."""
    text, kind = needed(args, "text"), asked.text(args, "kind")
    limit = min(asked.whole(args, "limit", 20), _MOST_ROWS)
    if kind is not None:
        noun(kind)
    hits = desk.search(text, kind, limit)
    desk.do(lambda unit: sessions.searched(unit, kind, len(hits)))
    return {"hits": [hit.as_fields() for hit in hits]}


def list_conflicts(desk: Desk, _: Arguments) -> Answer:
    """Show what needs a decision."""
    return {"conflicts": [conflict.as_fields() for conflict in desk.ask(conflicts.open_ones)]}


def resolve(desk: Desk, args: Arguments) -> Answer:
    """Decide one conflict."""
    conflict = needed(args, "id")
    keep = asked.text(args, "keep")
    if keep is not None:
        return desk.do(partial(conflicts.keep, conflict, keep)).shown()
    if "value" not in args:
        raise InvalidField(field="keep", rule="required")
    return desk.do(partial(conflicts.settle, conflict, _meant(args["value"]))).shown()


def digest(desk: Desk, _: Arguments) -> Answer:
    """The canonical state of all synced data."""
    return {"digest": desk.ask(store_digest)}


def verify(desk: Desk, _: Arguments) -> Answer:
    """Check the store from end to end."""
    return {"findings": list(desk.verify())}


COMMANDS: Final[dict[str, Command]] = {
    "audit": oversight.audit,
    "status": status,
    "lease": lease,
    "enrol": enrol,
    "line": line,
    "sync": sync,
    "new": new,
    "edit": edit,
    "show": show,
    "list": list_,
    "search": search,
    "access": access,
    "erasure": erasure,
    "retention": retention,
    "conflicts": list_conflicts,
    "resolve": resolve,
    "digest": digest,
    "verify": verify,
}


def _condition(text: str) -> Condition:
    """Read `field=value`; `field=` asks for the records where it is unknown."""
    field, sign, value = text.partition("=")
    if not sign:
        raise InvalidField(field="where", rule="field=value")
    return Condition(field=field, op="=", value=value) if value else Condition(field=field, op="null")


def _meant(value: Any) -> Any:
    """A value may come as it is, or as the JSON text that the option takes: `L` and `"L"` are the same."""
    if not isinstance(value, str):
        return value
    try:
        said = asked.parsed(value)
    except ValueError:
        return value
    return said if isinstance(said, str | dict | list) else value
