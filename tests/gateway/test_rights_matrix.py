"""A real centre does for each role, kind and verb what the data says: each cell is said by an officer of that role."""

from typing import Any, Final

import pytest

from sync.changes.change import Change
from sync.domain.codes import code_list
from sync.domain.ids import new_id
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Author, Field, Sensitivity, Shape
from tests.domain.rules.test_rights import from_data
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk

ALLOWED: Final = frozenset(from_data())
BY_HAND: Final = tuple(kind for kind in NOUNS if kind not in ("conflict", "case_key", "erasure"))
"""Conflicts are the centre's own, whoever asks; a case's key is given and taken by who holds it, whatever
the role; an erasure is decided by two."""
ROLES: Final = ("CONSUL_COORD", "COUNTER", "SHELTER", "LABOUR_ATT", "TREASURER")


def _value(field: Field, made: dict[str, str], desk: Desk) -> Any:
    match field.shape:
        case Shape.CODE:
            return next(iter(code_list(field.code_list or "").by_code))
        case Shape.REF:
            return made.get(field.to or "") or new_id(desk.clock.now())
        case Shape.DATE:
            return "2024-05-17"
        case Shape.MOMENT:
            return "2026-03-01T06:30:00.000Z"
        case Shape.MONEY:
            return {"minor": 1, "currency": "SAR"}
        case _:
            return made["case"] if field.name.endswith("_id") else "case" if field.name.endswith("_kind") else "x"


def _fields(declared: Noun, made: dict[str, str], desk: Desk) -> dict[str, Any]:
    return {"mission": "JHB"} | {field.name: _value(field, made, desk) for field in declared.fields if field.required}


def _edited(declared: Noun) -> Field:
    """Return a text that officers write and no rule looks at."""
    return next(
        field
        for field in declared.fields
        if field.shape is Shape.TEXT and field.author is Author.OFFICER and not field.rules and not field.required
    )


def _top(declared: Noun, names: dict[str, Any]) -> int:
    return max(int(declared.by_name[name].sensitivity) for name in names)


def _made_of_each(desk: Desk) -> dict[str, str]:
    """Make one record of each kind, parents first; return their ids by kind."""
    made = {"case": "", "worker": ""}
    waiting = ["case", "worker", *(kind for kind in BY_HAND if kind not in made)]
    while waiting:
        kind = waiting.pop(0)
        if (NOUNS[kind].about.parent or "case") not in made:
            waiting.append(kind)
            continue
        change = desk.create(_fields(NOUNS[kind], made, desk), kind=kind)
        made[kind] = change.record
        (result,) = desk.say(change)
        assert result.outcome == "applied", (kind, result)
    return made


Cell = tuple[str, str, int]
"""Kind, verb, class."""


def _said(desk: Desk, made: dict[str, str], head: int) -> list[tuple[Cell, Change]]:
    """Say each verb that a change can be, of each kind, with the class of what it says."""
    said: list[tuple[Cell, Change]] = []
    for kind in BY_HAND:
        declared = NOUNS[kind]
        fields = _fields(declared, made, desk)
        said.append(((kind, "create", _top(declared, fields)), desk.create(fields, kind=kind)))
        text = _edited(declared)
        base = desk.change(made[kind], {text.name: "y"}, head, kind=kind)
        said.append(((kind, "edit", int(text.sensitivity)), base))
        gone = desk.change(made[kind], {"_deleted": "x"}, head, op="delete", kind=kind)
        said.append(((kind, "delete", int(declared.about.sensitivity)), gone))
        back = desk.change(made[kind], {"_deleted": None}, {"_deleted": gone.id}, op="restore", kind=kind)
        said.append(((kind, "restore", int(declared.about.sensitivity)), back))
    return said


@pytest.mark.parametrize("role", ROLES)
def test_the_centre_takes_what_the_data_allows_and_tells_what_it_lets_read(enrolled: Enrol, role: str) -> None:
    made = _made_of_each(enrolled("siti"))
    desk = enrolled("budi", roles=(role,))
    heard = desk.exchange()
    told = {one.entry.change.kind for one in heard.news if one.entry is not None}
    assert told == {kind for kind in BY_HAND if _tells(role, kind)}
    said = _said(desk, made, heard.head)
    outcomes = {result.id: result for result in desk.say(*(change for _, change in said))}
    wrong = [
        (cell, outcomes[change.id].outcome, outcomes[change.id].code)
        for cell, change in said
        if (outcomes[change.id].code not in ("no-right", "depends")) != _is_allowed(role, cell)
    ]
    assert wrong == []


def _tells(role: str, kind: str) -> bool:
    """A file of the sample belongs to a case, and so does a difference."""
    owner = "case" if kind in ("attachment", "alignment_difference") else kind
    return all((role, one, "read", Sensitivity.PUBLIC) in ALLOWED for one in (kind, owner))


def _is_allowed(role: str, cell: Cell) -> bool:
    kind, verb, top = cell
    if (kind, verb) == ("attachment", "create") and (role, "case", "attach", Sensitivity.PUBLIC) not in ALLOWED:
        return False
    if verb == "restore" and (role, kind, "delete", top) not in ALLOWED:
        return False  # it builds on the deletion that was refused
    return (role, kind, verb, top) in ALLOWED
