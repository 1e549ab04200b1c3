"""The commands on officers and on the ways into a store; those of a locked desk need no officer."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop import officers
from desktop.cli import asked
from desktop.cli.asked import Arguments, needed
from desktop.cli.output import Answer
from desktop.desk import Desk
from desktop.keys import custodian, recovery, slots
from desktop.keys.secret import Officer
from desktop.words import Words
from sync.errors import InvalidField
from sync.terminal import new_passphrase, passphrase

_REQUEST: Final = "recovery-request"


def officer(desk: Desk, args: Arguments, _: Words) -> Answer:
    """List the officers of the desk, let one in, or take one's way in."""
    match needed(args, "what"):
        case "list":
            return {"officers": [one.as_fields() for one in officers.listed(desk)]}
        case "add":
            new = Officer(user=needed(args, "new_user"), name=needed(args, "name"))
            drawn = officers.let_in(desk, new, asked.texts(args, "role"))
            return {"user": slots.user_name(new.user), "passphrase": drawn}
        case "remove":
            taken = officers.remove(desk, needed(args, "name"))
            return {"officers": [one.as_fields() for one in officers.listed(desk)], "drafts": taken}
        case _:
            raise InvalidField(field="what", rule="code")


def custodians(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Name the three custodians of whom any two can open the store."""
    officers.set_custodians(desk, custodian.publics([Path(one) for one in asked.texts(args, "files")]))
    return {"custodians": list(slots.custodians(desk.folder))}


def sheet(desk: Desk, _: Arguments, __: Words) -> Answer:
    """Draw the words of the recovery sheet; they are shown this once."""
    return {"sheet": officers.draw_sheet(desk)}


def drill(desk: Desk, args: Arguments, words: Words) -> Answer:
    """Prove the ways in: the officer's own by being here, the sheet by its words, custodians by their answers."""
    typed = asked.text(args, "sheet_file")
    if typed is not None:
        officers.try_sheet(desk, passphrase(typed, words("cli.sheet")))
    replies = asked.texts(args, "replies")
    if replies:
        officers.try_custodians(desk, [Path(one) for one in replies])
    return {"ways": [one.as_fields() for one in officers.known_ways(desk)]}


OPEN: Final[dict[str, Callable[[Desk, Arguments, Words], Answer]]] = {
    "officer": officer,
    "custodians": custodians,
    "sheet": sheet,
    "drill": drill,
}


def change(folder: Path, args: Arguments, words: Words) -> Answer:
    """Change an officer's passphrase; one that a colleague drew is changed so for the first time."""
    user = asked.text(args, "user")
    old = passphrase(asked.text(args, "passphrase_file"), words("cli.passphrase"))
    officers.choose_passphrase(folder, user, old, _new(args, words))
    return {"changed": True}


def new_custodian(_: Path, args: Arguments, words: Words) -> Answer:
    """Make a custodian's key: the file to keep, and the public one beside it to give to desks."""
    path = asked.path(args, "file")
    typed = passphrase(asked.text(args, "passphrase_file"), words("cli.passphrase"))
    made = custodian.make(path, asked.text(args, "name") or path.stem, typed)
    return {"custodian": made.name, "public": str(path) + custodian.PUBLIC}


def recover(folder: Path, args: Arguments, words: Words) -> Answer:
    """Ask custodians, answer as one, or let an officer in again."""
    match needed(args, "what"):
        case "ask":
            target = Path(asked.text(args, "out") or _REQUEST)
            made = recovery.ask(folder, target)
            names = [one.name for one in made.shares.custodians]
            return {"request": str(target), "words": made.words(), "custodians": names}
        case "open":
            return _answered(args, words)
        case "finish":
            return _finished(folder, args, words)
        case _:
            raise InvalidField(field="what", rule="code")


def _answered(args: Arguments, words: Words) -> Answer:
    path = asked.path(args, "request")
    request = recovery.read_request(path)
    key = custodian.unlock(
        asked.path(args, "key"), passphrase(asked.text(args, "passphrase_file"), words("cli.passphrase"))
    )
    target = Path(asked.text(args, "out") or str(path) + recovery.REPLY)
    reply = recovery.reply(request, key, target)
    answered = {half.whose for half in reply.halves}
    return {"reply": str(target), "words": request.words(), "custodians": len(answered)}


def _finished(folder: Path, args: Arguments, words: Words) -> Answer:
    replies = [Path(one) for one in asked.texts(args, "replies")]
    typed = "" if replies else passphrase(asked.text(args, "sheet_file"), words("cli.sheet"))
    opened, by = officers.opened_by(folder, replies, typed)
    users = slots.users(folder)
    user = asked.text(args, "user") or (users[0] if len(users) == 1 else None)
    if user is None:
        raise InvalidField(field="user", rule="several")
    again = officers.Again(user=user, passphrase=_new(args, words), name=asked.text(args, "name"))
    officers.recover(folder, opened, by, again)
    return {"user": slots.user_name(user), "by": by}


def _new(args: Arguments, words: Words) -> str:
    return new_passphrase(asked.text(args, "new_passphrase_file"), words("cli.new_passphrase"), words("cli.again"))


LOCKED: Final[dict[str, Callable[[Path, Arguments, Words], Answer]]] = {
    "passphrase": change,
    "custodian": new_custodian,
    "recovery": recover,
}
