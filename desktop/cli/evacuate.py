"""The command `evacuate`: everything unsent into a sealed file or to the centre, then this desk is erased."""

from pathlib import Path

import msgspec

from desktop.cli.asked import Arguments
from desktop.cli.output import Answer
from desktop.desk import Desk
from desktop.evacuation import leaving
from desktop.words import Words
from sync.errors import InvalidField


def evacuate(desk: Desk, args: Arguments, _words: Words) -> Answer:
    """Erase the desk, after its unsent work was read again from the file, or is at the centre.

    Raises:
        InvalidField: the code of the mission was not typed; field "confirm", rule "confirm".
    """
    if args.get("confirm") != desk.mission:
        raise InvalidField(field="confirm", rule="confirm")
    out = args.get("out")
    return dict(msgspec.to_builtins(leaving.evacuate(desk, None if out is None else Path(out).absolute())))
