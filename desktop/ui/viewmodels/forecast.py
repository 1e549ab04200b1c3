"""Forecast of a round in words: each lane with its number, size and time, and what of it waits."""

from dataclasses import dataclass
from typing import Final

from desktop.ui.durations import seconds_words
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.sync_page import size_words
from sync.engine.forecast import Forecast, Lane, LaneForecast

_ICONS: Final[dict[Lane, str]] = {
    "urgent": "triangle-alert",
    "changes": "upload",
    "news": "cloud-check",
    "previews": "eye",
    "originals": "paperclip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLine:
    """One lane."""

    icon: str
    title: str
    text: str
    waits: bool


def total_words(speech: Speech, said: Forecast) -> str:
    """Say what goes in all, or that nothing waits."""
    words = speech.words
    if not said.lanes:
        return words("forecast.nothing")
    size = size_words(speech, said.bytes)
    if said.seconds is None:
        return words("forecast.total.unknown", size=size)
    return words("forecast.total", size=size, time=seconds_words(words, said.seconds))


def forecast_lines(speech: Speech, said: Forecast) -> list[ForecastLine]:
    """Say the lanes, in the order in which they go."""
    return [
        ForecastLine(
            icon=_ICONS[lane.lane],
            title=speech.words(f"forecast.{lane.lane}", n=speech.words.number(lane.count)),
            text=_text(speech, lane),
            waits=lane.waiting > 0,
        )
        for lane in said.lanes
    ]


def _text(speech: Speech, lane: LaneForecast) -> str:
    words = speech.words
    parts = [size_words(speech, lane.bytes)]
    if lane.seconds is not None:
        parts.append(seconds_words(words, lane.seconds))
    if lane.waiting:
        every = "forecast.waits.all" if lane.waiting == lane.count else "forecast.waits"
        parts.append(words(every, n=words.number(lane.waiting)))
    return words("list.dot").join(parts)
