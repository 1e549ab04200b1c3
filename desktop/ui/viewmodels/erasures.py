"""Erasures: what would go, in plain words, and what waits for a second officer or is due."""

from dataclasses import dataclass
from datetime import date

from desktop.actions import erasing
from desktop.actions.erasing import Due, Preview
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.speech import Speech
from sync.domain.rules.retention import BASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What the card shows."""

    waiting: tuple[Row, ...]
    due: tuple[Due, ...]


def pending(store: Store, today: date) -> Pending:
    """Read what waits, and what is due. Runs on the store lane."""
    return Pending(waiting=erasing.waiting(store), due=erasing.due(store, today))


def what_goes(preview: Preview, speech: Speech, *, open_past: bool) -> str:
    """Say what would vanish: the subject, and how many records of each kind with it; or its *open_past* alone."""
    if open_past:
        return speech.words("erasure.goes.open_past")
    beneath = {kind: count for kind, count in preview.counts.items() if kind != preview.kind}
    own = preview.counts.get(preview.kind, 1) - 1
    parts = [
        speech.words("erasure.part", n=count, noun=speech.inside(speech.nouns(kind))) for kind, count in beneath.items()
    ]
    if own > 0:
        parts.append(speech.words("erasure.part", n=own, noun=speech.inside(speech.nouns(preview.kind))))
    noun = speech.inside(speech.noun(preview.kind))
    if not parts:
        return speech.words("erasure.goes.alone", noun=noun)
    return speech.words("erasure.goes", noun=noun, parts=", ".join(sorted(parts)))


def kept_words(preview: Preview, speech: Speech) -> str:
    """Say whether the archive schedule stands against it, and what that means; nothing where it does not."""
    if preview.runs:
        said = speech.words("erasure.kept.runs")
    elif preview.kept_until is not None:
        said = speech.words("erasure.kept", day=speech.day(preview.kept_until.isoformat()))
    else:
        return ""
    return f"{said} {speech.words('erasure.kept.choose' if preview.asked is None else 'erasure.kept.overruled')}"


def asked_words(row: Row, speech: Speech) -> str:
    """Say who asked for what, when, and why."""
    fields = row.fields
    return speech.words(
        "erasure.asked",
        officer=fields.get("asked_by", ""),
        time=speech.moment(fields["asked_at"]) if fields.get("asked_at") else "",
        basis=speech.code(BASES, str(fields.get("erasure_basis"))),
        reason=fields.get("reason", ""),
    )
