"""Tokens: every colour of the desk, light and dark; all pairs that meet are checked for contrast by the tests."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Tone(StrEnum):
    """What a colour says; never said by colour alone."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    VIOLET = "violet"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme."""

    bg: str
    surface: str
    sunken: str
    border: str
    control: str
    hover: str
    text: str
    muted: str
    subtle: str
    primary: str
    primary_hover: str
    primary_pressed: str
    on_primary: str
    primary_soft: str
    primary_text: str
    danger: str
    danger_soft: str
    danger_fill: str
    danger_fill_hover: str
    on_danger_fill: str
    warning: str
    warning_soft: str
    success: str
    success_soft: str
    info: str
    info_soft: str
    violet: str
    violet_soft: str
    neutral: str
    neutral_soft: str
    side: str
    side_hover: str
    side_active: str
    side_text: str
    side_muted: str
    side_text_active: str
    side_line: str
    side_focus: str
    side_badge: str
    side_alarm: str
    focus: str
    scroll: str
    chart2: str
    skeleton: str
    shadow: str


LIGHT: Final = Tokens(
    bg="#F3F5F8",
    surface="#FFFFFF",
    sunken="#F8FAFC",
    border="#DDE3EA",
    control="#7A8896",
    hover="#EEF2F7",
    text="#13202E",
    muted="#4E5D6C",
    subtle="#5A6877",
    primary="#0F5CA8",
    primary_hover="#0B4785",
    primary_pressed="#093A6E",
    on_primary="#FFFFFF",
    primary_soft="#E5F0FB",
    primary_text="#0B4F93",
    danger="#B42318",
    danger_soft="#FDEBE9",
    danger_fill="#B42318",
    danger_fill_hover="#8F1B12",
    on_danger_fill="#FFFFFF",
    warning="#8A4B00",
    warning_soft="#FFF1DA",
    success="#0A6640",
    success_soft="#E2F5EB",
    info="#155EA8",
    info_soft="#E5F0FB",
    violet="#5A3CC0",
    violet_soft="#EEEAFD",
    neutral="#45525F",
    neutral_soft="#EBEFF3",
    side="#0D2137",
    side_hover="#163252",
    side_active="#1D4069",
    side_text="#C6D4E3",
    side_muted="#8FA5BC",
    side_text_active="#FFFFFF",
    side_line="#1B3550",
    side_focus="#8CC6FA",
    side_badge="#2C5788",
    side_alarm="#C42B1F",
    focus="#0F5CA8",
    scroll="#B4BFCA",
    chart2="#BF7A11",
    skeleton="#E6EBF0",
    shadow="#0D2137",
)

DARK: Final = Tokens(
    bg="#0F161E",
    surface="#17212B",
    sunken="#131C25",
    border="#2A3845",
    control="#6E8091",
    hover="#1F2B37",
    text="#E8EEF4",
    muted="#A9B8C6",
    subtle="#91A2B2",
    primary="#5AA9F2",
    primary_hover="#7DBDF6",
    primary_pressed="#9CCDF9",
    on_primary="#06192B",
    primary_soft="#15304A",
    primary_text="#8CC6FA",
    danger="#FF9B8F",
    danger_soft="#43201D",
    danger_fill="#FF9B8F",
    danger_fill_hover="#FFB5AB",
    on_danger_fill="#2B0A06",
    warning="#F5C168",
    warning_soft="#3A2B12",
    success="#6FD6A3",
    success_soft="#123526",
    info="#8CC6FA",
    info_soft="#15304A",
    violet="#BBA8FF",
    violet_soft="#2A2350",
    neutral="#B8C4CF",
    neutral_soft="#26323D",
    side="#0A1118",
    side_hover="#141F2A",
    side_active="#1B2F44",
    side_text="#B9C7D4",
    side_muted="#8698A9",
    side_text_active="#FFFFFF",
    side_line="#1E2A35",
    side_focus="#8CC6FA",
    side_badge="#2B4A69",
    side_alarm="#C42B1F",
    focus="#8CC6FA",
    scroll="#3B4B5A",
    chart2="#D79A3C",
    skeleton="#223040",
    shadow="#000000",
)

AVATARS: Final = ("#0B6E75", "#7A3E9D", "#9A4B12", "#1F5FA8", "#3C6B22", "#8A2F5B")
"""Grounds of initials; white stands on each in both themes."""
