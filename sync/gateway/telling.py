"""How much one answer tells: urgent states and news, as many as its bytes hold once they are packed and sealed."""

from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy import Connection

from sync.gateway import ahead, news
from sync.gateway.ahead import LANES, Ahead
from sync.gateway.news import Reader
from sync.protocol.messages import Answer, Ask, News

_MOST_PACKED: Final = 48
"""Bytes of entries that pack into one: a thousand edits of one field come close to it."""
_SPARE: Final = 0.92
"""Of what should just fit: fewer entries pack a little worse."""

Seal = Callable[[Answer], bytes]


class Telling:
    """Fills one answer. *seal* makes an envelope of it, and may be asked several times."""

    def __init__(self, connection: Connection, reader: Reader, ask: Ask, seal: Seal) -> None:
        self._connection = connection
        self._reader = reader
        self._ask = ask
        self._seal = seal

    def tell(self, answer: Answer) -> bytes:
        """Return the sealed answer with the news after the cursor that was asked with, as many as fit.

        Where they do not reach the head, urgent states come before them, each lane told once.
        """
        if answer.snapshot is not None:
            return self._seal(self._with(answer, Ahead(), []))
        fresh = news.after(self._connection, self._reader, self._ask.cursor, self._ask.limit_bytes * _MOST_PACKED)
        sealed, count, size = self._fitting(answer, Ahead(), fresh)
        reached = fresh[count - 1].seq if count else self._ask.cursor
        if reached >= answer.head:
            return sealed
        packed = size / max(size, news.size_of(fresh))
        left = news.left(self._connection, self._reader, reached)
        answer = msgspec.structs.replace(answer, left_bytes=int(left * packed / _SPARE))
        told = [max(seq, self._ask.cursor) for seq in self._ask.told or [0] * LANES]
        coming = ahead.states(self._connection, self._reader, told, answer.head)
        return self._fitting(answer, coming, fresh[:count])[0]

    def _fitting(self, answer: Answer, coming: Ahead, fresh: list[News]) -> tuple[bytes, int, int]:
        """Return the sealed answer with as many as fit, states first, how many these are, and the size of all.

        One comes in any case.
        """
        count, size = len(coming.snaps) + len(fresh), 0
        while True:
            some = coming.first(count)
            sealed = self._seal(self._with(answer, some, fresh[: count - len(some.snaps)]))
            size = size or len(sealed)
            if len(sealed) <= self._ask.limit_bytes or count <= 1:
                return sealed, count, size
            share = max(0, self._ask.limit_bytes) / len(sealed) * _SPARE
            count = max(1, min(count - 1, int(count * share)))

    def _with(self, answer: Answer, coming: Ahead, fresh: list[News]) -> Answer:
        cursor = fresh[-1].seq if fresh else self._ask.cursor
        level = cursor == answer.head
        return msgspec.structs.replace(
            answer,
            cursor=cursor,
            head=max(answer.head, cursor),  # without a lock, others may have written between the two questions
            news=fresh,
            digest=answer.digest if level else None,
            fingerprint=answer.fingerprint if level else None,
            ahead=list(coming.snaps),
            told=list(coming.after),
        )
