"""Merging one change into a record, path by path, by the rule declared with the field. Pure: same order, same result."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.changes.change import DELETED, Change, Version
from sync.changes.state import Clash, Flat, RecordState
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Merge, Shape
from sync.domain.records.flat import field_of
from sync.domain.rules.lifecycle import LIFECYCLES

Past = Callable[[int], Change]
"""Gives the change that has a seq."""


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
    broken = _broken_move(noun, state, change)
    if broken is not None:
        return Merged(outcome="refused", code="lifecycle", path=broken)
    return _merged(noun, state, change, seq, past)


def _merged(noun: Noun | None, state: RecordState, change: Change, seq: int, past: Past) -> Merged:
    effect: Flat = {}
    clashes: list[Clash] = []
    for path, value in change.values.items():
        declared = None if noun is None else field_of(noun, path)
        verdict = _judge(_Case(declared, path, value, state, change, past))
        if verdict.takes:
            effect[path] = verdict.value
        if verdict.clash is not None:
            clashes.append(verdict.clash)
    woken = _woken(state, change)
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
    past: Past

    @property
    def present(self) -> Any:
        return self.state.values.get(self.path)

    @property
    def version(self) -> int:
        return self.state.version(self.path)

    @property
    def present_change(self) -> Change:
        return self.past(self.version)

    def clash(self, in_force: Any, other: Any) -> Clash:
        return Clash(
            path=self.path,
            present=in_force,
            other=other,
            present_version=self.version,
            by_other=other == self.value,
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
    if case.present is None and case.path in case.state.versions:
        # The other side took an element away that this change edits: the edit stays until a person decides.
        return _Verdict(takes=True, value=case.value, clash=case.clash(case.value, None))
    return _Verdict(takes=False, clash=case.clash(case.present, case.value))


def _safer(case: _Case) -> _Verdict:
    mine, theirs = _danger(case, case.value), _danger(case, case.present)
    if mine < theirs:
        return _Verdict(takes=True, value=case.value, clash=case.clash(case.value, case.present))
    return _Verdict(takes=False, clash=case.clash(case.present, case.value))


def _danger(case: _Case, value: Any) -> int:
    """Rank a value from the most protective (0) on. A flag that is set protects more than one that is not."""
    if case.field is None or case.field.is_set or case.field.shape is Shape.FLAG:
        return 0 if value else 1
    order = case.field.safer
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
    return _Verdict(takes=True, value=f"{text}\n\n{mine}\n{_signed(case.change)}")


def _signed(change: Change) -> str:
    return f"— {change.officer}, {change.at}"


def _lifecycle(case: _Case) -> _Verdict:
    life = None if case.field is None else LIFECYCLES.get(str(case.field.code_list))
    if life is not None and life.is_forward(str(case.present), str(case.value)):
        return _Verdict(takes=True, value=case.value)
    return _Verdict(takes=False, clash=case.clash(case.present, case.value))


_RULES: dict[Merge, Callable[[_Case], _Verdict]] = {
    Merge.ASK: _ask,
    Merge.SAFER: _safer,
    Merge.LAST: _last,
    Merge.BOTH: _both,
    Merge.LIFECYCLE: _lifecycle,
}


def _judge_deletion(case: _Case) -> _Verdict:
    """A deletion never beats an edit without a person: the record must be as the officer saw it."""
    seen = case.change.base.get(DELETED)
    newest = max([case.state.created, *case.state.versions.values()])
    if seen == newest or (case.value is None and seen == case.version):
        return _Verdict(takes=True, value=case.value)
    if (case.present is None) == (case.value is None):
        return _Verdict(takes=False)
    if case.value is None:
        return _Verdict(takes=True, value=None)
    return _Verdict(takes=False, clash=case.clash(None, case.value))


def _woken(state: RecordState, change: Change) -> Clash | None:
    """An edit of a record that somebody deleted meanwhile brings it back, and a person decides."""
    if not state.is_deleted or change.op != "set" or not change.values or DELETED in change.values:
        return None
    return Clash(
        path=DELETED,
        present=None,
        other=state.values[DELETED],
        present_version=state.version(DELETED),
        by_other=False,
    )


def _broken_move(noun: Noun | None, state: RecordState, change: Change) -> str | None:
    """Return the path of a status that this change moves where it may not go, seen from the status it was based on."""
    for path, value in change.values.items():
        declared = None if noun is None else field_of(noun, path)
        life = None if declared is None or declared.merge is not Merge.LIFECYCLE else LIFECYCLES.get(str(declared.code_list))
        present = state.values.get(path)
        if life is None or change.base.get(path) != state.version(path) or not life.knows(str(present)):
            continue
        priority = change.values.get("priority", state.values.get("priority"))
        if value != present and life.knows(str(value)) and not life.may_move(str(present), str(value), priority):
            return path
    return None


def on_trunk(change: Change, seq_of: Callable[[str], int | None]) -> Change | None:
    """Replace bases that name the desk's own earlier changes by their seqs; None when one of them is not in the ledger."""
    base: dict[str, Version] = {}
    for path, version in change.base.items():
        seq = version if isinstance(version, int) else seq_of(version)
        if seq is None:
            return None
        base[path] = seq
    return Change(
        id=change.id,
        record=change.record,
        kind=change.kind,
        op=change.op,
        values=change.values,
        base=base,
        officer=change.officer,
        at=change.at,
        hlc=change.hlc,
        reason=change.reason,
        resolves=change.resolves,
    )
