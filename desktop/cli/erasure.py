"""The commands on erasures: what would go, asking and confirming by two officers, what is decided, and what is due."""

from functools import partial

from desktop.actions import erasing
from desktop.cli.asked import Arguments, needed
from desktop.cli.output import Answer
from desktop.desk import Desk
from sync.errors import InvalidField


def erasure(desk: Desk, args: Arguments) -> Answer:
    """List decisions; show what would go with a record; ask for it; confirm or withdraw what was asked."""
    match needed(args, "what"):
        case "list":
            return {"erasures": [row.shown() for row in desk.ask(erasing.every)]}
        case "show":
            kind, record = needed(args, "kind"), needed(args, "id")
            return erasing.look_at(desk.store, kind, record, desk.clock.now().date()).as_fields()
        case "ask":
            subject = needed(args, "kind"), needed(args, "id")
            said = partial(erasing.ask, subject, needed(args, "basis"), needed(args, "reason"))
            return desk.do(partial(said, open_past=args.get("open_past") is True)).shown()
        case "confirm":
            return desk.do(partial(erasing.confirm, needed(args, "id"))).shown()
        case "withdraw":
            return desk.do(partial(erasing.withdraw, needed(args, "id"))).shown()
        case _:
            raise InvalidField(field="what", rule="code")


def retention(desk: Desk, args: Arguments) -> Answer:
    """List the closed cases whose time of keeping has run out."""
    if needed(args, "what") != "due":
        raise InvalidField(field="what", rule="code")
    return {"due": [one.as_fields() for one in erasing.due(desk.store, desk.clock.now().date())]}
