"""History: what happened to a record, said field by field, from one value to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.store.history import Past
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.speech import Speech, Titles
from desktop.ui.viewmodels.titles import titles_for
from sync.changes.conflict import CENTRE
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One value that a field was given."""

    path: str
    label: str
    before: str
    after: str
    gave_way: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One save, in words."""

    op: str
    officer: str
    device: str
    at: str
    reason: str
    is_sent: bool  # also when there is no centre to send it to
    doubt: str  # between which times it was made, where its own cannot be right
    steps: tuple[Step, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that were changed."""
        return tuple(dict.fromkeys(step.path.partition("/")[0] for step in self.steps))


def events_of(store: Store, kind: str, record: str, speech: Speech) -> tuple[Event, ...]:
    """Return what happened to a record, the newest first; runs on the store lane."""
    past = store.history(record)
    titles = titles_for(store, speech, _carriers(kind, record, past))
    told: dict[str, Any] = {}
    has_centre = store.identity().enrolled
    events = []
    for one in past:
        event = _event(kind, one, told, speech, titles)
        events.append(event if has_centre else replace(event, is_sent=True))
        told |= one.values
    return tuple(reversed(events))


def _carriers(kind: str, record: str, past: Sequence[Past]) -> Iterable[Row]:
    """Yield rows that hold the values of each change, so that the records they point to get their names."""
    known = NOUNS[kind].by_name
    for one in past:
        fields: dict[str, Any] = {}
        for path, value in one.values.items():
            name, _, member = path.partition("/")
            field = known.get(name)
            if field is None:
                continue
            if field.shape is Shape.ELEMENTS and isinstance(value, dict):
                fields.setdefault(name, []).append(value)
            elif field.shape is Shape.REFS:
                fields.setdefault(name, []).append(member)
            elif field.shape is Shape.REF:
                fields[name] = value
        yield Row(kind=kind, id=record, rev=0, sync="", fields=fields)


def _event(kind: str, past: Past, before: Mapping[str, Any], speech: Speech, titles: Titles) -> Event:
    known = NOUNS[kind].by_name
    return Event(
        op=past.op,
        officer=speech.words("history.centre") if past.officer == CENTRE else past.officer,
        device=past.device,
        at=past.at,
        reason=past.reason or "",
        is_sent=past.seq is not None,
        doubt=_doubt(past, speech) if past.is_doubtful else "",
        steps=tuple(
            Step(
                path=path,
                label=speech.label(kind, path.partition("/")[0]),
                before=_said(kind, path, before.get(path), speech, titles),
                after=_said(kind, path, value, speech, titles),
                gave_way=path in past.gave_way,
            )
            for path, value in past.values.items()
            if (field := known.get(path.partition("/")[0])) is not None and not field.is_inner
        ),
    )


def _doubt(past: Past, speech: Speech) -> str:
    ends = {name: speech.moment(at) for name, at in (("since", past.since), ("until", past.until)) if at is not None}
    return speech.words("history.between" if len(ends) > 1 else f"history.{next(iter(ends))}", **ends)


def _said(kind: str, path: str, value: Any, speech: Speech, titles: Titles) -> str:
    """Say the value of one path of the flat form: a scalar, a code of a set, an element of a list."""
    name, _, member = path.partition("/")
    field = NOUNS[kind].by_name[name]
    if value is None:
        return ""
    if field.shape is Shape.ELEMENTS:
        return speech.element(field, value, titles)
    return speech.value(field, [member] if field.is_set else value, titles)
