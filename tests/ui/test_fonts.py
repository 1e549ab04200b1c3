"""The fonts: small, licensed, and known to Qt under one name in three weights."""

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from pytestqt.qtbot import QtBot

from sync.resources import resource

WEIGHTS = {"Regular": QFont.Weight.Normal, "Medium": QFont.Weight.Medium, "SemiBold": QFont.Weight.DemiBold}


@pytest.mark.parametrize("style", WEIGHTS)
def test_inter_can_be_loaded_and_has_the_letters_of_our_languages(qtbot: QtBot, style: str) -> None:
    number = QFontDatabase.addApplicationFont(str(resource(f"fonts/Inter-{style}.ttf")))
    assert "Inter" in QFontDatabase.applicationFontFamilies(number)
    font = QFont("Inter")
    font.setWeight(WEIGHTS[style])
    raw = QRawFont.fromFont(font)
    assert raw.styleName() == style
    assert [letter for letter in "Aé’–…→≤₫₱" if not raw.supportsCharacter(ord(letter))] == []


def test_the_fonts_are_small_and_carry_their_licence() -> None:
    assert sum(path.stat().st_size for path in resource("fonts").iterdir()) <= 1_500_000
    assert "SIL OPEN FONT LICENSE" in resource("fonts/OFL.txt").read_text(encoding="utf-8")
