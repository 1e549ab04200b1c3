"""Look: one theme at one text size; fonts, sizes, palette and the style sheet of the whole programme."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.style_sheet import style_sheet
from desktop.ui.tokens import DARK, LIGHT, Tokens
from sync.resources import resource

PERCENTS: Final = (100, 115, 130, 150)
_WEIGHT: Final = QFont.Weight


class Theme(StrEnum):
    """What the officer chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Face(Enum):
    """A size in pixels at 100 %, and a weight."""

    BODY = (13, _WEIGHT.Normal)
    MEDIUM = (13, _WEIGHT.Medium)
    STRONG = (13, _WEIGHT.DemiBold)
    SMALL = (12, _WEIGHT.Normal)
    SMALL_STRONG = (12, _WEIGHT.DemiBold)
    BADGE = (11, _WEIGHT.DemiBold)
    TINY = (11, _WEIGHT.Normal)
    NUMBER = (13, 501)  # as MEDIUM, and an own member of the enum; tabular
    BRAND = (15, _WEIGHT.DemiBold)
    SECTION = (16, _WEIGHT.DemiBold)
    TITLE = (20, _WEIGHT.DemiBold)
    FIGURE = (26, _WEIGHT.DemiBold)


_TABULAR: Final = frozenset({Face.BADGE, Face.TINY, Face.NUMBER, Face.FIGURE})
"""Not for running text: Inter widens the hyphen, too, and the number of a case falls apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A theme and a text size; a change of either is a new Look, and the screens are built again."""

    tokens: Tokens = LIGHT
    percent: int = 100

    @property
    def is_dark(self) -> bool:
        return self.tokens is DARK

    def px(self, pixels: float) -> int:
        """Return a length of the drawing at this text size."""
        return round(pixels * self.percent / 100)

    def color(self, token: str) -> QColor:
        return QColor(getattr(self.tokens, token))

    def font(self, face: Face = Face.BODY) -> QFont:
        """Return the font; where figures stand under each other they are of equal width."""
        pixels, weight = face.value
        font = QFont("Inter")
        font.setFamilies(["Inter", "Segoe UI", "Noto Sans", "DejaVu Sans"])
        font.setPixelSize(self.px(pixels))
        font.setWeight(_WEIGHT(weight - weight % 100))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if face in _TABULAR:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font


def chosen_look(app: QApplication, theme: Theme, percent: int) -> Look:
    """Return the look for the officer's choice; "system" follows the system as it is now."""
    is_dark = theme is Theme.DARK
    if theme is Theme.SYSTEM:
        hints = app.styleHints()  # kept by name: Qt deletes it under a chained call
        is_dark = hints.colorScheme() is Qt.ColorScheme.Dark
    return Look(tokens=DARK if is_dark else LIGHT, percent=percent)


def load_fonts() -> None:
    """Make the bundled fonts known; where there are none, the system's own stand in."""
    for path in sorted(resource("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def dress(app: QApplication, look: Look) -> None:
    """Put *look* on everything that is shown, at once."""
    app.setPalette(_palette(look))
    app.setFont(look.font())
    app.setStyleSheet(style_sheet(look.tokens, look.px))


_ROLES: Final = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_primary",
    QPalette.ColorRole.Highlight: "primary",
    QPalette.ColorRole.HighlightedText: "on_primary",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.PlaceholderText: "subtle",
    QPalette.ColorRole.Link: "primary_text",
    QPalette.ColorRole.Accent: "primary",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "control",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "shadow",
}


def _palette(look: Look) -> QPalette:
    """Return the palette; Qt's own choice for a dark system is not used, it does not reach every platform."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, look.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, look.color("subtle"))
    return palette
