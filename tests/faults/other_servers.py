"""Servers that are not the desk's own centre: another centre, and one whose certificate nobody vouches for."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.clock import SystemClock
from sync.gateway import accounts
from sync.gateway.database import Database
from tests.faults.desks import MISSION
from tests.gateway.serving import serving


@contextmanager
def served(folder: Path) -> Iterator[tuple[Database, str]]:
    """Serve a centre with one mission; give its database and its address."""
    folder.mkdir(exist_ok=True)
    url = f"sqlite:///{folder / 'centre.db'}"
    database = Database(url)
    database.prepare()
    with database.write() as connection:
        accounts.add_mission(connection, MISSION, SystemClock())
    with serving(url) as address:
        yield database, address
    database.close()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: that the desk hangs up is what the test wants."""


@contextmanager
def secure_line(folder: Path) -> Iterator[str]:
    """Serve over TLS with a certificate that is signed by itself."""
    certificate = folder / "certificate.pem"
    certificate.write_bytes(_self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = _Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _self_signed() -> bytes:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = SystemClock().now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + built.public_bytes(Encoding.PEM)
