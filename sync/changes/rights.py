"""What a change asks for: verbs on kinds of records, up to which class. The desk and the centre ask alike."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sync.changes.change import DELETED, Change
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Merge, Sensitivity
from sync.domain.records.flat import Flat, field_of
from sync.domain.rules.lifecycle import ENDED, LIFECYCLES
from sync.domain.rules.rights import Roles, class_of, may

_CASE: Final = "case"
_STATUS: Final = "status"
_OWNERS: Final = ("owner", "co_owners")
_OWNER_KIND: Final = "owner_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that must be allowed."""

    kind: str
    verb: str
    sensitivity: int = Sensitivity.PUBLIC


def missing(roles: Roles, change: Change, before: Flat, *, saw_status: bool = True) -> Need | None:
    """Return the first thing that *change* asks for and *roles* may not; None where they may all of it.

    *before* is the record as it stands, and *saw_status* whether the change was made knowing its present status.
    """
    for need in needs(change, before, saw_status=saw_status):
        if not may(roles, need.kind, need.verb, need.sensitivity):
            return need
    return None


def needs(change: Change, before: Flat, *, saw_status: bool = True) -> tuple[Need, ...]:
    """Return all that a change asks for."""
    restricted = before.get("restricted") is True or change.values.get("restricted") is True
    found = dict[tuple[str, str], int]()
    for path, value in change.values.items():
        verb = _verb(change, path, value, before if saw_status else {})
        sensitivity = _class(change.kind, path, restricted=restricted)
        found[change.kind, verb] = max(sensitivity, found.get((change.kind, verb), 0))
    if change.resolves:
        found[change.kind, "decide"] = max((sensitivity for sensitivity in found.values()), default=0)
    if change.op == "create":
        found.setdefault((change.kind, "create"), 0)
        owner = change.values.get(_OWNER_KIND)
        if change.kind == "attachment" and isinstance(owner, str):
            found[owner, "attach"] = 0
    return tuple(Need(kind=kind, verb=verb, sensitivity=top) for (kind, verb), top in found.items())


def _verb(change: Change, path: str, value: Any, before: Flat) -> str:
    if path == DELETED:
        return "restore" if value is None else "delete"
    if change.op == "create":
        return "create"
    name, _, member = path.partition("/")
    if change.kind == _CASE and name in _OWNERS:
        return "take" if change.officer in (value, member) else "assign"
    if not _is_life(change.kind, name):
        return "edit"
    return verb_of_move(str(value), before) if change.kind == _CASE else "move"


def verb_of_move(to: str, before: Flat) -> str:
    """Return what moving a case to status *to* is called."""
    if to in ENDED:
        return "close"
    return "reopen" if before.get(_STATUS) in ENDED else "move"


@cache
def _is_life(kind: str, name: str) -> bool:
    """Whether a field is the status by which records of *kind* live."""
    field = None if kind not in NOUNS else NOUNS[kind].by_name.get(name)
    return field is not None and field.merge is Merge.LIFECYCLE and field.code_list in LIFECYCLES


def _class(kind: str, path: str, *, restricted: bool) -> int:
    if path == DELETED:
        return NOUNS[kind].about.sensitivity if kind in NOUNS else Sensitivity.RESTRICTED
    noun = NOUNS.get(kind)
    return class_of(None if noun is None else field_of(noun, path), restricted=restricted)
