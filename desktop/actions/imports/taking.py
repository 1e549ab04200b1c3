"""Taking a list in: rows in chunks, each chunk one transaction; what is there already is filled, never replaced."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from desktop.actions.imports import mapping as mappings
from desktop.actions.imports import remembered
from desktop.actions.imports.cells import Place
from desktop.actions.imports.chunk import Chunk, Counts
from desktop.actions.imports.mapping import Header, Mapping
from desktop.actions.imports.matching import Index
from desktop.actions.imports.reading import Entry, Reader
from desktop.actions.imports.refused import HeldRows, Refusal, RefusedRows, WrittenRows, refusal_of
from desktop.actions.imports.sheet import Row, read
from desktop.actions.open_desk import OpenDesk
from desktop.words import Words
from sync.clock import Clock
from sync.domain.codes import code_list
from sync.domain.records.catalogue import noun
from sync.errors import Cancelled, UnknownKind

CHUNK: Final = 500
NO_LISTS: Final = frozenset({"attachment", "conflict", "alignment_difference", "mission", "officer", "device"})
"""Kinds that only the desk and the centre make."""
_SHOWN: Final = 200
"""Refusals that the outcome names; the file has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list to take in. *mapping* None: as remembered, else as proposed.

    Refused rows go into the file *refused*, None: beside the list; with *holds_refused* into no file, see `Outcome`.
    """

    kind: str
    path: Path
    mapping: Mapping | None = None
    dry_run: bool = False
    refused: Path | None = None
    holds_refused: bool = False
    lang: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is; None where the file does not say how long it is."""

    done: int
    total: int | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the rows. *read* = created + filled + unchanged + refused."""

    read: int
    created: int
    filled: int
    unchanged: int
    refused: int
    passed_over: int  # titles, totals, headers once more, signatures
    nik_warnings: int  # rows taken in whose NIK does not fit sex, birth date or place
    refusals: tuple[Refusal, ...]  # the first ones
    refused_file: Path | None
    held: HeldRows | None  # the refused rows, where no file was wanted for them
    mapping: Mapping

    def as_fields(self) -> dict[str, Any]:
        """The outcome as the command line shows it."""
        counts = ("read", "created", "filled", "unchanged", "refused", "passed_over", "nik_warnings")
        shown: dict[str, Any] = {name: getattr(self, name) for name in counts}
        file = None if self.refused_file is None else str(self.refused_file)
        rows = [refusal.as_fields() for refusal in self.refusals]
        return shown | {"rows": rows, "refused_file": file, "mapping": mappings.as_shown(self.mapping)["columns"]}


def take_in(
    desk: OpenDesk,
    wanted: Intake,
    progress: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Take a list in. Taking the same list in again changes nothing; after a stop it goes on where it was.

    Raises:
        NoRight: the officer may not take lists of that kind in.
        UnknownKind, UnreadableFile, NoMapping, UnwritableFile: nothing was taken in, or what was before the fault.
        Cancelled: *stopped* said so; the chunks before stay. Also what `Store.do` raises.
    """
    desk.do(lambda unit: unit.rights.needs("import", wanted.kind))
    sheet = read(wanted.path)
    first = list(islice(sheet.rows, CHUNK))
    opened = _opened(desk, wanted, first)
    if not wanted.dry_run:
        remembered.remember(desk.store, opened.header, opened.mapping)
    rows = chain(first[opened.header.ends :], sheet.rows)
    with _refused_rows(wanted, opened.header) as refused:
        run = _Run(desk, opened, refused, dry_run=wanted.dry_run)
        try:
            run.through(rows, _Pace(desk.clock, sheet.total, progress), stopped)
        finally:
            run.note()
    return run.outcome()


