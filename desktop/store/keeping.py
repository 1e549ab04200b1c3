"""What an officer's save must keep to beside the shapes of its fields: parents that are there, moves that are legal."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import records
from sync.changes.change import MOST_BYTES, MOST_REASON
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Merge, Shape
from sync.domain.records.texts import cleaned
from sync.domain.rules.lifecycle import LIFECYCLES
from sync.errors import InvalidField

_URGENCY: Final = "priority"


def reason(text: str | None) -> str | None:
    """Return the reason of a change in its normal form.

    Raises:
        InvalidField: it is too long, or holds hidden signs; field "reason".
    """
    if text is None:
        return None
    try:
        said = cleaned(text, lines=True)
    except InvalidField as refusal:
        raise InvalidField(field="reason", rule=refusal.rule) from None
    if len(said or "") > MOST_REASON:
        raise InvalidField(field="reason", rule="text-too-long", most=MOST_REASON)
    return said


def check_parent(connection: Connection, declared: Noun, fields: dict[str, Any]) -> None:
    """A record belongs to one that this desk holds: the centre would hold it for ever.

    Raises:
        InvalidField: there is no such parent; rule "ref".
    """
    name, kind = declared.parent_field, declared.about.parent
    if name is None or kind is None or fields.get(name) is None:
        return
    if records.load(connection, kind, fields[name]) is None:
        raise InvalidField(field=name, rule="ref")


def check_moves(declared: Noun, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A status moves only where its life leads; one that this release does not know may do what it likes.

    Raises:
        RuleBroken: it may not; rule "A -> B".
    """
    for field in declared.fields:
        life = LIFECYCLES.get(field.code_list or "") if field.merge is Merge.LIFECYCLE else None
        present, to = before.get(field.name), after.get(field.name)
        if life is None or present == to or present is None or not life.knows(present):
            continue
        if to is None or life.knows(to):
            life.check_move(present, str(to), after.get(_URGENCY), field=field.name)


def named(declared: Noun, fields: dict[str, Any], new_id: Callable[[], str]) -> dict[str, Any]:
    """Return *fields* with a name for each new element of a list that has none."""

    def element(value: Any) -> Any:
        return {"id": new_id(), **value} if isinstance(value, dict) and "id" not in value else value

    known = declared.by_name
    return {
        name: [element(each) for each in value]
        if isinstance(value, list) and name in known and known[name].shape is Shape.ELEMENTS
        else value
        for name, value in fields.items()
    }


def check_size(body: bytes) -> None:
    """A change that the centre would refuse for its size is refused here.

    Raises:
        InvalidField: it is larger than that; rule "too-large".
    """
    if len(body) > MOST_BYTES:
        raise InvalidField(rule="too-large")
