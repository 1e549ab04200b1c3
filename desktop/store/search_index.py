"""What the global search knows of a record: its words, numbers and sounds, written in the record's own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import records
from desktop.store.portions import portions
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Search
from sync.domain.spelling import folded_and_keys

_DOC: Final = (
    "INSERT INTO search_doc(kind, record, title, line, folded, version) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(record) "
    "DO UPDATE SET title = excluded.title, line = excluded.line, folded = excluded.folded, version = excluded.version"
)
_TEXT: Final = "INSERT INTO search_text(rowid, words, numbers, sounds) VALUES(?, ?, ?, ?)"
_FORGET_TEXT: Final = "DELETE FROM search_text WHERE rowid = ?"
_FORGET_DOC: Final = "DELETE FROM search_doc WHERE n = ?"
_BATCH: Final = 2000
_TELLING: Final = ("birth_date", "birth_place", "nik", "status", "category")
"""Plain facts that tell two records of one title apart, in the second line of a hit."""
_PAPERS: Final = "passports"

TAILS: Final = (8, 7)
"""People read out the last digits of a phone; its beginning is written in many ways (+60, 060, 0)."""


@dataclass(frozen=True, slots=True)
class Doc:
    """What is found of one record."""

    title: str
    line: str
    folded: str | None
    text: tuple[str, str, str]  # words, numbers, sounds


def index(
    connection: Connection, kind: str, rows: Iterable[Stored], before: Mapping[str, Stored] | None = None
) -> None:
    """Bring the search up to date with *rows*, which stood as *before*; deleted records cannot be found."""
    declared = noun(kind)
    searched = tuple(declared.searched())
    if not searched:
        return
    work, read = _Work(), _read_of(declared, searched)
    for stored in rows:
        earlier = (before or {}).get(stored.row.id)
        if earlier is not None and _reads_alike(read, earlier, stored):
            continue  # most edits: making both texts only to see that is a fifth of taking a change in
        was = None if earlier is None else doc_of(declared, searched, earlier)
        work.take(stored.row.id, was, doc_of(declared, searched, stored))
    work.write(connection, kind)


def forget(connection: Connection, record: str) -> None:
    """Take a record out of the search."""
    _Work(gone=[record]).write(connection, "")


def forget_traces(connection: Connection) -> None:
    """Write the index anew without the words of what is gone: until then it only says that they are."""
    connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES('optimize')")


def rebuild(connection: Connection) -> None:
    """Make the whole search anew from the records."""
    connection.exec_driver_sql("DELETE FROM search_doc")
    connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES('delete-all')")
    for kind in NOUNS:
        sql = f"SELECT _id FROM {table_of(kind).name} WHERE _deleted IS NULL"  # noqa: S608 - our own table name
        ids = [record for (record,) in connection.exec_driver_sql(sql)]
        for start in range(0, len(ids), _BATCH):
            index(connection, kind, records.load_many(connection, kind, ids[start : start + _BATCH]).values())


@dataclass(slots=True)
class _Work:
    """What has to be written for some records: as little as changed, since a text costs ten times its line."""

    docs: dict[str, Doc] = field(default_factory=dict)  # lines that are new or other
    texts: list[str] = field(default_factory=list)  # of those, whose text is new or other
    stale: list[str] = field(default_factory=list)  # of those, whose text stands there in an older form
    gone: list[str] = field(default_factory=list)

    def take(self, record: str, was: Doc | None, now: Doc | None) -> None:
        """Note what has to be done for one record."""
        if was == now:
            return
        if now is None:
            self.gone.append(record)
            return
        self.docs[record] = now
        if was is None or was.text != now.text:
            self.texts.append(record)
            if was is not None:
                self.stale.append(record)

    def write(self, connection: Connection, kind: str) -> None:
        """Write it. The number of a record stays its own as long as it can be found."""
        old = _numbers_of(connection, [*self.stale, *self.gone])
        _each(connection, _FORGET_TEXT, [(number,) for number in old.values()])
        _each(connection, _FORGET_DOC, [(old[record],) for record in self.gone if record in old])
        if not self.docs:
            return
        version = int(connection.exec_driver_sql("SELECT coalesce(max(version), 0) + 1 FROM search_doc").scalar() or 1)
        lines = [(kind, record, doc.title, doc.line, doc.folded, version) for record, doc in self.docs.items()]
        _each(connection, _DOC, lines)
        numbers = _numbers_of(connection, self.texts)
        _each(connection, _TEXT, [(numbers[record], *self.docs[record].text) for record in self.texts])


def _each(connection: Connection, statement: str, lines: list[Any]) -> None:
    if lines:
        connection.exec_driver_sql(statement, lines)


def _numbers_of(connection: Connection, ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in portions(ids):
        sql = f"SELECT record, n FROM search_doc WHERE record IN ({','.join('?' * len(part))})"  # noqa: S608 - marks
        found |= {line.record: line.n for line in connection.exec_driver_sql(sql, part)}
    return found


def doc_of(declared: Noun, searched: tuple[Field, ...], stored: Stored) -> Doc | None:
    """Return what is found of a record; None for a deleted one."""
    if stored.row.deleted is not None:
        return None
    fields = stored.row.fields
    words: list[str] = []
    numbers: list[str] = []
    names: list[str] = []
    sounds: list[str] = []
    for search, text in _values(searched, fields):
        if search is Search.NUMBER:
            numbers += number_forms(text)
            continue
        words.append(text)
        if search is Search.NAME:
            name, keys = folded_and_keys(text)
            names.append(name)
            sounds += keys
    return Doc(
        title=title(declared, fields),
        line=_line(fields),
        folded="\n".join(names) or None,
        text=(" ".join(words), " ".join(numbers), " ".join(sounds)),
    )


def _read_of(declared: Noun, searched: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the fields that a `Doc` is made of."""
    return (*(one.name for one in searched), *declared.about.title, *_TELLING, _PAPERS)


def _reads_alike(read: tuple[str, ...], one: Stored, other: Stored) -> bool:
    fields, others = one.row.fields, other.row.fields
    return one.row.deleted == other.row.deleted and all(fields.get(name) == others.get(name) for name in read)


def title(declared: Noun, fields: dict[str, Any]) -> str:
    """Return what a hit is called."""
    return " · ".join(str(fields[name]) for name in declared.about.title if fields.get(name)) or declared.kind


def _line(fields: dict[str, Any]) -> str:
    facts = [str(fields[name]) for name in _TELLING if fields.get(name)]
    papers = [str(paper["number"]) for paper in fields.get(_PAPERS, ()) if paper.get("number")]
    return " · ".join([*facts, *papers[:1]])


def _values(searched: tuple[Field, ...], fields: dict[str, Any]) -> Iterator[tuple[Search, str]]:
    for one in searched:
        value = fields.get(one.name)
        if value is None:
            continue
        if isinstance(value, str):
            if one.search is not None:
                yield one.search, value
            continue
        for element in value if one.parts and isinstance(value, list) else ():
            for part in one.parts:
                if part.search is not None and isinstance(element.get(part.name), str):
                    yield part.search, element[part.name]


def number_forms(text: str) -> list[str]:
    """Return the forms under which a number is found: letters and digits only, and for long ones the last digits."""
    plain = text.casefold()
    if not plain.isalnum():
        plain = "".join(filter(str.isalnum, plain))
    tails = [plain[-tail:] for tail in TAILS if len(plain) > tail] if plain.isdigit() else []
    return [plain, *tails] if plain else []
