"""Passport numbers: one form, two known shapes, and a warning for the rest."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.domain.passport import looks_current, looks_old, normalised, warnings


@pytest.mark.parametrize("typed", ["C1234567", "c 1234567", " C-1234567 ", "C.123.4567", "\uff231234567"])
def test_a_number_has_one_form(typed: str) -> None:
    assert normalised(typed) == "C1234567"


@pytest.mark.parametrize(
    ("number", "looks"),
    [
        ("C1234567", (True, False, ())),
        ("A123456", (False, True, ())),
        ("XD123456", (False, False, ())),
        ("XD1234567", (False, False, ())),
        ("C12345678", (False, False, ("passport-shape",))),
        ("12345678", (False, False, ("passport-shape",))),
        ("", (False, False, ("passport-shape",))),
        ("C123456\u0667", (False, False, ("passport-shape",))),
    ],
)
def test_the_shape_tells_the_book_or_warns(number: str, looks: tuple[bool, bool, tuple[str, ...]]) -> None:
    assert (looks_current(number), looks_old(number), warnings(number)) == looks


@given(st.text())
@example("\u0390")
@example("e-\u0301")
def test_any_text_has_a_form_and_keeps_it(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
