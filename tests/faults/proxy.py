"""A bad piece of line: everything for a centre goes through it, and it cuts, trickles and doubles as it is told."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_AT_ONCE: Final = 65_536
_NEVER: Final = 1 << 60


@dataclass
class Proxy:
    """What the line does to the next connection, and what it has carried of the last one."""

    url: str
    target: tuple[str, int]
    most_up: int = _NEVER  # bytes on their way to the centre, then it is cut
    most_down: int = _NEVER
    trickles: bool = False
    doubles: bool = False  # everything is said to the centre on a second connection, too, and that answer is dropped
    carried: list[int] = field(default_factory=lambda: [0, 0])

    def cuts(self, *, up: int = _NEVER, down: int = _NEVER) -> None:
        """Cut behind so many bytes from now on."""
        self.most_up, self.most_down = up, down

    def serve(self, client: socket.socket) -> None:
        """Carry one connection until either side hangs up, or it is cut."""
        with socket.create_connection(self.target) as centre, socket.create_connection(self.target) as other:
            left, self.carried = [self.most_up, self.most_down], [0, 0]
            while min(left) > 0:
                ready, _, _ = select.select([client, centre], [], [])
                way = 0 if client in ready else 1
                source, target = ((client, centre), (centre, client))[way]
                data = source.recv(min(_AT_ONCE, left[way]))
                if not data:
                    return
                self.carried[way] += len(data)  # before the other side has it, and asks how much that was
                self._say(target, data)
                if self.doubles and way == 0:
                    other.sendall(data)
                left[way] -= len(data)

    def _say(self, target: socket.socket, data: bytes) -> None:
        if not self.trickles:
            target.sendall(data)
            return
        for byte in data:
            target.sendall(bytes([byte]))


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    """Open a line to the centre at *url*; it carries one connection after the other."""
    parts = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    proxy = Proxy(url=f"http://127.0.0.1:{port}", target=(parts.hostname or "", parts.port or 0))
    ends = threading.Event()

    def carry() -> None:
        while True:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with client, suppress(OSError):
                if ends.is_set():
                    return
                proxy.serve(client)

    thread = threading.Thread(target=carry, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        ends.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            thread.join()
        listener.close()
