"""Erasure: what goes with its subject, what is left of a record, and which two officers must have decided it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from sync.domain.ids import is_id
from sync.domain.records.flat import Flat
from sync.domain.rules.restricted import is_sealed_path
from sync.domain.rules.rights import OWNERS
from sync.domain.rules.urgency import CASE, WORKER, Name, hangs_on

ERASURE: Final = "erasure"
"""The kind of the decision."""
SUBJECTS: Final = (CASE, WORKER, "attachment")
ASKED: Final = "ASKED"
CONFIRMED: Final = "CONFIRMED"
WITHDRAWN: Final = "WITHDRAWN"
SCOPES: Final = "erasure_scope"
ALL: Final = "ALL"
BEFORE_RAISE: Final = "BEFORE_RAISE"
"""Of a restricted case only what it said in the open before it was one; what is sealed stays."""

_MARK: Final = "erasure:"
"""Before the id of the decision, as the reason of a deletion: this one cannot be taken back."""
_DELETED: Final = "_deleted"
_DECIDED: Final = ("erasure_state", "confirmed_by", "confirmed_at", _DELETED)


def mark_of(erasure: str) -> str:
    """Return what stands as the reason of the deletion in all that a decision erased."""
    return f"{_MARK}{erasure}"


def erasure_of(deleted: object) -> str | None:
    """Return the decision by which a record with this reason of deletion was erased; None: it was not."""
    return deleted.removeprefix(_MARK) if isinstance(deleted, str) and deleted.startswith(_MARK) else None


def is_erased(values: Flat) -> bool:
    """Whether a record with these *values* was erased."""
    return erasure_of(values.get(_DELETED)) is not None


def left_of(kind: str, values: Flat) -> Flat:
    """Return what is left of an erased record: by whose decision it went, and who may be told so."""
    return {path: values[path] for path in (_DELETED, OWNERS.get(kind)) if path is not None and path in values}


def belongs(kind: str, values: Flat) -> Iterator[Name]:
    """Yield what a record is erased with."""
    cases = False
    for name in hangs_on(kind, values):
        cases |= name[0] == CASE
        if is_id(name[1]):  # of a kind that only a newer release knows it may be anything
            yield name
    worker = values.get("worker_id")
    if isinstance(worker, str) and is_id(worker) and not cases:  # such as a line of a manifest that is about no case
        yield WORKER, worker


def is_of_open_past(decision: Flat) -> bool:
    """Whether a decision is about what a restricted case said before, and not about the case."""
    return decision.get("erasure_scope") == BEFORE_RAISE


def open_past_goes(kind: str, path: str, values: Flat) -> bool:
    """Whether what stood under *path* of a record with these *values* goes: it is sealed, and not in the open now."""
    return is_sealed_path(kind, path) and values.get(path) is None


def closure(subject: Name, beneath: Callable[[Name], Iterable[Name]]) -> list[Name]:
    """Return the subject and all that is erased with it; *beneath* gives what hangs on a record itself."""
    found, open_ones = {subject: None}, [subject]
    while open_ones:
        for name in beneath(open_ones.pop()):
            if name not in found:
                found[name] = None
                open_ones.append(name)
    return list(found)


def hanging(rows: Iterable[tuple[str, str, Flat]]) -> dict[Name, list[Name]]:
    """Return what of (kind, id, values) hangs on each record itself; what was erased before is left out."""
    found: dict[Name, list[Name]] = {}
    for kind, record, values in rows:
        if not is_erased(values):
            for above in belongs(kind, values):
                found.setdefault(above, []).append((kind, record))
    return found


def broken(before: Flat | None, after: Flat, officer: str) -> str | None:
    """Return the rule that a change of a decision by *officer* breaks; without a *before* it is asked for with it.

    Who asks says so in the own name, which nobody can change after.
    """
    state = after.get("erasure_state")
    if before is None:
        asked = after.get("asked_by") == officer and state == ASKED and "confirmed_by" not in after
        return None if asked else "erasure-two-officers"
    if all(before.get(path) == after.get(path) for path in _DECIDED):
        return None
    if before.get("erasure_state") != ASKED or after.get(_DELETED) is not None:
        return "erasure-decided"
    if state == WITHDRAWN and "confirmed_by" not in after:
        return None
    two = officer != before.get("asked_by") and after.get("confirmed_by") == officer
    return None if state == CONFIRMED and two else "erasure-two-officers"
