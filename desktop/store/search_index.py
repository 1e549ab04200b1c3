"""What the global search knows of a record: its words, numbers and sounds, written in the record's own transaction."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store.row import Stored
from sync.domain.records.catalogue import noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Search
from sync.domain.spelling import folded, keys

_DOC: Final = (
    "INSERT INTO search_doc(kind, record, title, line, folded) VALUES(?, ?, ?, ?, ?) "
    "ON CONFLICT(record) DO UPDATE SET title = excluded.title, line = excluded.line, folded = excluded.folded"
)
_TEXT: Final = "INSERT INTO search_text(rowid, words, numbers, sounds) VALUES(?, ?, ?, ?)"
_MOST_VARIABLES: Final = 500


def index(connection: Connection, kind: str, rows: Iterable[Stored]) -> None:
    """Bring the search up to date with *rows*; deleted records cannot be found."""
    declared = noun(kind)
    searched = tuple(declared.searched())
    if not searched:
        return
    kept = list(rows)
    _forget(connection, [stored.row.id for stored in kept if stored.row.rev > 1 or stored.row.deleted])
    alive = [stored for stored in kept if stored.row.deleted is None]
    docs = [_doc(declared, searched, stored) for stored in alive]
    if not docs:
        return
    connection.exec_driver_sql(_DOC, [doc[:5] for doc in docs])
    numbers = _numbers_of(connection, [doc[1] for doc in docs])
    connection.exec_driver_sql(_TEXT, [(numbers[doc[1]], *doc[5:]) for doc in docs])


def _forget(connection: Connection, records: list[str]) -> None:
    numbers = _numbers_of(connection, records)
    for number in numbers.values():
        connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", (number,))
        connection.exec_driver_sql("DELETE FROM search_doc WHERE n = ?", (number,))


def _numbers_of(connection: Connection, records: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(records), _MOST_VARIABLES):
        part = tuple(records[start : start + _MOST_VARIABLES])
        marks = ",".join("?" * len(part))
        sql = f"SELECT record, n FROM search_doc WHERE record IN ({marks})"  # noqa: S608 - marks only
        found |= {record: n for record, n in connection.exec_driver_sql(sql, part)}
    return found


def _doc(declared: Noun, searched: tuple[Field, ...], stored: Stored) -> tuple[Any, ...]:
    fields = stored.row.fields
    said = list(_values(searched, fields))
    names = [text for search, text in said if search is Search.NAME]
    words = " ".join(text for search, text in said if search is not Search.NUMBER)
    numbers = " ".join(form for search, text in said if search is Search.NUMBER for form in number_forms(text))
    sounds = " ".join(" ".join(keys(name)) for name in names)
    fold = "\n".join(folded(name) for name in names) or None
    return (declared.kind, stored.row.id, title(declared, fields), _line(declared, fields), fold, words, numbers, sounds)


def title(declared: Noun, fields: dict[str, Any]) -> str:
    """Return what a hit is called."""
    return " · ".join(str(fields[name]) for name in declared.about.title if fields.get(name)) or declared.kind


def _line(declared: Noun, fields: dict[str, Any]) -> str:
    """The second line of a hit: a few plain facts that tell two people of one name apart."""
    facts = [str(fields[name]) for name in ("birth_date", "birth_place", "nik", "status", "category") if fields.get(name)]
    papers = [str(paper["number"]) for paper in fields.get("passports", ()) if paper.get("number")]
    return " · ".join([*facts, *papers[:1]])


def _values(searched: tuple[Field, ...], fields: dict[str, Any]) -> Iterator[tuple[Search, str]]:
    for field in searched:
        value = fields.get(field.name)
        if value is None:
            continue
        if field.search is not None and isinstance(value, str):
            yield field.search, value
        for element in value if field.parts else ():
            for part in field.parts:
                if part.search is not None and isinstance(element.get(part.name), str):
                    yield part.search, element[part.name]


TAILS: Final = (8, 7)
"""People read out the last digits of a phone; its beginning is written in many ways (+60, 060, 0)."""


def number_forms(text: str) -> Iterator[str]:
    """Yield the forms under which a number is found: letters and digits only, and for long ones the last digits."""
    plain = "".join(sign for sign in text.casefold() if sign.isalnum())
    if plain:
        yield plain
        if plain.isdigit():
            yield from (plain[-tail:] for tail in TAILS if len(plain) > tail)


