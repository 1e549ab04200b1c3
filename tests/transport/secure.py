"""A network that looks into secure connections: certificates of its own, and a proxy that carries what is asked."""

import select
import socket
import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.clock import SystemClock
from tests.transport.lines import Script


def own_authority(folder: Path) -> tuple[ssl.SSLContext, str]:
    """Return what a server on this machine speaks TLS with, and the certificates that vouch for it."""
    key, today = generate_private_key(SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(today - timedelta(days=1))
    built = built.not_valid_after(today + timedelta(days=1))
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    public = built.add_extension(names, critical=False).sign(key, SHA256()).public_bytes(Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, public.decode()


def carries(url: str, carried: list[str]) -> Script:
    """Be a proxy: after its CONNECT, whoever comes talks to the server at *url*."""
    parts = urlsplit(url)

    def carry(client: socket.socket) -> None:
        carried.append(url)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as server:
            while True:
                for source in select.select([client, server], [], [])[0]:
                    data = source.recv(65_536)
                    if not data:
                        return
                    (server if source is client else client).sendall(data)

    return carry
