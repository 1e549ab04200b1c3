"""Measures: how days, hours and amounts are said, as the mission's wall clock and the language have them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from desktop.ui.viewmodels.names import Names
from desktop.words import Words
from sync.clock import moment
from sync.domain.money import minor_digits
from sync.domain.partial_date import PartialDate, parts


class Measures(Names):
    """Any thread may ask: nothing here changes."""

    def __init__(self, words: Words, zone: str) -> None:
        super().__init__(words)
        self._zone = ZoneInfo(zone)
        self._locale = QLocale("en_GB" if words.lang == "en" else "id_ID")

    def day(self, text: str) -> str:
        """Say a partial date: "17 Mei 1990", "Mei 1990", "1990", "± 1990"."""
        said = parts(PartialDate(text))
        date = QDate(said.year, said.month or 1, said.day or 1)
        form = "d MMM yyyy" if said.day else "MMMM yyyy" if said.month else "yyyy"
        shown = self._locale.toString(date, form)
        return f"± {shown}" if said.approximate else shown

    def local(self, when: datetime) -> datetime:
        """Return *when* as the mission's wall clock shows it."""
        return when.astimezone(self._zone)

    def moment(self, text: str) -> str:
        """Say a moment as the mission's wall clock shows it."""
        return self.when(moment(text))

    def when(self, when: datetime) -> str:
        """Say day and hour of *when*."""
        local = self.local(when)
        return f"{self.date(when)}, {self.words.hour(local)}"

    def date(self, when: datetime) -> str:
        """Say the day of *when*."""
        local = self.local(when)
        return self._locale.toString(QDate(local.year, local.month, local.day), "d MMM yyyy")

    def money(self, value: Mapping[str, Any]) -> str:
        """Say an amount with its currency."""
        digits = minor_digits(value["currency"])
        amount = value["minor"] / 10**digits
        return f"{value['currency']} {self._locale.toString(amount, 'f', digits)}"
