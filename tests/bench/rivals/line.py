"""The line between a client and its server: one TCP proxy for every peer, which counts and can be far, slow and lossy.

Loss is played as TCP shows it to a programme: a lost piece arrives a round trip later, after it was sent again, and all
behind it waits. How congestion control answers to loss is not played, nor are the headers of TCP and IP counted.
"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Final

_PIECE: Final = 1448
"""What one packet of TCP carries."""
_CHUNK: Final = 65_536
_WAITING: Final = 64  # packets in the queue before the narrow place
_SEED: Final = 20251022


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a line is like, the same both ways."""

    round_trip_s: float
    bytes_per_s: float
    loss: float = 0.0


BAD: Final = Shape(round_trip_s=0.6, bytes_per_s=16_000, loss=0.02)
FAIR: Final = Shape(round_trip_s=0.1, bytes_per_s=250_000)


class Way:
    """One direction: all connections share its width."""

    def __init__(self, seed: float) -> None:
        self.free_at = 0.0
        self.chance = Random(seed)

    def arrival(self, size: int, now: float, shape: Shape) -> float:
        """Return when a piece that is sent now arrives."""
        width = size / shape.bytes_per_s
        self.free_at = max(now, self.free_at) + width
        arrives = self.free_at + shape.round_trip_s / 2
        if self.chance.random() < shape.loss:
            self.free_at += width
            arrives += shape.round_trip_s + width
        return arrives


@dataclass
class _Connection:
    """One connection of a client: from when on it carries anything, and who spoke last."""

    opened: float
    ends: tuple[asyncio.StreamWriter, ...]
    upward: bool = False

    def close(self) -> None:
        for end in self.ends:
            end.close()


class Line:
    """Carries to *port*. *up*, *down*, *trips* (requests) and *connections* count from the last `begin`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._shape: Shape | None = None
        self._chance = Random(_SEED)
        self._up = self._down = Way(0)
        self._mark, self._marked = 0, threading.Event()
        self._held: list[_Connection] = []
        self._stop = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.begin()
        self._thread.start()

    def begin(self) -> None:
        """Count from here."""
        self.up = self.down = self.trips = self.connections = 0

    @property
    def total(self) -> int:
        """Both directions."""
        return self.up + self.down

    @contextmanager
    def shaped(self, shape: Shape) -> Iterator[None]:
        """Be like *shape*, for connections that are open as well; losses are other ones each time."""
        self._shape = shape
        self._up, self._down = Way(self._chance.random()), Way(self._chance.random())
        try:
            yield
        finally:
            self._shape = None

    def reaching(self, total: int) -> threading.Event:
        """Return what is set as soon as so many bytes have passed."""
        self._marked.clear()
        self._mark = total
        return self._marked

    def close(self) -> None:
        """End every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with closing(self._loop):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        await self._stop.wait()
        server.close()
        for held in self._held:
            held.close()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.connections += 1
        far, out = await asyncio.open_connection("127.0.0.1", self._port)
        opening = 0.0 if self._shape is None else self._shape.round_trip_s  # the handshake of TCP
        held = _Connection(self._loop.time() + opening, (back, out))
        self._held.append(held)
        await asyncio.gather(self._carry(near, out, held, upward=True), self._carry(far, back, held, upward=False))

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, held: _Connection, *, upward: bool
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_WAITING)
        delivering = asyncio.create_task(self._deliver(under_way, sink, held, upward=upward))
        last = held.opened
        part = b"-"
        while part:
            shape = self._shape
            try:
                part = await source.read(_CHUNK if shape is None else _PIECE)
            except OSError:
                part = b""
            if shape is not None:
                way = self._up if upward else self._down
                last = max(last, way.arrival(len(part), max(self._loop.time(), held.opened), shape))
            await under_way.put((last, part))
        await delivering

    async def _deliver(
        self,
        under_way: "asyncio.Queue[tuple[float, bytes]]",
        sink: asyncio.StreamWriter,
        held: _Connection,
        *,
        upward: bool,
    ) -> None:
        part = b"-"
        with suppress(OSError):
            while part:
                moment, part = await under_way.get()
                await self._until(moment)
                self._count(len(part), held, upward=upward)
                sink.write(part)
                await sink.drain()
        held.close()
        while part:  # whoever still reads must not wait for a queue that nobody empties
            _, part = await under_way.get()

    async def _until(self, moment: float) -> None:
        if moment > self._loop.time():
            due = self._loop.create_future()
            self._loop.call_at(moment, due.set_result, None)
            await due

    def _count(self, size: int, held: _Connection, *, upward: bool) -> None:
        if not size:
            return
        if upward:
            self.up += size
            self.trips += not held.upward
        else:
            self.down += size
        held.upward = upward
        if 0 < self._mark <= self.total:
            self._marked.set()
