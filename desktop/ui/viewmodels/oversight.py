"""Oversight: what a person reads of a line of the audit, and of what stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.actions import oversight
from desktop.actions.oversight import Anomaly
from desktop.store import grants
from desktop.store.audit import Asked
from desktop.store.lists import Condition
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.titles import rows_by_id
from sync.clock import stamp
from sync.domain.codes import code_list
from sync.domain.ids import is_id
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity
from sync.domain.rules.rights import may
from sync.protocol.audit import AuditLine

PAGE: Final = 50
_MOST_NAMED: Final = 4
PERIODS: Final = {"today": 1, "week": 7, "month": 30, "all": None}
_GRAVE: Final = ("alarm-", "log-")
_ERASING: Final = ("ask_erasure", "confirm_erasure")
"""Their purpose is a code: the legal basis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the officer asks for on the page."""

    officer: str = ""
    act: str | None = None
    about: str = ""  # the number of a case, or the id of a record
    period: str = "all"
    of_mission: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line, in words."""

    title: str
    under: str
    meta: str
    tone: Tone
    icon: str
    record: tuple[str, str] | None  # kind and id, where it can be opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page of lines; *before* asks for the next one, None at the end."""

    lines: tuple[Shown, ...]
    before: int | None
    has_right: bool = True


def asked(store: Store, wanted: Wanted, now: datetime, before: int | None = None) -> Asked | None:
    """Return the question to the store; None where no case has that number."""
    record = None
    if wanted.about.strip():
        record = _record(store, wanted.about.strip())
        if record is None:
            return None
    days = PERIODS[wanted.period]
    return Asked(
        officer=wanted.officer.strip() or None,
        act=wanted.act,
        record=record,
        since=None if days is None else stamp(now - timedelta(days=days)),
        before=before,
        limit=PAGE,
        of_mission=wanted.of_mission,
    )


def seen(store: Store, user: str, question: Asked | None, speech: Speech) -> Seen:
    """Read a page; on the store lane."""
    if not oversight.may(store, user):
        return Seen(lines=(), before=None, has_right=False)
    if question is None:
        return Seen(lines=(), before=None)
    found = oversight.lines(store, user, question)
    titles = _titles(store, user, [line for _, line in found], speech)
    shown = tuple(_shown(line, titles, speech) for _, line in found)
    return Seen(lines=shown, before=found[-1][0] if len(found) == PAGE else None)


def anomaly_words(one: Anomaly, speech: Speech) -> tuple[str, str]:
    """Say what stands out, and when and by whom."""
    said = speech.words(f"oversight.anomaly.{one.code}", n=one.count)
    return said, speech.words("list.dot").join(part for part in (one.officer, speech.moment(one.at)) if part)


def is_grave(code: str) -> bool:
    """Whether it says that somebody tampered."""
    return code.startswith(_GRAVE)


def _record(store: Store, about: str) -> str | None:
    if is_id(about):
        return about
    where = (Condition(field="case_no", value=about.upper()),)
    row = next(iter(store.rows("case", store.numbers("case", where=where))), None)
    return None if row is None else row.id


def _titles(store: Store, user: str, lines: Sequence[AuditLine], speech: Speech) -> dict[str, str]:
    """Return what records are called: a case by its number, others where the officer may read what is personal."""
    by_kind: dict[str, set[str]] = {}
    for line in lines:
        if line.record and line.kind in NOUNS:
            by_kind.setdefault(line.kind, set()).add(line.record)
        if line.case:
            by_kind.setdefault("case", set()).add(line.case)
    with store.reading() as connection:
        roles = grants.roles_of(connection, user)
    found: dict[str, str] = {}
    for kind, ids in by_kind.items():
        if kind == "case":
            found |= _numbers(store, ids)
        elif may(roles, kind, "read", Sensitivity.PERSONAL):
            found |= {row.id: speech.title(row) for row in rows_by_id(store, {kind: ids}).values()}
    return found


def _numbers(store: Store, ids: set[str]) -> dict[str, str]:
    some = (Condition(field="id", op="in", value=sorted(ids)),)
    rows = store.rows("case", store.numbers("case", where=some))
    return {row.id: str(row.fields.get("case_no") or row.id[-6:]) for row in rows}


def _shown(line: AuditLine, titles: dict[str, str], speech: Speech) -> Shown:
    act = speech.code("act", line.act)
    about = [speech.noun(line.kind)] if line.kind in NOUNS else []
    about += [titles[one] for one in dict.fromkeys((line.record, line.case)) if one in titles]
    about += _fields(line, speech)
    dot = speech.words("list.dot")
    is_failed = line.act == "unlock-failed"
    purpose = speech.code("erasure_basis", line.purpose) if line.act in _ERASING and line.purpose else line.purpose
    return Shown(
        title=f"{act}: {dot.join(about)}" if about else act,
        under=dot.join(part for part in (line.officer or speech.words("oversight.nobody"), purpose) if part),
        meta=speech.moment(line.at),
        tone=Tone.WARNING if is_failed or line.act in ("export", "copy_out") else Tone.NEUTRAL,
        icon=_icon(line.act),
        record=(line.kind, line.record) if line.record in titles and line.kind in NOUNS else None,
    )


def _fields(line: AuditLine, speech: Speech) -> list[str]:
    """Say how many an act was about, or which fields of a record were changed."""
    said = []
    for name in line.fields:
        if name.startswith("count=") and name[6:].isdigit():
            said.append(speech.words("oversight.count", n=int(name[6:])))
        elif line.act == "set" and line.kind in NOUNS and name in NOUNS[line.kind].by_name:
            said.append(speech.label(line.kind, name))
    return [", ".join([*said[:_MOST_NAMED], *(["…"] if len(said) > _MOST_NAMED else [])])] if said else []


_ICONS: Final = {
    "view": "eye",
    "open_file": "eye",
    "search": "scan-line",
    "export": "download",
    "copy_out": "download",
    "unlock": "lock-open",
    "lock": "lock",
    "unlock-failed": "triangle-alert",
    "delete": "trash-2",
    "create": "file-plus",
    "import": "upload",
    "bundle-write": "usb",
    "bundle-read": "usb",
    "backup": "database",
}


def _icon(act: str) -> str:
    return _ICONS.get(act, "pencil" if act in ("set", "restore", "decide") else "history")


def acts(lang: str) -> list[tuple[str, str]]:
    """Return all acts with their words, in the order of their list."""
    return [(code, one.label(lang)) for code, one in code_list("act").by_code.items()]
