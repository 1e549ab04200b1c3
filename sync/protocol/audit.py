"""What travels of the audit: lines of one device's chain, the head of that chain, and proofs of the centre's log.

Each line is bound to the one before it by its hash, so a batch needs no hashes: who holds the line before computes all.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from sync.changes.change import Change
from sync.errors import BadMessage
from sync.protocol.columns import ChangeIds, Column, Ints, Room, expect, merged, milliseconds_of, moment_of, numbered

FIRST: Final = "0" * 64
"""What stands for the hash before the first line."""
MOST_LINES: Final = 5000
"""Of one ask."""
MOST_OVERSEEN: Final = 200
"""Of one answer."""
_ROW_BYTES: Final = 200
_HEAD_BYTES: Final = 12
"""Of a hash, in the head that every ask bears: enough to bind, and a quiet ask stays in its smallest size."""
_encode = msgspec.json.Encoder(order="sorted").encode


class AuditLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did what to which record, and when: names of fields, never values; no text of anybody."""

    epoch: int  # of the device, when the line was written
    at: str  # as the device claims
    act: str  # see sync/domain/rules/acts.py
    officer: str = ""
    role: str = ""  # codes with blanks between, as the officer had them
    outcome: str = ""  # empty where it was done; else why not
    kind: str = ""
    record: str = ""
    case: str = ""  # to which the record belongs
    purpose: str = ""  # a code
    fields: list[str] = []  # names; of an act on many records: how many
    change: str = ""  # the id of the change that was written
    version: str = ""  # of the programme


