"""``siskop2mi-gateway audit ...``: lists, alarms, an export that verifies itself, and the persons of a lost device."""

import argparse
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from sync.clock import Clock
from sync.errors import InvalidField, UnwritableFile
from sync.gateway.audit import asking, witnessing
from sync.gateway.audit.asking import Wanted
from sync.gateway.database import Database
from sync.identity.keys import Speaker

VERBS = ("list", "alarms", "verify", "export", "affected", "witness")
_SHOWN = 20


def options(command: argparse.ArgumentParser) -> None:
    """Say what may be typed behind ``audit``."""
    command.add_argument("verb", choices=VERBS)
    for name in ("record", "officer", "act", "mission", "since", "device"):
        command.add_argument(f"--{name}")
    command.add_argument("--after", type=int, default=-1, metavar="PLACE")
    command.add_argument("--limit", type=int, default=100)
    command.add_argument("--out", metavar="FILE")
    command.add_argument("--note", metavar="FILE")


def run(database: Database, centre: Speaker, given: argparse.Namespace, clock: Clock) -> dict[str, Any]:
    """Answer one of them.

    Raises:
        InvalidField: something is missing, or there is no such device. UnwritableFile: the file cannot be written.
    """
    verbs: dict[str, Callable[[], dict[str, Any]]] = {
        "list": lambda: _list(database, given),
        "alarms": lambda: _alarms(database, given),
        "verify": lambda: _verify(database),
        "export": lambda: _export(database, centre, given),
        "affected": lambda: _affected(database, given),
        "witness": lambda: _witness(database, centre, given, clock),
    }
    return verbs[given.verb]()


def _list(database: Database, given: argparse.Namespace) -> dict[str, Any]:
    wanted = Wanted(
        record=given.record,
        officer=given.officer,
        act=given.act,
        mission=given.mission,
        since=given.since,
        after=given.after,
        limit=max(1, min(given.limit, 10_000)),
    )
    with database.read() as connection:
        found = asking.lines(connection, wanted)
    more = len(found) == wanted.limit
    return {"lines": found, "next": found[-1]["place"] if more else None}


def _alarms(database: Database, given: argparse.Namespace) -> dict[str, Any]:
    with database.read() as connection:
        return {"alarms": asking.alarms(connection, given.mission)}


def _verify(database: Database) -> dict[str, Any]:
    with database.snapshot() as connection:
        found = asking.verify(connection)
    findings = [msgspec.to_builtins(one) for one in found.findings]
    return {"ok": not findings, "size": found.size, "root": found.root.hex(), "findings": findings}


def _export(database: Database, centre: Speaker, given: argparse.Namespace) -> dict[str, Any]:
    count = -1
    with database.snapshot() as connection, _written(given.out).open("wb") as file:
        for row in asking.export(connection, centre):
            file.write(msgspec.json.encode(row) + b"\n")
            count += 1
    return {"file": given.out, "lines": count, "key": centre.public.verify.text}


def _affected(database: Database, given: argparse.Namespace) -> dict[str, Any]:
    if not given.device:
        raise InvalidField(field="device", rule="required")
    with database.snapshot() as connection:
        found = asking.affected(connection, given.device, given.since)
    people: dict[str, dict[str, Any]] = found.pop("persons")
    totals: dict[str, int] = {}
    for one in people.values():
        for name, count in one["classes"].items():
            totals[name] = totals.get(name, 0) + count
    if given.out:
        with _written(given.out).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["person", "records", *sorted(totals)])
            for person, one in sorted(people.items()):
                table.writerow([person, one["records"], *(one["classes"].get(name, 0) for name in sorted(totals))])
    shown = [{"person": person} | one for person, one in sorted(people.items())[: None if given.json else _SHOWN]]
    return found | {"persons": len(people), "records_by_class": totals, "file": given.out, "list": shown}


def _witness(database: Database, centre: Speaker, given: argparse.Namespace, clock: Clock) -> dict[str, Any]:
    if not given.note:
        raise InvalidField(field="note", rule="required")
    with database.write() as connection:
        return witnessing.take(connection, centre, Path(given.note), clock.now())


def _written(path: str | None) -> Path:
    if not path:
        raise InvalidField(field="out", rule="required")
    if not Path(path).parent.is_dir():
        raise UnwritableFile(field="out")
    return Path(path)
