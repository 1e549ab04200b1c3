"""The columnar form, read by resources/protocol/README.md alone: no line of our own codec."""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def read(frame: bytes, records: dict[int, str], header: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the ask or answer of a columnar payload in its plain form, with every field that is not its default."""
    said: dict[str, Any] = json.loads(zstd.decompress(frame))
    if "head" not in said:
        said |= {"changes": changes(said["changes"], records)} if "changes" in said else {}
        if "send" in said.get("audit", {}):
            said["audit"]["send"] = audit_lines(said["audit"]["send"])
        return said
    known = header or {}
    of_header = {"request": "prev", "device": "to", "epoch": "epoch", "time": "created"}
    said |= {name: known[there] for name, there in of_header.items() if name not in said}
    if "results" in said:
        said["results"] = results(said["results"])
    if "news" in said:
        said["news"] = news(said["news"], records)
    return said


def ints(column: dict[str, Any] | None) -> list[int]:
    last, numbers = 0, []
    for number in (column or {}).get("of", []):
        last = last + number if (column or {}).get("step") else number
        numbers.append(last)
    return numbers


def cells(column: dict[str, Any] | None, drawn: Iterator[str] | None = None) -> list[Any]:
    column = column or {}
    if "refs" in column:
        assert drawn is not None
        return [next(drawn) for _ in range(column["refs"])]
    return [column["of"][place] for place in column["at"]] if "at" in column else column.get("of", [])


def change_ids(column: dict[str, Any] | None) -> list[str]:
    if column is None:
        return []
    numbers = [iter(ints(series)) for series in column["n"]]
    return [f"{column['of'][place]}.{next(numbers[place])}" for place in column["at"]]


def whole(table: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    others, odd = iter(rows), table.get("odd", {})
    return [odd[str(place)] if str(place) in odd else next(others) for place in range(table["count"])]


def pool(column: dict[str, Any], records: dict[int, str]) -> Iterator[str]:
    rest, times = column.get("rest", ""), ints(column.get("ms"))
    tails = [rest[at : at + 19] for at in range(0, len(rest), 19)]
    new = iter([f"{time:012x}7{tail}" for time, tail in zip(times, tails, strict=True)])
    numbers = ints(column.get("number"))
    named = [records[number] for number in numbers if number]
    check = hashlib.sha256("".join(named).encode()).hexdigest()[:16] if named else ""
    assert check == column.get("check", "")
    seen: list[str] = []
    following = iter(numbers)
    for back in column.get("back", []):
        if back == 0:
            number = next(following)
            seen.append(records[number] if number else dashed(next(new)))
        yield seen[-back] if back else seen[-1]


def dashed(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def changes(table: dict[str, Any], records: dict[int, str]) -> list[dict[str, Any]]:
    if "form" not in table:
        return whole(table, [])
    forms = [table["forms"][form] for form in table["form"]]
    drawn = pool(table["ids"], records)
    rows = []
    for kind, op, paths, base in forms:
        record = next(drawn)
        own = [path + next(drawn) if path.endswith("/") else path for path in paths]
        seen = own if base is None else [path + next(drawn) if path.endswith("/") else path for path in base]
        rows.append({"kind": kind, "op": op, "record": record, "paths": own, "seen": seen})
    keys = list(dict.fromkeys((kind, path) for kind, _, paths, _ in table["forms"] for path in paths))
    values = {key: iter(cells(column, drawn)) for key, column in zip(keys, table.get("values", []), strict=True)}
    numbers = {name: number for number, name in records.items() if number in ints(table["ids"].get("number"))}
    versions = iter(bases(table, [numbers.get(row["record"], 0) for row in rows for _ in row["seen"]]))
    columns = zip(
        forms,
        rows,
        change_ids(table["id"]),
        cells(table["officer"]),
        cells(table["reason"]),
        clocks(table),
        strict=True,
    )
    made = []
    for number, ((kind, _, paths, _), row, name, officer, reason, (at, hlc)) in enumerate(columns):
        change = {
            "id": name,
            "record": row["record"],
            "kind": kind,
            "op": row["op"],
            "values": {own: next(values[kind, path]) for own, path in zip(row["paths"], paths, strict=True)},
            "base": {path: next(versions) for path in row["seen"]},
            "officer": officer,
            "at": at,
            "hlc": hlc,
            "reason": reason,
            "resolves": table.get("resolves", {}).get(str(number), []),
        }
        made.append({field: value for field, value in change.items() if value not in ({}, [], None)})
    return whole(table, made)


def audit_lines(said: list[Any]) -> dict[str, Any]:
    n, count, prev, last, epoch, at, *rest = said
    names = ("act", "officer", "role", "outcome", "kind", "record", "case", "purpose", "fields")
    rows = count - len(rest[13])
    columns = {name: cells(column) or [""] * rows for name, column in zip(names, rest, strict=False)}
    columns |= {"epoch": ints(epoch), "at": [moment(one) if one else "" for one in ints(at)], "change": [""] * rows}
    columns["version"] = cells(rest[11]) or [""] * rows
    for row, name in zip(ints(rest[10]), change_ids(rest[9]), strict=True):
        columns["change"][row] = name
    made = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    lines = [
        {name: value for name, value in one.items() if value not in ("", []) or name in ("at", "act")} for one in made
    ]
    told = {"prev": prev, "last": last, "lines": whole({"count": count, "odd": rest[13]}, lines)}
    told["changed"] = ints(rest[12])
    return {"n": n} | {name: value for name, value in told.items() if value}


def bases(table: dict[str, Any], numbers: list[int]) -> list[int | str]:
    versions: list[int | str] = [less + number for less, number in zip(ints(table.get("base")), numbers, strict=True)]
    for place, branch in zip(ints(table.get("branch")), change_ids(table.get("branches")), strict=True):
        versions[place] = branch
    return versions


def clocks(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = change_ids(table["id"])
    columns = (ints(table["at"]), ints(table["ahead"]), ints(table["ticks"]), cells(table["device"]))
    for name, at, ahead, ticks, device in zip(names, *columns, strict=True):
        yield moment(at), f"{at + ahead:013d}-{ticks:04x}-{name.rsplit('.', 2)[0] if device is None else device}"


def moment(since: int) -> str:
    claimed = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=since)
    return claimed.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def results(table: dict[str, Any]) -> list[dict[str, Any]]:
    columns = {name: cells(table.get(name)) for name in ("outcome", "code", "field", "needs")}
    columns |= {"id": change_ids(table.get("id")), "seq": [seq or None for seq in ints(table.get("seq"))]}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return whole(table, [{name: value for name, value in row.items() if value is not None} for row in rows])


def news(table: dict[str, Any], records: dict[int, str]) -> list[dict[str, Any]]:
    said = iter(changes(table["changes"], records) if "changes" in table else [])
    devices, own, rows = iter(cells(table.get("device"))), iter(change_ids(table.get("own"))), []
    entries, bare = set(ints(table.get("whole"))), set(ints(table.get("bare")))
    for row, seq in enumerate(ints(table.get("seq"))):
        effect = {"effect": table["effect"][str(row)]} if str(row) in table.get("effect", {}) else {}
        if row not in entries:
            rows.append({"seq": seq} | ({} if row in bare else {"own": next(own)}) | effect)
            continue
        device = next(devices)
        entry = {"seq": seq, "change": next(said)} | ({} if device is None else {"device": device})
        rows.append({"seq": seq, "entry": entry | effect})
    return whole(table, rows)
