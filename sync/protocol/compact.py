"""Asks and answers as columns, and back. A result or an entry that does not fit stands beside the columns as it is."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from sync.changes.change import Entry
from sync.errors import BadMessage
from sync.protocol import rows
from sync.protocol.audit import AuditAnswer, AuditAskColumns, pack_audit, unpack_audit
from sync.protocol.columns import EXACT, ChangeIds, Column, Ints, Room, expect, merged, numbered
from sync.protocol.messages import (
    Answer,
    Ask,
    DirectoryFiles,
    Introduced,
    Mark,
    News,
    Parts,
    PartSums,
    Past,
    PastAsk,
    Result,
    Signature,
)
from sync.protocol.names import Names
from sync.protocol.rows import Changes
from sync.protocol.snapshot.manifest import Manifest
from sync.protocol.snapshot.snap import Snap

_ROW_BYTES: Final = 60
OF_HEADER: Final = ("request", "device", "epoch", "time")
"""Fields of an answer that are left out where they are those of its envelope."""


class AskColumns(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An ask whose changes are columns."""

    v: int = 1
    cursor: int
    changes: Changes | None = None
    signatures: list[Signature] = []
    limit_bytes: int = 262_144
    digest: dict[str, str] | None = None
    compare: bool = False
    snapshot: bool = False
    past: PastAsk | None = None
    numbers: bool = False
    directory: str | None = None
    marks: list[Mark] = []
    parts: Parts | None = None
    states: list[str] = []
    told: list[int] = []
    officers: list[Introduced] = []
    audit: AuditAskColumns | None = None
    erased: list[str] = []


