"""Eyes: what an officer sees of records, lists and the search, by what the officer's roles may read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Final

import msgspec

from desktop.store.lists import Condition, Listing
from desktop.store.row import Row
from sync.changes.change import DELETED
from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.fields import Sensitivity
from sync.domain.records.flat import Flat, field_of
from sync.domain.rules.rights import OWNERS, UNKNOWN, Roles, ceiling, class_of, may, readable, sees

_TIES: Final = frozenset({"owner_kind", "owner_id", "record_kind", "record_id"})
"""What a record belongs to is seen by whoever sees that there is one."""
_SIDES: Final = frozenset({"present", "other", "chosen"})
"""In a conflict: values of a field of another record."""
_OPEN: Final = Condition(field="restricted", op="!=", value=1)


@dataclass(frozen=True)
class Eyes:
    """Those of somebody with these roles."""

    roles: Roles

    @cached_property
    def see_all(self) -> bool:
        """Whether nothing is hidden from them."""
        return all(ceiling(self.roles, kind, "read") >= Sensitivity.RESTRICTED for kind in (*NOUNS, UNKNOWN))

    def may(self, verb: str, kind: str) -> bool:
        """Whether something may be done with records of *kind* at all."""
        return may(self.roles, kind, verb)

    def sees(self, kind: str, values: Mapping[str, Any]) -> bool:
        """Whether there is such a record for them."""
        return self.see_all or sees(readable(self.roles), kind, values)

    def row(self, row: Row) -> Row:
        """Return a record without what is hidden from them, which is named instead."""
        hidden = self.hidden(row.kind, row.fields)
        if not hidden:
            return row
        shown = {name: value for name, value in row.fields.items() if name not in hidden}
        return msgspec.structs.replace(row, fields=shown, hidden=tuple(sorted(hidden)))

    def hidden(self, kind: str, values: Mapping[str, Any]) -> frozenset[str]:
        """Return the fields of a record that are hidden from them."""
        if self.see_all:
            return frozenset()
        hidden = _hidden(self.roles, kind, restricted=values.get("restricted") is True)
        known = noun(kind).by_name
        hidden |= {name for name in values if name not in known and self._top(kind) < Sensitivity.RESTRICTED}
        return hidden | (_SIDES if kind == "conflict" and not self._sees_path(values) else frozenset())

    def closed(self, kind: str, verb: str) -> frozenset[str]:
        """Return the fields of a record that is not restricted with which they may not do *verb*, or do not see."""
        if self.see_all:
            return frozenset()
        top = ceiling(self.roles, kind, verb)
        seen = frozenset[str]() if verb == "create" else _hidden(self.roles, kind, restricted=False)
        return seen | {one.name for one in noun(kind).fields if class_of(one, restricted=False) > top}

    def values(self, kind: str, values: Flat, *, restricted: bool) -> Flat:
        """Return the paths of a change that they may see."""
        if self.see_all:
            return values
        hidden = _hidden(self.roles, kind, restricted=restricted) if kind in NOUNS else frozenset(values)
        return {path: value for path, value in values.items() if path.partition("/")[0] not in hidden}

    def looks(self, listing: Listing, *more: str) -> Listing | None:
        """Return a list as far as they may see it; None where they may not, or ask by what is hidden from them."""
        if self.see_all:
            return listing
        kind = listing.kind
        asked = {one.field for one in listing.where} | {*more, (listing.order or "").removeprefix("-")}
        if not self.may("read", kind) or not asked.isdisjoint(_hidden(self.roles, kind, restricted=False)):
            return None
        where = tuple(listing.where)
        fields = noun(kind).by_name
        personal = any(name in fields and fields[name].sensitivity >= Sensitivity.PERSONAL for name in asked)
        if personal and "restricted" in fields and self._top(kind) < Sensitivity.RESTRICTED:
            where = (*where, _OPEN)  # or one would be found by what is hidden of it
        if kind in OWNERS:
            where = (*where, Condition(field=OWNERS[kind], op="in", value=sorted(readable(self.roles))))
        return replace(listing, where=where)

    def searched(self) -> frozenset[str] | None:
        """Return the kinds that they can search through: those of which they see all that is searched; None: all."""
        return None if self.see_all else frozenset(kind for kind in NOUNS if _is_searched(self.roles, kind))

    def found(self, rows: Iterable[Row]) -> set[str]:
        """Return those that were found by nothing that is hidden from them."""
        return {
            row.id
            for row in rows
            if self.sees(row.kind, row.fields)
            and (row.fields.get("restricted") is not True or self._top(row.kind) >= Sensitivity.RESTRICTED)
        }

    def _top(self, kind: str) -> int:
        return ceiling(self.roles, kind, "read")

    def _sees_path(self, values: Mapping[str, Any]) -> bool:
        """Whether they see the field that a conflict is about."""
        kind, path = str(values.get("record_kind")), str(values.get("path"))
        if path == DELETED:
            return self.may("read", kind)
        known = NOUNS.get(kind)
        restricted = known is not None and "restricted" in known.by_name  # whether that record is, is not known here
        field = None if known is None else field_of(known, path)
        return class_of(field, restricted=restricted) <= self._top(kind)


@cache
def eyes_of(roles: Roles) -> Eyes:
    """Return the eyes of somebody with these roles."""
    return Eyes(roles)


@cache
def _hidden(roles: Roles, kind: str, *, restricted: bool) -> frozenset[str]:
    declared, top = noun(kind), ceiling(roles, kind, "read")
    ties = _TIES | {declared.parent_field}
    return frozenset(
        field.name
        for field in declared.fields
        if field.name not in ties and class_of(field, restricted=restricted) > top
    )


@cache
def _is_searched(roles: Roles, kind: str) -> bool:
    top = max((field.sensitivity for field in noun(kind).searched()), default=Sensitivity.PUBLIC)
    return ceiling(roles, kind, "read") >= top
