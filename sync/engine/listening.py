"""Asking the centre to answer when there are news: sealed, so that it knows whose, and changing nothing there."""

from sync.clock import Clock, stamp
from sync.engine.conversation import Centre
from sync.identity.envelope import FIRST, seal
from sync.identity.header import Head
from sync.identity.keys import Speaker
from sync.protocol.messages import WaitAsk, write


def wait_ask(device: Speaker, centre: Centre, clock: Clock, cursor: int, seconds: int) -> bytes:
    """Seal the wish to hear within *seconds* of what comes behind *cursor*. The answer only says: ask now."""
    head = Head(kind="wait", sender=device.id, epoch=0, seq=1, prev=FIRST, created=stamp(clock.now()))
    return seal(head, write(WaitAsk(cursor=cursor, seconds=seconds)), {centre.id: centre.keys.seal}, device)
