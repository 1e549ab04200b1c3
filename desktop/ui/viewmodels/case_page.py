"""Case page: what a case shows at its head, what happened in it, and where it may move."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop.actions import restriction
from desktop.actions.deadlines import Next, of_cases
from desktop.actions.restriction import Access
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.standing import CaseProof, case_proof
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.history import Event, events_of
from desktop.ui.viewmodels.record_list import Reader
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.sync_page import near
from desktop.ui.viewmodels.titles import rows_by_id, titles_for
from desktop.words import Words
from sync.clock import moment
from sync.domain.rules import lifecycle
from sync.domain.rules.restricted import SEALED

PEOPLE: Final = ("party",)
DOCUMENTS: Final = ("letter", "travel_document")
MONEY: Final = ("claim",)
_CALLS: Final = ("CALL_WORKER", "CALL_FAMILY", "CALL_EMPLOYER", "CALL_AGENCY")
_ICONS: Final = {
    "CALL": ("phone", Tone.SUCCESS),
    "VISIT": ("map-pin", Tone.VIOLET),
    "LEGAL": ("gavel", Tone.DANGER),
    "LETTER": ("file-text", Tone.VIOLET),
    "NOTE_VERBALE": ("file-text", Tone.VIOLET),
    "MONEY": ("hand-coins", Tone.SUCCESS),
    "CLAIM": ("hand-coins", Tone.WARNING),
    "SHELTER": ("bed", Tone.VIOLET),
    "MEDICAL": ("heart-pulse", Tone.DANGER),
    "MEDIATE": ("scale", Tone.WARNING),
    "DEPART": ("plane", Tone.SUCCESS),
    "RETURN": ("plane", Tone.SUCCESS),
    "DOC": ("id-card", Tone.INFO),
}
_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLook:
    """What the page shows of a case."""

    row: Row
    name: str  # of the worker
    workers: tuple[Row, ...]
    titles: dict[str, str]
    due: tuple[Next, ...]
    happened: tuple["Happening", ...]
    proof: str  # how much of it is at the centre, in words; empty on a desk without one
    is_proven: bool
    access: Access
    colleagues: tuple[str, ...]  # who could be let into a restricted case


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One entry of the timeline, in words."""

    at: str
    icon: str
    tone: Tone
    title: str
    meta: str
    text: str
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A status that may follow, and what it needs."""

    to: str
    needs: tuple[str, ...]


def look_at(store: Store, case: str, speech: Speech, reader: Reader) -> CaseLook:
    """Read a case with all that its page shows; runs on the store lane.

    Raises:
        NoSuchRecord: this desk does not hold the case.
    """
    row = store.get("case", case)
    subjects = row.fields.get("subjects") or ()
    ids = [one["worker_id"] for one in subjects if one.get("worker_id")]
    workers = rows_by_id(store, {"worker": ids}) if ids else {}
    nobody = speech.words("access.case" if SEALED in row.fields else "list.case.nobody")
    stub = next((one["stub_name"] for one in subjects if one.get("stub_name")), nobody)
    proof = case_proof(store, case)
    return CaseLook(
        row=row,
        proof=_proof_words(proof, speech, reader.now) if store.identity().enrolled else "",
        is_proven=proof.until is not None,
        name=next((workers[one].title for one in ids if one in workers), stub),
        workers=tuple(workers[one] for one in ids if one in workers),
        titles=titles_for(store, speech, (row,)),
        due=of_cases(store, (row,), reader.now).get(row.id, ()),
        happened=_timeline(store, row, speech),
        access=restriction.look_at(store, case),
        colleagues=restriction.colleagues(store, case),
    )


def access_words(look: CaseLook, words: Words) -> str:
    """Return what the way to the officers who may read a restricted case says; empty for any other case."""
    if not look.access.is_restricted:
        return ""
    asked = len(look.access.requests) if look.access.reads else 0
    return words("access.banner.requests", n=asked) if asked else words("access.banner")


def _proof_words(proof: CaseProof, speech: Speech, now: datetime) -> str:
    words = speech.words
    if proof.refused:
        return words("case.proof.refused", n=proof.refused)
    if proof.waiting:
        return words("case.proof.waiting", n=proof.waiting)
    if proof.until is None:
        return words("case.proof.none")
    return words("case.proof", time=near(speech, moment(proof.until), now))


def moves_of(row: Row) -> tuple[Move, ...]:
    """Return where a case may move now."""
    status, priority = row.fields.get("status", ""), row.fields.get("priority")
    life = lifecycle.LIFECYCLES["case_status"]
    return tuple(Move(to=to, needs=life.needed(status, to)) for to in life.next_of(status, priority))


def call_preset(case: str, at: str, officer: str) -> dict[str, Any]:
    """Return what a logged call begins with."""
    return note_preset(case, at, officer) | {"type": _CALLS[0]}


def note_preset(case: str, at: str, officer: str) -> dict[str, Any]:
    """Return what a note begins with."""
    return {"case_id": case, "type": "NOTE", "at": at, "by": officer}


def _timeline(store: Store, row: Row, speech: Speech) -> tuple[Happening, ...]:
    where = (Condition(field="case_id", value=row.id),)
    actions = store.rows("action", store.numbers("action", where=where, order="-at")[:_MOST], opened=True)
    events = events_of(store, "case", row.id, speech)
    every = [*(_of_action(one, speech) for one in actions), *(_of_event(one, speech) for one in events)]
    return tuple(sorted(every, key=lambda one: one.at, reverse=True)[:_MOST])


def _of_action(row: Row, speech: Speech) -> Happening:
    fields = row.fields
    kind = str(fields.get("type", ""))
    icon, tone = next((look for start, look in _ICONS.items() if kind.startswith(start)), ("message-square", Tone.INFO))
    dot = speech.words("list.dot")
    lines = [fields.get("summary"), fields.get("result"), _next_line(row, speech)]
    return Happening(
        at=fields.get("at", ""),
        icon=icon,
        tone=tone,
        title=speech.code("action_type", kind),
        meta=dot.join(one for one in (speech.moment(fields["at"]), fields.get("by"), fields.get("place")) if one),
        text="\n".join(line for line in lines if line),
        is_waiting=row.sync in ("waiting", "refused", "held"),
    )


def _next_line(row: Row, speech: Speech) -> str:
    step, due = row.fields.get("next_step"), row.fields.get("next_due")
    if row.fields.get("next_done") or not (step or due):
        return ""
    said = speech.words("list.dot").join(one for one in (step, speech.day(due) if due else "") if one)
    return speech.words("case.next_step", step=said)


def _of_event(event: Event, speech: Speech) -> Happening:
    words = speech.words
    moved = next((step.after for step in event.steps if step.path == "status"), None)
    icon, tone = "pencil", Tone.NEUTRAL
    if event.op == "create":
        icon, tone, title = "folder-open", Tone.INFO, words("case.registered")
    elif event.op in ("delete", "restore"):
        icon, title = "trash-2", words(f"case.{event.op}d")
    elif moved is not None:
        icon, tone, title = "flag", Tone.VIOLET, words("case.moved", status=moved)
    else:
        labels = dict.fromkeys(step.label for step in event.steps)
        title = words("case.changed", fields=", ".join(labels))
    return Happening(
        at=event.at,
        icon=icon,
        tone=tone,
        title=title,
        meta=words("list.dot").join((speech.moment(event.at), event.officer)),
        text=event.reason,
        is_waiting=not event.is_sent,
    )
