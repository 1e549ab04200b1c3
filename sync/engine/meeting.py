"""Messages of a meeting as sealed envelopes between two desks that know each other's keys from their centre."""

from typing import Final

from sync.clock import Clock, stamp
from sync.engine.bundles import KeyOf
from sync.errors import BadEnvelope, BadMessage
from sync.identity.envelope import FIRST, digest, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import SealingKey, Speaker
from sync.protocol.meeting import Meet
from sync.protocol.messages import MAX_MESSAGE_BYTES, read, write

MOST_FILES: Final = 1000
"""So many files are told of in one message; one piece is asked for, and one comes."""


class Table:
    """Seals what one desk says to another and opens what it hears. No message has a number: all can be said twice."""

    def __init__(self, device: Speaker, clock: Clock, key_of: KeyOf) -> None:
        """*key_of*: devices of the mission that are trusted."""
        self._device = device
        self._clock = clock
        self._key_of = key_of

    def say(self, message: Meet, to: tuple[str, SealingKey], answers: bytes | None = None) -> bytes:
        """Seal a message; with *answers*, the envelope that it answers."""
        head = Head(
            kind="meet" if answers is None else "met",
            sender=self._device.id,
            epoch=0,
            seq=1,
            prev=FIRST if answers is None else digest(answers),
            created=stamp(self._clock.now()),
        )
        return seal(head, write(message), {to[0]: to[1]}, self._device)

    def hear(self, envelope: bytes, meeting: str, answers: bytes | None = None) -> tuple[str, Meet]:
        """Return who speaks, and what.

        Raises:
            BadEnvelope: not whole, not by a device that is trusted, not for us, or another kind.
            BadMessage: well sealed, but of another meeting, the answer to something else, or not sound.
        """
        opened = unseal(envelope, self._device, self._key_of, max_payload=MAX_MESSAGE_BYTES)
        if opened.head.kind != ("meet" if answers is None else "met"):
            raise BadEnvelope(rule="kind")
        message = read(opened.payload, Meet)
        if opened.head.prev != (FIRST if answers is None else digest(answers)):
            raise BadMessage(rule="answer-to-another")
        if message.v != 1 or message.meeting != meeting:
            raise BadMessage(rule="meeting")
        pieces = (*message.has, *message.needs, *message.pieces)
        fits = [piece.size for piece in message.pieces] == [len(part) for part in message.data]
        few = len(message.needs) <= 1 and len(message.pieces) <= 1 and len(message.has) <= MOST_FILES
        if not fits or not few or not all(piece.is_sound for piece in pieces):
            raise BadMessage(rule="shape")
        return opened.head.sender, message
