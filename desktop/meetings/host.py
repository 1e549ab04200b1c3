"""The desk that opens a meeting: it shows an address and six words, and answers others until it is over.

The words are drawn for this meeting and read to the other officer: they prove the keys of both desks, once.
"""

import secrets
from collections.abc import Callable
from contextlib import closing
from threading import Lock
from typing import Final

from desktop.desk import Desk
from desktop.meetings.side import Met, Side, Tell, nobody
from desktop.meetings.trust import Trust
from desktop.store.peers import Station
from sync.errors import BadEnvelope, BadMessage, DeskError, MeetingRefused
from sync.identity import meeting as words_of
from sync.identity.envelope import outside
from sync.identity.keys import VerifyKey
from sync.identity.wordlist import words as word_list
from sync.protocol.meeting import Greeting, Meet
from sync.transport.nearby import PORT, Listener, addresses

IDLE_S: Final = 600
"""A meeting to which nobody came, or that went quiet, closes by itself."""
_MOST_WRONG: Final = 5


class Meeting:
    """A meeting that this desk has opened. It is over when it is closed, by itself or by *stopped* of `run`."""

    def __init__(self, desk: Desk, port: int = PORT) -> None:
        """Open it.

        Raises:
            NotEnrolled: no centre yet, so that no other desk is known. CannotStart: no port is free.
        """
        self._trust = Trust(desk)
        self.tell: Tell = nobody
        self._clock = desk.clock
        self._name = secrets.token_hex(16)
        self._sides: dict[str, Side] = {}
        self._finished: list[Met] = []
        self._wrong = 0
        self._error: DeskError | None = None
        self._heard_at = self._clock.monotonic()
        self._one_at_a_time = Lock()
        self.words = words_of.draw(word_list())
        greeting = Greeting(meeting=self._name, device=self._trust.line.device.id, mission=desk.mission)
        self._listener = Listener(port, greeting, self._answer)
        self.addresses = tuple(f"{host}:{self._listener.port}" for host in addresses())

    def run(self, stopped: Callable[[], bool] = lambda: False, *, once: bool = False) -> list[Met]:
        """Answer other desks until the meeting is over; with *once*, until one has what it lacked.

        Raises:
            MassDeletion, DiskFull: what was handed over was not taken in.
            MeetingRefused: wrong words were tried too often; rule "wrong-words".
        """

        def is_over() -> bool:
            is_idle = self._clock.monotonic() - self._heard_at > IDLE_S
            return stopped() or is_idle or self._error is not None or (once and bool(self._finished))

        with closing(self):
            self._listener.serve(is_over)
        if self._error is not None:
            raise self._error
        return [*self._finished, *(side.met for side in self._sides.values())]

    def close(self) -> None:
        """Let nobody in any more."""
        self._listener.close()

    def _answer(self, envelope: bytes) -> bytes:
        """Answer one message; on a thread of the listener."""
        with self._one_at_a_time:
            try:
                return self._answered(envelope)
            except (BadEnvelope, BadMessage):
                raise MeetingRefused(rule="request") from None
            except MeetingRefused:
                raise
            except DeskError as error:  # for the officer at this desk
                self._error = error
                raise MeetingRefused(rule="stopped") from None

    def _answered(self, envelope: bytes) -> bytes:
        guest = self._trust.station(outside(envelope, self._anybody).sender)
        _, said = self._trust.table.hear(envelope, self._name)
        two = self._trust.two(self._name, self._trust.me, guest)
        proof = self._proven(guest, said, two)
        self._heard_at = self._clock.monotonic()
        side = self._sides.get(guest.device)
        is_first = said.holds is not None or side is None
        if side is None or said.holds is not None:
            side = self._sides[guest.device] = Side(self._trust.desk, guest, self.tell)
        side.hear(said)
        first = side.first(files=said.files) if is_first else {}
        message = Meet(meeting=self._name, proof=proof, **first, **side.say())
        if said.done and message.done:
            self._finished.append(self._sides.pop(guest.device).met)
        return self._trust.table.say(message, (guest.device, guest.keys.seal), envelope)

    def _anybody(self, device: str) -> VerifyKey:
        return self._trust.station(device).keys.verify

    def _proven(self, guest: Station, said: Meet, two: words_of.Two) -> str | None:
        """Return this desk's own proof where the guest has proven to know the words; None where both did so before.

        Raises:
            MeetingRefused: the words are wrong, or needed and not given.
        """
        if said.proof is None:
            if guest.device not in self._sides and not self._trust.is_pinned(guest):
                raise MeetingRefused(rule="words-needed")
            return None
        if not words_of.holds(said.proof, self.words, "guest", two):
            self._wrong += 1
            if self._wrong >= _MOST_WRONG:
                self._error = MeetingRefused(rule="wrong-words")
            raise MeetingRefused(rule="wrong-words")
        self._trust.pin(guest)
        return words_of.proof(self.words, "host", two)