class Results(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """*count* results: those of *odd* by their place, and between them, in order, the rows of the columns."""

    count: int
    id: ChangeIds | None = None
    outcome: Column = Column()
    seq: Ints = Ints()  # 0 where there is none
    code: Column = Column()
    field: Column = Column()
    needs: Column = Column()
    odd: dict[int, Result] = {}


class NewsColumns(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """*count* news: those of *odd* by their place, and between them, in order, the rows of the columns."""

    count: int
    seq: Ints = Ints()
    own: ChangeIds | None = None  # of the device's own changes among the rows
    whole: Ints = Ints()  # the rows that are entries
    changes: Changes | None = None  # of those
    device: Column = Column()  # of those
    effect: dict[int, dict[str, Any]] = {}  # by row
    bare: Ints | None = None  # the rows that are a seq and nothing else
    odd: dict[int, News] = {}


class AnswerColumns(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An answer whose results and news are columns."""

    v: int = 1
    request: str | None = None
    device: str | None = None
    epoch: int | None = None
    time: str | None = None
    cursor: int
    head: int
    results: Results | None = None
    news: NewsColumns | None = None
    digest: dict[str, str] | None = None
    fingerprint: str | None = None
    snapshot: Manifest | None = None
    past: Past | None = None
    directory: DirectoryFiles | None = None
    common: int | None = None
    parts: PartSums | None = None
    states: list[Snap] = []
    absent: list[str] = []
    ahead: list[Snap] = []
    told: list[int] = []
    kinds: list[str] | None = None
    left_bytes: int = 0
    audit: AuditAnswer | None = None


def ask_columns(ask: Ask, names: Names) -> AskColumns:
    """Make columns of an ask."""
    changes = rows.pack(ask.changes, names) if ask.changes else None
    audit = None if ask.audit is None else pack_audit(ask.audit)
    return AskColumns(**msgspec.structs.asdict(ask) | {"changes": changes, "audit": audit})


def ask_of(said: AskColumns, names: Names, room: Room) -> Ask:
    """Return the ask.

    Raises:
        BadMessage: see `rows.unpack`.
    """
    changes = [] if said.changes is None else rows.unpack(said.changes, names, room)
    audit = None if said.audit is None else unpack_audit(said.audit, room)
    return Ask(**msgspec.structs.asdict(said) | {"changes": changes, "audit": audit})


def answer_columns(answer: Answer, names: Names, header: Mapping[str, Any]) -> AnswerColumns:
    """Make columns of an answer."""
    fields = msgspec.structs.asdict(answer)
    fields |= {name: None for name in OF_HEADER if name in header and header[name] == fields[name]}
    fields["results"] = _pack_results(answer.results) if answer.results else None
    fields["news"] = _pack_news(answer.news, names) if answer.news else None
    return AnswerColumns(**fields)


def answer_of(said: AnswerColumns, names: Names, header: Mapping[str, Any], room: Room) -> Answer:
    """Return the answer.

    Raises:
        BadMessage: see `rows.unpack`; or a field is neither here nor in the header.
    """
    fields = msgspec.structs.asdict(said)
    for name in OF_HEADER:
        if fields[name] is None:
            expect(name in header)
            fields[name] = header[name]
    fields["results"] = [] if said.results is None else _unpack_results(said.results, room)
    fields["news"] = [] if said.news is None else _unpack_news(said.news, names, room)
    return Answer(**fields)


def _is_seq(seq: int | None) -> bool:
    return seq is not None and 0 < seq < EXACT


def _pack_results(results: Sequence[Result]) -> Results:
    odd = {
        place: one
        for place, one in enumerate(results)
        if not (numbered(one.id) and (one.seq is None or _is_seq(one.seq)))
    }
    dense = [one for place, one in enumerate(results) if place not in odd]
    return Results(
        count=len(results),
        id=ChangeIds.pack([one.id for one in dense]),
        outcome=Column.pack([one.outcome for one in dense]),
        seq=Ints.pack([one.seq or 0 for one in dense]),
        code=Column.pack([one.code for one in dense]),
        field=Column.pack([one.field for one in dense]),
        needs=Column.pack([one.needs for one in dense]),
        odd=odd,
    )


def _unpack_results(said: Results, room: Room) -> list[Result]:
    count = said.count - len(said.odd)
    expect(0 <= count <= rows.MOST and said.id is not None)
    columns = {
        "id": [] if said.id is None else said.id.unpack(count, room),
        "outcome": said.outcome.unpack(count, room),
        "seq": [seq or None for seq in said.seq.unpack(count)],
        "code": said.code.unpack(count, room),
        "field": said.field.unpack(count, room),
        "needs": said.needs.unpack(count, room),
    }
    room.take(_ROW_BYTES * count)
    dense = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    try:
        return merged(msgspec.convert(dense, list[Result]), said.odd, said.count)
    except msgspec.ValidationError:
        raise BadMessage(rule="shape") from None


def _pack_news(news: Sequence[News], names: Names) -> NewsColumns:
    odd = {place: one for place, one in enumerate(news) if not _fits(one)}
    dense = [one for place, one in enumerate(news) if place not in odd]
    entries = [one.entry for one in dense if one.entry is not None]
    own = [one.own for one in dense if one.own is not None]
    bare = [row for row, one in enumerate(dense) if one.entry is None and one.own is None]
    effects = [one.effect if one.entry is None else one.entry.effect for one in dense]
    return NewsColumns(
        count=len(news),
        seq=Ints.pack([one.seq for one in dense]),
        own=ChangeIds.pack(own) if own else None,
        whole=Ints.pack([row for row, one in enumerate(dense) if one.entry is not None]),
        changes=rows.pack([entry.change for entry in entries], names) if entries else None,
        device=Column.pack([entry.device for entry in entries]),
        effect={row: effect for row, effect in enumerate(effects) if effect is not None},
        bare=Ints.pack(bare) if bare else None,
        odd=odd,
    )


def _fits(news: News) -> bool:
    """Whether columns give *news* back exactly."""
    if not _is_seq(news.seq):
        return False
    if news.entry is None:
        return news.effect is None if news.own is None else numbered(news.own)
    return news.own is None and news.effect is None and news.entry.seq == news.seq


def _unpack_news(said: NewsColumns, names: Names, room: Room) -> list[News]:
    count = said.count - len(said.odd)
    expect(0 <= count <= rows.MOST)
    room.take(_ROW_BYTES * count)
    seqs, whole = said.seq.unpack(count), said.whole.unpack(len(said.whole.of))
    bare = set() if said.bare is None else set(said.bare.unpack(len(said.bare.of)))
    expect(len(set(whole)) == len(whole) and bare.isdisjoint((*whole, *said.effect)))
    expect(all(0 <= row < count for row in (*whole, *said.effect, *bare)))
    changes = [] if said.changes is None else rows.unpack(said.changes, names, room)
    devices = said.device.unpack(len(whole), room)
    expect(len(changes) == len(whole) and all(device is None or isinstance(device, str) for device in devices))
    own = iter([] if said.own is None else said.own.unpack(count - len(whole) - len(bare), room))
    entries = dict(zip(whole, zip(changes, devices, strict=True), strict=True))
    dense = []
    for row, seq in enumerate(seqs):
        effect = said.effect.get(row)
        if row in entries:
            change, device = entries[row]
            dense.append(News(seq=seq, entry=Entry(seq=seq, change=change, effect=effect, device=device)))
        else:
            dense.append(News(seq=seq, own=None if row in bare else next(own, None), effect=effect))
    return merged(dense, said.odd, said.count)
