"""Envelope numbers: the same again gets the same answer; a copied or restored store shows itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.errors import BadEnvelope
from sync.identity.envelope import FIRST
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, Door


def test_the_same_envelope_gets_the_same_answer_byte_for_byte(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    envelope = siti.seal(siti.signed(siti.create({"full_name": "a"})))
    first = siti.door.exchange(envelope)
    budi.say(budi.create({"full_name": "b"}))

    assert siti.door.exchange(envelope) == first


def test_an_envelope_that_comes_twice_at_once_is_answered_once(enrolled: Enrol) -> None:
    desk = enrolled()
    for _ in range(5):
        envelope = desk.seal(desk.signed(desk.create({"full_name": "a"})))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda sent: Door(desk.door.client).exchange(sent), [envelope] * 4))
        assert len(set(answers)) == 1
        desk.hear(envelope, answers[0])


def _problem(desk: Desk, envelope: bytes) -> tuple[int, dict[str, object]]:
    """Return what the centre says against *envelope*; where its numbers are wrong, it says so sealed as well."""
    assert desk.door.exchange(envelope) == b""
    sealed = desk.door.problem.pop("sealed", None)
    assert (sealed is not None) == ("expected" in desk.door.problem)
    return desk.door.status, desk.door.problem


def test_a_number_used_for_something_else_shows_a_copied_store(enrolled: Enrol) -> None:
    desk = enrolled()
    before = desk.position
    desk.exchange()
    desk.position = before

    assert _problem(desk, desk.seal(desk.signed())) == (409, {"code": "forked", "expected": 2})


def test_numbers_that_lie_behind_or_ahead_are_refused_with_the_one_that_is_due(enrolled: Enrol) -> None:
    desk = enrolled()
    old = desk.seal(desk.signed())
    desk.hear(old, desk.door.exchange(old))
    desk.exchange()

    assert _problem(desk, old) == (409, {"code": "replayed", "expected": 3})
    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=5, prev=FIRST, cursor=0)
    assert _problem(desk, desk.seal(desk.signed())) == (409, {"code": "gap", "expected": 3})


def test_a_previous_envelope_that_the_centre_never_saw_shows_a_copied_store(enrolled: Enrol) -> None:
    desk = enrolled()
    desk.exchange()
    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=1, prev="1" * 64, cursor=0)

    assert _problem(desk, desk.seal(desk.signed())) == (409, {"code": "forked", "expected": 2})


def test_a_restored_store_goes_on_in_a_new_epoch_and_gets_its_own_old_changes_whole(enrolled: Enrol) -> None:
    desk = enrolled()
    one = desk.create({"full_name": "a"})
    desk.say(one)
    desk.position = type(desk.position)(device=desk.device.id, epoch=3, sent=0, prev=FIRST, cursor=0)

    answer = desk.exchange(one)

    assert answer.results[0].outcome == "known"
    assert answer.news[0].entry is not None
    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=1, prev=FIRST, cursor=0)
    assert _problem(desk, desk.seal(desk.signed()))[1]["code"] == "replayed"


def test_a_desk_that_has_seen_more_than_the_centre_is_told(enrolled: Enrol) -> None:
    desk = enrolled()
    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=0, prev=FIRST, cursor=9)

    assert _problem(desk, desk.seal(desk.signed())) == (409, {"code": "ahead", "expected": 0})


def test_an_ask_that_is_no_ask_is_refused_and_takes_no_number(enrolled: Enrol) -> None:
    desk = enrolled()
    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=0, prev=FIRST, cursor=-1)
    assert _problem(desk, desk.seal(desk.signed())) == (400, {"code": "bad-message"})

    desk.position = type(desk.position)(device=desk.device.id, epoch=1, sent=0, prev=FIRST, cursor=0)
    assert desk.exchange().cursor == 0


def test_a_device_that_nobody_enrolled_gets_no_word(enrolled: Enrol) -> None:
    desk, stranger = enrolled(), enrolled("budi")
    stranger.device = type(stranger.device).new("0198c1f2-5f00-7000-8000-0000000000ff")
    with pytest.raises(BadEnvelope):
        stranger.hear(
            b"", stranger.door.exchange(stranger.seal(desk.signed()))
        )  # seal refuses nothing, the centre does
    assert stranger.door.problem == {"code": "unknown-device"}
