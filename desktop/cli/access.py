"""The command on restricted cases: who may read one, letting somebody in or out, asking, closing and opening it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from desktop.actions import restriction
from desktop.cli import asked
from desktop.cli.asked import Arguments, needed
from desktop.cli.output import Answer
from desktop.desk import Desk
from desktop.keys import custodian
from desktop.store import peers
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from sync.domain.codes import code_list
from sync.errors import InvalidField
from sync.terminal import passphrase

WHAT: Final = ("show", "close", "give", "withdraw", "ask", "answer", "propose-opening", "open")


def access(desk: Desk, args: Arguments) -> Answer:
    """Do *what* to the case *id* (for answer: to the request *id*), and show who may read the case then."""
    what, record = needed(args, "what"), needed(args, "id")
    if what not in WHAT:
        raise InvalidField(field="what", rule="code")
    if what == "answer":
        request = desk.do(partial(restriction.answer, record, given=args.get("yes") is True))
        record = request.fields["case_id"]
    elif what != "show":
        desk.do(_deed(what, record, args))
    return desk.ask(lambda store: restriction.look_at(store, record)).as_fields()


def _deed(what: str, case: str, args: Arguments) -> Callable[[Unit], object]:
    match what:
        case "give":
            return partial(restriction.give, case, needed(args, "officer"), _reason(args), vault=_unit(args))
        case "withdraw":
            return partial(restriction.withdraw, case, needed(args, "officer"), needed(args, "reason"))
        case "ask":
            return partial(restriction.ask, case, _reason(args))
        case "close":
            return partial(restriction.close, case)
        case "propose-opening":
            return partial(restriction.propose_opening, case)
        case _:
            return partial(restriction.open_up, case)


def _unit(args: Arguments) -> Vault | None:
    """Return what the protection unit's key file opens, where one is given; its passphrase stands in a file."""
    if asked.text(args, "unit_key") is None:
        return None
    path = asked.path(args, "unit_key")
    said = passphrase(needed(args, "unit_passphrase_file"), "")
    return Vault(peers.UNIT + custodian.name_of(path), custodian.unlock(path, said))


def _reason(args: Arguments) -> str:
    reason = needed(args, "reason")
    if reason not in code_list("access_reason").by_code:
        raise InvalidField(field="reason", rule="code")
    return reason
