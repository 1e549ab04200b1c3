"""Typed: how dates, hours, amounts and telephone numbers are read as an officer writes them."""

import re
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QLocale

from desktop.ui.viewmodels.speech import Speech
from sync.clock import Clock, moment, stamp
from sync.domain import partial_date
from sync.domain.money import minor_digits, parse_amount
from sync.domain.phone import phones
from sync.errors import InvalidField

_HOUR: Final = re.compile(r"(?:^|[\s,]+)(?:pukul |jam |at )?(\d{1,2})[.:](\d{2})\s*$", re.IGNORECASE)
_NOW: Final = frozenset({"sekarang", "now"})
_TODAY: Final = frozenset({"hari ini", "today"})
_NOON: Final = (12, 0)
"""A day without an hour: no day is crossed by it anywhere near the mission."""


class Typed:
    """Reads for one mission; what cannot be read gives None."""

    def __init__(self, speech: Speech, region: str, clock: Clock) -> None:
        self._speech = speech
        self._region = region
        self._clock = clock
        self._locale = QLocale("en_GB" if speech.lang == "en" else "id_ID")

    def day(self, text: str) -> str | None:
        """Read a date, a month or a year."""
        if text.strip().casefold() in _TODAY:
            return self._today().isoformat()
        try:
            return partial_date.parse(text, self._today())
        except InvalidField:
            return None

    def moment(self, text: str) -> str | None:
        """Read a day with an hour, an hour of today, or now; also the stored form itself."""
        plain = text.strip().casefold()
        if plain in _NOW:
            return stamp(self._clock.now())
        try:
            return stamp(moment(text.strip().upper()))
        except ValueError:
            return self._day_and_hour(plain)

    def minor(self, text: str, currency: str) -> int | None:
        """Read an amount of *currency* into minor units."""
        try:
            return parse_amount(text, currency).minor
        except InvalidField:
            return None

    def amount(self, minor: int, currency: str) -> str:
        """Say an amount without its currency, in a form that `minor` reads back."""
        digits = minor_digits(currency)
        return self._locale.toString(minor / 10**digits, "f", digits)

    def phones(self, text: str) -> str | None:
        """Say how the numbers in *text* would be dialled; None when not all of them can be read."""
        found = phones(text, self._region)
        if not found or any(one.e164 is None for one in found):
            return None
        return ", ".join(one.shown for one in found)

    def _day_and_hour(self, plain: str) -> str | None:
        found = _HOUR.search(plain)
        hour, minute = (int(found[1]), int(found[2])) if found else _NOON
        said = plain[: found.start()].strip(" ,") if found else plain
        day = self.day(said) if said else self._today().isoformat()
        if day is None or not _is_whole_day(day) or hour > 23 or minute > 59:  # noqa: PLR2004  # a day's hours
            return None
        local = self._speech.local(self._clock.now())
        return stamp(datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=local.tzinfo))

    def _today(self) -> date:
        return self._speech.local(self._clock.now()).date()


def _is_whole_day(day: str) -> bool:
    return len(day) == len("1990-05-17")
