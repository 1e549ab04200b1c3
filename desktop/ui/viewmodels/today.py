"""Today: what the first page says, in words: the greeting, what is due and when, and how the line is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale

from desktop.actions.overview import DueRecord, Month
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.speech import Speech
from sync.domain.rules.deadlines import Light

_DAY_S: Final = 86_400
_HOUR_S: Final = 3_600
_GREETINGS: Final = ((11, "morning"), (15, "noon"), (18, "afternoon"), (24, "evening"))
_LONG: Final = {"id": "dddd, d MMMM yyyy", "en": "dddd, d MMMM yyyy"}
_TONES: Final = {Light.RED: Tone.DANGER, Light.AMBER: Tone.WARNING, Light.GREEN: Tone.INFO, Light.PAUSED: Tone.NEUTRAL}
_ICONS: Final = {
    "CONSULAR_VISIT": "gavel",
    "FAMILY_TOLD_OF_DEATH": "flower",
    "SHELTER_REVIEW": "house",
    "SHELTER_STAY": "house",
    "COMPLAINT_DOCUMENTS": "file-text",
    "P1_STATUS_NOTE": "megaphone",
    "OFFICER_QUESTION": "message-square",
    "UNREACHABLE": "phone",
    "COMMITMENT": "scale",
    "PASSPORT_EXPIRY": "id-card",
    "PERMIT_EXPIRY": "id-card",
    "SPLP": "id-card",
    "CONTRACT_END": "briefcase",
    "LAPOR_DIRI": "user-check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One line of the list of what is due."""

    kind: str
    record: str
    icon: str
    tone: Tone
    title: str
    under: str
    when: str
    when_tone: Tone


def greeting(speech: Speech, name: str, now: datetime) -> str:
    """Greet by the hour of the mission."""
    hour = speech.local(now).hour
    part = next(name for until, name in _GREETINGS if hour < until)
    return speech.words(f"today.good_{part}", name=name.split(maxsplit=1)[0] if name.split() else name)


def long_date(speech: Speech, now: datetime) -> str:
    """Say the day in full."""
    local = speech.local(now)
    locale = QLocale("en_GB" if speech.lang == "en" else "id_ID")
    return locale.toString(QDate(local.year, local.month, local.day), _LONG[speech.lang])


def due_line(speech: Speech, case: DueRecord, now: datetime) -> DueLine:
    """Say what is due in a case or for a worker."""
    due = case.due
    step = due.step or (speech.code("clock", due.clock) if due.clock else speech.words("today.step"))
    who = case.person or case.summary
    is_red = due.light is Light.RED
    return DueLine(
        kind=case.kind,
        record=case.id,
        icon="triangle-alert" if is_red else _ICONS.get(due.clock or "", "list-checks" if due.step else "clock"),
        tone=_TONES[due.light],
        title=f"{step}, {who}" if who else step,
        under=_under(speech, case),
        when=when_due(speech, due.due_at, now, is_day=due.is_day),
        when_tone=_TONES[due.light] if due.light is not Light.GREEN else Tone.NEUTRAL,
    )


def _under(speech: Speech, case: DueRecord) -> str:
    if case.kind != "case":
        return speech.noun(case.kind)
    return case.number if not case.person or not case.summary else f"{case.number} · {case.summary}"


def when_due(speech: Speech, due_at: datetime, now: datetime, *, is_day: bool) -> str:
    """Say when, as an officer would: "2 hari terlambat", "Hari ini, 14.00", "Besok", "12 Mar"."""
    words = speech.words
    days = (speech.local(due_at).date() - speech.local(now).date()).days
    late_s = (now - due_at).total_seconds()
    if days < 0 or (late_s > 0 and not is_day):
        if late_s < _HOUR_S:
            return words("today.late_now")
        hours, whole_days = round(late_s / _HOUR_S), round(late_s / _DAY_S)
        return words("today.late_hours", n=hours) if late_s < _DAY_S else words("today.late_days", n=whole_days)
    clock = speech.when(due_at).rpartition(", ")[2]
    near = {0: "today.due_today", 1: "today.due_tomorrow"}.get(days)
    if near is None:
        return speech.date(due_at).rsplit(" ", 1)[0]
    return words(near) if is_day else f"{words(near)}, {clock}"


def month_label(speech: Speech, month: Month) -> str:
    """Say the month in three letters."""
    locale = QLocale("en_GB" if speech.lang == "en" else "id_ID")
    return locale.standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)
