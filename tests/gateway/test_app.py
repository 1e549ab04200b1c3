"""Whatever comes to the door: one clear status, a code and no more, nothing changed."""

import asyncio
import logging
import tracemalloc
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from sync.gateway.access_log import LOGGER
from sync.gateway.app import HEALTH_ROUTE, SCHEMA_ROUTE
from sync.gateway.exchange import Exchange
from sync.gateway.web.bodies import REFUSED_BYTES
from sync.identity.envelope import digest, seal
from sync.identity.header import Head
from sync.protocol.messages import CentreKeys, read
from sync.transport.wire import (
    BLOB_ROUTE,
    CENTRE_ROUTE,
    DIRECTORY_ROUTE,
    ENROL_ROUTE,
    ENVELOPE,
    EXCHANGE_ROUTE,
    MAX_ENVELOPE_BYTES,
    PROBLEM,
    SEGMENTS_ROUTE,
    TICKET_ROUTE,
    WAIT_ROUTE,
)
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, Door

ROUTES = [ENROL_ROUTE, EXCHANGE_ROUTE]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    """The database plays no part here."""
    return f"sqlite:///{tmp_path / 'centre.db'}"


@pytest.fixture
def desk(enrolled: Enrol) -> Desk:
    return enrolled()


def test_the_centre_tells_anybody_its_public_keys(client: TestClient[Any]) -> None:
    answer = client.get(CENTRE_ROUTE)

    assert set(read(answer.content, CentreKeys).keys) == {"verify", "seal"}
    assert answer.headers["content-length"] == str(len(answer.content))
    assert client.get(CENTRE_ROUTE).json()["keys"] == answer.json()["keys"]


def test_health_says_that_the_database_answers(client: TestClient[Any]) -> None:
    assert client.get(HEALTH_ROUTE).json() == {"ok": True}


def test_the_contract_is_served(client: TestClient[Any]) -> None:
    assert set(client.get(SCHEMA_ROUTE).json()["paths"]) == {
        CENTRE_ROUTE,
        f"{DIRECTORY_ROUTE}/{{name}}",
        ENROL_ROUTE,
        EXCHANGE_ROUTE,
        f"{SEGMENTS_ROUTE}/{{name}}",
        WAIT_ROUTE,
        TICKET_ROUTE,
        BLOB_ROUTE,
        f"{BLOB_ROUTE}/{{blob}}",
        HEALTH_ROUTE,
        SCHEMA_ROUTE,
    }


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Type": "application/json"}, 415, "media-type"),
        ({"Content-Type": ""}, 415, "media-type"),
        ({"Content-Encoding": "gzip"}, 415, "media-type"),
        ({}, 400, "bad-envelope"),
    ],
)
def test_a_body_of_another_kind_is_refused(
    door: Door, route: str, headers: dict[str, str], status: int, code: str
) -> None:
    door.post(route, b"not an envelope", **headers)

    assert (door.status, door.problem) == (status, {"code": code})


def test_a_refusal_bears_the_media_type_by_which_desks_know_it(client: TestClient[Any]) -> None:
    for answer in (client.get("/v1/nothing"), client.get(EXCHANGE_ROUTE), client.post(EXCHANGE_ROUTE, content=b"")):
        assert answer.headers["content-type"] == PROBLEM
        assert set(answer.json()) == {"code"}


def test_a_body_that_says_it_is_too_large_is_not_read(door: Door) -> None:
    door.post(EXCHANGE_ROUTE, b"x" * (MAX_ENVELOPE_BYTES + 1))

    assert (door.status, door.problem) == (413, {"code": "too-large"})


def _scope() -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": EXCHANGE_ROUTE,
        "raw_path": EXCHANGE_ROUTE.encode(),
        "query_string": b"",
        "headers": [(b"content-type", ENVELOPE.encode())],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("test", 1),
        "asgi": {"version": "3.0"},
        "root_path": "",
    }


async def _post(app: Any, receive: Any) -> int:
    """Speak ASGI by hand, for what the test client cannot play; return the status."""
    answers = list[Any]()

    async def send(message: Any) -> None:
        answers.append(message)

    await app(_scope(), receive, send)
    return int(answers[0]["status"])


def test_a_body_that_turns_out_too_large_is_not_kept_and_not_heard_for_ever(client: TestClient[Any]) -> None:
    read_bytes = 0

    async def endless() -> dict[str, Any]:
        nonlocal read_bytes
        read_bytes += 1 << 20
        return {"type": "http.request", "body": bytes(1 << 20), "more_body": True}

    assert asyncio.run(_post(client.app, endless)) == 413
    assert read_bytes <= MAX_ENVELOPE_BYTES + REFUSED_BYTES + (2 << 20)


