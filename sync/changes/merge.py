"""Merging one change into a record, path by path, by the rule of the field. Pure: same order, same result."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec

from sync.changes.change import DELETED, Change, Version
from sync.changes.state import Clash, Flat, RecordState
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Merge
from sync.domain.records.flat import field_of
from sync.domain.rules.erasure import erasure_of
from sync.domain.rules.lifecycle import LIFECYCLES, Lifecycle

STALE = 0
"""The base of a path whose own earlier change did not come into force as it was entered: never the present version."""

FIRST = ""
"""Among the bases of a deletion: the version of all paths that it does not list."""


class Past(Protocol):
    """What the merge may ask the ledger."""

    def change(self, seq: int, /) -> Change:
        """Return the change that has a seq."""
        ...

    def disputed(self, conflict: str, /) -> str | None:
        """Return the path that a conflict is about; None when there is no such conflict."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of a change: the record after it, what came into force, what people must decide."""

    outcome: Literal["applied", "conflict", "refused"]
    state: RecordState | None = None
    effect: Flat = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    code: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """For one path: whether *value* comes into force, and the clash that is left."""

    takes: bool
    value: Any = None
    clash: Clash | None = None


def merge(noun: Noun | None, state: RecordState | None, change: Change, seq: int, past: Past) -> Merged:
    """Merge *change*, whose bases are trunk versions, into *state* as ledger entry *seq*.

    *noun* is None for a kind that this release does not know: its paths merge by ASK.
    """
    if change.op == "create":
        if state is not None:
            return Merged(outcome="refused", code="exists")
        values = {path: value for path, value in change.values.items() if value is not None}
        created = RecordState(kind=change.kind, values=values, versions={}, created=seq)
        return Merged(outcome="applied", state=created, effect=values)
    if state is None or state.kind != change.kind:
        return Merged(outcome="refused", code="no-such-record")
    broken = _broken_move(noun, state, change, past)
    if broken is not None:
        return Merged(outcome="refused", code="lifecycle", path=broken)
    return _merged(noun, state, change, seq, past)


