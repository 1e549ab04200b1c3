"""Servers of bytes for transport tests: what a bad line, a portal or a stranger may answer, played on loopback."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

Script = Callable[[socket.socket], None]


@contextmanager
def line(script: Script, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve *script* to every connection, over TLS where it is *secure*; yield the base address."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), secure.wrap_socket(connection, server_side=True) if secure else connection as spoken:
            _read_request(spoken)
            script(spoken)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if secure else ''}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        listener.close()


def _read_request(connection: socket.socket) -> None:
    connection.settimeout(10)
    seen = b""
    while b"\r\n\r\n" not in seen:
        seen += connection.recv(65_536)
    head, _, body = seen.partition(b"\r\n\r\n")
    length = 0
    for row in head.lower().split(b"\r\n"):
        if row.startswith(b"content-length:"):
            length = int(row.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65_536)


def says(answer: bytes) -> Script:
    """Answer every request with these bytes, then close."""
    return lambda connection: connection.sendall(answer)


def answer(status: str, media: str, body: bytes, *headers: str) -> bytes:
    """Write a whole HTTP answer."""
    rows = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(rows).encode() + b"\r\n\r\n" + body


def certificate() -> bytes:
    """Return a certificate (PEM) of a network that looks into lines."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Proxy")])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=9000))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return made.sign(key, None).public_bytes(Encoding.PEM)
