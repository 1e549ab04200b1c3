"""Relations: which nouns stand where, so that every record can be reached from a section or from another record."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from desktop.store.eyes import Eyes
from desktop.store.lists import Condition
from sync.domain.records.catalogue import NOUNS, children
from sync.domain.records.declaration import Noun

_OWNED_BY_ANY: Final = "attachment"
_HIDDEN_FROM_LISTS: Final = frozenset({"attachment", "letter"})
"""Found under the record that they belong to, and in their own tabs of the cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Records of *kind* that belong to another: *field* holds its id."""

    kind: str
    field: str
    op: str = "="

    def where(self, record: str) -> tuple[Condition, ...]:
        """Return the condition that finds them."""
        return (Condition(field=self.field, op=self.op, value=record),)

    def preset(self, owner_kind: str, record: str) -> dict[str, object]:
        """Return the fields that a new one begins with."""
        if self.kind == _OWNED_BY_ANY:
            return {"owner_kind": owner_kind, "owner_id": record}
        if self.op == "has":
            return {self.field: [{"id": "1", "worker_id": record, "role": "SUBJECT"}]}
        return {self.field: record}


def seen(eyes: Eyes, section: str) -> tuple[str, ...]:
    """Return the kinds of a section that an officer may read."""
    return tuple(each.kind for each in nouns_of(section) if eyes.may("read", each.kind))


@cache
def nouns_of(section: str) -> tuple[Noun, ...]:
    """Return the nouns that a section shows by themselves: those that belong to no other record; its own first."""
    free = [each for each in NOUNS.values() if each.about.section == section and each.about.parent is None]
    return tuple(sorted(free, key=lambda each: each.kind in _HIDDEN_FROM_LISTS))


@cache
def relations(kind: str) -> tuple[Relation, ...]:
    """Return what belongs to a record of *kind*: its children, and what points to it as its case or worker."""
    found = [Relation(kind=child.kind, field=child.parent_field or "") for child in children(kind)]
    own = f"{kind}_id"
    told = {relation.kind for relation in found}
    found += [
        Relation(kind=each.kind, field=own)
        for each in NOUNS.values()
        if own in each.by_name and each.kind not in told and each.about.section not in ("sync", "settings")
    ]
    if kind == "worker":
        found.insert(0, Relation(kind="case", field="subjects", op="has"))
    if kind != _OWNED_BY_ANY and NOUNS[kind].about.section not in ("sync", "settings"):
        found.append(Relation(kind=_OWNED_BY_ANY, field="owner_id"))
    return tuple(found)


def only(found: Iterable[Relation], kinds: Iterable[str]) -> tuple[Relation, ...]:
    """Return the relations to *kinds*, in that order."""
    by_kind = {relation.kind: relation for relation in found}
    return tuple(by_kind[kind] for kind in kinds if kind in by_kind)
