"""The command ``audit``: lines of this desk's audit, and whether its chain and the centre's log hold."""

from dataclasses import asdict

import msgspec

from desktop.actions import oversight
from desktop.cli import asked
from desktop.cli.asked import Arguments, needed
from desktop.cli.output import Answer
from desktop.desk import Desk
from desktop.store import audit_proofs
from desktop.store.audit import Asked
from sync.errors import InvalidField

_MOST: int = 10_000


def audit(desk: Desk, args: Arguments) -> Answer:
    """List lines, say what stands out, verify, or say that alarms were seen."""
    match needed(args, "what"):
        case "list":
            return _list(desk, args)
        case "anomalies":
            found = oversight.anomalies(desk.store, desk.officer.user, desk.clock.now())
            return {"anomalies": [asdict(one) for one in found]}
        case "verify":
            desk.do(lambda unit: audit_proofs.again(unit.connection))  # the next round proves anew
            said = oversight.chain(desk.store)
            return said | {"findings": [] if said["ok"] else ["audit"]}
        case "seen":
            desk.do(oversight.see)
            return oversight.chain(desk.store)
        case _:
            raise InvalidField(field="what", rule="code")


def _list(desk: Desk, args: Arguments) -> Answer:
    limit = min(asked.whole(args, "limit", 100), _MOST)
    wanted = Asked(
        officer=asked.text(args, "officer"),
        act=asked.text(args, "act"),
        record=asked.text(args, "record"),
        since=asked.text(args, "since"),
        until=asked.text(args, "until"),
        before=asked.whole_or_none(args, "after"),
        limit=limit,
    )
    found = oversight.lines(desk.store, desk.officer.user, wanted)
    more = len(found) == limit and limit > 0
    return {
        "lines": [{"n": n} | msgspec.to_builtins(line) for n, line in found],
        "next": found[-1][0] if more else None,
    }