def _refused_rows(wanted: Intake, header: Header) -> RefusedRows:
    words = Words(wanted.lang)
    if wanted.holds_refused:
        return HeldRows(header.texts, words, wanted.kind)
    beside = wanted.path.with_name(words("imports.refused-file", name=wanted.path.stem))
    return WrittenRows(wanted.refused or beside, header.texts, words, wanted.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    kind: str
    header: Header
    mapping: Mapping
    reader: Reader


def _opened(desk: OpenDesk, wanted: Intake, first: list[Row]) -> _Opened:
    declared = noun(wanted.kind)
    if wanted.kind in NO_LISTS:
        raise UnknownKind(kind=wanted.kind)
    mapping = wanted.mapping or remembered.recall(desk.store, wanted.kind, first) or mappings.propose(declared, first)
    header = mappings.locate(mapping, first)
    columns = mappings.columns(declared, mapping, header)
    reader = Reader(declared, header, columns, place_of(desk))
    reader.look_over(first[header.ends :])
    return _Opened(kind=wanted.kind, header=header, mapping=mapping, reader=reader)


def place_of(desk: OpenDesk) -> Place:
    """Return what helps to read cells at this desk's mission."""
    mission = code_list("mission").get(desk.store.identity().mission)
    return Place(
        today=desk.clock.now().date(),
        region=(mission and mission.text("country")) or "ID",
        currency=(mission and mission.text("currency")) or "IDR",
    )


@dataclass(slots=True)
class _Pace:
    """Tells how long it will still take."""

    clock: Clock
    total: int | None
    tell: Callable[[Progress], None]
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock.monotonic()

    def at(self, done: int) -> None:
        """Tell that *done* rows are done."""
        left = None
        if self.total and done:
            left = max(0.0, (self.clock.monotonic() - self._began) / done * (self.total - done))
        self.tell(Progress(done=done, total=self.total, seconds_left=left))


class _Run:
    """One list on its way in."""

    def __init__(self, desk: OpenDesk, opened: _Opened, refused: RefusedRows, *, dry_run: bool) -> None:
        self._desk = desk
        self._opened = opened
        self._refused = refused
        self._counts = Counts()
        self._chunk = Chunk(opened.kind, Index.of(desk.store, opened.kind), dry_run=dry_run)
        self._shown: list[Refusal] = []
        self._dry_run = dry_run

    def through(self, rows: Iterator[Row], pace: _Pace, stopped: Callable[[], bool]) -> None:
        while taken := list(islice(rows, CHUNK)):
            if stopped():
                raise Cancelled(done=self._counts.read)
            self._take([entry for entry in map(self._opened.reader.entry, taken) if entry is not None], len(taken))
            pace.at(taken[-1].number)

    def _take(self, entries: list[Entry], rows: int) -> None:
        readable = [entry for entry in entries if entry.refusal is None]
        taken = self._desk.do(lambda unit: self._chunk.take(unit, readable))
        self._counts.add(taken.counts)
        self._counts.passed_over += rows - len(entries)
        refused = taken.refused | {entry.row.number: entry.refusal for entry in entries if entry.refusal is not None}
        for entry in entries:
            if entry.row.number in refused:
                self._refuse(entry.row, refusal_of(entry.row, refused[entry.row.number]))
            else:
                self._counts.nik_warnings += self._opened.reader.warns(entry.fields)

    def _refuse(self, row: Row, refusal: Refusal) -> None:
        self._refused.add(row, refusal)
        if len(self._shown) < _SHOWN:
            self._shown.append(refusal)

    def note(self) -> None:
        """Leave the line in the audit, with the counts; a list that changed nothing leaves one, too."""
        if self._dry_run:
            return
        counts, refused = self._counts, self._refused.count
        said = (
            f"read={counts.read + refused}",
            f"created={counts.created}",
            f"filled={counts.filled}",
            f"refused={refused}",
        )
        self._desk.do(lambda unit: unit.note("import", self._opened.kind, fields=said))

    def outcome(self) -> Outcome:
        """Return what became of the rows."""
        counts = self._counts
        return Outcome(
            read=counts.read + self._refused.count,
            created=counts.created,
            filled=counts.filled,
            unchanged=counts.unchanged,
            refused=self._refused.count,
            passed_over=counts.passed_over,
            nik_warnings=counts.nik_warnings,
            refusals=tuple(self._shown),
            refused_file=self._refused.path if isinstance(self._refused, WrittenRows) and self._refused.count else None,
            held=self._refused if isinstance(self._refused, HeldRows) else None,
            mapping=self._opened.mapping,
        )
