"""Facts: what is worth knowing of a record at a glance, derived from its declaration."""

from dataclasses import dataclass

from desktop.store.row import Row
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_form import groups_of
from desktop.ui.viewmodels.speech import Speech, Titles
from desktop.ui.viewmodels.tones import PRIORITY_TONES, status_tone
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity, Shape
from sync.domain.rules.erasure import erasure_of
from sync.domain.rules.restricted import SEALED

_COMMON = frozenset({"mission", "origin", "ext_refs", "share_flag", "share_reason", "unknown"})
_STATES = ("priority", "status", "state", "stay_status")
_WIDE = 60
"""Longer values are read in the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One label and value, in words."""

    name: str
    label: str
    value: str


def facts_of(row: Row, speech: Speech, titles: Titles) -> tuple[Known, ...]:
    """Return what is known of a record, in the order of its form; long texts and closed classes are left to it."""
    declared = NOUNS[row.kind]
    shown = []
    for field in declared.open_fields:
        skipped = field.name in _COMMON or field.name in _STATES or field.shape is Shape.LONG_TEXT
        if skipped or field.sensitivity >= Sensitivity.RESTRICTED or field.name in declared.about.title:
            continue
        if text := speech.value(field, row.fields.get(field.name), titles):
            short = text if len(text) <= _WIDE else text[: _WIDE - 1].rstrip() + "…"
            shown.append(Known(name=field.name, label=speech.label(row.kind, field.name), value=short))
    return tuple(shown)


def chips_of(row: Row, speech: Speech) -> tuple[tuple[str, Tone], ...]:
    """Return the states of a record as chips."""
    declared = NOUNS[row.kind]
    made: list[tuple[str, Tone]] = []
    if row.deleted is not None:
        key = "list.is_deleted" if erasure_of(row.deleted) is None else "erasure.is_erased"
        made.append((speech.words(key), Tone.NEUTRAL))
    for name in _STATES:
        field = declared.by_name.get(name)
        code = row.fields.get(name)
        if field is None or field.code_list is None or not code:
            continue
        tone = PRIORITY_TONES.get(code, Tone.NEUTRAL) if name == "priority" else status_tone(field.code_list, code)
        made.append((speech.value(field, code), tone))
    if row.sync in ("waiting", "held"):
        made.append((speech.words("list.not_sent"), Tone.WARNING))
    return tuple(made)


def under_title(row: Row, speech: Speech) -> str:
    """Return the line beneath the name of a record."""
    if row.kind == "case":
        category = row.fields.get("category")
        return row.fields.get("summary") or (speech.code("case_category", category) if category else "")
    if row.kind == "worker":
        sex, born = row.fields.get("sex"), row.fields.get("birth_date")
        said = (speech.code("sex", sex) if sex else "", speech.day(born) if born else "")
        return speech.words("list.dot").join(one for one in said if one)
    return ""


def alert_of(row: Row, speech: Speech) -> tuple[str, Tone, str] | None:
    """Return what must not be missed of a record: icon, tone, sentence."""
    if row.sync == "conflict":
        return ("git-merge", Tone.DANGER, speech.words("list.alert.conflict"))
    if row.sync == "refused":
        return ("circle-alert", Tone.DANGER, speech.words("list.alert.refused"))
    if row.fields.get(SEALED):
        return ("shield", Tone.WARNING, speech.words("list.alert.sealed"))
    if row.fields.get("restricted"):
        return ("shield", Tone.WARNING, speech.words("list.alert.restricted"))
    return None


def groups_said(row: Row, speech: Speech, titles: Titles) -> tuple[tuple[str, tuple[Known, ...]], ...]:
    """Return all that is said of a record under the headings of its form; headings without values are left out."""
    made = []
    for group in groups_of(row.kind):
        known = tuple(
            Known(name=field.name, label=speech.label(row.kind, field.name), value=text)
            for field in group.fields
            if (text := speech.value(field, row.fields.get(field.name), titles))
        )
        if known:
            made.append((speech.words(group.key), known))
    return tuple(made)
