"""What strangers' bytes reach, each as one function: it does what it says or refuses by name; all else is a find."""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
from openpyxl import Workbook

from desktop.actions.imports import mapping, reading, sheet
from desktop.actions.imports.cells import Place
from desktop.keys import slot_file, slots
from desktop.keys.cost import FLOOR, Cost
from desktop.keys.slot import unseal as unseal_slot
from sync.changes.change import Entry
from sync.domain.mrz import read as read_mrz
from sync.domain.records.catalogue import NOUNS
from sync.engine import bundles
from sync.errors import (
    BadBundle,
    BadEnvelope,
    BadMessage,
    InvalidField,
    NoMapping,
    StoreDamaged,
    UnreadableFile,
    WrongPassphrase,
)
from sync.identity import header
from sync.identity.canonical import text_of
from sync.identity.envelope import unseal
from sync.protocol import frames
from sync.protocol.codec import pack_answer, pack_ask, unpack_answer, unpack_ask
from sync.protocol.messages import Answer, Ask, News, Result, write
from sync.protocol.names import NoNames
from sync.protocol.snapshot import segment
from tests.identity.voices import CENTRE, DESK, known, parts, sealed, signed
from tests.keys.store_keys import DEWI
from tests.protocol.test_codec import ask_of
from tests.protocol.test_segments import people

TODAY: Final = date(2026, 11, 29)
_PLACE: Final = Place(today=TODAY, region="MY", currency="MYR")
_NAMES: Final = NoNames()
_HEADER: Final[dict[str, Any]] = {"request": "a" * 64, "device": "d1", "epoch": 1, "time": "2026-03-10T06:42:00.000Z"}
_LENGTH: Final = 2
_SEEN: Final = 25


@dataclass(frozen=True, slots=True)
class Target:
    """One reader: what is done with the bytes, and good ones to begin with."""

    read: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]


def _envelope(data: bytes) -> None:
    """Two bytes of length, a header, a payload: signed by an enrolled desk, with the right hash where one can stand."""
    size = int.from_bytes(data[:_LENGTH])
    raw, body = data[_LENGTH : _LENGTH + size], data[_LENGTH + size :]
    with suppress(BadEnvelope):
        ct = text_of(hashlib.sha256(body).digest())
        raw = header.write(msgspec.structs.replace(header.read(raw), ct=ct))
    with suppress(BadEnvelope):
        opened = unseal(signed(raw, body), CENTRE, known)
        assert header.read(raw).head == opened.head


def _envelopes() -> list[bytes]:
    good = [parts(sealed(payload, kind)) for kind in ("exchange", "bundle") for payload in (b"{}", bytes(300))]
    return [len(raw).to_bytes(_LENGTH) + raw + body for raw, body in good]


def _slots(data: bytes) -> None:
    """A file of slots, with the right sum where it has the form; what guessing costs is left out."""
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError, BadMessage):
        told = msgspec.json.decode(data, type=slot_file.SlotFile)
        data = slot_file.written(msgspec.structs.replace(told, sum=told.checksum()))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        (Path(folder) / slot_file.FILE).write_bytes(data)
        with suppress(StoreDamaged):
            file = slot_file.load(Path(folder))
            for slot in file.slots:
                with suppress(WrongPassphrase):
                    unseal_slot(msgspec.structs.replace(slot, kdf=_FREE), file.ref, "x", bytes(32))
                slot.kept(bytearray(32), file.ref)
            file.check_mac(bytearray(32))


class _Free(Cost, frozen=True):
    def key(self, *_: object) -> bytearray:
        return bytearray(32)


_FREE: Final = _Free(m=FLOOR.m, t=FLOOR.t, p=FLOOR.p)


def _slot_files() -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        slots.create(Path(folder), DEWI, "meranti-lusa-gerimis-7-bandar", cost=FLOOR)
        return [(Path(folder) / slot_file.FILE).read_bytes()]


def _mrz(data: bytes) -> None:
    with suppress(InvalidField):
        read_mrz(data.decode("utf-8", "surrogateescape"), TODAY)


def _mrz_zones() -> list[bytes]:
    return [
        b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    ]


def _csv(data: bytes) -> None:
    _taken_in(data)


def _csv_files() -> list[bytes]:
    return [
        "Nama;NIK;Tanggal lahir;No. paspor;HP\nSiti;3301055705900003;17-05-1990;C1234567;+60123456789\n".encode(
            encoding
        )
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    ] + [b'sep=,\nname,nationality,birth date,salary\n"Siti, Binti",ID,31/12/90,"RM 1,200.50"\nTotal,1,,\n']


