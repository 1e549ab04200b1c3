"""Taking in the changes of one batch: each gets its outcome, and a bad one never stops the others."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from sync.changes import conflict
from sync.changes.change import Change
from sync.changes.conflict import KIND, OPEN, conflict_id
from sync.changes.merge import Merged, merge, on_trunk
from sync.changes.rights import missing
from sync.changes.state import Clash, Flat
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import applied
from sync.domain.rules.erasure import belongs
from sync.domain.rules.rights import Roles
from sync.engine import shape
from sync.engine.shape import Arrival, Misshapen
from sync.errors import BadMessage
from sync.gateway import erasures, need_to_know
from sync.gateway.access_log import AccessLog
from sync.gateway.accounts import Standing
from sync.gateway.emptying import ERASED, hash_at
from sync.gateway.ledger import Book, Source, tamed, text_of
from sync.protocol.messages import Result

MOST_CHANGES: Final = 5000
"""Of one batch; the rest is asked to come again."""

_STATUS: Final = "status"

Signed = Mapping[tuple[str, bytes], Roles]
"""By officer, and the hash of a change that the officer signed: what the officer may be at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose changes of one batch may be taken in."""

    signed: Signed  # what officers' signatures prove
    barred: frozenset[str]  # devices that are not trusted any more
    awaited: AbstractSet[str]  # officers who were introduced with a key that the centre has not taken yet
    gone: Mapping[tuple[str, bytes], Standing]  # of what is signed: by officers who are revoked, or not known yet


class Intake:
    """Takes changes into a book, in order."""

    def __init__(self, book: Book, batch: str, trust: Trust) -> None:
        self._book = book
        self._batch = batch
        self._trust = trust
        self._refused: set[str] = set()
        self._refused_records: set[str] = set()
        self._turned_away: set[str] = set()  # records of which no more than that they came too late is kept

    def take(self, arriving: Sequence[Arrival]) -> list[Result]:
        """Enter what can be entered and say what became of each change."""
        now, later = arriving[:MOST_CHANGES], arriving[MOST_CHANGES:]
        self._read_ahead([one.change for one in now if one.misshapen is None])
        results = [self._outcome(one) for one in now]
        return results + [Result(id=one.change.id, outcome="later") for one in later]

    def _read_ahead(self, changes: Sequence[Change]) -> None:
        parents = filter(None, (_parent(change) for change in changes))
        decided = (each for change in changes for each in change.resolves)
        bases = (each for change in changes for each in change.base.values() if isinstance(each, str))
        self._book.read_ahead(
            [change.record for change in changes] + [*parents, *decided],
            [change.id for change in changes] + [*bases],
        )
        self._book.read_ahead(
            [above for change in changes for _, above in belongs(change.kind, _after(self._book, change))], []
        )

    def _outcome(self, arrival: Arrival) -> Result:
        change, head = arrival.change, self._book.head
        if arrival.misshapen is not None:
            return self._refuse(change, arrival.misshapen)
        try:
            return shape.judged(
                lambda: self._known(arrival) or self._held(change) or self._merged(arrival), SQLAlchemyError
            )
        except Misshapen as misshapen:
            self._book.take_back(head)
            return self._refuse(change, misshapen)

    def _refuse(self, change: Change, why: Misshapen) -> Result:
        if isinstance(why.__cause__, Exception):
            AccessLog.fault(why.__cause__)
        self._refused.add(change.id)
        if change.op == "create":
            self._refused_records.add(change.record)
            if why.code == ERASED:
                self._turned_away.add(change.record)
        return Result(id=change.id, outcome="refused", code=why.code, field=why.field)

    def _known(self, arrival: Arrival) -> Result | None:
        """A change id is taken once for ever; the same id with another content is somebody else's."""
        change = arrival.change
        placed = self._book.placed(change.id)
        if placed is None:
            if (change.officer, arrival.hash) not in self._trust.signed:
                if change.officer in self._trust.awaited:
                    return Result(id=change.id, outcome="held", needs="officer")
                raise Misshapen("signature")
            stands = self._trust.gone.get((change.officer, arrival.hash))
            if stands == "revoked" or shape.device_of(change) in self._trust.barred:
                raise Misshapen("revoked")
            return None if stands is None else Result(id=change.id, outcome="held", needs="grant")
        if placed.text != text_of(change):
            kept = hash_at(self._book.connection, self._book.scope, placed.seq)  # its content may have been erased
            if kept != arrival.hash.hex():
                raise Misshapen("other-content")
        return Result(id=change.id, outcome="known", seq=placed.seq)

    def _held(self, change: Change) -> Result | None:
        """A change waits for its parent, for its record, and for the own changes that it was based on."""
        records = [] if change.op == "create" else [change.record]
        parent = _parent(change)
        if parent is not None:
            records.append(parent)
        bases = [each for each in change.base.values() if isinstance(each, str)]
        if not self._refused_records.isdisjoint(records) or not self._refused.isdisjoint(bases):
            raise Misshapen("depends")
        missing = [each for each in records if self._book.state(each) is None]
        missing += [each for each in bases if self._book.placed(each) is None]
        return Result(id=change.id, outcome="held", needs=missing[0]) if missing else None

    def _merged(self, arrival: Arrival) -> Result:
        change = arrival.change
        erasures.check(self._book, change, self._turned_away)
        need_to_know.check(self._book, change)
        settled = on_trunk(tamed(change, self._book.now), self._book.version_of)
        if settled is None:
            raise Misshapen("depends")
        self._check_rights(settled, self._trust.signed[change.officer, arrival.hash])
        seq = self._book.head + 1
        merged = merge(NOUNS.get(change.kind), self._book.state(change.record), settled, seq, self._book)
        if merged.outcome == "refused" or merged.state is None:
            raise Misshapen(merged.code or "shape", merged.path)
        gave_way = self._gave_way(change, merged)
        source = Source(device=shape.device_of(change), batch=self._batch)
        self._book.append(change, merged.state, merged.effect, source)
        self._decide(change)
        self._dispute(change, merged, gave_way)
        erasures.carry_out(self._book, change)
        return Result(id=change.id, outcome="conflict" if merged.clashes else "applied", seq=seq)

    def _check_rights(self, change: Change, roles: Roles) -> None:
        """Roles count as they are now, and not as they were when the change was made: they may have been withdrawn."""
        state = self._book.state(change.record)
        saw = state is None or change.base.get(_STATUS) == state.version(_STATUS)
        if missing(roles, change, {} if state is None else state.values, saw_status=saw) is not None:
            raise Misshapen("no-right")

    def _gave_way(self, change: Change, merged: Merged) -> dict[str, Change]:
        """Return by path the changes whose values wait for a person; asked before the new entry is there."""
        state = self._book.state(change.record)
        return {
            clash.path: change
            if clash.gave_way == "change" or state is None
            else self._book.change(state.version(clash.path))
            for clash in merged.clashes
        }

    def _decide(self, change: Change) -> None:
        """Close the conflicts of this record that the change names; one that nobody knows is passed over."""
        for name in change.resolves:
            state = self._book.state(name)
            if state is not None and state.kind == KIND and state.values.get("record_id") == change.record:
                self._enter(name, conflict.decided(change, state), change)

    def _dispute(self, change: Change, merged: Merged, gave_way: dict[str, Change]) -> None:
        for clash in merged.clashes:
            earlier = self._earlier(change, clash)
            if earlier is None:
                values = conflict.opened(clash, change, gave_way[clash.path], self._book.scope)
                self._enter(conflict_id(change, clash.path), values, change)
            else:
                self._enter(earlier, conflict.entered_again(change, clash.other), change)

    def _earlier(self, change: Change, clash: Clash) -> str | None:
        """Return the open conflict in which the value that this change edits waits already."""
        if clash.gave_way != "change":
            return None
        return self._of_run(change, clash.path) or self._of_present(change, clash)

    def _of_present(self, change: Change, clash: Clash) -> str | None:
        """Return the one that the value in force opened when the value that is edited gave way to it.

        Who edits it has not heard of that yet, and corrects what he sees: that is what a person is to choose from.
        """
        present = self._book.placed(self._book.change(clash.present_version).id)
        name = None if present is None else conflict_id(present.change, clash.path)
        state = None if name is None else self._book.state(name)
        if state is None or state.values.get("state") != OPEN:
            return None
        other = str(state.values.get("other_change"))
        placed = self._book.placed(other)
        return name if placed is not None and change.base.get(clash.path) in (other, placed.seq) else None

    def _of_run(self, change: Change, path: str) -> str | None:
        """It bears the name of the first change of a run of own edits, so the run is followed back to its beginning."""
        edited = base = change.base.get(path)
        while isinstance(base, str):
            placed = self._book.placed(base)
            if placed is None:
                return None
            name = conflict_id(placed.change, path)
            state = self._book.state(name)
            if state is not None:
                waits = state.values.get("state") == OPEN and state.values.get("other_change") == edited
                return name if waits else None
            base = placed.change.base.get(path)
        return None

    def _enter(self, name: str, values: dict[str, object], cause: Change) -> None:
        """Enter the centre's own change of a conflict."""
        state = self._book.state(name)
        own = conflict.by_centre(self._book.own_id(name, values), name, values, cause, state)
        merged = merge(NOUNS.get(KIND), state, own, self._book.head + 1, self._book)
        if merged.state is None:
            raise BadMessage(rule="conflict")
        self._book.append(own, merged.state, merged.effect, Source(device=conflict.CENTRE, batch=None))


def _after(book: Book, change: Change) -> Flat:
    """Return what a record would say if all of *change* came into force."""
    state = book.state(change.record)
    return applied({} if state is None else state.values, change.values)


def _parent(change: Change) -> str | None:
    noun = NOUNS.get(change.kind)
    if noun is None or noun.parent_field is None:
        return None
    value = change.values.get(noun.parent_field)
    return value if isinstance(value, str) else None
