"""A segment: some thousand records as they stand at one seq, table by table, each field a column."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from sync.errors import BadMessage
from sync.protocol.frames import pack, unpack
from sync.protocol.snapshot import columns, rows
from sync.protocol.snapshot.columns import Head
from sync.protocol.snapshot.rows import Table
from sync.protocol.snapshot.snap import Snap

_LENGTH_BYTES: Final = 4
_MOST_HEAD: Final = 8 << 20
_MOST_PLAIN: Final = 256 << 20
_MOST_MEMBERS: Final = 1 << 20


class _TableHead(msgspec.Struct, frozen=True, array_like=True):
    """One kind: its rows, the columns of its fields, and for each list those of its members."""

    kind: str
    rows: int
    columns: list[Head]
    lists: dict[str, list[Head]]


def write(snaps: Iterable[Snap]) -> bytes:
    """Write records, kind by kind; their order within a kind stays."""
    heads: list[_TableHead] = []
    streams: list[bytes] = []

    def written(told: dict[str, Sequence[Any]]) -> list[Head]:
        made = [columns.write(name, values) for name, values in told.items()]
        streams.extend(stream for _, some in made for stream in some)
        return [head for head, _ in made]

    for kind, group in groupby(sorted(snaps, key=lambda snap: snap.kind), key=lambda snap: snap.kind):
        table = rows.table_of(list(group))
        plain = written(table.columns)
        lists = {name: written(members) for name, members in table.lists.items()}
        heads.append(_TableHead(kind, table.rows, plain, lists))
    head = pack(msgspec.json.encode(heads))
    return len(head).to_bytes(_LENGTH_BYTES) + head + b"".join(streams)


class Segment:
    """The records of a segment, put together one by one while they are gone through: all at once are much memory."""

    def __init__(self, tables: Sequence[tuple[str, Table]]) -> None:
        self._tables = tables

    def __iter__(self) -> Iterator[Snap]:
        return (snap for kind, table in self._tables for snap in rows.snaps_of(kind, table))

    def by_kind(self, first: str) -> Iterator[tuple[str, Iterator[Snap]]]:
        """Yield each kind with its records, *first* before the others."""
        for kind, table in sorted(self._tables, key=lambda each: (each[0] != first, each[0])):
            yield kind, rows.snaps_of(kind, table)

    def deleted(self) -> dict[str, list[str]]:
        """Return by kind the ids of the records that are deleted."""
        found: dict[str, list[str]] = {}
        for kind, table in self._tables:
            found.setdefault(kind, []).extend(rows.deleted(table))
        return {kind: ids for kind, ids in found.items() if ids}


def read(segment: bytes, count: int) -> Segment:
    """Read the *count* records of a segment: every stream is unpacked and every column read before this returns.

    Raises:
        BadMessage: damaged, or not what was announced; rule "segment".
    """
    body_at = _LENGTH_BYTES + int.from_bytes(segment[:_LENGTH_BYTES])
    try:
        heads = msgspec.json.decode(unpack(segment[_LENGTH_BYTES:body_at], _MOST_HEAD), type=list[_TableHead])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadMessage(rule="segment") from None
    if sum(head.rows for head in heads) != count or any(head.rows < 1 for head in heads):
        raise BadMessage(rule="segment")
    body = _Body(segment, body_at)
    tables = [_table(head, body) for head in heads]
    if not body.is_at_end:
        raise BadMessage(rule="segment")
    return Segment(tables)


def _table(head: _TableHead, body: "_Body") -> tuple[str, Table]:
    table = Table(rows=head.rows, columns={one.name: body.column(one, head.rows) for one in head.columns})
    for name, members in head.lists.items():
        counts = table.columns.get(name + rows.COUNT, ())
        if not counts or not all(type(each) is int and each >= 0 for each in counts) or sum(counts) > _MOST_MEMBERS:
            raise BadMessage(rule="segment")
        table.lists[name] = {one.name: body.column(one, sum(counts)) for one in members}
    rows.check(table)
    return head.kind, table


class _Body:
    """The packed streams behind the head, in the order in which the columns name them."""

    def __init__(self, segment: bytes, at: int) -> None:
        self._segment = memoryview(segment)
        self._at = at
        self._left = _MOST_PLAIN

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._segment)

    def column(self, head: Head, count: int) -> Sequence[Any]:
        """Read the next column."""
        return columns.read(head, [self._stream(size) for size in head.sizes], count)

    def _stream(self, size: int) -> bytes:
        end = self._at + size
        if size < 1 or end > len(self._segment):
            raise BadMessage(rule="segment")
        plain = unpack(bytes(self._segment[self._at : end]), self._left)
        self._at, self._left = end, self._left - len(plain)
        return plain