def test_many_large_bodies_at_once_are_asked_to_come_later_and_the_room_comes_back(client: TestClient[Any]) -> None:
    async def play() -> list[int]:
        all_there = asyncio.Event()

        async def one() -> int:
            parts = [bytes(MAX_ENVELOPE_BYTES - 1)]

            async def receive() -> dict[str, Any]:
                if parts:
                    return {"type": "http.request", "body": parts.pop(), "more_body": True}
                await all_there.wait()
                return {"type": "http.request", "body": b"", "more_body": False}

            return await _post(client.app, receive)

        tasks = [asyncio.create_task(one()) for _ in range(12)]
        while sum(task.done() for task in tasks) < 4:
            await asyncio.wait([task for task in tasks if not task.done()], return_when=asyncio.FIRST_COMPLETED)
        all_there.set()
        return sorted(await asyncio.gather(*tasks))

    assert asyncio.run(play()) == [400] * 8 + [503] * 4
    assert asyncio.run(play()) == [400] * 8 + [503] * 4


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300).map(lambda rest: b"SPE2" + rest) | st.binary(max_size=100))
def test_garbage_is_refused_and_never_a_fault_of_ours(door: Door, body: bytes) -> None:
    for route in ROUTES:
        door.post(route, body)
        assert (door.status, door.problem) == (400, {"code": "bad-envelope"})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    names=st.lists(st.sampled_from(["v", "cursor", "changes", "signatures", "limit_bytes", "digest"]), max_size=4),
)
def test_anything_behind_a_good_signature_is_answered_or_refused(desk: Desk, payload: object, names: list[str]) -> None:
    _say(desk, msgspec.json.encode({"cursor": 0} | dict.fromkeys(names, payload)))

    assert desk.door.status in (200, 400, 409)


CHANGE = {
    "id": "x.1.1",
    "record": "0198c1f2-5f00-7000-8000-000000000009",
    "kind": "worker",
    "op": "create",
    "values": {"full_name": "a"},
    "base": {},
    "officer": "siti",
    "at": "2026-03-10T06:42:00.000Z",
    "hlc": "1773124920000-0000-x",
    "reason": "r",
    "resolves": [],
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(CHANGE)),
    value=st.none()
    | st.integers()
    | st.text(max_size=6)
    | st.lists(st.text(max_size=4), max_size=2)
    | st.dictionaries(st.text(max_size=6), st.none() | st.integers() | st.text(max_size=6) | st.floats(), max_size=2),
)
def test_a_change_with_any_oddity_is_an_outcome_or_a_refusal(desk: Desk, name: str, value: object) -> None:
    _say(desk, msgspec.json.encode({"cursor": 0, "changes": [CHANGE | {name: value}]}))

    assert desk.door.status in (200, 400)


def _say(desk: Desk, payload: bytes) -> None:
    assert desk.centre is not None
    head = Head(
        kind="exchange",
        sender=desk.device.id,
        epoch=1,
        seq=desk.position.sent + 1,
        prev=desk.position.prev,
        created="2026-03-10T06:42:00.000Z",
    )
    envelope = seal(head, payload, {desk.centre.id: desk.centre.keys.seal}, desk.device)
    if desk.door.exchange(envelope):
        desk.position = replace(desk.position, sent=head.seq, prev=digest(envelope))


def test_a_thousand_bad_requests_leave_no_memory_behind(door: Door) -> None:
    def refuse(times: int) -> int:
        for _ in range(times):
            door.post(EXCHANGE_ROUTE, b"SPE2" + b"\0" * 20_000)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = refuse(100)
        after = refuse(400)
    finally:
        tracemalloc.stop()
    assert after - before < 1_000_000


def test_the_log_tells_who_and_how_much_and_nothing_of_the_content(
    enrolled: Enrol, caplog: pytest.LogCaptureFixture
) -> None:
    desk = enrolled()
    with caplog.at_level(logging.INFO, logger=LOGGER.name):
        desk.say(desk.create({"full_name": "Canary Aminah"}))
        desk.door.client.get("/v1/canary-path?canary=1")

    lines = [msgspec.json.decode(one.message) for one in caplog.records if one.name == LOGGER.name]
    assert [(one["route"], one["status"], one["device"]) for one in lines] == [
        (EXCHANGE_ROUTE, 200, desk.device.id),
        ("other", 404, None),
    ]
    assert lines[0]["in"] > 300
    assert lines[0]["out"] > 300
    assert "anary" not in caplog.text


def test_a_fault_of_ours_is_logged_without_what_it_says(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("Canary Aminah")

    monkeypatch.setattr(Exchange, "_answer", broken)
    with caplog.at_level(logging.INFO, logger=LOGGER.name):
        desk.door.exchange(desk.seal(desk.signed()))

    assert desk.door.status == 500
    assert "ValueError" in caplog.text
    assert "anary" not in caplog.text + str(desk.door.problem)
