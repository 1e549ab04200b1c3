"""The desk that joins a meeting: it speaks to the address that the other one shows, and proves itself by its words."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from desktop.desk import Desk
from desktop.meetings.side import Met, Side, Tell, nobody
from desktop.meetings.trust import Trust
from desktop.store.peers import Station
from sync.errors import BadEnvelope, BadMessage, Cancelled, CodeRefused, MeetingRefused
from sync.identity import meeting as words_of
from sync.protocol.meeting import Greeting, Meet
from sync.transport.nearby import NearbyChannel

_MOST_TRIPS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How an officer joins a meeting."""

    files: bool = False  # exchange sealed files as well
    tell: Tell = nobody
    stopped: Callable[[], bool] = lambda: False


def join(desk: Desk, address: str, words: str | None, talk: Talk | None = None) -> Met:
    """Meet the desk that waits at *address*, and exchange until neither lacks anything.

    *words*: what it shows; not needed once both have proven themselves to each other.

    Raises:
        NotEnrolled, InvalidField: nothing was said. NoMeeting: nobody waits there, or the network broke off.
        MeetingRefused: rule "wrong-words", "words-needed", "other-mission", "other-release", "revoked",
            "unknown-device" ...
        MassDeletion, DiskFull, Cancelled: what was taken in before stays.
    """
    talk = talk or Talk()
    trust = Trust(desk)
    with closing(NearbyChannel(address)) as channel:
        greeting = channel.greeting()
        host = _greeted(trust, greeting)
        guest = Guest(trust, host, greeting.meeting, words)
        side = Side(desk, host, talk.tell)
        said = Meet(meeting=greeting.meeting, proof=guest.proof(), **side.first(files=talk.files))
        for _ in range(_MOST_TRIPS):
            if talk.stopped():
                raise Cancelled
            heard = guest.ask(channel, said)
            if said.done and heard.done:
                break
            side.hear(heard)
            said = Meet(meeting=greeting.meeting, **side.say())
    return side.met


def _greeted(trust: Trust, greeting: Greeting) -> Station:
    if greeting.v != 1:
        raise MeetingRefused(rule="other-release")
    if greeting.mission != trust.desk.mission:
        raise MeetingRefused(rule="other-mission")
    return trust.station(greeting.device)


class Guest:
    """The one who joins: says and hears, and proves itself and the host with the first message."""

    def __init__(self, trust: Trust, host: Station, meeting: str, words: str | None) -> None:
        self._trust = trust
        self._host = host
        self._meeting = meeting
        self._words = words
        self._two = trust.two(meeting, host, trust.me)
        self._is_proven = words is None and trust.is_pinned(host)
        if words is None and not self._is_proven:
            raise MeetingRefused(rule="words-needed")

    def proof(self) -> str | None:
        """Return what proves that this officer was told the words.

        Raises:
            MeetingRefused: not six words; rule "wrong-words".
        """
        try:
            return None if self._words is None else words_of.proof(self._words, "guest", self._two)
        except CodeRefused:
            raise MeetingRefused(rule="wrong-words") from None

    def ask(self, channel: NearbyChannel, said: Meet) -> Meet:
        """Say something, and return what the host says."""
        envelope = self._trust.table.say(said, (self._host.device, self._host.keys.seal))
        sealed = channel.say(envelope)
        try:
            sender, heard = self._trust.table.hear(sealed, self._meeting, envelope)
        except (BadEnvelope, BadMessage):
            raise MeetingRefused(rule="request") from None
        if sender != self._host.device:
            raise MeetingRefused(rule="request")
        if not self._is_proven:
            if not words_of.holds(heard.proof, self._words, "host", self._two):
                raise MeetingRefused(rule="wrong-words")
            self._trust.pin(self._host)
            self._is_proven = True
        return heard
