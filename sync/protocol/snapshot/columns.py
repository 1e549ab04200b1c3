"""A column: the values of one field of many records in the form that packs smallest; gaps and misfits beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from sync.errors import BadMessage
from sync.protocol.frames import pack
from sync.protocol.snapshot.forms import (
    FORMS,
    GRID,
    HEX,
    SAME_LENGTH,
    SURE,
    TEXT,
    WORDS,
    Form,
    Streams,
    json,
    read_json,
)
from sync.protocol.snapshot.streams import weight

SAME: Final = "same"
CODES: Final = "codes"

_FITS: Final = 0.6
"""A form is taken when so many of the values fit; the others stand beside it as JSON."""
_MOST_CODES: Final = 255
_ABSENT, _FITTING, _OTHER = 0, 1, 2


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a column is written: its name, form, the sizes of its packed streams, and values that stand here.

    *mask*: the first stream says of each row whether it is absent, fits or is other; *rest*: the others are the last.
    """

    name: str
    form: str
    sizes: list[int] = []
    values: list[Any] = []
    mask: bool = False
    rest: bool = False


def write(name: str, values: Sequence[Any]) -> tuple[Head, Streams]:
    """Write a column of values, None where a row has none; its streams are packed."""
    told = _distinct(values)
    if told is not None and len(told) <= 1:
        return Head(name=name, form=SAME, values=list(values[:1]) or [None]), []
    if told is not None and len(told) * 2 <= len(values):
        stream = pack(bytes([told[key] for key in map(_key, values)]))
        known = dict(zip(map(_key, values), values, strict=True))
        return Head(name=name, form=CODES, sizes=[len(stream)], values=[known[key] for key in told]), [stream]
    return _typed(name, values)


def read(head: Head, streams: Streams, count: int) -> Sequence[Any]:
    """Read a column of *count* values from its unpacked streams.

    Raises:
        BadMessage: its parts do not belong together; rule "segment".
    """
    if head.form == SAME and len(head.values) == 1 and not streams:
        return head.values * count
    if head.form == CODES and len(streams) == 1:
        return _codes(head, streams[0], count)
    return _read_typed(head, streams, count)


def _key(value: Any) -> Any:
    """Tell values apart that Python takes for equal (1 and True), and those that cannot be counted."""
    return value if value is None or type(value) is str else (type(value).__name__, msgspec.json.encode(value))


def _distinct(values: Sequence[Any]) -> dict[Any, int] | None:
    """Number the different values as long as they are few."""
    told: dict[Any, int] = {}
    for value in values:
        told.setdefault(_key(value), len(told))
        if len(told) > _MOST_CODES:
            return None
    return told


def _codes(head: Head, stream: bytes, count: int) -> list[Any]:
    if len(stream) != count or max(stream, default=0) >= len(head.values):
        raise BadMessage(rule="segment")
    return [head.values[code] for code in stream]


def _typed(name: str, values: Sequence[Any]) -> tuple[Head, Streams]:
    said = [value for value in values if value is not None]
    written = [_written(form, said) for form in _candidates(said)]
    form, fits, plain = min(written, key=lambda one: sum(map(weight, one[2])))
    streams = [pack(stream) for stream in plain]
    mask = bytes(_mask(values, fits))
    has_mask = any(sign != _FITTING for sign in mask)
    rest = [value for value, fit in zip(said, fits, strict=True) if fit is None]
    every = [*([pack(mask)] if has_mask else []), *streams, *([pack(json(rest))] if rest else [])]
    sizes = [len(stream) for stream in every]
    return Head(name=name, form=form.name, sizes=sizes, mask=has_mask, rest=bool(rest)), every


def _candidates(said: Sequence[Any]) -> list[Form]:
    for form in SURE:
        if sum(form.of(value) is not None for value in said) >= _FITS * len(said):
            return [form]
    if all(isinstance(value, str) for value in said):
        return [HEX, GRID, WORDS, TEXT]
    return [TEXT]


def _written(form: Form, said: Sequence[Any]) -> tuple[Form, list[Any], Streams]:
    fits = [form.of(value) for value in said]
    if form in SAME_LENGTH:
        sizes = Counter(len(fit) for fit in fits if fit is not None)
        most = sizes.most_common(1)[0][0] if sizes else 0
        fits = [fit if fit is not None and len(fit) == most else None for fit in fits]
    fitting = [fit for fit in fits if fit is not None]
    if len(fitting) < _FITS * len(said):
        form, fits = TEXT, list(said)
        fitting = fits
    return form, fits, form.write(fitting)


def _mask(values: Sequence[Any], fits: Sequence[Any]) -> Iterator[int]:
    left = iter(fits)
    for value in values:
        if value is None:
            yield _ABSENT
        else:
            yield _OTHER if next(left) is None else _FITTING


def _read_typed(head: Head, streams: Streams, count: int) -> Sequence[Any]:
    form = FORMS.get(head.form)
    if form is None or len(streams) != form.streams + head.mask + head.rest:
        raise BadMessage(rule="segment")
    mask = streams[0] if head.mask else bytes([_FITTING]) * count
    if len(mask) != count or max(mask, default=0) > _OTHER:
        raise BadMessage(rule="segment")
    inner = streams[head.mask : len(streams) - head.rest]
    fitting = form.read(inner, mask.count(_FITTING))
    if not head.mask:
        return fitting
    others = read_json(streams[-1], mask.count(_OTHER)) if head.rest else []
    if not head.rest and mask.count(_OTHER):
        raise BadMessage(rule="segment")
    sources = {_FITTING: iter(fitting), _OTHER: iter(others)}
    return [None if sign == _ABSENT else next(sources[sign]) for sign in mask]
