"""What is said about files between a device and its centre: sealed asks for tickets, sealed answers."""

import hashlib
from collections.abc import Sequence

from sync.clock import Clock, stamp
from sync.engine.conversation import Centre
from sync.errors import BadEnvelope, BadMessage
from sync.identity.envelope import FIRST, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import Speaker, VerifyKey
from sync.protocol.blobs import BlobAnswer, BlobAsk, Ticket, Wish
from sync.protocol.messages import read, write


class BlobTalk:
    """Seals what a desk asks about files, and opens what the centre answers."""

    def __init__(self, device: Speaker, centre: Centre, clock: Clock) -> None:
        self._device = device
        self._centre = centre
        self._clock = clock

    @property
    def device(self) -> str:
        """The id under which the device speaks."""
        return self._device.id

    def ask(self, wishes: Sequence[Wish]) -> bytes:
        """Seal an ask for tickets. It has no number: it changes nothing, so nobody gains by sending it again."""
        head = Head(kind="blobs", sender=self._device.id, epoch=0, seq=1, prev=FIRST, created=stamp(self._clock.now()))
        return seal(head, write(BlobAsk(wishes=list(wishes))), {self._centre.id: self._centre.keys.seal}, self._device)

    def answer(self, envelope: bytes, sealed: bytes, wishes: Sequence[Wish]) -> list[Ticket]:
        """Open the answer to *envelope*: one ticket for each wish, in order.

        Raises:
            BadEnvelope: not whole, not signed by our centre, or not for us.
            BadMessage: well sealed, but the answer to something else.
        """
        opened = unseal(sealed, self._device, self._sender)
        if opened.head.kind != "blobs-answer":
            raise BadEnvelope(rule="kind")
        answer = read(opened.payload, BlobAnswer)
        asked = hashlib.sha256(envelope).hexdigest()
        if (answer.request, answer.device) != (asked, self._device.id):
            raise BadMessage(rule="answer-to-another")
        if [ticket.blob for ticket in answer.tickets] != [wish.blob for wish in wishes]:
            raise BadMessage(rule="tickets")
        return answer.tickets

    def _sender(self, sender: str) -> VerifyKey:
        if sender != self._centre.id:
            raise KeyError(sender)
        return self._centre.keys.verify
