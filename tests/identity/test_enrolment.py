"""Enrolment: whoever stands between the desk and the centre can replace nobody's keys."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import CodeRefused
from sync.identity.enrolment import (
    CODE_WORDS,
    FINGERPRINT_WORDS,
    Grant,
    Introduction,
    centre_proof,
    check_proof,
    code_keys,
    device_proof,
    fingerprint,
    make_code,
    stranger_key,
)
from tests.identity.voices import CENTRE, DESK, MINISTRY, STRANGER

CODE = "kuda-lima-batu-pasang-laut-angin-bambu-tikar"
WORDS = tuple(f"{a}{b}{c}" for a in "bcdfgh" for b in "aiueo" for c in "knmrst")
HELLO = Introduction(
    device=DESK.public,
    officer="dewi",
    officer_name="Dewi Anggraini",
    officer_key=MINISTRY.public.verify,
    centre=CENTRE.id,
    centre_keys=CENTRE.public,
)
GRANT = Grant(device_id=DESK.id, mark="A7", mission="JHB")


def test_a_code_has_eight_words_of_the_list_and_is_new_each_time() -> None:
    code = make_code(WORDS)
    assert len(code.split("-")) == CODE_WORDS
    assert set(code.split("-")) <= set(WORDS)
    assert make_code(WORDS) != code


@pytest.mark.parametrize(
    "typed",
    [CODE.upper(), CODE.replace("-", " "), f"  {CODE}\n", CODE.replace("-", " - "), CODE.replace("-", "\u2013")],
)
def test_case_blanks_and_dashes_do_not_matter(typed: str) -> None:
    assert code_keys(typed) == code_keys(CODE)


@pytest.mark.parametrize("typed", ["", "kuda", CODE + "-lagi", CODE.rsplit("-", 1)[0], "1 2 3 4 5 6 7 8"])
def test_a_code_of_another_count_of_words_is_refused_at_once(typed: str) -> None:
    with pytest.raises(CodeRefused) as refusal:
        code_keys(typed)
    assert refusal.value.rule == "words"


@given(st.text())
def test_any_text_as_a_code_is_derived_or_refused(typed: str) -> None:
    try:
        keys = code_keys(typed)
    except CodeRefused:
        return
    assert len(keys.mac_key) == 32


def test_another_code_has_another_name_and_another_proof() -> None:
    other = code_keys(CODE.replace("kuda", "sapi"))
    assert other.id != code_keys(CODE).id
    assert device_proof(other, HELLO) != device_proof(code_keys(CODE), HELLO)


@pytest.mark.parametrize(
    "seen",
    [
        replace(HELLO, device=STRANGER.public),
        replace(HELLO, centre_keys=STRANGER.public),
        replace(HELLO, officer_key=STRANGER.public.verify),
        replace(HELLO, officer="budi"),
        replace(HELLO, officer_name="Budi"),
        replace(HELLO, centre="centre2"),
    ],
)
def test_a_proof_covers_everything_both_sides_say(seen: Introduction) -> None:
    keys = code_keys(CODE)
    for expected, given_proof in (
        (device_proof(keys, HELLO), device_proof(keys, seen)),
        (centre_proof(keys, HELLO, GRANT), centre_proof(keys, seen, GRANT)),
    ):
        with pytest.raises(CodeRefused) as refusal:
            check_proof(expected, given_proof)
        assert refusal.value.rule == "proof"


@pytest.mark.parametrize("other", [{"device_id": "x"}, {"mark": "A8"}, {"mission": "RUH"}, {"roles": ("HEAD",)}])
def test_the_centres_proof_covers_what_it_grants(other: dict[str, Any]) -> None:
    keys = code_keys(CODE)
    assert centre_proof(keys, HELLO, replace(GRANT, **other)) != centre_proof(keys, HELLO, GRANT)


def test_a_proof_cannot_be_sent_back_as_its_own_answer() -> None:
    keys = code_keys(CODE)
    assert device_proof(keys, HELLO) != centre_proof(keys, HELLO, GRANT)


def test_a_right_proof_is_accepted_and_any_other_text_is_not() -> None:
    right = device_proof(code_keys(CODE), HELLO)
    check_proof(right, right)
    for wrong in ("", right[:-1], right + "A", "\ud800", "é"):
        with pytest.raises(CodeRefused):
            check_proof(right, wrong)


def test_a_stranger_is_named_by_the_key() -> None:
    assert stranger_key(STRANGER.public.verify.text) == STRANGER.public.verify
    for name in ("", "desk", STRANGER.id, "A" * 43 + "="):
        with pytest.raises(KeyError):
            stranger_key(name)


def test_a_fingerprint_is_six_words_and_differs_with_any_key() -> None:
    said = fingerprint(DESK.public, CENTRE.public, WORDS)
    assert len(said.split()) == FINGERPRINT_WORDS
    others = [(STRANGER, CENTRE), (DESK, STRANGER), (CENTRE, DESK)]
    assert said not in {fingerprint(device.public, centre.public, WORDS) for device, centre in others}
