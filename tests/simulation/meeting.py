"""Meetings in a played world: what two desks say to each other in turn, cut off after any message."""

from desktop.meetings.side import Side, nobody
from desktop.meetings.trust import Trust
from sync.errors import DeskError
from sync.protocol.meeting import Meet
from sync.protocol.messages import read, write
from tests.simulation.seat import Seat
from tests.simulation.world import NONE, Trouble, World


def meet(world: World, host: Seat, guest: Seat, messages: int, trouble: Trouble = NONE) -> None:
    """Let two desks meet, until neither lacks anything or the network breaks off after so many *messages*."""
    told = "power cut"
    with guest.power_may_go(trouble.cut_at, trouble.place):
        try:
            near = Side(guest.desk, Trust(guest.desk).station(host.device), nobody)
            far = Side(host.desk, Trust(host.desk).station(guest.device), nobody)
            told = f"{_talk(near, far, messages)} {near.met.as_fields()} {far.met.as_fields()}"
        except DeskError as error:
            told = f"{error.code} {error.rule}"
    world.say(f"meeting {host.user} {guest.user} {told}")


def _talk(guest: Side, host: Side, messages: int) -> str:
    """Carry what two desks say in turn, as `guest.join` and `host.Meeting` do."""
    said = Meet(meeting="m", **guest.first(files=True))
    for number in range(messages):
        host.hear(read(write(said), Meet))
        first = host.first(files=said.files) if number == 0 else {}
        heard = Meet(meeting="m", **first, **host.say())
        if said.done and heard.done:
            return "whole"
        guest.hear(read(write(heard), Meet))
        said = Meet(meeting="m", **guest.say())
    return "broken off"
