"""Key pairs: raw and text forms, and what is no key."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadEnvelope, BadMessage
from sync.identity.keys import OpeningKey, PublicKeys, SealingKey, SigningKey, Speaker, Suite, VerifyKey
from tests.identity.voices import CENTRE, DESK


def test_a_speaker_is_the_same_after_storing_the_raw_keys() -> None:
    made = Speaker.new("x")
    kept = Speaker(id="x", signing=SigningKey(made.signing.raw), opening=OpeningKey(made.opening.raw))
    assert kept.public == made.public
    assert hash(kept.public) == hash(made.public)
    assert Speaker.new("x").public != made.public


def test_public_keys_come_back_from_their_texts() -> None:
    assert PublicKeys.read(DESK.public.texts) == DESK.public
    assert PublicKeys.read(DESK.public.texts) != CENTRE.public


@pytest.mark.parametrize("suite", list(Suite))
def test_a_wrapped_secret_opens_for_its_key_and_its_purpose_only(suite: Suite) -> None:
    wrapped = CENTRE.public.seal.wrap(bytes(32), b"purpose", suite)
    assert len(wrapped) == suite.wrapped_bytes
    assert CENTRE.opening.unwrap(wrapped, b"purpose", suite) == bytes(32)
    for key, info in ((DESK.opening, b"purpose"), (CENTRE.opening, b"other")):
        with pytest.raises(BadEnvelope):
            key.unwrap(wrapped, info, suite)


@pytest.mark.parametrize("suite", list(Suite))
@given(wrapped=st.binary(max_size=1300))
def test_any_bytes_as_a_wrapped_secret_are_refused_with_one_error(suite: Suite, wrapped: bytes) -> None:
    for raw in (wrapped, wrapped.ljust(suite.wrapped_bytes, b"\0")):
        with pytest.raises(BadEnvelope):
            CENTRE.opening.unwrap(raw, b"", suite)


@given(st.binary(max_size=100))
def test_any_bytes_as_a_signature_are_only_wrong(raw: bytes) -> None:
    assert not DESK.public.verify.has_signed(b"message", raw)
    assert not DESK.public.verify.has_signed(b"message", raw.ljust(64, b"\0")[:64])


@pytest.mark.parametrize("size", [0, 31, 33, 1247, 1249])
def test_bytes_of_another_size_are_no_key(size: int) -> None:
    for kind in (SigningKey, VerifyKey, SealingKey, OpeningKey):
        with pytest.raises(BadMessage):
            kind(bytes(size))


REFUSED = json.loads((Path(__file__).parent / "vectors" / "refused_points.json").read_text("utf-8"))


@pytest.mark.parametrize("point", REFUSED["verify"])
def test_a_verify_key_that_signs_anything_or_has_a_second_form_is_no_key(point: str) -> None:
    with pytest.raises(BadMessage):
        VerifyKey(bytes.fromhex(point))


@pytest.mark.parametrize("at", [0, SealingKey.SIZE - 32])
@pytest.mark.parametrize("point", REFUSED["seal"])
def test_a_sealing_key_to_which_anybody_could_open_or_with_a_second_form_is_no_key(at: int, point: str) -> None:
    raw = CENTRE.public.seal.raw
    with pytest.raises(BadMessage):
        SealingKey(raw[:at] + bytes.fromhex(point) + raw[at + 32 :])


def test_a_lattice_key_out_of_range_is_no_key() -> None:
    raw = CENTRE.public.seal.raw
    with pytest.raises(BadMessage):
        SealingKey(raw[:32] + b"\xff" * 1184 + raw[-32:])


def test_public_keys_with_a_name_too_few_or_too_many_are_refused() -> None:
    texts = DESK.public.texts
    for bad in ({}, {"verify": texts["verify"]}, texts | {"more": ""}, texts | {"seal": "A"}, texts | {"verify": "?"}):
        with pytest.raises(BadMessage):
            PublicKeys.read(bad)


def test_nothing_private_is_shown() -> None:
    shown = repr(DESK)
    for raw in (DESK.signing.raw, DESK.opening.raw):
        assert raw.hex() not in shown
        assert repr(raw)[2:20] not in shown
