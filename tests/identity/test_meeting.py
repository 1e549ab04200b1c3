"""The six words of a meeting: they prove both sides' keys, in one role, for one meeting."""

import pytest

from sync.errors import CodeRefused
from sync.identity import meeting
from sync.identity.keys import Speaker
from sync.identity.meeting import Two, draw, holds, proof
from sync.identity.wordlist import words

HOST, GUEST, EVIL = (Speaker.new(name) for name in ("host", "guest", "evil"))
WORDS = "restui landai steril mohon obrolan antara"


def _two(name: str = "m1", host: Speaker = HOST, guest: Speaker = GUEST) -> Two:
    return Two(meeting=name, host="h", host_keys=host.public, guest="g", guest_keys=guest.public)


def test_a_proof_holds_for_its_words_role_meeting_and_keys_alone() -> None:
    given = proof(WORDS, "guest", _two())
    assert holds(given, f"  {WORDS.upper().replace(' ', ' - ')} ", "guest", _two())
    assert not holds(given, WORDS, "host", _two()), "it cannot be sent back as its own answer"
    assert not holds(given, WORDS.replace("steril", "landai"), "guest", _two())
    for other in (_two("m2"), _two(host=EVIL), _two(guest=EVIL)):
        assert not holds(given, WORDS, "guest", other)
    assert not holds(None, WORDS, "guest", _two())
    assert not holds(given, None, "guest", _two())
    assert not holds("é", WORDS, "guest", _two())


def test_words_are_six_and_drawn_from_the_list() -> None:
    listed = words()
    assert all(one in listed for one in draw(listed).split())
    assert len({draw(listed) for _ in range(20)}) == 20
    assert len(draw(listed).split()) == meeting.WORDS
    with pytest.raises(CodeRefused):
        proof("lima kata saja tidak cukup", "guest", _two())
