"""Need to know, at the centre: nothing of a restricted case comes in unsealed; two officers end a restriction."""

from sync.changes.change import Change
from sync.changes.state import Flat
from sync.domain.records.flat import applied
from sync.domain.rules.restricted import (
    FLAG,
    KEY,
    LOWERED,
    RAISED,
    case_of,
    is_restricted,
    is_sealed_path,
    may_lower,
    sealed_fields,
)
from sync.domain.rules.urgency import CASE
from sync.engine.shape import Misshapen
from sync.gateway.ledger import Book
from sync.identity import lowering


def check(book: Book, change: Change) -> None:
    """Check what a change says of a restricted case, against the ledger as it stands.

    Raises:
        Misshapen: "not-sealed" at the first field that anybody could read; "two-officers" where nobody else asked;
        "no-member" where somebody who may not read a case would change who may.
    """
    if change.kind == KEY:
        _check_key(book, change)
    if not sealed_fields(change.kind):
        return
    state = book.state(change.record)
    before: Flat = {} if state is None else state.values
    after = applied(before, change.values)
    belongs = case_of(change.kind, change.record, after, lambda _kind, record: _values(book, record))
    if belongs is None:
        return
    if change.kind == CASE:
        _check_turn(book, change, before, after)
    holds = after if change.kind == CASE else _values(book, belongs[1]) or {}
    if is_restricted(holds):
        for path, value in change.values.items():
            if value is not None and is_sealed_path(change.kind, path):
                raise Misshapen("not-sealed", path.partition("/")[0])


def _check_key(book: Book, change: Change) -> None:
    """Who may read a case is changed by whom somebody else let read it, or who restricted it; each may give up the own.

    A centre opens no key, so one that an officer entered for oneself counts for nothing.
    """
    state = book.state(change.record)
    if state is None or change.op == "create" or state.values.get("officer") == change.officer:
        return
    case = state.values.get("case_id")
    of_case = list(book.all_of(KEY, f'"case_id":"{case}"'))
    restricted_by = book.change(min(one.created for one in of_case)).officer
    own = (one for one in of_case if one.values.get("officer") == change.officer and not one.is_deleted)
    if not any(change.officer == restricted_by or book.change(one.created).officer != change.officer for one in own):
        raise Misshapen("no-member")


def _check_turn(book: Book, change: Change, before: Flat, after: Flat) -> None:
    was, now = is_restricted(before), is_restricted(after)
    if was and not now:
        _check_lowering(book, change, before)
    elif LOWERED in change.values:  # the last one proves how the case came to be open
        raise Misshapen("two-officers", LOWERED)
    # Each restriction has its number, which no later change moves: who raised a case unaware has to look again.
    if after.get(RAISED) != before.get(RAISED) and (
        was or not now or after.get(RAISED) != 1 + (before.get(RAISED) or 0)
    ):
        raise Misshapen("not-sealed", RAISED)


def _check_lowering(book: Book, change: Change, before: Flat) -> None:
    """Both officers are proven to the centre by who made the changes; to desks by what stands in `lowered`."""
    state = book.state(change.record)
    asked = None if state is None else book.change(state.version("lowering_by"))
    if asked is None or not may_lower(before, asked.officer, change.officer):
        raise Misshapen("two-officers", FLAG)
    if RAISED in before and lowering.names(change.values.get(LOWERED)) != (
        before[RAISED],
        asked.officer,
        change.officer,
    ):
        raise Misshapen("two-officers", LOWERED)


def _values(book: Book, record: str) -> Flat | None:
    state = book.state(record)
    return None if state is None else state.values
