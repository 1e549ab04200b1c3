"""Sealed files over HTTP: pieces out by tus 1.0, pieces in by ranges, each request proven by its ticket."""

import base64
import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from sync.errors import BadMessage, DeviceRefused, NotTheCentre
from sync.protocol.blobs import Ticket, authorization, proof
from sync.transport.http import Call, Heard, HttpChannel
from sync.transport.wire import BLOB_ROUTE, ENVELOPE, PIECE, SEALED, TICKET_ROUTE

_TUS: Final = {"Tus-Resumable": "1.0.0"}


class HttpBlobs:
    """`Line` over a channel to one centre. Not for two threads at once."""

    def __init__(self, channel: HttpChannel) -> None:
        self._channel = channel

    def tickets(self, envelope: bytes) -> bytes:
        """Send a sealed ask for tickets, return the sealed answer."""
        return self._channel.send(Call(method="POST", route=TICKET_ROUTE, body=envelope, expected=ENVELOPE)).body

    def begin(self, device: str, ticket: Ticket, record: str, size: int, first: bytes) -> int:
        """Begin a blob of *size* bytes with its first piece; return the bytes that the centre has."""
        named = f"blob {_base64(ticket.blob.encode())},record {_base64(record.encode())}"
        said = {"Upload-Length": str(size), "Upload-Metadata": named, **_checksum(first)}
        return self._offset(self._piece("POST", BLOB_ROUTE, device, ticket, (said, first)))

    def append(self, device: str, ticket: Ticket, offset: int, piece: bytes) -> int:
        """Send the next piece; return the bytes that the centre has."""
        said = {"Upload-Offset": str(offset), **_checksum(piece)}
        return self._offset(self._piece("PATCH", f"{BLOB_ROUTE}/{ticket.blob}", device, ticket, (said, piece)))

    def fetch(self, device: str, ticket: Ticket, offset: int, size: int) -> bytes:
        """Return *size* bytes of a blob."""
        route = f"{BLOB_ROUTE}/{ticket.blob}"
        said = {"Range": f"bytes={offset}-{offset + size - 1}"}
        call = Call(
            method="GET",
            route=route,
            expected=SEALED,
            headers=said | _shown(device, ticket, "GET", route, said),
            status=HTTPStatus.PARTIAL_CONTENT,
            wants=size,
        )
        heard = self._sent(call, size)
        if len(heard.body) != size:
            raise NotTheCentre
        return heard.body

    def _piece(
        self, method: str, route: str, device: str, ticket: Ticket, said: tuple[Mapping[str, str], bytes]
    ) -> Heard:
        headers, piece = said
        call = Call(
            method=method,
            route=route,
            expected=None,
            body=piece,
            content_type=PIECE,
            headers=_TUS | dict(headers) | _shown(device, ticket, method, route, headers),
            status=HTTPStatus.CREATED if method == "POST" else HTTPStatus.NO_CONTENT,
        )
        return self._sent(call, 0)

    def _sent(self, call: Call, most_back: int) -> Heard:
        try:
            return self._channel.send(call, most_back)
        except DeviceRefused as refused:  # of this ticket or offset; whether the device may speak is said under seal
            raise BadMessage(rule=refused.rule) from None

    @staticmethod
    def _offset(heard: Heard) -> int:
        text = heard.headers.get("Upload-Offset", "")
        if "Tus-Resumable" not in heard.headers or not text.isascii() or not text.isdigit():
            raise NotTheCentre
        return int(text)


def _shown(device: str, ticket: Ticket, method: str, route: str, headers: Mapping[str, str]) -> dict[str, str]:
    proven = proof(ticket.secret or "", method, route, headers)
    return {"Authorization": authorization(device, ticket.until, proven)}


def _checksum(piece: bytes) -> dict[str, str]:
    return {"Upload-Checksum": f"sha256 {_base64(hashlib.sha256(piece).digest())}"}


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
