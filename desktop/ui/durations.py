"""Durations in words, rounded as a person would say them."""

from typing import Final

from desktop.words import Words

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_DAYS: Final = 2


def seconds_words(words: Words, seconds: float) -> str:
    """Say how long *seconds* are: "20 seconds", "4 minutes", "2 hours", "3 days"."""
    if seconds < _MINUTE:
        return words("shell.seconds", n=max(1, round(seconds)))
    if seconds < _HOUR:
        return words("shell.minutes", n=round(seconds / _MINUTE))
    if seconds < _DAYS * _DAY:
        return words("shell.hours", n=round(seconds / _HOUR))
    return words("shell.days", n=round(seconds / _DAY))
