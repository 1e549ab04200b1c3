"""Record form: which fields stand under which heading, what was changed, and what a refusal says where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.error_text import error_text
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.titles import titles_for
from desktop.words import Words
from sync.clock import Clock, stamp
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Author, Field, Merge, Sensitivity, Shape
from sync.domain.rules.lifecycle import LIFECYCLES
from sync.errors import DeskError

_LAST: Final = ("ext_refs", "share_flag", "share_reason")
_HIDDEN: Final = frozenset({"mission", "origin", "unknown"})
_GIVEN: Final = {"case": frozenset({"case_no", "status"})}
"""Fields that the desk itself fills: a number of its own series, a status that follows its moves."""
_CAN_BE_UNKNOWN: Final = frozenset({Shape.TEXT, Shape.CODE, Shape.DATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some fields under one heading."""

    key: str  # key of its words
    fields: tuple[Field, ...]


def form_key(kind: str, record: str | None, preset: Mapping[str, Any]) -> str:
    """Return the name under which a form keeps its draft."""
    if record is not None:
        return f"edit/{kind}/{record}"
    owners = [str(value) for name, value in preset.items() if name.endswith("_id") or name == "type"]
    return "/".join(("new", kind, *owners))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which form is opened; a new record begins with *preset*."""

    kind: str
    record: str | None
    preset: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The name under which the form keeps its draft."""
        return form_key(self.kind, self.record, self.preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a form begins with: the record (None for a new one), and what was typed before and not saved.

    *was* holds what stood in the typed fields when they were typed: the record may have moved on since.
    """

    row: Row | None
    typed: dict[str, Any]
    was: dict[str, Any]
    titles: dict[str, str]


def shown_groups(kind: str, only: tuple[str, ...], closed: frozenset[str] = frozenset()) -> tuple[Group, ...]:
    """Return the groups of a form, or of a short form of the fields *only*, without those *closed* to the officer."""
    if not only:
        written = (
            Group(key=g.key, fields=tuple(f for f in g.fields if _is_written(f) and f.name not in closed))
            for g in groups_of(kind)
        )
        return tuple(group for group in written if group.fields)
    known = NOUNS[kind].by_name
    return (Group(key=f"noun.{kind}", fields=tuple(known[name] for name in only if name not in closed)),)


def groups_of(kind: str) -> tuple[Group, ...]:
    """Return the groups of a form: those that the noun declares, then what they leave, then what every record has."""
    declared = NOUNS[kind]
    named = {name for _, names in declared.about.groups for name in names}
    left = [f for f in declared.open_fields if f.name not in named | _HIDDEN and f.name not in _LAST]
    made = [
        Group(key=f"group.{kind}.{name}", fields=shown)
        for name, names in declared.about.groups
        if (shown := tuple(f for one in names if not (f := declared.by_name[one]).is_inner))
    ]
    parents = tuple(f for f in left if f.shape is Shape.REF)
    others = tuple(f for f in left if f.shape is not Shape.REF)
    if parents:
        made.insert(0, Group(key="form.group.belongs", fields=parents))
    if others:
        made.append(Group(key="form.group.more", fields=others))
    made.append(Group(key="form.group.record", fields=tuple(declared.by_name[name] for name in _LAST)))
    return tuple(made)


def _is_written(one: Field) -> bool:
    """Whether officers write the field."""
    return one.author is Author.OFFICER


def is_given(kind: str, name: str) -> bool:
    """Whether the desk fills this field by itself."""
    return name in _GIVEN.get(kind, ())


def can_be_unknown(one: Field) -> bool:
    """Whether "asked, and not known" makes a difference for this field."""
    return one.shape in _CAN_BE_UNKNOWN and not one.required and one.sensitivity >= Sensitivity.PERSONAL


def allowed_codes(one: Field, present: str | None) -> frozenset[str] | None:
    """Return the states that may be chosen from the *present* one; None when all may."""
    life = LIFECYCLES.get(one.code_list or "")
    if one.merge is not Merge.LIFECYCLE or life is None or present is None or not life.knows(present):
        return None
    return frozenset({present, *life.next_of(present)})


def opened(store: Store, asked: Asked, officer: str, speech: Speech) -> Opened:
    """Read what a form begins with; runs on the store lane.

    Raises:
        NoSuchRecord: this desk does not hold the record.
    """
    row = None if asked.record is None else store.get(asked.kind, asked.record)
    body = kept_body(store, officer, asked.key)
    typed = dict(body.get("fields") or {})
    beginnings = [dict(asked.preset), row.fields if row is not None else {}, typed]
    carriers = [Row(kind=asked.kind, id="", rev=0, sync="", fields=fields) for fields in beginnings]
    was = dict(body.get("was") or {})
    return Opened(row=row, typed=typed, was=was, titles=titles_for(store, speech, carriers))


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the officer has changed; nothing said and an empty list are the same."""
    said_now = {name: said(value) for name, value in now.items()}
    return {name: value for name, value in said_now.items() if said(before.get(name)) != value}


def said(value: Any) -> Any:
    """Return the value as it is compared: nothing typed and an empty list say nothing."""
    return None if value in ("", []) else value


def keep_draft(store: Store, officer: str, key: str, body: dict[str, Any], clock: Clock) -> None:
    """Keep what is typed; runs on the store lane."""
    store.keep_draft(officer, Draft(form=key, body=body, at=stamp(clock.now())))


def kept_body(store: Store, officer: str, key: str) -> dict[str, Any]:
    """Return what is kept of a form; empty where nothing is."""
    return next((one.body for one in store.drafts(officer) if one.form == key), {})


def refusal_text(words: Words, error: DeskError) -> str:
    """Say which rule a value breaks; one without words is told by its kind."""
    key = f"rule.{error.rule}"
    if key not in words:
        return error_text(words, error).text
    try:
        return words(key, **error.values)
    except KeyError:
        return error_text(words, error).text
