"""The routes: sealed bytes in, sealed bytes out, one status and one code for whatever is wrong."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException

from sync.clock import Clock, stamp
from sync.errors import BadEnvelope, BadMessage, Busy, CodeRefused, DeskError, DeviceRefused
from sync.gateway import contract, sweeping
from sync.gateway.access_log import AccessLog
from sync.gateway.blobs.counter import Counter
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.blobs.routes import BlobRoutes, refused
from sync.gateway.blobs.shelves import Limits, Refusal, Shelves, keep_folder
from sync.gateway.database import Database
from sync.gateway.directory.route import directory_route
from sync.gateway.enrol import MOST_BYTES, Reception, Reply
from sync.gateway.exchange import Exchange
from sync.gateway.keys import centre_of
from sync.gateway.listeners import Listeners
from sync.gateway.snapshots.shelf import shelf_route
from sync.gateway.web.bodies import Bodies, Unacceptable
from sync.identity.canonical import text_of
from sync.protocol.messages import CentreKeys, write
from sync.transport.wire import (
    CENTRE_KEYS,
    CENTRE_ROUTE,
    ENROL_ROUTE,
    ENVELOPE,
    EXCHANGE_ROUTE,
    MAX_ENVELOPE_BYTES,
    PROBLEM,
)

HEALTH_ROUTE: Final = "/v1/health"
SCHEMA_ROUTE: Final = "/schema/openapi.json"

_CODES: Final = {
    404: "not-found",
    405: "method",
    408: "timeout",
    413: "too-large",
    415: "media-type",
    503: "later",
}

Work = Callable[[bytes], Reply]


class Gateway:
    """The centre as a web application on one database."""

    def __init__(
        self, database: Database, clock: Clock, files: Path | None = None, limits: Limits | None = None
    ) -> None:
        """*files*: the folder of sealed files; without one, this centre takes none."""
        self._database = database
        self._clock = clock
        self._centre = centre_of(database, clock)
        self._reception = Reception(database, self._centre, clock)
        self._exchange = Exchange(database, self._centre, clock)
        self._listeners = Listeners(database, self._centre, clock)
        self._shelves = self._opened(files, limits or Limits())
        sweeping.sweep(database)
        self._counter = Counter(database, self._centre, clock, self._shelves)

    def _opened(self, files: Path | None, limits: Limits) -> Shelves | None:
        if files is None:
            return None
        folder = BlobFolder(files)
        folder.make()
        with self._database.write() as connection:
            keep_folder(connection, files)
        return Shelves(self._database, folder, self._clock, limits)

    def application(self, *alive: Callable[[Any], AbstractAsyncContextManager[None]]) -> Any:
        """Return the ASGI application; what is *alive* is entered when it starts and left when it stops."""

        @get(CENTRE_ROUTE)
        async def centre() -> Response[bytes]:
            keys = CentreKeys(centre=self._centre.id, keys=self._centre.public.texts, time=stamp(self._clock.now()))
            return _json(write(keys))

        @get(HEALTH_ROUTE)
        async def health() -> Response[bytes]:
            await sync_to_thread(self._look)
            return _json(msgspec.json.encode({"ok": True}))

        @get(SCHEMA_ROUTE)
        async def schema() -> Response[bytes]:
            return _json(contract.openapi())

        bodies = Bodies()
        blobs = BlobRoutes(self._counter, self._shelves, bodies)

        async def sealed(request: Request[Any, Any, Any], work: Work, most: int) -> Response[bytes]:
            async with bodies.read(request, most) as body:
                reply = await sync_to_thread(work, body)
            request.scope["state"]["device"] = reply.device
            return Response(reply.envelope, media_type=ENVELOPE)

        @post(ENROL_ROUTE, status_code=200)
        async def enrol(request: Request[Any, Any, Any]) -> Response[bytes]:
            return await sealed(request, self._reception.enrol, 4 * MOST_BYTES)

        @post(EXCHANGE_ROUTE, status_code=200)
        async def exchange(request: Request[Any, Any, Any]) -> Response[bytes]:
            return await sealed(request, self._exchange.exchange, MAX_ENVELOPE_BYTES)

        app = Litestar(
            route_handlers=[
                *(centre, health, schema, enrol, exchange),
                self._listeners.route(bodies),
                shelf_route(self._database),
                directory_route(self._database),
                *blobs.handlers(),
            ],
            lifespan=list(alive),
            openapi_config=None,
            logging_config=None,
            request_max_body_size=None,  # our own limit answers with our own problem
            exception_handlers=_HANDLERS,
        )
        return AccessLog(app, self._clock)

    def _look(self) -> None:
        with self._database.read() as connection:
            connection.exec_driver_sql("select 1")


def _json(body: bytes) -> Response[bytes]:
    return Response(body, media_type=CENTRE_KEYS)


def _problem(status: int, code: str, **values: Any) -> Response[bytes]:
    body = msgspec.json.encode({"code": code} | {name: value for name, value in values.items() if value is not None})
    return Response(body, media_type=PROBLEM, status_code=status)


def _refusal(error: DeskError) -> Response[bytes]:
    match error:
        case Busy():
            answer = _problem(503, "later")
            answer.headers["Retry-After"] = str(error.values.get("retry_after_s", 30))
            return answer
        case CodeRefused():
            return _problem(403, "code-refused")
        case DeviceRefused():
            status = 403 if error.rule in ("revoked", "unlisted") else 409
            sealed = None if error.sealed is None else text_of(error.sealed)
            return _problem(
                status, error.rule or "device-refused", expected=error.values.get("expected"), sealed=sealed
            )
        case BadEnvelope():
            return _problem(401, "unknown-device") if error.rule == "sender" else _problem(400, "bad-envelope")
        case BadMessage():
            return _problem(400, "bad-message")
        case _:
            return _bug(error)


def _bug(error: Exception) -> Response[bytes]:
    """Say nothing of a fault of our own to the outside, and only its kind to the log: a text may hold anything."""
    AccessLog.fault(error)
    return _problem(500, "internal")


_HANDLERS: Final[dict[Any, Any]] = {
    Unacceptable: lambda _, error: _problem(error.status, _CODES[error.status]),
    Refusal: lambda _, error: refused(error),
    DeskError: lambda _, error: _refusal(error),
    HTTPException: lambda _, error: _problem(error.status_code, _CODES.get(error.status_code, "request")),
    Exception: lambda _, error: _bug(error),
}
