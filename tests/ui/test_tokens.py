"""The tokens: every pair of colours that meets on a screen can be told apart."""

from itertools import product

import pytest
from PySide6.QtGui import QColor

from desktop.ui.look import PERCENTS, Look
from desktop.ui.style_sheet import style_sheet
from desktop.ui.tokens import AVATARS, DARK, LIGHT, Tokens, Tone

WORDS = 4.5
CONTROLS = 3.0
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])

_GROUNDS = ("surface", "bg", "sunken", "hover", "primary_soft")
WORD_PAIRS = (
    *product(("text", "muted", "subtle", "primary_text"), _GROUNDS),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_primary", "primary_pressed"),
    ("on_danger_fill", "danger_fill"),
    ("on_danger_fill", "danger_fill_hover"),
    ("subtle", "neutral_soft"),
    ("surface", "text"),
    ("side_text", "side"),
    ("side_muted", "side"),
    ("side_text_active", "side_active"),
    ("side_text_active", "side_hover"),
    ("side_text_active", "side_badge"),
    ("side_text_active", "side_alarm"),
    *((tone.value, f"{tone.value}_soft") for tone in Tone),
    *product((tone.value for tone in Tone), ("surface", "primary_soft", "hover")),
)
CONTROL_PAIRS = (
    *product(("control", "focus", "primary", "danger", "warning"), ("surface", "bg", "sunken")),
    ("focus", "primary_soft"),
    ("side_focus", "side"),
    ("side_focus", "side_active"),
    ("chart2", "surface"),
    ("primary", "neutral_soft"),
)


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(color: str) -> float:
    ink = QColor(color)
    return 0.2126 * _light(ink.redF()) + 0.7152 * _light(ink.greenF()) + 0.0722 * _light(ink.blueF())


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _failing(tokens: Tokens, pairs: tuple[tuple[str, str], ...], least: float) -> dict[str, float]:
    found = {f"{ink} on {ground}": contrast(getattr(tokens, ink), getattr(tokens, ground)) for ink, ground in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


@THEMES
def test_all_words_can_be_read(tokens: Tokens) -> None:
    assert _failing(tokens, WORD_PAIRS, WORDS) == {}


@THEMES
def test_all_controls_and_rings_can_be_seen(tokens: Tokens) -> None:
    assert _failing(tokens, CONTROL_PAIRS, CONTROLS) == {}


def test_initials_can_be_read_on_every_avatar() -> None:
    assert [ground for ground in AVATARS if contrast("#FFFFFF", ground) < WORDS] == []


@THEMES
@pytest.mark.parametrize("percent", PERCENTS)
def test_the_sheet_is_filled_in_whole_at_every_size(tokens: Tokens, percent: int) -> None:
    sheet = style_sheet(tokens, Look(tokens=tokens, percent=percent).px)
    assert "$" not in sheet


def test_no_rule_of_the_sheet_names_a_bare_widget_in_a_parent() -> None:
    """A rule without a selector would wipe the ground of everything inside."""
    sheet = style_sheet(LIGHT, Look().px)
    selectors = [part.split("{")[0].strip() for part in sheet.split("}")]
    assert [selector for selector in selectors if selector.startswith(("*", "QWidget"))] == []
