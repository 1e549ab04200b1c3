"""The two forms of an ask or answer: plain JSON, and columns in a zstd frame. The first bytes tell which it is."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from sync.protocol import frames
from sync.protocol.columns import Room
from sync.protocol.compact import AnswerColumns, AskColumns, answer_columns, answer_of, ask_columns, ask_of
from sync.protocol.messages import MAX_MESSAGE_BYTES, Answer, Ask, read, write
from sync.protocol.names import Names

C = TypeVar("C", bound=msgspec.Struct)


def is_compact(payload: bytes) -> bool:
    """Whether *payload* is in columnar form."""
    return payload.startswith(frames.MAGIC)


def pack_ask(ask: Ask, names: Names) -> bytes:
    """Write an ask in columnar form."""
    return frames.pack(msgspec.json.encode(ask_columns(ask, names)))


def unpack_ask(payload: bytes, names: Names) -> Ask:
    """Read an ask in either form.

    Raises:
        BadMessage: not an ask, or larger than one may be; nothing larger was unpacked.
    """
    if not is_compact(payload):
        return read(payload, Ask)
    return ask_of(_columns(payload, AskColumns), names, Room(MAX_MESSAGE_BYTES))


def pack_answer(answer: Answer, names: Names, header: Mapping[str, Any], *, compact: bool) -> bytes:
    """Write an answer in the form of its ask; in columns, without what stands in *header* already (`OF_HEADER`)."""
    return frames.pack(msgspec.json.encode(answer_columns(answer, names, header))) if compact else write(answer)


def unpack_answer(payload: bytes, names: Names, header: Mapping[str, Any]) -> Answer:
    """Read an answer in either form.

    Raises:
        BadMessage: not an answer, or larger than one may be; nothing larger was unpacked.
    """
    if not is_compact(payload):
        return read(payload, Answer)
    return answer_of(_columns(payload, AnswerColumns), names, header, Room(MAX_MESSAGE_BYTES))


def _columns(payload: bytes, kind: type[C]) -> C:
    return read(frames.unpack(payload, MAX_MESSAGE_BYTES), kind)