class AuditLines(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Lines of the chain in order; the first has number *n*, and *prev* is the hash of the line before it.

    A line of *changed* says no more than its change does, which is in this ask or in the ledger: it has only what the
    change does not say.
    """

    n: int
    prev: str = ""  # hex; none where it is the head that this desk knows the centre to hold
    last: str = ""  # of the hash of the last line the first 12 bytes; none where that is the head of the ask
    lines: list[AuditLine] = []
    changed: list[int] = []  # places in *lines*


class AuditAsk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The head of the device's chain, lines of it that the centre lacks, and what is to be proven of the log."""

    n: int  # of the last line
    head: str  # of its hash the first 12 bytes, base64url
    send: AuditLines | None = None
    log: int | None = None  # the size of the log that the desk has verified: asks for a newer checkpoint
    prove: str = ""  # with it, the hash (hex) of a line that is to be shown to be in the log
    oversee: int | None = None  # with *log*: lines of the mission from this place on, for whoever may oversee it


class Overseen(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A line of the mission as it stands in the log; *path* proves it where no later line of its device here does."""

    place: int
    leaf: str
    path: list[str] = []


class AuditAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the centre holds of the chain, where that is not just what the ask said; and proofs of its log."""

    held: int | None = None  # lines up to this one follow from the first on
    whole: bool = False  # a change that a line of *changed* names is not in the ledger: say it whole
    checkpoint: str = ""  # a signed note, see c2sp.org/tlog-checkpoint
    consistency: list[str] = []  # base64url, from the size that was asked with; see RFC 9162
    place: int | None = None  # of the line that was to be proven; none where it is not in the log at that size
    inclusion: list[str] = []
    witnessed: str = ""  # the newest checkpoint that a witness cosigned
    grown: list[str] = []  # base64url, from the size of that one; see RFC 9162
    overseen: list[Overseen] = []


class AuditColumns(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True):
    """Lines as columns: those of *odd* by their place, and between them, in order, the rows of the columns.

    By place and not by name: a morning's unlocking must not make a quiet ask larger.
    """

    n: int
    count: int
    prev: str = ""
    last: str = ""
    epoch: Ints = Ints()
    at: Ints = Ints()  # milliseconds since 1970; 0 for one of *changed*
    act: Column = Column()
    officer: Column = Column()
    role: Column = Column()
    outcome: Column = Column()
    kind: Column = Column()
    record: Column = Column()
    case: Column = Column()
    purpose: Column = Column()
    fields: Column = Column()
    change: ChangeIds | None = None  # of the rows that name one
    named: Ints = Ints()  # these rows
    version: Column = Column()
    changed: Ints = Ints()
    odd: dict[int, AuditLine] = {}


class AuditAskColumns(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`AuditAsk` with its lines as columns."""

    n: int
    head: str
    send: AuditColumns | None = None
    log: int | None = None
    prove: str = ""
    oversee: int | None = None


_TEXTS: Final = ("act", "officer", "role", "outcome", "kind", "record", "case", "purpose", "version")


def chained(prev: str, device: str, n: int, line: AuditLine) -> bytes:
    """Return a line as it stands in the chain and in the log: JSON that begins with the hash of the line before."""
    values = msgspec.structs.astuple(line)
    return _encode([prev, device, n, *values])


def unchained(leaf: bytes) -> tuple[str, str, int, AuditLine]:
    """Read a line as it stands in the log: the hash before it, its device and number there, and what it says.

    Raises:
        BadMessage: no such line; rule "shape".
    """
    try:
        prev, device, n, *values = msgspec.json.decode(leaf, type=list[Any])
        said = dict(zip(AuditLine.__struct_fields__, values, strict=True))
        return str(prev), str(device), msgspec.convert(n, int), msgspec.convert(said, AuditLine)
    except (ValueError, msgspec.MsgspecError):
        raise BadMessage(rule="shape") from None


def hash_of(chain_line: bytes) -> str:
    """Return the hash of a line, hex."""
    return hashlib.sha256(chain_line).hexdigest()


def short(head: str) -> str:
    """Return a hash as an ask says it."""
    return base64.urlsafe_b64encode(bytes.fromhex(head)[:_HEAD_BYTES]).decode()


def of_change(change: Change) -> dict[str, Any]:
    """Return what a change says of the line that it leaves."""
    names = sorted({path.partition("/")[0] for path in change.values})
    return {
        "at": change.at,
        "act": "decide" if change.resolves else change.op,
        "officer": change.officer,
        "kind": change.kind,
        "record": change.record,
        "fields": names,
    }


_OF_CHANGE: Final = {"at": "", "act": "", "officer": "", "kind": "", "record": "", "fields": []}


def without_change(line: AuditLine) -> AuditLine:
    """Return what a line says beyond its change."""
    return msgspec.structs.replace(line, **_OF_CHANGE)


def with_changes(sent: AuditLines, change_of: Callable[[str], Change | None]) -> list[AuditLine] | None:
    """Return the lines whole; None where a change is not known."""
    lines = list(sent.lines)
    for place in sent.changed:
        change = change_of(lines[place].change) if 0 <= place < len(lines) else None
        if change is None:
            return None
        lines[place] = msgspec.structs.replace(lines[place], **of_change(change))
    return lines


def pack_audit(ask: AuditAsk) -> AuditAskColumns:
    """Make columns of the lines."""
    send = None if ask.send is None else _pack(ask.send)
    return AuditAskColumns(**msgspec.structs.asdict(ask) | {"send": send})


def unpack_audit(said: AuditAskColumns, room: Room) -> AuditAsk:
    """Return the ask.

    Raises:
        BadMessage: columns that do not fit each other, or too much.
    """
    send = None if said.send is None else _unpack(said.send, room)
    return AuditAsk(**msgspec.structs.asdict(said) | {"send": send})


def _pack(sent: AuditLines) -> AuditColumns:
    odd = {place: one for place, one in enumerate(sent.lines) if not _fits(one)}
    rows = [one for place, one in enumerate(sent.lines) if place not in odd]
    columns = {name: Column.pack([getattr(one, name) for one in rows]) for name in _TEXTS}
    named = [row for row, one in enumerate(rows) if one.change]
    return AuditColumns(
        n=sent.n,
        count=len(sent.lines),
        prev=sent.prev,
        last=sent.last,
        epoch=Ints.pack([one.epoch for one in rows]),
        at=Ints.pack([milliseconds_of(one.at) or 0 if one.at else 0 for one in rows]),
        fields=Column.pack([one.fields for one in rows]),
        change=ChangeIds.pack([rows[row].change for row in named]) if named else None,
        named=Ints.pack(named),
        changed=Ints.pack(sent.changed),
        odd=odd,
        **{name: Column() if column == Column.pack([""] * len(rows)) else column for name, column in columns.items()},
    )


def _fits(line: AuditLine) -> bool:
    """Whether columns give *line* back exactly."""
    since = milliseconds_of(line.at) if line.at else 0
    return since is not None and (since != 0) == bool(line.at) and (not line.change or numbered(line.change))


def _unpack(said: AuditColumns, room: Room) -> AuditLines:
    count = said.count - len(said.odd)
    expect(0 <= count <= MOST_LINES)
    room.take(_ROW_BYTES * count)
    columns: dict[str, Sequence[Any]] = {name: _texts(getattr(said, name), count, room) for name in _TEXTS}
    columns["fields"] = said.fields.unpack(count, room)
    columns["epoch"] = said.epoch.unpack(count)
    columns["at"] = [moment_of(since) if since else "" for since in said.at.unpack(count)]
    columns["change"] = _changes(said, count, room)
    dense = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    try:
        lines = merged(msgspec.convert(dense, list[AuditLine]), said.odd, said.count)
    except msgspec.ValidationError:
        raise BadMessage(rule="shape") from None
    changed = said.changed.unpack(len(said.changed.of))
    return AuditLines(n=said.n, prev=said.prev, last=said.last, lines=lines, changed=changed)


def _texts(column: Column, count: int, room: Room) -> Sequence[Any]:
    return [""] * count if column == Column() else column.unpack(count, room)


def _changes(said: AuditColumns, count: int, room: Room) -> list[str]:
    rows = said.named.unpack(len(said.named.of))
    expect(len(set(rows)) == len(rows) and all(0 <= row < count for row in rows))
    names = [""] * count
    for row, name in zip(rows, said.change.unpack(len(rows), room) if said.change else [], strict=True):
        names[row] = name
    return names
