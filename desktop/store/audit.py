"""The audit of this desk: one line per act, written with the act, names and never values, each bound to the last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store.device import Meta
from desktop.store.row import Row
from sync.protocol.audit import FIRST, AuditLine, chained, hash_of

_HEAD: Final = "audit_head"
"""In `meta`: number and hash of the last line, so that lines cut off at the end are missed."""
COLUMNS: Final = (
    *("epoch", "at", "act", "officer", "role", "outcome", "kind", "record"),
    *("of_case", "purpose", "fields", "change", "version"),
)
MISSION: Final = "mission_audit"
"""The table of the lines of the whole mission, in the order of the centre's log."""
_INSERT: Final = f"INSERT INTO audit(n, {', '.join(COLUMNS)}, hash) VALUES({', '.join('?' * (len(COLUMNS) + 2))})"
_AT_ONCE: Final = 1000


def write(connection: Connection, device: str, lines: Iterable[AuditLine]) -> None:
    """Append *lines* in the transaction of the act itself."""
    n, last = head(connection)
    rows: list[tuple[Any, ...]] = []
    for line in lines:
        n += 1
        last = hash_of(chained(last, device, n, line))
        values = list(msgspec.structs.astuple(line))
        values[COLUMNS.index("fields")] = " ".join(line.fields)
        rows.append((n, *values, last))
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
        Meta(connection).keep(_HEAD, f"{n} {last}")


def head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the last line."""
    kept = Meta(connection).text(_HEAD)
    if kept is None:
        return 0, FIRST
    number, _, last = kept.partition(" ")
    return int(number), last


def lines_after(connection: Connection, n: int, most: int) -> list[tuple[int, AuditLine]]:
    """Return so many lines behind the *n*-th, with their numbers."""
    found = connection.exec_driver_sql("SELECT * FROM audit WHERE n > ? ORDER BY n LIMIT ?", (n, most))
    return [(int(row.n), line_of(row)) for row in found]


def line_of(row: Any) -> AuditLine:
    """Read a row."""
    fields = row.fields.split(" ") if row.fields else []
    said = {name: getattr(row, name) for name in COLUMNS if name not in ("of_case", "fields")}
    return AuditLine(case=row.of_case, fields=fields, **said)


def hash_at(connection: Connection, n: int) -> str | None:
    """Return the hash of the *n*-th line; None where there is no such line."""
    if n == 0:
        return FIRST
    return connection.exec_driver_sql("SELECT hash FROM audit WHERE n = ?", (n,)).scalar()


def broken_at(connection: Connection) -> int | None:
    """Return the number of the first line that does not follow from the one before; None when all do."""
    device, last, count = Meta(connection).needed("device"), FIRST, 0
    for row in _rows(connection):
        count += 1
        last = hash_of(chained(last, device, count, line_of(row)))
        if row.n != count or last != row.hash:
            return count
    return None if (count, last) == head(connection) else count + 1  # lines are missing at the end


def _rows(connection: Connection) -> Iterator[Any]:
    after = 0
    asked = "SELECT * FROM audit WHERE n > ? ORDER BY n LIMIT ?"
    while rows := connection.exec_driver_sql(asked, (after, _AT_ONCE)).all():
        yield from rows
        after = rows[-1].n


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are asked for, newest first; None: any. *record* may be a case: with all that belongs to it."""

    officer: str | None = None
    act: str | None = None
    record: str | None = None
    since: str | None = None  # moments, the first and the one behind the last
    until: str | None = None
    before: int | None = None  # the number of the last line of the page before
    limit: int = 100
    of_mission: bool = False  # the lines of the whole mission, as far as they were fetched


def page(connection: Connection, asked: Asked) -> list[tuple[int, AuditLine]]:
    """Return a page of lines with their numbers."""
    where, values = _condition(asked)
    table = MISSION if asked.of_mission else "audit"
    sql = f"SELECT * FROM {table}{where} ORDER BY n DESC LIMIT ?"  # noqa: S608 - our own conditions
    return [(int(row.n), line_of(row)) for row in connection.exec_driver_sql(sql, (*values, asked.limit))]


def given_out(connection: Connection, officer: str, since: str) -> int:
    """Return how many records an officer has given out since a moment, in lists."""
    sql = "SELECT fields FROM audit WHERE act = 'export' AND kind != 'audit' AND officer = ? AND at >= ?"
    said = (field for row in connection.exec_driver_sql(sql, (officer, since)) for field in row.fields.split())
    return sum(int(field.removeprefix("count=")) for field in said if field.startswith("count="))


def _condition(asked: Asked) -> tuple[str, tuple[Any, ...]]:
    parts: dict[str, str | int | None] = {
        "officer = ?": asked.officer,
        "act = ?": asked.act,
        "at >= ?": asked.since,
        "at < ?": asked.until,
        "n < ?": asked.before,
    }
    said = [sql for sql, value in parts.items() if value is not None]
    values: tuple[Any, ...] = tuple(value for value in parts.values() if value is not None)
    if asked.record is not None:
        said.append("(record = ? OR of_case = ?)")
        values += (asked.record, asked.record)
    return (f" WHERE {' AND '.join(said)}" if said else ""), values


def case_of(row: Row) -> str:
    """Return the case to which a record belongs, as far as the record itself says it."""
    if row.kind == "case":
        return row.id
    fields = row.fields
    said = fields.get("case_id") or (fields.get("owner_id") if fields.get("owner_kind") == "case" else None)
    return said if isinstance(said, str) else ""


def texts(fields: Sequence[str]) -> list[str]:
    """Return names as they stand in a line: without blanks, which part them."""
    return [name.replace(" ", "_") for name in fields]
