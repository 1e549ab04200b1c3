"""Pack: the folder of one incident, whole or not at all, with a manifest of hashes; files bear numbers, not names."""

import csv
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from sync.clock import moment, stamp
from sync.errors import InvalidField, UnwritableFile
from sync.gateway.breach import facts, letters
from sync.gateway.breach.facts import Facts, Loss

_HEAD: Final = (
    *("number", "person", "name", "told_by_number_only", "safe_to_call", "records", "classes", "kinds", "letter"),
)


def known(text: str | None, now: datetime) -> datetime:
    """Return when the incident became known: as it was said, or now.

    Raises:
        InvalidField: no moment, or one that is still to come.
    """
    try:
        said = now if text is None else moment(text)
    except ValueError:
        raise InvalidField(field="known-at", rule="moment") from None
    if said > now:
        raise InvalidField(field="known-at", rule="not-in-future")
    return said


def write(connection: Connection, loss: Loss, out: Path, now: datetime) -> dict[str, Any]:
    """Write the pack of a device into *out*, which is not there yet.

    Raises:
        InvalidField: there is no such device. UnwritableFile: it is there, or cannot be written.
    """
    found = facts.find(connection, loss, now)
    if out.exists():
        raise UnwritableFile(field="out", rule="folder-exists")
    part = _beside(out)
    try:
        (part / "letters").mkdir()
        names = _files(part, found)
        hashes = {name: hashlib.sha256((part / name).read_bytes()).hexdigest() for name in sorted(names)}
        said = {"made_at": stamp(now), "incident": msgspec.to_builtins(found.incident), "sha256": hashes}
        _put(part, "manifest.json", msgspec.json.format(msgspec.json.encode(said), indent=1))
        part.rename(out)
    except OSError:
        raise UnwritableFile(field="out") from None
    finally:
        with suppress(OSError):
            shutil.rmtree(part)
    incident = found.incident
    return {
        "folder": str(out),
        "mission": incident.mission,
        "known_at": incident.known_at,
        "due_at": incident.due_at,
        "hours_left": max(0, int((moment(incident.due_at) - now).total_seconds() // 3600)),
        "persons": len(found.persons),
        "by_number_only": sum(one.is_closed for one in found.persons),
        "restricted_cases": len(found.closed_cases),
        "files": len(hashes) + 1,
    }


def _beside(folder: Path) -> Path:
    """Make a folder of our own beside one that is to be, for nobody else's eyes."""
    try:
        return Path(tempfile.mkdtemp(prefix=f"{folder.name}-", suffix=".part", dir=folder.parent))
    except OSError:
        raise UnwritableFile(field="out") from None


def _files(part: Path, found: Facts) -> list[str]:
    """Write all but the manifest; return the names."""
    notices = {lang: letters.to_authority(found, lang).encode() for lang in letters.LANGUAGES}
    names = [_put(part, f"notice-authority.{lang}.html", notice) for lang, notice in notices.items()]
    names.append(_put(part, "restricted-cases.txt", "".join(f"{one}\n" for one in found.closed_cases).encode()))
    rows = []
    for number, person in enumerate(found.persons, start=1):
        letter = "" if person.is_closed else f"letters/{number:05}.html"
        if letter:
            names.append(_put(part, letter, letters.to_person(found.incident, person).encode()))
        rows.append(
            [
                *(number, person.id, _plain(person.name), "yes" if person.is_closed else "no", person.safe_to_call),
                *(person.records, _counts(person.classes), _counts(person.kinds), letter),
            ]
        )
    with (part / "affected.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEAD)
        table.writerows(rows)
    return [*names, "affected.csv"]


def _plain(name: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _counts(counts: dict[str, int]) -> str:
    return " ".join(f"{name}={count}" for name, count in sorted(counts.items()))


def _put(part: Path, name: str, content: bytes) -> str:
    with (part / name).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name
