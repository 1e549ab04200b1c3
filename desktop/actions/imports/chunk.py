"""Some rows of a list in one transaction: each makes a record, fills one, says nothing new, or is refused."""

from dataclasses import dataclass, field
from typing import Any, Final

from desktop.actions import cases
from desktop.actions.imports.comparing import Comparison, compare
from desktop.actions.imports.matching import Found, Index, Keys, keys_of
from desktop.actions.imports.reading import Entry
from desktop.actions.imports.refused import DIFFERS
from desktop.store.bulk import create_many, edit_many, get_many
from desktop.store.row import read_json, write_json
from desktop.store.unit import Unit
from sync.domain.records.catalogue import noun
from sync.errors import InvalidField

ORIGIN: Final = {"origin": "IMPORT"}


@dataclass(slots=True)
class Counts:
    """What became of the rows that were not refused."""

    created: int = 0
    filled: int = 0
    unchanged: int = 0
    passed_over: int = 0
    nik_warnings: int = 0

    @property
    def read(self) -> int:
        """The rows that hold a record and were not refused."""
        return self.created + self.filled + self.unchanged

    def add(self, other: "Counts") -> None:
        """Count the rows of another chunk, too."""
        self.created += other.created
        self.filled += other.filled
        self.unchanged += other.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a chunk; refusals by row number."""

    counts: Counts
    refused: dict[int, InvalidField]


@dataclass(slots=True)
class _Work:
    """What one chunk knows and is about to write."""

    unit: Unit
    stored: dict[str, dict[str, Any]]
    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def fields(self, record: str) -> dict[str, Any] | None:
        """Return a record as it will be."""
        if record in self.new:
            return self.new[record]
        before = self.stored.get(record)
        return None if before is None else before | self.edits.get(record, {})


class Chunk:
    """Takes chunk after chunk of one list in."""

    def __init__(self, kind: str, index: Index, *, dry_run: bool) -> None:
        self._kind = kind
        self._noun = noun(kind)
        self._index = index
        self._dry_run = dry_run
        self._imagined: dict[str, bytes] = {}  # what a dry run would have made by now
        self._alike: dict[str, list[dict[str, Any]]] = {}  # records by name, for rows that have nothing but a name

    def take(self, unit: Unit, entries: list[Entry]) -> Taken:
        """Take *entries* in, in the transaction of *unit*."""
        keyed = [(entry, keys_of(self._kind, entry.fields)) for entry in entries]
        work = _Work(unit=unit, stored=self._load(unit, self._wanted(keyed)))
        refused: dict[int, InvalidField] = {}
        for entry, keys in keyed:
            try:
                self._take_one(work, entry, keys)
            except InvalidField as refusal:
                refused[entry.row.number] = refusal
        self._write(work)
        return Taken(counts=work.counts, refused=refused)

    def _wanted(self, keyed: list[tuple[Entry, Keys]]) -> list[str]:
        wanted = {entry.record for entry, _ in keyed if entry.record}
        for _, keys in keyed:
            try:
                found = self._index.find(keys)
            except InvalidField:
                continue  # said again when its turn comes
            if found is not None:
                wanted.add(found.record)
        return sorted(wanted)

    def _load(self, unit: Unit, wanted: list[str]) -> dict[str, dict[str, Any]]:
        loaded = {record: row.fields for record, row in get_many(unit, self._kind, wanted).items() if not row.deleted}
        imagined = {record: read_json(self._imagined[record]) for record in wanted if record in self._imagined}
        return loaded | imagined

    def _take_one(self, work: _Work, entry: Entry, keys: Keys) -> None:
        found = self._find(work, entry, keys)
        if found is None:
            if keys.is_anonymous and self._is_known_by_name(work, keys, entry.fields):
                work.counts.unchanged += 1
                return
            self._begin(work, keys, entry.fields)
            return
        known = work.fields(found.record) or {}
        compared = compare(self._noun, known, entry.fields, certain=found.by_number)
        if compared.differs:
            raise InvalidField(field=" ".join(compared.differs), rule=DIFFERS)
        self._fill(work, found.record, keys, compared)

    def _find(self, work: _Work, entry: Entry, keys: Keys) -> Found | None:
        if entry.record is not None and work.fields(entry.record) is not None:
            return Found(record=entry.record, by_number=True)
        return self._index.find(keys)

    def _begin(self, work: _Work, keys: Keys, fields: dict[str, Any]) -> None:
        record = self._registered(work, fields) or work.unit.new_id()
        if record not in work.stored:
            work.new[record] = ORIGIN | fields
        self._index.add(record, keys)
        if keys.name in self._alike:
            self._alike[keys.name].append(fields)
        work.counts.created += 1

    def _registered(self, work: _Work, fields: dict[str, Any]) -> str | None:
        """A case is not only written: it gets its number and its first status."""
        if self._kind != "case" or self._dry_run:
            return None
        row = cases.register(ORIGIN | fields, work.unit)
        work.stored[row.id] = row.fields
        return row.id

    def _fill(self, work: _Work, record: str, keys: Keys, compared: Comparison) -> None:
        if compared.is_nothing_new:
            work.counts.unchanged += 1
            return
        if record in work.new:
            work.new[record] |= compared.fills
        else:
            work.edits.setdefault(record, {}).update(compared.fills)
        self._index.add(record, keys)
        work.counts.filled += 1

    def _is_known_by_name(self, work: _Work, keys: Keys, fields: dict[str, Any]) -> bool:
        if keys.name not in self._alike:
            named = self._index.of_name(keys)
            loaded = self._load(work.unit, list(named)) | {one: work.new[one] for one in named if one in work.new}
            self._alike[keys.name] = list(loaded.values())
        return any(compare(self._noun, one, fields, certain=True).is_nothing_new for one in self._alike[keys.name])

    def _write(self, work: _Work) -> None:
        if self._dry_run:
            changed = work.new | {record: work.stored[record] | fields for record, fields in work.edits.items()}
            self._imagined |= {record: write_json(fields) for record, fields in changed.items()}
            return
        create_many(work.unit, self._kind, work.new)
        edit_many(work.unit, self._kind, work.edits)
