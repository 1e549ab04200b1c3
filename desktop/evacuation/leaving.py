"""Leaving: the desk is evacuated or ordered to be erased; what is unsent is safe elsewhere before a key is touched."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop.desk import Desk
from desktop.evacuation.rescuing import Rescued, rescue
from desktop.keys import erasing
from desktop.keys.erasing import Proof
from desktop.store.watch import is_all_there
from sync.clock import stamp
from sync.engine.budget import Budget
from sync.errors import DeskError, NotRescued

PUSH_S: Final = 60
"""So long an order to erase tries to send what waits."""
EVACUATED: Final = "evacuated"


def evacuate(desk: Desk, place: Path | None, reason: str = EVACUATED) -> Proof:
    """Rescue all unsent work into the file *place*, or to the centre by line, then erase this desk. It is closed then.

    Raises:
        NotRescued: something would be lost; nothing was erased, and the desk is open as before.
        UnwritableFile, NotEnrolled, Unreachable, Disagreed: as for sealing and for a round; nothing was erased.
    """
    rescued = _pushed(desk) if place is None else rescue(desk, place)
    proof = _proof(desk, reason, rescued)
    folder = desk.folder
    desk.close()
    erasing.erase(folder, proof)
    return proof


def erase(desk: Desk, reason: str) -> Proof:
    """Carry out an order: try the line for a minute, seal what is left beside the store, then erase.

    Raises:
        NotRescued, UnwritableFile: what is left could not be sealed; nothing was erased.
    """
    with suppress(DeskError):
        desk.round(budget=Budget(seconds=PUSH_S))
    if is_all_there(desk.store, desk.files.carriage()):
        return evacuate(desk, None, reason)
    name = f"{desk.mission}-{desk.clock.now():%Y-%m-%d-%H%M%S}{erasing.RESCUED}"
    return evacuate(desk, desk.folder / name, reason)


def _pushed(desk: Desk) -> Rescued | None:
    """Send everything; what the centre has needs no file."""
    if not is_all_there(desk.store, desk.files.carriage()):
        desk.round()
    if not is_all_there(desk.store, desk.files.carriage()):
        raise NotRescued(rule="waits")
    return None


def _proof(desk: Desk, reason: str, rescued: Rescued | None) -> Proof:
    device = desk.store.identity().device
    said = {} if rescued is None else rescued.as_proof()
    return Proof(device=device, mission=desk.mission, at=stamp(desk.clock.now()), reason=reason, rescued=said)
