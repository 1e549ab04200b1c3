"""Segments of a snapshot: records come back exactly as they went in, whatever they hold, and no damage is believed."""

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadMessage
from sync.protocol.frames import pack, unpack
from sync.protocol.snapshot import columns, segment
from sync.protocol.snapshot.snap import Snap
from sync.protocol.snapshot.streams import write_numbers

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SHAPES = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    TEXTS,
    st.sampled_from(
        ["2026-02-28", "2026-02-30", "1985", "2026-03-10T06:42:00.000Z", "2026-13-10T06:42:00.000Z", "+62811"]
    ),
    st.from_regex(
        r"[0-9a-f]{12}|[0-9]{16}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}", fullmatch=True
    ),
)
NESTED = st.one_of(
    SHAPES, st.lists(SHAPES, max_size=2), st.dictionaries(TEXTS, st.one_of(SHAPES, st.none()), max_size=3)
)
NAMES = st.sampled_from(["full_name", "nik", "_deleted", "needs", "passports"])
PATHS = st.one_of(NAMES, st.tuples(NAMES, st.sampled_from(["A", "b1", "=", "#"])).map("/".join))
IDS = st.uuids(version=4).map(str)


@st.composite
def snaps(draw: st.DrawFn) -> Snap:
    changes = draw(st.integers(1, 3))
    at, by = draw(st.sampled_from(["2026-03-10T06:42:00.000Z", "1969-01-01T00:00:00.000Z", "kemarin"])), draw(TEXTS)
    return Snap(
        kind=draw(st.sampled_from(["worker", "case", "what_comes"])),
        id=draw(IDS),
        values=draw(st.dictionaries(PATHS, NESTED, max_size=6)),
        versions=draw(st.dictionaries(PATHS, st.integers(0, 2**53), max_size=3)),
        created=draw(st.integers(1, 2**53)),
        changes=changes,
        created_at=at,
        created_by=by,
        updated_at="2026-04-01T00:00:00.000Z" if changes > 1 else at,
        updated_by="budi" if changes > 1 else by,
    )


@given(st.lists(snaps(), max_size=12))
def test_records_come_back_as_they_went_in(given_snaps: list[Snap]) -> None:
    back = list(segment.read(segment.write(given_snaps), len(given_snaps)))
    assert [said(one) for one in back] == [said(one) for one in sorted(given_snaps, key=lambda snap: snap.kind)]


def said(value: Any) -> bytes:
    """As text, since Python takes 1 and True for the same."""
    return msgspec.json.encode(value, order="sorted")


@given(st.lists(st.one_of(SHAPES, st.none()), max_size=40))
def test_a_column_comes_back_with_its_gaps_and_misfits(values: list[Any]) -> None:
    head, streams = columns.write("nik", values)
    back = columns.read(head, [unpack(one, 1 << 20) for one in streams], len(values))
    assert said(list(back)) == said(values)


@pytest.mark.parametrize("form", ["id", "int", "day", "moment"])
@pytest.mark.parametrize("steps", [[1], [2**63 - 2] * 3], ids=["below zero", "too large"])
def test_steps_that_leave_the_numbers_are_refused(form: str, steps: list[int]) -> None:
    count, stream = len(steps), b"\1" + write_numbers(steps)
    streams = [stream, bytes(2 * count), bytes(8 * count)] if form == "id" else [stream]
    with pytest.raises(BadMessage):
        columns.read(columns.Head(name="x", form=form), streams, count)


@pytest.mark.parametrize("change", [{"created": -1}, {"created": 2**53 + 1}, {"versions": {"nik": -1}}])
def test_a_seq_that_no_ledger_has_is_refused(change: dict[str, Any]) -> None:
    forged = msgspec.structs.replace(people(1)[0], **change)
    with pytest.raises(BadMessage):
        segment.read(segment.write([forged]), 1)


def people(count: int) -> list[Snap]:
    chance = Random(4)
    made = []
    for number in range(count):
        person = f"0198c1f2-{number:04x}-7{chance.getrandbits(12):03x}-8000-{chance.getrandbits(48):012x}"
        paper = {"number": f"C{chance.randrange(10**7):07}", "issued": f"20{chance.randrange(10, 26)}-05-04"}
        made.append(
            Snap(
                kind="worker",
                id=person,
                values={"full_name": f"Siti {chance.choice('ABC')}", f"passports/{chance.getrandbits(48):012x}": paper},
                versions={"full_name": 900} if number % 3 == 0 else {},
                created=number + 1,
                changes=1 + (number % 3 == 0),
                created_at="2026-03-10T06:42:00.000Z",
                created_by="siti",
                updated_at="2026-03-11T06:42:00.000Z" if number % 3 == 0 else "2026-03-10T06:42:00.000Z",
                updated_by="siti",
            )
        )
    return made


def test_a_thousand_people_take_less_than_forty_bytes_each() -> None:
    assert len(segment.write(people(1000))) < 40_000


def test_no_cut_and_no_byte_added_is_believed() -> None:
    whole = segment.write(people(30))
    for at in range(len(whole)):
        with pytest.raises(BadMessage):
            list(segment.read(whole[:at], 30))
    for wrong in (whole + b"\0", b"", whole[4:]):
        with pytest.raises(BadMessage):
            list(segment.read(wrong, 30))
    with pytest.raises(BadMessage):
        segment.read(whole, 31)


def test_any_damaged_byte_gives_records_or_a_refusal_and_nothing_else() -> None:
    whole = segment.write(people(30))
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << (at % 8)
        try:
            assert len(list(segment.read(bytes(damaged), 30))) == 30
        except BadMessage:
            continue


def test_a_stream_that_unpacks_to_more_than_there_is_room_for_is_refused() -> None:
    bomb = pack(bytes(10 << 20))
    assert len(bomb) < 2000
    with pytest.raises(BadMessage):
        unpack(bomb, 1 << 20)
