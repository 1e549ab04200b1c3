"""The typed forms of a column: how values of one shape become streams of bytes, and come back exactly the same."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any, Final

import msgspec

from sync.clock import stamp
from sync.errors import BadMessage
from sync.protocol.snapshot.streams import read_numbers, read_steps, weight, write_numbers, write_steps

Streams = list[bytes]
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 6
_FIXED: Final = (6, 8)  # bytes of an id that hold its version and variant, and so fewer chances than the others
_LARGEST: Final = 1 << 53


@dataclass(frozen=True, slots=True)
class Form:
    """One form: *of* turns a value into what *write* takes, or None where it does not fit; *read* gives values back."""

    name: str
    streams: int
    of: Callable[[Any], Any]
    write: Callable[[Sequence[Any]], Streams]
    read: Callable[[Streams, int], Sequence[Any]]


def json(values: Sequence[Any]) -> bytes:
    """Write values as a JSON array."""
    return msgspec.json.encode(values)


def read_json(stream: bytes, count: int) -> list[Any]:
    """Read a JSON array of *count* values.

    Raises:
        BadMessage: it is none; rule "segment".
    """
    try:
        values: list[Any] = msgspec.json.decode(stream, type=list[Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadMessage(rule="segment") from None
    if len(values) != count:
        raise BadMessage(rule="segment")
    return values


def numbers(values: Sequence[int]) -> bytes:
    """Write numbers from 0 on as they are or as steps, whichever packs smaller; the first byte says which."""
    plain, steps = b"\0" + write_numbers(values), b"\1" + write_steps(values)
    return min(plain, steps, key=weight)


def numbers_back(stream: bytes, count: int) -> list[int]:
    """Read what `numbers` wrote.

    Raises:
        BadMessage: not *count* numbers; rule "segment".
    """
    if stream[:1] not in (b"\0", b"\1"):
        raise BadMessage(rule="segment")
    read = read_steps if stream[0] else read_numbers
    return read(stream[1:], count)


def _whole(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _LARGEST else None


def _day(value: Any) -> int | None:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return None
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError:
        return None


def _days(streams: Streams, count: int) -> list[str]:
    days = numbers_back(streams[0], count)
    try:
        told = {day: date.fromordinal(day).isoformat() for day in set(days)}
    except (ValueError, OverflowError):
        raise BadMessage(rule="segment") from None
    return [told[day] for day in days]


def _moment(value: Any) -> int | None:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return None
    try:
        since = datetime.fromisoformat(value) - _EPOCH
    except ValueError:
        return None
    return since // _MILLISECOND if since >= timedelta() else None


def _moments(streams: Streams, count: int) -> list[str]:
    moments = numbers_back(streams[0], count)
    try:
        told = {moment: stamp(_EPOCH + moment * _MILLISECOND) for moment in set(moments)}
    except OverflowError:
        raise BadMessage(rule="segment") from None
    return [told[moment] for moment in moments]


def _id(value: Any) -> bytes | None:
    return bytes.fromhex(value.replace("-", "")) if isinstance(value, str) and _ID.fullmatch(value) else None


def _write_ids(ids: Sequence[bytes]) -> Streams:
    whole = b"".join(ids)
    rest = [at for at in range(_TIME_BYTES, _ID_BYTES) if at not in _FIXED]
    return [
        numbers([int.from_bytes(one[:_TIME_BYTES]) for one in ids]),
        b"".join(whole[at::_ID_BYTES] for at in _FIXED),
        b"".join(whole[at::_ID_BYTES] for at in rest),
    ]


def _read_ids(streams: Streams, count: int) -> list[str]:
    rest = [at for at in range(_TIME_BYTES, _ID_BYTES) if at not in _FIXED]
    times = numbers_back(streams[0], count)
    if len(streams[1]) != count * len(_FIXED) or len(streams[2]) != count * len(rest) or max(times, default=0) >> 48:
        raise BadMessage(rule="segment")
    whole = bytearray(_ID_BYTES * count)
    stamps = b"".join(time.to_bytes(_TIME_BYTES) for time in times)
    for at in range(_TIME_BYTES):
        whole[at::_ID_BYTES] = stamps[at::_TIME_BYTES]
    for stream, places in ((streams[1], _FIXED), (streams[2], rest)):
        for number, at in enumerate(places):
            whole[at::_ID_BYTES] = stream[number * count : (number + 1) * count]
    text = whole.hex()
    return [
        f"{text[at : at + 8]}-{text[at + 8 : at + 12]}-{text[at + 12 : at + 16]}-{text[at + 16 : at + 20]}"
        f"-{text[at + 20 : at + 32]}"
        for at in range(0, 32 * count, 32)
    ]


def _same_length(values: Sequence[bytes]) -> Streams:
    """Write texts of one length position by position: the n-th signs of all texts stand together."""
    size, whole = len(values[0]), b"".join(values)
    return [numbers([size]), b"".join(whole[at::size] for at in range(size))]


def _columns(streams: Streams, count: int) -> list[bytes]:
    (size,) = numbers_back(streams[0], 1)
    if size < 1 or size * count != len(streams[1]):
        raise BadMessage(rule="segment")
    return [streams[1][at::count] for at in range(count)]


def _hex(value: Any) -> bytes | None:
    return bytes.fromhex(value) if isinstance(value, str) and _HEX.fullmatch(value) else None


def _grid(value: Any) -> bytes | None:
    return value.encode() if isinstance(value, str) and value.isascii() and value else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _write_words(texts: Sequence[str]) -> Streams:
    """Write texts as the numbers of their words, and each word once: names repeat."""
    cut = [text.split(" ") for text in texts]
    known = {word: number for number, word in enumerate(dict.fromkeys(word for words in cut for word in words))}
    return [
        write_numbers([len(words) for words in cut]),
        write_numbers([known[word] for words in cut for word in words]),
        json([len(known)]),
        json(list(known)),
    ]


def _read_words(streams: Streams, count: int) -> list[str]:
    sizes = read_numbers(streams[0], count)
    (known,) = read_json(streams[2], 1)
    words = read_json(streams[3], known if isinstance(known, int) else -1)
    total = sum(sizes)
    if total > len(streams[1]) or not all(isinstance(word, str) for word in words):
        raise BadMessage(rule="segment")
    places = read_numbers(streams[1], total)
    if max(places, default=0) >= len(words):
        raise BadMessage(rule="segment")
    said = [words[place] for place in places]
    ends = [0, *accumulate(sizes)]
    return [" ".join(said[start:end]) for start, end in pairwise(ends)]


ID: Final = Form("id", 3, _id, _write_ids, _read_ids)
WHOLE: Final = Form("int", 1, _whole, lambda values: [numbers(values)], lambda s, count: numbers_back(s[0], count))
DAY: Final = Form("day", 1, _day, lambda values: [numbers(values)], _days)
MOMENT: Final = Form("moment", 1, _moment, lambda values: [numbers(values)], _moments)
HEX: Final = Form("hex", 2, _hex, _same_length, lambda s, count: [one.hex() for one in _columns(s, count)])
GRID: Final = Form("grid", 2, _grid, _same_length, lambda s, count: _ascii(_columns(s, count)))
WORDS: Final = Form("words", 4, _text, _write_words, _read_words)
TEXT: Final = Form(
    "json", 1, lambda value: value, lambda values: [json(values)], lambda s, count: read_json(s[0], count)
)

FORMS: Final = {form.name: form for form in (ID, WHOLE, DAY, MOMENT, HEX, GRID, WORDS, TEXT)}
SURE: Final = (ID, WHOLE, DAY, MOMENT)
"""Taken where they fit; among the others the one that packs smallest is taken."""
SAME_LENGTH: Final = frozenset({HEX, GRID})


def _ascii(values: Sequence[bytes]) -> list[str]:
    try:
        return [value.decode("ascii") for value in values]
    except UnicodeDecodeError:
        raise BadMessage(rule="segment") from None
