"""Changes as columns, and back. A change that does not fit stands beside them as it is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from sync.changes.change import Change, Operation, Version
from sync.domain.ids import is_id
from sync.protocol.columns import (
    EXACT,
    ChangeIds,
    Column,
    Ints,
    Room,
    expect,
    merged,
    milliseconds_of,
    moment_of,
    numbered,
)
from sync.protocol.names import Drawing, Ids, Names, Pool

MOST: Final = 32_768
"""Rows of one table: one may take a byte when packed, and half a kilobyte when unpacked."""

_HLC: Final = re.compile(r"([0-9]{13})-([0-9a-f]{4})-(.*)", re.DOTALL)
_ROW_BYTES: Final = 200  # what a change weighs in plain JSON besides its columns of text
_MOST_CLOCK: Final = 10**13
_MOST_TICKS: Final = 1 << 16


class Form(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What many changes have in common: kind, operation, and the paths that they set.

    A path that ends with ``/`` goes on with an id of the pool. *base* is None where the paths are those of the values.
    """

    kind: str
    op: Operation
    values: list[str]
    base: list[str] | None


class Changes(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """*count* changes: those of *odd* by their place, and between them, in order, the rows of the columns."""

    count: int
    form: list[int] = []  # per row its place in *forms*
    forms: list[Form] = []
    id: ChangeIds | None = None
    ids: Ids = Ids()  # per row its record and the ids of its paths; then those of the columns with refs
    values: list[Column] = []  # one per kind and path, in the order in which *forms* name them
    base: Ints = Ints()  # versions in the order of the paths, less the number of the record where it has one
    branch: Ints = Ints()  # places in *base* whose version is the id of a change
    branches: ChangeIds | None = None
    officer: Column = Column()
    at: Ints = Ints()  # milliseconds since 1970
    ahead: Ints = Ints()  # milliseconds of the hybrid clock, less those of *at*
    ticks: Ints = Ints()  # its counter
    device: Column = Column()  # its device, or null where that is the one of the id
    reason: Column = Column()
    resolves: dict[int, list[str]] = {}  # by row
    odd: dict[int, Change] = {}


def pack(changes: Sequence[Change], names: Names) -> Changes:
    """Make columns of *changes*."""
    odd = {place: change for place, change in enumerate(changes) if not _fits(change)}
    rows = [change for place, change in enumerate(changes) if place not in odd]
    return _Packing().run(rows, names, odd) if rows else Changes(count=len(odd), odd=odd)


def unpack(changes: Changes, names: Names, room: Room) -> list[Change]:
    """Return the changes.

    Raises:
        BadMessage: columns that do not fit each other (rule "shape"), too much (rule "size"), or a number that names
            no record here (rule "number").
    """
    rows = len(changes.form)
    expect(changes.count == rows + len(changes.odd) <= MOST)
    return merged(_Unpacking(changes, names, room).run() if rows else [], changes.odd, changes.count)


def _fits(change: Change) -> bool:
    """Whether columns give *change* back exactly."""
    hlc = _HLC.fullmatch(change.hlc)
    return (
        hlc is not None
        and numbered(change.id)
        and is_id(change.record)
        and milliseconds_of(change.at) is not None
        and not any(path.endswith("/") for path in (*change.values, *change.base))
        and all(numbered(one) if isinstance(one, str) else abs(one) <= EXACT for one in change.base.values())
    )


def _device_of(change_id: str) -> str:
    return change_id.rsplit(".", 2)[0]


class _Packing:
    """Reads changes row by row and writes them column by column."""

    def __init__(self) -> None:
        self._pool = Pool()
        self._forms: dict[tuple[Any, ...], int] = {}
        self._values: dict[tuple[str, str], list[Any]] = {}

    def run(self, rows: Sequence[Change], names: Names, odd: dict[int, Change]) -> Changes:
        form = [self._row(change) for change in rows]
        values = [self._column(cells) for cells in self._values.values()]
        numbers = names.numbers(self._pool.ids)
        versions = [(change, change.base[path]) for change in rows for path in sorted(change.base)]
        branches = [place for place, (_, version) in enumerate(versions) if isinstance(version, str)]
        at = [milliseconds_of(change.at) or 0 for change in rows]
        clocks = [_HLC.fullmatch(change.hlc) for change in rows]
        read = [(int(clock[1]), int(clock[2], 16), clock[3]) for clock in clocks if clock is not None]
        devices = [
            None if device == _device_of(change.id) else device
            for change, (_, _, device) in zip(rows, read, strict=True)
        ]
        return Changes(
            count=len(rows) + len(odd),
            form=form,
            forms=[Form(kind, op, list(paths), base) for kind, op, paths, base in self._forms],
            id=ChangeIds.pack([change.id for change in rows]),
            ids=self._pool.pack(numbers),
            values=values,
            base=Ints.pack(
                [
                    version - numbers.get(change.record, 0) if isinstance(version, int) else 0
                    for change, version in versions
                ]
            ),
            branch=Ints.pack(branches),
            branches=ChangeIds.pack([str(versions[place][1]) for place in branches]) if branches else None,
            officer=Column.pack([change.officer for change in rows]),
            at=Ints.pack(at),
            ahead=Ints.pack([clock - claimed for (clock, _, _), claimed in zip(read, at, strict=True)]),
            ticks=Ints.pack([ticks for _, ticks, _ in read]),
            device=Column.pack(devices),
            reason=Column.pack([change.reason for change in rows]),
            resolves={row: change.resolves for row, change in enumerate(rows) if change.resolves},
            odd=odd,
        )

    def _row(self, change: Change) -> int:
        self._pool.put(change.record)
        paths, based = sorted(change.values), sorted(change.base)
        values = [self._path(path) for path in paths]
        base = None if based == paths else tuple(self._path(path) for path in based)
        for path, short in zip(paths, values, strict=True):
            self._values.setdefault((change.kind, short), []).append(change.values[path])
        return self._forms.setdefault((change.kind, change.op, tuple(values), base), len(self._forms))

    def _path(self, path: str) -> str:
        """Put the id at the end of *path*, where there is one, into the pool."""
        field, slash, element = path.rpartition("/")
        if not slash or not is_id(element):
            return path
        self._pool.put(element)
        return field + slash

    def _column(self, cells: list[Any]) -> Column:
        if not all(isinstance(cell, str) and is_id(cell) for cell in cells):
            return Column.pack(cells)
        for cell in cells:
            self._pool.put(cell)
        return Column(refs=len(cells))


class _Unpacking:
    """Reads columns and writes changes row by row; whatever does not fit is refused before a row is made."""

    def __init__(self, changes: Changes, names: Names, room: Room) -> None:
        expect(all(0 <= form < len(changes.forms) for form in changes.form))
        self._changes = changes
        self._room = room
        self._rows = [changes.forms[form] for form in changes.form]
        weights = [_weight(form) for form in changes.forms]
        room.take(sum(weights[form] for form in changes.form))
        self._drawing = Drawing(changes.ids, names, room)

    def run(self) -> list[Change]:
        said, count = self._changes, len(self._rows)
        expect(said.id is not None)
        ids = [] if said.id is None else said.id.unpack(count, self._room)
        named = [self._named(form) for form in self._rows]
        values = self._values()
        self._drawing.end()
        bases = iter(self._bases(named))
        officers, reasons = self._texts(said.officer), self._texts(said.reason, optional=True)
        at, clocks = self._clocks(ids)
        expect(all(0 <= row < count for row in said.resolves))
        return [
            Change(
                id=ids[row],
                record=record,
                kind=form.kind,
                op=form.op,
                values=dict(zip(paths, [next(values[form.kind, path]) for path in form.values], strict=True)),
                base={path: next(bases) for path in based},
                officer=officers[row],
                at=at[row],
                hlc=clocks[row],
                reason=reasons[row],
                resolves=said.resolves.get(row, []),
            )
            for row, (form, (record, paths, based)) in enumerate(zip(self._rows, named, strict=True))
        ]

    def _named(self, form: Form) -> tuple[str, list[str], list[str]]:
        """Draw the record, the paths and the paths of the base of one row."""
        record = self._drawing.take()
        paths = self._paths(form.values)
        return record, paths, paths if form.base is None else self._paths(form.base)

    def _paths(self, short: list[str]) -> list[str]:
        paths = [path + self._drawing.take() if path.endswith("/") else path for path in short]
        expect(len(set(paths)) == len(paths))
        return paths

    def _values(self) -> dict[tuple[str, str], Iterator[Any]]:
        """Return the cells of each kind and path."""
        keys = list(dict.fromkeys((form.kind, path) for form in self._changes.forms for path in form.values))
        counts = Counter((form.kind, path) for form in self._rows for path in form.values)
        expect(len(keys) == len(self._changes.values))
        cells = {}
        for key, column in zip(keys, self._changes.values, strict=True):
            if column.refs:
                expect(column == Column(refs=counts[key]))
                cells[key] = iter([self._drawing.take() for _ in range(column.refs)])
            else:
                cells[key] = iter(column.unpack(counts[key], self._room))
        return cells

    def _bases(self, named: list[tuple[str, list[str], list[str]]]) -> list[Version]:
        numbers = [self._drawing.numbers.get(record, 0) for record, _, based in named for _ in based]
        versions: list[Version] = [
            less + number for less, number in zip(self._changes.base.unpack(len(numbers)), numbers, strict=True)
        ]
        places = self._changes.branch.unpack(len(self._changes.branch.of))
        expect(len(set(places)) == len(places) and all(0 <= place < len(versions) for place in places))
        branches = self._changes.branches
        expect((branches is None) == (not places))
        for place, branch in zip(places, branches.unpack(len(places), self._room) if branches else [], strict=True):
            versions[place] = branch
        return versions

    def _texts(self, column: Column, *, optional: bool = False) -> list[Any]:
        expect(all(isinstance(text, str) or (optional and text is None) for text in column.of))
        return column.unpack(len(self._rows), self._room)

    def _clocks(self, ids: list[str]) -> tuple[list[str], list[str]]:
        """Return claimed moments and readings of the hybrid clock."""
        said, count = self._changes, len(ids)
        at, ahead, ticks = said.at.unpack(count), said.ahead.unpack(count), said.ticks.unpack(count)
        clocks = [claimed + more for claimed, more in zip(at, ahead, strict=True)]
        expect(all(0 <= clock < _MOST_CLOCK for clock in clocks) and all(0 <= tick < _MOST_TICKS for tick in ticks))
        devices = self._texts(said.device, optional=True)
        return [moment_of(claimed) for claimed in at], [
            f"{clock:013d}-{tick:04x}-{_device_of(name) if device is None else device}"
            for clock, tick, name, device in zip(clocks, ticks, ids, devices, strict=True)
        ]


def _weight(form: Form) -> int:
    """Return what a change of this form weighs in plain JSON, without its values."""
    paths = (*form.values, *(form.values if form.base is None else form.base))
    return _ROW_BYTES + len(form.kind) + sum(len(path) + 4 for path in paths)