def _merged(noun: Noun | None, state: RecordState, change: Change, seq: int, past: Past) -> Merged:
    effect: Flat = {}
    clashes: list[Clash] = []
    for path, value in change.values.items():
        declared = None if noun is None else field_of(noun, path)
        verdict = _judge(_Case(declared, path, value, state, change, seq, past))
        if verdict.takes:
            effect[path] = verdict.value
        if verdict.clash is not None:
            clashes.append(verdict.clash)
    woken = _woken(state, change, seq, past)
    if woken is not None:
        effect[DELETED] = None
        clashes.append(woken)
    return Merged(
        outcome="conflict" if clashes else "applied",
        state=state.with_values(effect, seq),
        effect=effect,
        clashes=tuple(clashes),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One path of one change against the record."""

    field: Field | None
    path: str
    value: Any
    state: RecordState
    change: Change
    seq: int
    past: Past

    @property
    def present(self) -> Any:
        return self.state.values.get(self.path)

    @property
    def version(self) -> int:
        return self.state.version(self.path)

    @property
    def present_change(self) -> Change:
        return self.past.change(self.version)

    def stays(self) -> _Verdict:
        """The present value stays in force; the one of the change is kept for a person."""
        return _Verdict(takes=False, clash=Clash(self.path, self.present, self.value, self.version, gave_way="change"))

    def gives_way(self) -> _Verdict:
        """The value of the change comes into force; the one that was there is kept for a person."""
        return _Verdict(
            takes=True,
            value=self.value,
            clash=Clash(self.path, self.value, self.present, self.seq, gave_way="present"),
        )


def _judge(case: _Case) -> _Verdict:
    if case.path == DELETED:
        return _judge_deletion(case)
    if case.change.base.get(case.path) == case.version:
        return _Verdict(takes=True, value=case.value)
    if case.present == case.value:
        return _Verdict(takes=False)
    rule = Merge.ASK if case.field is None else case.field.merge
    return _RULES[rule](case)


def _ask(case: _Case) -> _Verdict:
    taken_away = "/" in case.path and case.present is None and case.path in case.state.versions
    return case.gives_way() if taken_away else case.stays()  # an edit of an element outlives its removal


def _safer(case: _Case) -> _Verdict:
    safer = _danger(case, case.value) < _danger(case, case.present)
    return case.gives_way() if safer else case.stays()


def _danger(case: _Case, value: Any) -> int:
    """Rank a value from the most protective (0) on. A flag that is set protects more than one that is not."""
    order = () if case.field is None else case.field.safer
    if not order:
        return 0 if value else 1
    return order.index(value) if value in order else len(order)


def _last(case: _Case) -> _Verdict:
    newer = case.change.hlc > case.present_change.hlc
    return _Verdict(takes=newer, value=case.value if newer else None)


def _both(case: _Case) -> _Verdict:
    mine, theirs = str(case.value or ""), str(case.present or "")
    if mine in theirs:
        return _Verdict(takes=False)
    if theirs in mine:
        return _Verdict(takes=True, value=case.value)
    earlier = case.present_change
    text = theirs if _signed(earlier) in theirs else f"{theirs}\n{_signed(earlier)}"
    joined = f"{text}\n\n{mine}\n{_signed(case.change)}"
    if case.field is not None and case.field.max is not None and len(joined) > case.field.max:
        return case.stays()  # nobody could edit such a text without shortening it first: a person chooses
    return _Verdict(takes=True, value=joined)


def _signed(change: Change) -> str:
    return f"— {change.officer}, {change.at}"


def _lifecycle(case: _Case) -> _Verdict:
    life = None if case.field is None else LIFECYCLES.get(str(case.field.code_list))
    if life is not None and life.is_forward(str(case.present), str(case.value)):
        return _Verdict(takes=True, value=case.value)
    return case.stays()


_RULES: dict[Merge, Callable[[_Case], _Verdict]] = {
    Merge.ASK: _ask,
    Merge.SAFER: _safer,
    Merge.LAST: _last,
    Merge.BOTH: _both,
    Merge.LIFECYCLE: _lifecycle,
}


def _judge_deletion(case: _Case) -> _Verdict:
    """A deletion never beats an edit without a person: every path must be as the officer saw it.

    Two have decided an erasure, and nothing stands against it.
    """
    if erasure_of(case.value) is not None:
        return _Verdict(takes=True, value=case.value)
    if case.value is None:
        return _Verdict(takes=case.present is not None)
    if case.present is not None:
        return _Verdict(takes=False)
    if _decides(case.change, DELETED, case.past) or _has_seen_all(case.state, case.change):
        return _Verdict(takes=True, value=case.value)
    return case.stays()


def _has_seen_all(state: RecordState, change: Change) -> bool:
    """Whether the officer saw each path as it is: by a version for each, or all of them up to a single seq."""
    paths = {*state.values, *state.versions} - {DELETED}
    first, seen = change.base.get(FIRST), change.base.get(DELETED)
    if first is None and isinstance(seen, int):
        return all(state.version(path) <= seen for path in paths)
    return all(change.base.get(path, first) == state.version(path) for path in paths)


def _woken(state: RecordState, change: Change, seq: int, past: Past) -> Clash | None:
    """An edit of a record that somebody deleted meanwhile brings it back, and a person decides.

    Choosing between two values that are there already is no such edit.
    """
    if not state.is_deleted or DELETED in change.values:
        return None
    if change.resolves and all(_decides(change, path, past) for path in change.values):
        return None
    return Clash(DELETED, None, state.values[DELETED], seq, gave_way="present")


def _decides(change: Change, path: str, past: Past) -> bool:
    return any(past.disputed(conflict) == path for conflict in change.resolves)


def _broken_move(noun: Noun | None, state: RecordState, change: Change, past: Past) -> str | None:
    """Return the path of a status that this change moves where it may not go, seen from the status it was based on.

    A person who decides a conflict may choose either of its two values, also where no move leads from one to the other.
    """
    for path, value in change.values.items():
        life = _life(noun, path)
        if life is None or change.base.get(path) != state.version(path) or _decides(change, path, past):
            continue
        present, priority = state.values.get(path), change.values.get("priority", state.values.get("priority"))
        known = life.knows(str(present)) and (value is None or life.knows(str(value)))
        if known and value != present and not life.may_move(str(present), str(value), priority):
            return path
    return None


def _life(noun: Noun | None, path: str) -> Lifecycle | None:
    declared = None if noun is None else field_of(noun, path)
    if declared is None or declared.merge is not Merge.LIFECYCLE:
        return None
    return LIFECYCLES.get(str(declared.code_list))


def on_trunk(change: Change, version_of: Callable[[str, str], int | None]) -> Change | None:
    """Replace bases that name the desk's own earlier changes by their seqs; None when one is not in the ledger.

    *version_of* takes the id of a change and a path. It gives `STALE` where something else came into force than that
    change had entered: then the officer has not seen what is in force now.
    """
    base: dict[str, Version] = {}
    for path, version in change.base.items():
        seq = version if isinstance(version, int) else version_of(version, path)
        if seq is None:
            return None
        base[path] = seq
    return msgspec.structs.replace(change, base=base)
