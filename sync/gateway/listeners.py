"""Desks that wait for news of their mission: answered as soon as its ledger grows, by whichever process wrote to it."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import select

from sync.clock import Clock, moment
from sync.errors import BadEnvelope, BadMessage, DeviceRefused
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.tables import devices, missions
from sync.gateway.web.bodies import Bodies
from sync.identity.envelope import unseal
from sync.identity.keys import Speaker, VerifyKey
from sync.protocol.messages import MOST_WAIT_S, WaitAnswer, WaitAsk, read, write
from sync.transport.wire import CENTRE_KEYS, WAIT_ROUTE

_LOOK_EVERY_S: Final = 1.0
_MOST_LISTENERS: Final = 200
"""In one process: beyond, a desk is answered at once, and asks by its timetable."""
_MOST_BYTES: Final = 4096
_LATEST: Final = timedelta(days=1)
"""A desk whose clock is further away asks by its timetable."""


class Listeners:
    """One of a process. All that wait share one look at the counters of the missions, once a second."""

    def __init__(self, database: Database, centre: Speaker, clock: Clock) -> None:
        self._database = database
        self._centre = centre
        self._clock = clock
        self._waiting: dict[str, asyncio.Future[Any]] = {}  # by device, done when that has left
        self._heads: dict[str, int] = {}
        self._looked_at = 0.0
        self._looking = asyncio.Lock()

    def route(self, bodies: Bodies) -> HTTPRouteHandler:
        """Return the handler."""

        @post(WAIT_ROUTE, status_code=200)
        async def wait(request: Request[Any, Any, Any]) -> Response[bytes]:
            async with bodies.read(request, _MOST_BYTES) as body:
                ask, device, scope = await sync_to_thread(self._opened, body)
            request.scope["state"]["device"] = device
            news = await self._heard(ask, (device, scope), request)
            return Response(write(WaitAnswer(news=news)), media_type=CENTRE_KEYS)

        return wait

    def _opened(self, envelope: bytes) -> tuple[WaitAsk, str, str]:
        """Read who waits for what.

        Raises:
            BadEnvelope, BadMessage, DeviceRefused, Busy: as for an exchange.
        """
        opened = unseal(envelope, self._centre, self._sender)
        if opened.head.kind != "wait":
            raise BadEnvelope(rule="kind")
        if abs(moment(opened.head.created) - self._clock.now()) > _LATEST:
            raise BadEnvelope(rule="created")  # somebody else may have kept it since
        ask = read(opened.payload, WaitAsk)
        if ask.v != 1 or ask.cursor < 0 or not 0 <= ask.seconds <= MOST_WAIT_S:
            raise BadMessage(rule="shape")
        with self._database.read() as connection:
            row = connection.execute(select(devices).where(devices.c.id == opened.head.sender)).one()
        if row.revoked_at is not None:
            raise DeviceRefused(rule="revoked")
        return ask, row.id, row.mission

    def _sender(self, device: str) -> VerifyKey:
        with self._database.read() as connection:
            return accounts.verify_key_of(connection, device)

    async def _heard(self, ask: WaitAsk, who: tuple[str, str], request: Request[Any, Any, Any]) -> bool:
        """Return whether the ledger has grown beyond what the desk has, waiting for that as long as it wishes.

        Of one device only the newest waits.
        """
        device, scope = who
        if (older := self._waiting.pop(device, None)) is not None:
            older.cancel()
        if len(self._waiting) >= _MOST_LISTENERS:
            return False
        self._waiting[device] = gone = asyncio.ensure_future(
            request.receive()
        )  # the body is here: what comes is that the desk has left
        now = asyncio.get_running_loop().time
        end = now() + ask.seconds
        try:
            while await self._head(scope) <= ask.cursor:
                left = min(_LOOK_EVERY_S, end - now())
                if left <= 0 or (await asyncio.wait([gone], timeout=left))[0]:
                    return False
            return True
        finally:
            gone.cancel()
            if self._waiting.get(device) is gone:
                del self._waiting[device]

    async def _head(self, scope: str) -> int:
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if not self._heads or now - self._looked_at >= _LOOK_EVERY_S:
                self._heads = await sync_to_thread(self._look)
                self._looked_at = now
        return self._heads.get(scope, 0)

    def _look(self) -> dict[str, int]:
        with self._database.read() as connection:
            return {row.code: row.seq for row in connection.execute(select(missions.c.code, missions.c.seq))}
