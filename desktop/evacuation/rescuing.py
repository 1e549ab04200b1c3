"""Rescuing: all unsent work of a desk in one sealed file for the centre, read again before it counts."""

import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from desktop import sticks
from desktop.desk import Desk
from desktop.keys import durable
from desktop.store import backup
from desktop.store.enrolment import Line, line_of
from desktop.store.unsent import Unsent, unsent
from sync.clock import stamp
from sync.engine import bundles
from sync.engine.bundles import Bundle
from sync.engine.conversation import Conversation
from sync.engine.ports import Batch, Wants
from sync.errors import BadBundle, NotRescued
from sync.identity.envelope import FIRST, digest, seal
from sync.identity.header import Head
from sync.protocol.audit import MOST_LINES
from sync.protocol.messages import write as write_message
from sync.protocol.rescue import KIND, RescueNote

_MOST_BYTES: Final = 1 << 20
"""Of one ask or note."""
_FURTHEST: Final = 1 << 20
"""The asks of a rescue are numbered in an epoch of their own: what was sent before may or may not have arrived."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """What lies in the file."""

    file: str  # where it lies is the officer's choice, and stands in no proof
    sha256: str
    bytes: int
    changes: int  # that go to the centre as this desk would have sent them
    left: int  # that the centre had refused, or that nobody has signed
    drafts: int
    carried: int  # asks of other desks
    files: int

    def as_proof(self) -> dict[str, Any]:
        """The same without the file's place."""
        return {name: value for name, value in asdict(self).items() if name != "file"}


def rescue(desk: Desk, path: Path) -> Rescued:
    """Seal all unsent work into *path*, and read it again.

    A desk that no centre knows has nobody to seal it to: it writes a whole backup, which its passphrase opens.

    Raises:
        NotRescued: what is in the file is not all of it; rule says what is missing.
        UnwritableFile: the place cannot be written.
    """
    line = line_of(desk.store)
    work = gathered(desk)
    if line is None:
        backup.write(desk.store, desk.session.database_key, path)
        return _told(path, work, files=0)
    with desk.talking:
        carriage = desk.files.carriage()
        bundle = Bundle(
            sender=line.device.id,
            mission=desk.mission,
            created=stamp(desk.clock.now()),
            asks=[*_asks(desk, line), *work.carried],
            handings=[*_notes(desk, line, work), *_for_others(desk, line)],
            files=carriage.whole(),
        )
        front = bundles.write(bundle, line.device)
        sticks.put(path, front, sticks.contents(carriage, bundle.files, sticks.nobody))
        _check(path, bundle, line)
    if gathered(desk) != work:  # somebody has saved meanwhile
        raise NotRescued(rule="changed")
    return _told(path, work, files=len(bundle.files))


def gathered(desk: Desk) -> Unsent:
    """Return what nobody else holds."""
    return unsent(desk.store, sticks.handing_of(desk))


def _told(path: Path, work: Unsent, files: int) -> Rescued:
    return Rescued(
        file=str(path),
        sha256=_sha256(path),
        bytes=path.stat().st_size,
        changes=len(work.sendable),
        left=len(work.left),
        drafts=len(work.drafts),
        carried=len(work.carried),
        files=files,
    )


def _asks(desk: Desk, line: Line) -> list[bytes]:
    """Seal all signed changes as this desk would have sent them, one ask after the other, without any answer.

    They ask from the beginning and name every record whole, so that a centre that was restored takes them, too.
    """
    conversation = Conversation(line.device, line.centre, desk.clock)
    handing = sticks.handing_of(desk)
    position = desk.store.replica().position()
    epoch = position.epoch + 1 + secrets.randbelow(_FURTHEST)
    position = replace(position, epoch=epoch, sent=0, prev=FIRST, cursor=0, told=())
    asks, rest = list[bytes](), handing.holds()
    while rest:
        given = handing.give(rest, _MOST_BYTES)
        changes, signatures = tuple(given.handing.changes), tuple(given.handing.signatures)
        batch = Batch(changes=changes, signatures=signatures, size=0)
        asks.append(conversation.ask(position, batch, Wants(limit_bytes=_MOST_BYTES)))
        position = replace(position, sent=position.sent + 1, prev=digest(asks[-1]))
        rest = given.rest
    lines = desk.store.replica().audit.ask(MOST_LINES)
    if lines is not None:  # who did what at this desk is unsent work, too
        nothing = Batch(changes=(), signatures=(), size=0)
        asks.append(conversation.ask(position, nothing, Wants(limit_bytes=_MOST_BYTES, audit=lines)))
    return asks


def _for_others(desk: Desk, line: Line) -> Iterator[bytes]:
    """Seal the same changes to the other desks of the mission: whichever reads the file can go on with them."""
    for one in sticks.known_stations(desk.store).values():
        if one.device != line.device.id:
            yield from sticks.handings(desk, line, one)[0]


def _notes(desk: Desk, line: Line, work: Unsent) -> Iterator[bytes]:
    """Seal to the centre what no ask can carry."""
    changes = [RescueNote(device=line.device.id, mission=desk.mission, changes=part) for part in _parts(work.left)]
    drafts = [RescueNote(device=line.device.id, mission=desk.mission, drafts=part) for part in _parts(work.drafts)]
    for note in (*changes, *drafts):
        now = stamp(desk.clock.now())
        head = Head(kind=KIND, sender=line.device.id, epoch=0, seq=1, prev=FIRST, created=now)
        yield seal(head, write_message(note), {line.centre.id: line.centre.keys.seal}, line.device)


def _parts(work: Sequence[T]) -> Iterator[list[T]]:
    part, size = list[T](), 0
    for one in work:
        part.append(one)
        size += len(str(one))
        if size > _MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _check(path: Path, bundle: Bundle, line: Line) -> None:
    """Read the file from the disk, and hold every part of it to what was sealed."""
    _forget_pages(path)
    try:
        with path.open("rb") as file:
            again = bundles.read(file, {line.device.id: line.device.public.verify}.__getitem__)
            whole = [hashlib.sha256(file.read(piece.size)).hexdigest() == piece.sha256 for piece in bundle.files]
    except (OSError, BadBundle):
        raise NotRescued(rule="unreadable") from None
    if again != bundle or not all(whole):
        raise NotRescued(rule="unreadable")


def _forget_pages(path: Path) -> None:
    """Have the next reader read from the medium, where the system can be asked for that."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    durable.sync_folder(path.parent)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
