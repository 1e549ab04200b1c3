"""Bodies of requests: of one media type, up to a size, and all together within a set room."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from litestar import Request
from litestar.exceptions import HTTPException

from sync.transport.wire import ENVELOPE, MAX_ENVELOPE_BYTES

_UNREAD: Final = frozenset({413, 415})
_ROOM_BYTES: Final = 8 * MAX_ENVELOPE_BYTES
"""For all bodies that are here at once: whoever opens hundreds of connections fills this, and not the memory."""
_IDLE_S: Final = 75
"""No byte of a body for so long: the line is dead."""
REFUSED_BYTES: Final = 64 << 20
_REFUSED_S: Final = 30
_REFUSED_IDLE_S: Final = 2
"""How much of a refused body is taken off the line, and thrown away, so that its sender hears why."""


class Unacceptable(Exception):
    """A body that is not looked at; *status* says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Bodies:
    """Reads bodies; all those that are on their way may together hold no more than a set room."""

    def __init__(self) -> None:
        self._room = _ROOM_BYTES

    @asynccontextmanager
    async def read(
        self, request: Request[Any, Any, Any], most: int, media_type: str = ENVELOPE
    ) -> AsyncIterator[bytes]:
        """Read a body of *media_type*, at most *most* bytes; its room is taken until it is done with.

        Raises:
            Unacceptable: another media type, too large, stopped on its way, or no room for it now.
        """
        parts, body = aiter(request.stream()), bytearray()
        try:
            _check_head(request, most, media_type)
            await self._fill(body, parts, most)
            yield bytes(body)
        except Unacceptable as refusal:
            if refusal.status in _UNREAD and "expect" not in request.headers:
                await _let_end(parts)
            raise
        finally:
            self._room += len(body)

    async def _fill(self, body: bytearray, parts: AsyncIterator[bytes], most: int) -> None:
        try:
            while True:
                async with asyncio.timeout(_IDLE_S):
                    part = await anext(parts)
                body += part
                self._room -= len(part)
                if len(body) > most:
                    raise Unacceptable(413)
                if self._room < 0:
                    raise Unacceptable(503)
        except TimeoutError:
            raise Unacceptable(408) from None
        except StopAsyncIteration:
            return


def _check_head(request: Request[Any, Any, Any], most: int, media_type: str) -> None:
    said = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if said != media_type or request.headers.get("content-encoding", "identity") != "identity":
        raise Unacceptable(415)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise Unacceptable(413)


async def _let_end(parts: AsyncIterator[bytes]) -> None:
    """Who writes before he reads gets no answer when the line is closed under his hands."""
    taken = 0
    with suppress(TimeoutError, StopAsyncIteration, HTTPException):
        async with asyncio.timeout(_REFUSED_S):
            while taken < REFUSED_BYTES:
                async with asyncio.timeout(_REFUSED_IDLE_S):
                    taken += len(await anext(parts))
