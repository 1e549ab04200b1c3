"""The command by which two desks of a mission meet on its network: one listens, the other joins."""

from contextlib import closing, suppress

from desktop.cli import asked
from desktop.cli.asked import Arguments, needed
from desktop.cli.output import Answer, as_json, progress
from desktop.desk import Desk
from desktop.meetings.guest import Talk, join
from desktop.meetings.host import Meeting
from desktop.meetings.side import Met
from desktop.words import Words
from sync.errors import InvalidField
from sync.transport.nearby import PORT


def meet(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Listen for other desks, or join one."""
    match needed(args, "what"):
        case "listen":
            return _listen(desk, args)
        case "join":
            talk = Talk(files=args.get("files") is True, tell=_tell)
            return join(desk, needed(args, "address"), asked.text(args, "words"), talk).as_fields()
        case _:
            raise InvalidField(field="what", rule="code")


def _listen(desk: Desk, args: Arguments) -> Answer:
    """Wait for others; where, and the words that they need, are told at once on standard error, as one line of JSON."""
    meeting = Meeting(desk, asked.whole(args, "port", PORT))
    meeting.tell = _tell
    met: list[Met] = []
    with closing(meeting), suppress(KeyboardInterrupt):
        progress(as_json({"addresses": list(meeting.addresses), "words": meeting.words}))
        met = meeting.run(once=args.get("once") is True)
    return {"met": [one.as_fields() for one in met]}


def _tell(done: int, _total: int) -> None:
    progress(str(done))
