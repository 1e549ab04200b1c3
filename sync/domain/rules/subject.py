"""Copy of data: what of a record is given to the person it is about, and on which ground the rest is withheld.

The table is data (`resources/rights/subject.json`), with the article of law behind each ground; what it does not name
is withheld.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec

from sync.domain.records.catalogue import NOUNS
from sync.errors import CannotStart
from sync.resources import resource

OTHER_PERSON: Final = "OTHER_PERSON"
INTERNAL: Final = "INTERNAL"
CLOSED: Final = "CLOSED"
NO_RIGHT: Final = "NO_RIGHT"

_GIVE: Final = "give"
_TEXT: Final = "text"
"""What officers wrote in sentences: others may stand in it, unless the matter is this person's alone."""

Fields = Mapping[str, Any]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    grounds: dict[str, str]
    named_only: str
    common: dict[str, str]
    kinds: dict[str, dict[str, str]]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What of a record is given, and which of its fields are withheld on which ground."""

    fields: dict[str, Any]
    withheld: dict[str, str]


def kinds() -> tuple[str, ...]:
    """Return the kinds of record that can be about a person, in the order of the paper."""
    return tuple(_table().kinds)


def grounds() -> Mapping[str, str]:
    """Return every ground with the article that says so."""
    return _table().grounds


def is_of_other(person: str, kind: str, fields: Fields) -> bool:
    """Whether a record is about somebody else, however it stands beside this one's; where nobody is named, by kind."""
    named = fields.get("worker_id")
    return named != person and (named is not None or kind in _table().named_only.split())


def is_alone(person: str, case: Fields) -> bool:
    """Whether a case is about this person alone, and told by nobody else: its texts can name no reporter."""
    subjects = case.get("subjects") or ()
    told_by_other = case.get("how_known") not in (None, "SELF")
    named = case.get("complainant_anonymous") or (case.get("complainant_name") and case.get("how_known") != "SELF")
    return not told_by_other and not named and all(one.get("worker_id") == person for one in subjects)


def given(person: str, kind: str, fields: Fields, *, alone: bool) -> Given:
    """Return what of a record of *kind* is given to *person*; *alone*: nobody else can stand in its texts."""
    said, kept = dict[str, Any](), dict[str, str]()
    for name, value in fields.items():
        if ground := _ground(kind, name, alone=alone):
            kept[name] = ground
        elif isinstance(value, list):
            own = [one for one in value if _is_own(person, kind, name, one)]
            if len(own) < len(value):
                kept[name] = OTHER_PERSON
            if shown := [_shown(kind, name, one, kept) for one in own]:
                said[name] = shown
        else:
            said[name] = value
    return Given(fields=said, withheld=kept)


def _ground(kind: str, name: str, *, alone: bool) -> str:
    """Return the ground on which a field is withheld; empty where it is given."""
    place = _places(kind).get(name, INTERNAL)
    if place == _TEXT:
        return "" if alone else OTHER_PERSON
    return "" if place == _GIVE else place


def _is_own(person: str, kind: str, name: str, one: Any) -> bool:
    """Whether an element of a list is not about somebody else, known or not."""
    parts = NOUNS[kind].by_name[name].parts if name in NOUNS[kind].by_name else ()
    return all(part.name != "worker_id" for part in parts) or one.get("worker_id") == person


def _shown(kind: str, name: str, one: Any, kept: dict[str, str]) -> Any:
    """Return an element without its parts that are withheld, which are noted in *kept*."""
    if not isinstance(one, dict):
        return one
    hidden = {part: _places(kind)[f"{name}.{part}"] for part in one if f"{name}.{part}" in _places(kind)}
    kept.update({f"{name}.{part}": ground for part, ground in hidden.items()})
    return {part: value for part, value in one.items() if part not in hidden}


@cache
def _places(kind: str) -> dict[str, str]:
    """Return where each field of *kind* stands in the table."""
    table = _table()
    said = (table.common, table.kinds.get(kind, {}))
    return {name: place for lines in said for place, names in lines.items() for name in names.split()}


@cache
def _table() -> _File:
    """Read the table once.

    Raises:
        CannotStart: there is none, or it names a kind or a ground that means nothing; rule "rights".
    """
    try:
        table = msgspec.json.decode(resource("rights/subject.json").read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError):
        raise CannotStart(rule="rights") from None
    known = {_GIVE, _TEXT, *table.grounds}
    if not set(table.kinds) <= set(NOUNS) or not all(set(one) <= known for one in table.kinds.values()):
        raise CannotStart(rule="rights")
    return table
