"""Whoever answers in place of the centre is told quietly, changes nothing, and the next round goes through."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from desktop.cli.output import error_words
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.words import LANGUAGES, Words
from sync.clock import SystemClock
from sync.engine.ports import Position
from sync.errors import (
    DeskError,
    NoAnswer,
    NotTheCentre,
    ProxyRefused,
    TimedOut,
    Unreachable,
    UntrustedCertificate,
)
from sync.transport import http
from sync.transport.http import HttpChannel
from sync.transport.wire import ENVELOPE
from tests.faults.desks import MISSION, new_desk, new_keys
from tests.faults.other_servers import secure_line
from tests.faults.portals import NO_LINE, NOT_US, TOO_SLOW, WANTS_A_PASSWORD
from tests.faults.small_mission import made
from tests.transport.lines import Script, answer, line, says

EVERY: Final = (
    [(name, script, NotTheCentre) for name, script in NOT_US.items()]
    + [(name, script, NoAnswer) for name, script in NO_LINE.items()]
    + [(name, script, TimedOut) for name, script in TOO_SLOW.items()]
    + [("proxy wants a password", WANTS_A_PASSWORD, ProxyRefused)]
)


@dataclass
class Scene:
    """One desk; *heard* are the answers that it got from its centre so far, *theirs* one that was for another."""

    desk: Desk
    url: str
    theirs: bytes
    heard: list[bytes] = field(default_factory=list)

    def meets(self, url: str, said: type[Unreachable]) -> None:
        """Somebody else answers at *url*: it is told in words, and everything is as it was."""
        made(self.desk, "worker", full_name="Siti Aminah")
        before = self._state()
        with pytest.raises(Unreachable) as told:
            self.desk.round(channel=HttpChannel(url, base_s=0.4))

        assert type(told.value) is said
        _has_words(told.value)
        after = self._state()
        assert after[0] == before[0]
        self.heard.append(self._round())
        assert self.desk.standing().waiting == 0

    def _round(self) -> bytes:
        """Run a round with the centre itself, and return what it answered first."""
        channel = Listening(self.url)
        self.desk.round(channel=channel)
        return channel.heard[0]

    def _state(self) -> tuple[Position, int]:
        replica = self.desk.store.replica()
        return replica.position(), self.desk.store.count("worker")


class Listening:
    """A line to the centre that remembers what came over it."""

    def __init__(self, url: str) -> None:
        self._channel = HttpChannel(url)
        self.heard: list[bytes] = []

    def exchange(self, envelope: bytes) -> bytes:
        self.heard.append(self._channel.exchange(envelope))
        return self.heard[-1]


def _has_words(error: DeskError) -> None:
    texts = {error_words(error, Words(lang)) for lang in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
    assert not any("Siti" in text or "127.0.0.1" in text for text in texts)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder, clock = tmp_path_factory.mktemp("portals"), SystemClock()
    centre = Centre(folder, clock)
    centre.add_mission(MISSION)
    desks = [new_desk(folder / user, new_keys(user), clock) for user in ("siti", "budi")]
    for desk in desks:
        desk.enrol(centre.url, centre.issue_code(MISSION))
    theirs = Listening(centre.url)
    desks[1].round(channel=theirs)
    opened = Scene(desks[0], centre.url, theirs.heard[0])
    opened.heard.append(opened._round())
    yield opened
    assert desks[0].verify() == ()
    desks[1].round()
    assert desks[1].store.count("worker") == desks[0].store.count("worker")
    for desk in desks:
        desk.close()
    centre.close()


@pytest.mark.parametrize(("script", "said"), [pytest.param(*one[1:], id=one[0]) for one in EVERY])
def test_somebody_else_is_told_and_nothing_of_it_is_used(
    scene: Scene, script: Script, said: type[Unreachable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_SLOWEST_BYTES_PER_S", 1 << 20)  # or the slow ones would be waited for
    with line(script) as url:
        scene.meets(url, said)


def test_a_true_answer_to_something_else_is_nobodys(scene: Scene) -> None:
    for body in (scene.heard[0], scene.heard[-1], scene.theirs):  # a cache, or somebody who listened
        with line(says(answer("200 OK", ENVELOPE, body))) as url:
            scene.meets(url, NotTheCentre)


def test_a_certificate_that_nobody_vouches_for_is_not_the_centres(scene: Scene, tmp_path: Path) -> None:
    with secure_line(tmp_path) as url:
        scene.meets(url, UntrustedCertificate)
