"""Both forms of a message say the same, exactly, and a hostile one is refused within bounds."""

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.changes.change import Change, Entry
from sync.errors import BadMessage
from sync.identity.officer import change_hash
from sync.protocol import frames
from sync.protocol.codec import is_compact, pack_answer, pack_ask, unpack_answer, unpack_ask
from sync.protocol.messages import MAX_MESSAGE_BYTES, Answer, Ask, News, Result, write
from sync.protocol.names import Names, NoNames
from tests.protocol.messages_of_any_kind import RECORDS, Ledger, answers, asks, id_of

HEADER: dict[str, Any] = {"request": "a" * 64, "device": "d1", "epoch": 1, "time": "2026-03-10T06:42:00.000Z"}
_names = st.sampled_from([NoNames(), Ledger()])


@given(asks, _names)
def test_an_ask_is_the_same_in_both_forms(ask: Ask, names: Names) -> None:
    plain = unpack_ask(write(ask), names)
    compact = unpack_ask(pack_ask(ask, names), names)

    assert write(compact) == write(plain) == write(ask)  # 1, 1.0 and true are equal, and not the same
    assert [change_hash(change) for change in compact.changes] == [change_hash(change) for change in ask.changes]


@given(answers, _names)
def test_an_answer_is_the_same_in_both_forms(answer: Answer, names: Names) -> None:
    plain = unpack_answer(pack_answer(answer, names, HEADER, compact=False), names, HEADER)
    compact = unpack_answer(pack_answer(answer, names, HEADER, compact=True), names, HEADER)

    assert write(compact) == write(plain) == write(answer)


def edit(number: int, **said: Any) -> Change:
    fields: dict[str, Any] = {
        "id": f"d1.1.{number}",
        "record": RECORDS[number % 5],
        "kind": "worker",
        "op": "set",
        "values": {"full_name": f"Siti {number}"},
        "base": {"full_name": number % 5 + 1},
        "officer": "siti",
        "at": "2026-03-10T06:42:00.000Z",
        "hlc": "1773124920000-0000-d1",
    }
    return Change(**fields | said)


def ask_of(count: int = 6) -> Ask:
    return Ask(cursor=9, changes=[edit(number) for number in range(count)])


def test_a_record_that_both_sides_know_travels_as_its_number() -> None:
    named, whole = (frames.unpack(pack_ask(ask_of(), names), 10_000) for names in (Ledger(), NoNames()))

    rest = RECORDS[0].replace("-", "")[13:]
    assert rest.encode() in whole
    assert rest.encode() not in named


def test_a_number_that_means_nothing_or_another_record_is_refused() -> None:
    class Elsewhere(Ledger):
        def records(self, numbers: Any) -> Any:
            return {number: id_of(number) for number in numbers}

    for names in (NoNames(), Elsewhere()):
        with pytest.raises(BadMessage):
            unpack_ask(pack_ask(ask_of(), Ledger()), names)


def test_a_field_that_neither_the_answer_nor_its_header_holds_is_missed() -> None:
    answer = Answer(**HEADER, cursor=1, head=1)
    payload = pack_answer(answer, NoNames(), HEADER, compact=True)

    with pytest.raises(BadMessage):
        unpack_answer(payload, NoNames(), {"device": "d1"})


def _packed(columns: object) -> bytes:
    return frames.pack(msgspec.json.encode(columns))


def _lists(value: Any) -> Any:
    """Yield every list within columns."""
    if isinstance(value, list):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(part)


def _struck(columns: Any, blow: tuple[int, str, int]) -> bytes:
    """Change one value in one list of *columns*."""
    which, how, at = blow
    lists = [one for one in _lists(columns) if one]
    struck = lists[which % len(lists)]
    at %= len(struck)
    if how == "drop":
        del struck[at]
    elif how == "double":
        struck.insert(at, struck[at])
    else:
        struck[at] = {"huge": 10**15, "negative": -1, "other": {"x": 1}}[how]
    return _packed(columns)


@given(st.integers(0, 200), st.sampled_from(["drop", "double", "huge", "negative", "other"]), st.integers(0, 99))
def test_columns_that_do_not_fit_each_other_are_refused_or_say_something_else(which: int, how: str, at: int) -> None:
    ask = msgspec.structs.replace(ask_of(), changes=[*ask_of().changes, edit(7, id="odd")])
    results = [Result(id="d1.1.1", outcome="applied", seq=4), Result(id="d1.1.2", outcome="held", needs="x")]
    entries = [News(seq=4, own="d1.1.1"), News(seq=5, entry=Entry(seq=5, change=edit(1), effect={}, device="d1"))]
    answer = Answer(**HEADER, cursor=5, head=5, results=results, news=entries)
    asked = _struck(msgspec.json.decode(frames.unpack(pack_ask(ask, NoNames()), 1 << 20)), (which, how, at))
    said = pack_answer(answer, NoNames(), {}, compact=True)
    answered = _struck(msgspec.json.decode(frames.unpack(said, 1 << 20)), (which, how, at))

    # what is not refused has the shape of its message
    with suppress(BadMessage):
        msgspec.json.decode(write(unpack_ask(asked, NoNames())), type=Ask)
    with suppress(BadMessage):
        msgspec.json.decode(write(unpack_answer(answered, NoNames(), {})), type=Answer)


@given(st.binary(max_size=80))
def test_anything_else_is_refused(rest: bytes) -> None:
    for payload in (rest, frames.MAGIC + rest, frames.pack(rest)):
        with pytest.raises(BadMessage):
            unpack_ask(payload, NoNames())
        with pytest.raises(BadMessage):
            unpack_answer(payload, NoNames(), HEADER)


def test_a_cut_or_longer_frame_is_refused() -> None:
    whole = pack_ask(ask_of(), NoNames())

    assert is_compact(whole)
    for payload in (*(whole[:size] for size in range(len(whole))), whole + b"x", whole + whole):
        with pytest.raises(BadMessage):
            unpack_ask(payload, NoNames())


def test_deep_nesting_is_refused() -> None:
    deep = b'{"cursor":1,"changes":{"count":1,"odd":{"0":' + b'{"values":{"a":' * 5 + b"[" * 100_000

    with pytest.raises(BadMessage):
        unpack_ask(frames.pack(deep), NoNames())


MANY, LONG = 3_000_000, "x" * 500_000


def _bomb(**columns: Any) -> bytes:
    """Put columns of thirty changes in the place of the right ones."""
    right = msgspec.json.decode(frames.unpack(pack_ask(ask_of(30), NoNames()), 1 << 20))
    right["changes"] |= columns
    return _packed(right)


BOMBS: dict[str, Callable[[], bytes]] = {
    "blanks": lambda: frames.pack(b" " * (20 * MAX_MESSAGE_BYTES)),
    "rows": lambda: _bomb(count=MANY, form=[0] * MANY),
    "texts": lambda: _bomb(officer={"of": [LONG], "at": [0] * 30}),
    "values": lambda: _bomb(values=[{"of": [LONG], "at": [0] * 30}]),
    "paths": lambda: _bomb(forms=[["worker", "set", [LONG], None]]),
    "ids": lambda: _bomb(id={"of": [LONG], "at": [0] * 30, "n": [{"of": list(range(30))}]}),
    "pool": lambda: _bomb(ids={"back": [0] + [1] * MANY}),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_without_being_blown_up(name: str) -> None:
    bomb = BOMBS[name]()
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(BadMessage):
            unpack_ask(bomb, NoNames())
        assert tracemalloc.get_traced_memory()[1] < 150 * (1 << 20)
    finally:
        tracemalloc.stop()
