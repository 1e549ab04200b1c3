"""A desk that waits hears of news as soon as there are some, whoever writes them, and nothing when its time is up."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from sync.engine.listening import wait_ask
from sync.gateway import listeners
from sync.protocol.messages import WaitAnswer, read
from sync.transport.wire import ENVELOPE, WAIT_ROUTE
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, PlayedClock


def _asked(desk: Desk, cursor: int, seconds: int) -> bytes:
    assert desk.centre is not None
    return wait_ask(desk.device, desk.centre, desk.clock, cursor, seconds)


def _waits(client: TestClient[Any], envelope: bytes) -> bool:
    answer = client.post(WAIT_ROUTE, content=envelope, headers={"Content-Type": ENVELOPE})
    assert answer.status_code == 200, answer.text
    return read(answer.content, WaitAnswer).news


def test_what_is_there_already_is_told_at_once_and_nothing_after_the_time(
    client: TestClient[Any], enrolled: Enrol
) -> None:
    siti, other = enrolled(), enrolled("ani", "KUL")
    assert not _waits(client, _asked(siti, 0, 0))
    siti.say(siti.create({"full_name": "Siti"}))
    assert _waits(client, _asked(siti, 0, 50))
    assert not _waits(client, _asked(siti, 1, 1))
    assert not _waits(client, _asked(other, 0, 0))  # another mission's news are nobody's business


def test_a_desk_that_waits_hears_of_what_another_one_sends_meanwhile(client: TestClient[Any], enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    envelope = _asked(budi, 0, 50)
    heard: list[bool] = []
    waiting = threading.Thread(target=lambda: heard.append(_waits(client, envelope)))
    waiting.start()
    siti.say(siti.create({"full_name": "Siti"}))
    waiting.join(timeout=30)
    assert heard == [True]


def test_beyond_a_bound_nobody_waits(client: TestClient[Any], enrolled: Enrol, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "_MOST_LISTENERS", 0)
    assert not _waits(client, _asked(enrolled(), 0, 50))


def test_strangers_and_longer_waits_are_refused(client: TestClient[Any], enrolled: Enrol) -> None:
    desk = enrolled()
    for envelope, code in (
        (_asked(desk, 0, 51), "bad-message"),
        (_asked(desk, -1, 0), "bad-message"),
        (desk.seal(desk.signed()), "bad-envelope"),
        (b"nothing", "bad-envelope"),
    ):
        answer = client.post(WAIT_ROUTE, content=envelope, headers={"Content-Type": ENVELOPE})
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_of_one_device_only_the_newest_waits(client: TestClient[Any], enrolled: Enrol) -> None:
    desk = enrolled()
    envelope = _asked(desk, 0, 50)
    heard: list[bool] = []
    older = threading.Thread(target=lambda: heard.append(_waits(client, envelope)))
    older.start()
    for _ in range(500):  # the newer one may come first: then the older one waits on
        if heard:
            break
        assert not _waits(client, _asked(desk, 0, 0))
    assert heard == [False]


def test_a_wish_that_somebody_kept_is_refused_a_day_later(
    client: TestClient[Any], enrolled: Enrol, clock: PlayedClock
) -> None:
    desk = enrolled()
    for days in (2, -2):
        envelope = _asked(desk, 0, 0)
        clock.passes(timedelta(days=days))
        answer = client.post(WAIT_ROUTE, content=envelope, headers={"Content-Type": ENVELOPE})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-envelope")
