"""Handing work over to another desk: changes sealed to its device, signed by ours, by stick or on the mission's line.

Such an envelope has no number: every change in it has its own, and is taken once for ever, whichever way it comes.
"""

from sync.clock import Clock, stamp
from sync.engine.bundles import KeyOf
from sync.errors import BadEnvelope, BadMessage
from sync.identity.envelope import FIRST, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import SealingKey, Speaker
from sync.protocol.messages import MAX_MESSAGE_BYTES, Handing, read, write

KIND = "handover"


def sealed(handing: Handing, to: tuple[str, SealingKey], device: Speaker, clock: Clock) -> bytes:
    """Seal changes from *device* to another one, given by its id and key."""
    head = Head(kind=KIND, sender=device.id, epoch=0, seq=1, prev=FIRST, created=stamp(clock.now()))
    return seal(head, write(handing), {to[0]: to[1]}, device)


def opened(envelope: bytes, device: Speaker, key_of: KeyOf, mission: str) -> Handing:
    """Open what another desk sealed to *device*.

    Raises:
        BadEnvelope: not whole, not by a device that *key_of* knows, or not for us.
        BadMessage: well sealed, but no handing over, or of another mission.
    """
    read_here = unseal(envelope, device, key_of, max_payload=MAX_MESSAGE_BYTES)
    if read_here.head.kind != KIND:
        raise BadEnvelope(rule="kind")
    handing = read(read_here.payload, Handing)
    if handing.v != 1 or handing.mission != mission:
        raise BadMessage(rule="mission")
    return handing
