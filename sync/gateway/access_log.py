"""One line per request: time, route, status, milliseconds, bytes, device. Never a word of what was in it."""

import logging
from traceback import extract_tb
from typing import Any, Final

import msgspec

from sync.clock import Clock, stamp
from sync.transport.wire import (
    BLOB_ROUTE,
    CENTRE_ROUTE,
    ENROL_ROUTE,
    EXCHANGE_ROUTE,
    SEGMENTS_ROUTE,
    TICKET_ROUTE,
    WAIT_ROUTE,
)

LOGGER: Final = logging.getLogger("siskop2mi.gateway")

_ROUTES: Final = frozenset(
    {
        CENTRE_ROUTE,
        ENROL_ROUTE,
        EXCHANGE_ROUTE,
        WAIT_ROUTE,
        TICKET_ROUTE,
        BLOB_ROUTE,
        "/v1/health",
        "/schema/openapi.json",
    }
)


class AccessLog:
    """Wraps an ASGI application and counts what goes through it."""

    def __init__(self, app: Any, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, line = self._clock.monotonic(), {"in": 0, "out": 0, "status": 0}

        async def counted_receive() -> Any:
            message = await receive()
            line["in"] += len(message.get("body", b""))
            return message

        async def counted_send(message: Any) -> None:
            line["status"] = message.get("status", line["status"])
            line["out"] += len(message.get("body", b""))
            await send(message)

        scope.setdefault("state", {})
        await self._app(scope, counted_receive, counted_send)
        said = {
            "time": stamp(self._clock.now()),
            "route": _route(scope["path"]),
            "ms": round((self._clock.monotonic() - began) * 1000),
            "device": scope["state"].get("device"),
            **line,
        }
        LOGGER.info(msgspec.json.encode(said).decode())

    @staticmethod
    def fault(error: Exception) -> None:
        """Log a fault of our own: its kind and place, without its text."""
        place = extract_tb(error.__traceback__)[-1:]
        where = f"{place[0].filename.rpartition('/')[2]}:{place[0].lineno}" if place else "?"
        LOGGER.error(msgspec.json.encode({"fault": type(error).__name__, "at": where}).decode())


def _route(path: str) -> str:
    """Name a route without what a stranger has put into it, or which file was asked for."""
    for below in (SEGMENTS_ROUTE, BLOB_ROUTE):
        if path.startswith(f"{below}/"):
            return below
    return path if path in _ROUTES else "other"
