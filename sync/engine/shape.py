"""What any change must look like before it is looked at: sizes, names and times, and the shapes of known fields."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sync.changes.change import DELETED, MOST_BYTES, MOST_REASON, Change
from sync.changes.conflict import CENTRE, KIND
from sync.clock import moment
from sync.domain.ids import is_id
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Author, Field
from sync.domain.records.validation import check_paths
from sync.domain.rules.erasure import erasure_of
from sync.domain.rules.restricted import SEALED
from sync.errors import BadMessage, InvalidField
from sync.identity import canonical
from sync.identity.officer import change_hash

T = TypeVar("T")

_ID: Final = re.compile(r"(?P<device>[A-Za-z0-9-]{1,64})\.[0-9]{1,9}\.[0-9]{1,12}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OFFICER: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,60}")
_HLC: Final = re.compile(r"[0-9]{13}-[0-9a-f]{4}-[A-Za-z0-9-]{1,64}")
_PATH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}(/[^\x00-\x1f\x7f]{1,80})?")


class Misshapen(Exception):
    """A change that cannot be taken as it stands: *code* for the outcome, *field* where one is to blame."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def device_of(change: Change) -> str:
    """Return the device that made a change, wherever it came from."""
    return change.id.rsplit(".", 2)[0]


def check(change: Change) -> None:
    """Check everything that needs no ledger of a change that a device made.

    Raises:
        Misshapen: something does not fit.
    """
    check_names(change)
    if erasure_of(change.values.get(DELETED)) is not None:
        raise Misshapen("rights", DELETED)  # it is entered by the centre, once two officers have decided it
    if change.kind == KIND or device_of(change) == CENTRE or change.officer == CENTRE:
        raise Misshapen("rights")  # only the centre writes conflicts, and nobody else is the centre
    check_said(change)


def check_said(change: Change) -> None:
    """Check what a change says, whoever made it.

    Raises:
        Misshapen: something does not fit.
    """
    if any(_PATH.fullmatch(path) is None for path in change.values):
        raise Misshapen("shape", "path")
    if any(isinstance(version, str) and _ID.fullmatch(version) is None for version in change.base.values()):
        raise Misshapen("shape", "base")
    _check_content(change)
    _check_operation(change)
    noun = NOUNS.get(change.kind)
    if noun is not None:
        _check_fields(noun, change)


def check_names(change: Change) -> None:
    """Check who, what and when a change names.

    Raises:
        Misshapen: as `check`.
    """
    named = (
        _ID.fullmatch(change.id)
        and is_id(change.record)
        and _KIND.fullmatch(change.kind)
        and _OFFICER.fullmatch(change.officer)
        and _HLC.fullmatch(change.hlc)
        and len(change.reason or "") <= MOST_REASON
        and all(is_id(conflict) for conflict in change.resolves)
    )
    if not named:
        raise Misshapen("shape")
    try:
        moment(change.at)
    except ValueError:
        raise Misshapen("shape", "at") from None


def _check_content(change: Change) -> None:
    """Whole numbers, text and lists of them, so that every language writes and hashes the same."""
    try:
        raw = canonical.write({"values": change.values, "base": change.base, "reason": change.reason})
    except BadMessage:
        raise Misshapen("shape") from None
    if len(raw) > MOST_BYTES:
        raise Misshapen("too-large")


def _check_operation(change: Change) -> None:
    gone = change.values.get(DELETED)
    fits = {
        "create": DELETED not in change.values and not change.base,
        "set": bool(change.values or change.resolves),
        "delete": list(change.values) == [DELETED] and isinstance(gone, str) and bool(gone),
        "restore": list(change.values) == [DELETED] and gone is None,
    }
    if not fits[change.op] or not (gone is None or isinstance(gone, str)):
        raise Misshapen("shape", "op")


def _check_author(field: Field, change: Change) -> None:
    """What the programme notes when a record is made stays so, and what the centre notes comes from nobody else."""
    late = field.author is Author.DESK and change.op == "set"
    if late and change.values.get(field.name) is None and _seals(change):
        return  # it goes under the key of its case
    if (late or field.author is Author.CENTRE) and field.name in change.values:
        raise Misshapen("rights", field.name)


def _seals(change: Change) -> bool:
    return any(path.startswith(f"{SEALED}/") for path in change.values)


def _check_fields(noun: Noun, change: Change) -> None:
    values = {path: value for path, value in change.values.items() if path != DELETED}
    try:
        normal = check_paths(noun, values)
    except InvalidField as error:
        raise Misshapen("shape", error.field) from None
    for path, value in values.items():
        if normal[path] != value:  # two spellings of one value would be two values to every digest
            raise Misshapen("shape", path)
    is_new = change.op == "create"
    for field in noun.fields if is_new else (noun.by_name[path] for path in values if path in noun.by_name):
        _check_author(field, change)
        if field.required and values.get(field.name) is None:
            raise Misshapen("shape", field.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One change of the batch, as far as it can be judged without the ledger."""

    change: Change
    misshapen: Misshapen | None
    hash: bytes  # empty when it has no canonical form


def judged(judge: Callable[[], T], *passing: type[Exception]) -> T:
    """Judge one change. Where our own code fails at it, that is said of it, or its neighbours would never get in.

    Raises:
        Misshapen: it cannot be taken; "centre-fault" where we failed, with the cause.
        MemoryError, *passing*: no fault of this one change.
    """
    passes: tuple[type[Exception], ...] = (Misshapen, MemoryError, *passing)
    try:
        return judge()
    except passes:
        raise
    except Exception as error:
        raise Misshapen("centre-fault") from error


def arrivals(changes: Sequence[Change]) -> list[Arrival]:
    """Look at the changes of a batch one by one."""
    return [_arrival(change) for change in changes]


def _arrival(change: Change) -> Arrival:
    try:
        judged(lambda: check(change))
    except Misshapen as misshapen:
        return Arrival(change=change, misshapen=misshapen, hash=_hash(change))
    return Arrival(change=change, misshapen=None, hash=change_hash(change))


def _hash(change: Change) -> bytes:
    try:
        return change_hash(change)
    except (ValueError, OverflowError, RecursionError, UnicodeError):
        return b""
