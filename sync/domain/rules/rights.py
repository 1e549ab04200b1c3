"""Rights: who may do what with which records up to which class. The table is data; what it does not say is no."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Sensitivity
from sync.errors import CannotStart
from sync.resources import resource

UNKNOWN: Final = "unknown"
"""Stands in the table for every kind that this release does not know."""
ROLES: Final = frozenset(code_list("role").by_code)
_NOBODY: Final = -1
OWNERS: Final = {"attachment": "owner_kind", "conflict": "record_kind", "alignment_difference": "record_kind"}
"""What says something of another record is for whoever may read that one, too: the field names its kind."""
_OVERSEERS: Final = frozenset({"AUDITOR", "HEAD", "CONSUL_COORD", "DPO"})

Roles = frozenset[str]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on: str
    may: str
    up_to: Sensitivity


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    verbs: dict[str, str]
    nouns: dict[str, str]
    default: list[str]
    everybody: list[_Line]
    roles: dict[str, list[_Line]]


_Ceilings = Mapping[tuple[str, str], int]
"""By noun and verb the highest class; what is not in it nobody may."""


def may(roles: Roles, kind: str, verb: str, sensitivity: int = Sensitivity.PUBLIC) -> bool:
    """Whether somebody with *roles* may do *verb* with what is of that class in a record of *kind*."""
    return sensitivity <= ceiling(roles, kind, verb)


def ceiling(roles: Roles, kind: str, verb: str) -> int:
    """Return the highest class for which *roles* may do *verb* with records of *kind*; below 0 for none."""
    return _of_all(roles).get((kind if kind in NOUNS else UNKNOWN, verb), _NOBODY)


def who_may(kind: str, verb: str, sensitivity: int = Sensitivity.PUBLIC) -> tuple[str, ...]:
    """Return the roles that may, in the order of their list."""
    return tuple(role for role in code_list("role").by_code if may(frozenset((role,)), kind, verb, sensitivity))


def may_oversee(roles: Roles) -> bool:
    """Whether somebody with *roles* may read the audit: who looked at what."""
    return bool(roles & _OVERSEERS)


@cache
def readable(roles: Roles) -> frozenset[str]:
    """Return the kinds of which *roles* may read anything at all, `UNKNOWN` among them."""
    return frozenset(kind for kind in (*NOUNS, UNKNOWN) if may(roles, kind, "read"))


def default_roles() -> Roles:
    """Return the roles that together do the whole work of a mission."""
    return frozenset(_table().default)


def sees(kinds: frozenset[str] | None, kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a record is among those of *kinds*; None stands for all there are."""
    return kinds is None or all((one if one in NOUNS else UNKNOWN) in kinds for one in kinds_of(kind, values))


def kinds_of(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds that somebody must be allowed to read who shall read a record."""
    owner = values.get(OWNERS[kind]) if kind in OWNERS else None
    return (kind, owner) if isinstance(owner, str) else (kind,)


def verbs() -> tuple[str, ...]:
    """Return every verb that the table knows."""
    table = _table()
    return tuple(dict.fromkeys(_spelt(" ".join(table.verbs), table.verbs)))


def class_of(field: Field | None, *, restricted: bool) -> int:
    """Return the class of a field of a record: one that nobody knows, and all personal ones of a *restricted* record,
    are for few; what only the programme reads counts for nothing.
    """
    if field is None:
        return Sensitivity.RESTRICTED
    if field.is_inner:
        return Sensitivity.PUBLIC
    return Sensitivity.RESTRICTED if restricted and field.sensitivity >= Sensitivity.PERSONAL else field.sensitivity


@cache
def _of_all(roles: Roles) -> _Ceilings:
    """Add up what each of *roles* may."""
    table, found = _table(), dict[tuple[str, str], int]()
    known = [role for role in roles if role in table.roles]
    lines = [line for role in known for line in table.roles[role]] + (table.everybody if known else [])
    for line in lines:
        for kind in _spelt(line.on, table.nouns):
            for verb in _spelt(line.may, table.verbs):
                found[kind, verb] = max(int(line.up_to), found.get((kind, verb), _NOBODY))
    return found


def _spelt(text: str, groups: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of *text*, each group by its members."""
    for word in text.split():
        if word in groups:
            yield from _spelt(groups[word], groups)
        else:
            yield word


@cache
def _table() -> _File:
    """Read the table once, and look whether every word of it is known.

    Raises:
        CannotStart: there is none, or it says something that means nothing; rule "rights".
    """
    try:
        table = msgspec.json.decode(resource("rights/rights.json").read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError):
        raise CannotStart(rule="rights") from None
    lines = [*table.everybody, *(line for each in table.roles.values() for line in each)]
    known_verbs = set(_spelt(" ".join(table.verbs), table.verbs))
    sound = (
        set(table.roles) == ROLES >= set(table.default)
        and _are_known((line.on for line in lines), table.nouns, {*NOUNS, UNKNOWN})
        and _are_known((line.may for line in lines), table.verbs, known_verbs)
    )
    if not sound:
        raise CannotStart(rule="rights")
    return table


def _are_known(texts: Iterable[str], groups: Mapping[str, str], known: set[str]) -> bool:
    return all(word in known for text in texts for word in _spelt(text, groups))
