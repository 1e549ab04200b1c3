"""A proxy on loopback that counts what really crosses the socket: headers, envelopes and all."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

_CHUNK: Final = 65_536


class Counter:
    """Bytes in both directions, requests and connections since the last `reset`."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.reset()

    def reset(self) -> None:
        """Begin again."""
        self.out = self.back = self.requests = self.connections = 0

    @property
    def total(self) -> int:
        """Both directions."""
        return self.out + self.back


@contextmanager
def counting(upstream: str) -> Iterator[Counter]:
    """Stand before the service at *upstream*."""
    target = urlsplit(upstream)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        counter = Counter(listener.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):  # closed at the end
                while True:
                    near, _ = listener.accept()
                    counter.connections += 1
                    far = socket.create_connection((target.hostname, target.port))
                    for source, sink in ((near, far), (far, near)):
                        threading.Thread(target=carry, args=(source, sink, source is near), daemon=True).start()

        def carry(source: socket.socket, sink: socket.socket, outward: bool) -> None:  # noqa: FBT001
            with suppress(OSError):
                while part := source.recv(_CHUNK):
                    if outward:
                        counter.out += len(part)
                        counter.requests += part.startswith((b"POST ", b"GET "))
                    else:
                        counter.back += len(part)
                    sink.sendall(part)
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=accept, daemon=True).start()
        yield counter
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