def _xlsx(data: bytes) -> None:
    """The first sheet of an honest workbook is what a stranger wrote."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_BOOK)) as book, zipfile.ZipFile(out, "w") as forged:
        for name in book.namelist():
            forged.writestr(name, data if name.endswith("sheet1.xml") else book.read(name))
    _taken_in(out.getvalue())


def _book() -> bytes:
    book, out = Workbook(), io.BytesIO()
    rows = book.active
    assert rows is not None
    rows.append(["Nama", "Tanggal lahir", "No. paspor", "Gaji"])
    rows.append(["Siti", TODAY, "C1234567", 1200.5])
    book.save(out)
    return out.getvalue()


_BOOK: Final = _book()


def _sheets() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(_BOOK)) as book:
        return [book.read("xl/worksheets/sheet1.xml")]


def _taken_in(data: bytes) -> None:
    """Read a list as far as its records, for each kind whose headings it might bear."""
    with tempfile.NamedTemporaryFile(prefix="fuzz-") as file:
        file.write(data)
        file.flush()
        with suppress(UnreadableFile):
            rows = list(islice(sheet.rows(Path(file.name)), 200))
            for kind in ("worker", "case"):
                with suppress(NoMapping):
                    _records(kind, rows)


def _records(kind: str, rows: list[sheet.Row]) -> None:
    noun, first = NOUNS[kind], rows[:_SEEN]
    proposed = mapping.propose(noun, first)
    found = mapping.locate(proposed, first)
    reader = reading.Reader(noun, found, mapping.columns(noun, proposed, found), _PLACE)
    reader.look_over(first[found.ends :])
    for row in rows[found.ends :]:
        entry = reader.entry(row)
        if entry is not None and entry.refusal is None:
            msgspec.json.encode(entry.fields)  # whatever is taken can be told to the centre


def _compact(data: bytes) -> None:
    """The columns of an ask and of an answer, packed as they travel; what is read is the same when told again."""
    frame = frames.pack(data, 1)
    with suppress(BadMessage):
        ask = unpack_ask(frame, _NAMES)
        assert write(unpack_ask(pack_ask(ask, _NAMES), _NAMES)) == write(ask)
    with suppress(BadMessage):
        answer = unpack_answer(frame, _NAMES, _HEADER)
        again = pack_answer(answer, _NAMES, _HEADER, compact=True)
        assert write(unpack_answer(again, _NAMES, _HEADER)) == write(answer)


def _messages() -> list[bytes]:
    ask = ask_of()
    news = [News(seq=number, entry=Entry(seq=number, change=change)) for number, change in enumerate(ask.changes, 1)]
    answer = Answer(**_HEADER, cursor=6, head=6, results=[Result(id="d1.1.1", outcome="applied", seq=1)], news=news)
    packed = [pack_ask(ask, _NAMES), pack_answer(answer, _NAMES, _HEADER, compact=True)]
    return [frames.unpack(one, 1 << 20) for one in packed]


def _frame(data: bytes) -> None:
    """Any bytes as a message, plain or as a frame."""
    for read in (lambda: unpack_ask(data, _NAMES), lambda: unpack_answer(data, _NAMES, _HEADER)):
        with suppress(BadMessage):
            read()


def _frames() -> list[bytes]:
    plain = [write(Ask(cursor=1)), write(Answer(**_HEADER, head=1, cursor=1))]
    return [*plain, *(frames.pack(one) for one in _messages())]


def _bundle(data: bytes) -> None:
    """What stands in a file of a stick, behind the signature of a desk that is known."""
    signature = DESK.signing.sign(bundles._SIGNED + data)
    file = bundles._MAGIC + len(data).to_bytes(bundles._LENGTH_BYTES) + signature + data
    with suppress(BadBundle):
        bundles.read(io.BytesIO(file), known)


def _bundles() -> list[bytes]:
    made = bundles.Bundle(sender=DESK.id, mission="JHB", created="2026-03-10T06:42:00.000Z", asks=[sealed()])
    return [msgspec.msgpack.encode(made)]


def _segment(data: bytes) -> None:
    """A part of a snapshot: how many records it must hold, then the segment."""
    with suppress(BadMessage):
        for _ in segment.read(data[1:], data[0] if data else 0):
            pass


def _segments() -> list[bytes]:
    snaps = people(5)
    return [bytes([len(snaps)]) + segment.write(snaps)]


TARGETS: Final = {
    "envelope": Target(_envelope, _envelopes),
    "slots": Target(_slots, _slot_files),
    "mrz": Target(_mrz, _mrz_zones),
    "csv": Target(_csv, _csv_files),
    "xlsx": Target(_xlsx, _sheets),
    "compact": Target(_compact, _messages),
    "frame": Target(_frame, _frames),
    "bundle": Target(_bundle, _bundles),
    "segment": Target(_segment, _segments),
}
