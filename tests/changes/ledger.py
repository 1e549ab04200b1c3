"""A noun with one field for each merge rule, and a ledger in memory that merges one change after the other."""

from typing import Annotated, Any, ClassVar, Final

from sync.changes.change import Change, Operation, Version
from sync.changes.conflict import conflict_id
from sync.changes.merge import Merged, merge
from sync.changes.state import RecordState
from sync.domain.records.declaration import About, Element, Record, noun_of
from sync.domain.records.fields import Code, Merge, Safer, Text

RECORD: Final = "0198c1f2-5f00-7000-8000-000000000009"


class Paper(Element, frozen=True, kw_only=True, omit_defaults=True):
    """A passport."""

    number: Annotated[str | None, Text(20)] = None


class Trouble(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One field for each rule."""

    ABOUT: ClassVar[About] = About(kind="trouble", section="cases", title=("name",), columns=())

    name: Annotated[str | None, Text(80)] = None
    status: Annotated[str | None, Code("case_status"), Merge.LIFECYCLE] = None
    priority: Annotated[str | None, Code("priority"), Safer(("P1", "P2", "P3", "P4"))] = None
    risks: Annotated[list[str], Code("risk_flag"), Merge.SAFER] = []  # noqa: RUF012 msgspec copies it
    restricted: Annotated[bool | None, Merge.SAFER] = None
    label: Annotated[str | None, Text(80), Merge.LAST] = None
    story: Annotated[str | None, Text(4000, lines=True), Merge.BOTH] = None
    needs: Annotated[list[str], Code("need")] = []  # noqa: RUF012 msgspec copies it
    papers: list[Paper] = []  # noqa: RUF012 msgspec copies it


NOUN: Final = noun_of(Trouble)


def change(
    number: int, values: dict[str, Any], base: dict[str, Version] | int = 1, *, op: Operation = "set", by: str = "siti"
) -> Change:
    """Make a change; a whole number as *base* stands for all its paths, and for those that it does not list."""
    bases: dict[str, Version] = {"": base, **dict.fromkeys(values, base)} if isinstance(base, int) else base
    return Change(
        id=f"{by}.1.{number}",
        record=RECORD,
        kind="trouble",
        op=op,
        values=values,
        base=bases,
        officer=by,
        at=f"2026-03-10T06:42:{number % 60:02d}.000Z",
        hlc=f"{1_773_124_920_000 + number:013d}-0000-{by}",
    )


class Ledger:
    """One record's changes in the order in which they came."""

    def __init__(self, **values: Any) -> None:
        self.state: RecordState | None = None
        self.entries: dict[int, Change] = {}
        self.effects: dict[int, dict[str, Any]] = {}
        self.disputes: dict[str, str] = {}
        self.kept: list[Any] = []
        self.add(change(0, values, {}, op="create", by="first"))

    @property
    def values(self) -> dict[str, Any]:
        assert self.state is not None
        return self.state.values

    def add(self, one: Change) -> Merged:
        """Merge *one* as the next entry; a refused one leaves nothing."""
        seq = len(self.entries) + 1
        merged = merge(NOUN, self.state, one, seq, self)
        if merged.outcome == "refused":
            return merged
        self.state, self.entries[seq], self.effects[seq] = merged.state, one, merged.effect
        for clash in merged.clashes:
            self.disputes[conflict_id(one, clash.path)] = clash.path
            self.kept.append(clash.other)
        return merged

    def change(self, seq: int, /) -> Change:
        return self.entries[seq]

    def disputed(self, conflict: str, /) -> str | None:
        return self.disputes.get(conflict)
