"""The routes of sealed files: tickets by envelope; pieces in by tus 1.0 (creation, checksum); pieces out by range."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from litestar import HttpMethod, Request, Response, get, head, patch, post, route
from litestar.concurrency import sync_to_thread

from sync.gateway.blobs.counter import MOST_BYTES, Counter
from sync.gateway.blobs.shelves import Bearer, Refusal, Shelves, checked
from sync.gateway.web.bodies import Bodies
from sync.protocol.blobs import MOST_PIECE, Verb
from sync.transport.wire import BLOB_ROUTE, ENVELOPE, PIECE, PROBLEM, SEALED, TICKET_ROUTE

_TUS: Final = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})")
_WORD: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_Request = Request[Any, Any, Any]


class BlobRoutes:
    """Handlers; what they do runs on threads of its own, never on the loop."""

    def __init__(self, counter: Counter, shelves: Shelves | None, bodies: Bodies) -> None:
        self._counter = counter
        self._shelves = shelves
        self._bodies = bodies

    def handlers(self) -> list[Any]:
        """Return the route handlers."""

        @post(TICKET_ROUTE, status_code=200)
        async def tickets(request: _Request) -> Response[bytes]:
            async with self._bodies.read(request, 2 * MOST_BYTES) as body:
                reply = await sync_to_thread(self._counter.answer, body)
            request.scope["state"]["device"] = reply.device
            return Response(reply.envelope, media_type=ENVELOPE)

        @route(BLOB_ROUTE, http_method=[HttpMethod.OPTIONS], status_code=204)
        async def able() -> Response[None]:
            said = {
                "Tus-Version": "1.0.0",
                "Tus-Extension": "creation,creation-with-upload,checksum",
                "Tus-Checksum-Algorithm": "sha256",
                "Tus-Max-Size": str(self._open_shelves.limits.file_bytes),
            }
            return Response(None, headers=_TUS | said)

        @post(BLOB_ROUTE, status_code=201)
        async def begin(request: _Request) -> Response[bytes]:
            async with self._bodies.read(request, MOST_PIECE, PIECE) as body:
                return await self._done(request, lambda: self._begin(request, body))

        @patch(f"{BLOB_ROUTE}/{{blob:str}}", status_code=204)
        async def append(request: _Request) -> Response[None]:
            async with self._bodies.read(request, MOST_PIECE, PIECE) as body:
                answer: Response[None] = await self._done(request, lambda: self._append(request, body))
                return answer

        @head(f"{BLOB_ROUTE}/{{blob:str}}", status_code=200)
        async def held(request: _Request) -> Response[None]:
            return await self._done(request, lambda: self._held(request))

        @get(f"{BLOB_ROUTE}/{{blob:str}}", status_code=206)
        async def give(request: _Request) -> Response[bytes]:
            answer: Response[bytes] = await self._done(request, lambda: self._give(request))
            return answer

        return [tickets, able, begin, append, held, give]

    @property
    def _open_shelves(self) -> Shelves:
        if self._shelves is None:
            raise Refusal(404, "no-file")
        return self._shelves

    async def _done(self, request: _Request, act: Callable[[], tuple[Bearer, Response[Any]]]) -> Response[Any]:
        bearer, answer = await sync_to_thread(act)
        request.scope["state"]["device"] = bearer.device
        return answer

    def _bearer(self, verb: Verb, blob: str, request: _Request) -> Bearer:
        path = BLOB_ROUTE if request.method == "POST" else f"{BLOB_ROUTE}/{blob}"
        return self._counter.bearer(verb, blob, (request.method, path), request.headers)

    def _begin(self, request: _Request, body: bytes) -> tuple[Bearer, Response[Any]]:
        headers = request.headers
        said = _metadata(headers.get("Upload-Metadata", ""))
        bearer = self._bearer("put", said.get("blob", ""), request)
        checked(body, _checksum(headers))
        size = _number(headers.get("Upload-Length", ""))
        held = self._open_shelves.begin(bearer, said.get("record", ""), size, body)
        place = {"Location": f"{BLOB_ROUTE}/{bearer.blob}", "Upload-Offset": str(held)}
        return bearer, Response(b"", headers=_TUS | place)

    def _append(self, request: _Request, body: bytes) -> tuple[Bearer, Response[Any]]:
        bearer = self._bearer("put", request.path_params["blob"], request)
        checked(body, _checksum(request.headers))
        held = self._open_shelves.append(bearer, _number(request.headers.get("Upload-Offset", "")), body)
        return bearer, Response(None, headers=_TUS | {"Upload-Offset": str(held)})

    def _held(self, request: _Request) -> tuple[Bearer, Response[Any]]:
        bearer = self._bearer("put", request.path_params["blob"], request)
        held, size = self._open_shelves.held(bearer)
        return bearer, Response(None, headers=_TUS | {"Upload-Offset": str(held), "Upload-Length": str(size)})

    def _give(self, request: _Request) -> tuple[Bearer, Response[Any]]:
        bearer = self._bearer("get", request.path_params["blob"], request)
        asked = _RANGE.fullmatch(request.headers.get("Range", ""))
        if asked is None or int(asked[2]) < int(asked[1]):
            raise Refusal(416, "range")
        offset = int(asked[1])
        piece, size = self._open_shelves.give(bearer, offset, int(asked[2]) - offset + 1)
        said = {"Content-Range": f"bytes {offset}-{offset + len(piece) - 1}/{size}", "Cache-Control": "no-store"}
        return bearer, Response(piece, media_type=SEALED, headers=said)


def refused(refusal: Refusal) -> Response[bytes]:
    """Return the answer to a request that is not done."""
    said: dict[str, Any] = {"code": refusal.code}
    headers = dict(_TUS)
    if refusal.held is not None:
        said["expected"] = refusal.held
        headers["Upload-Offset"] = str(refusal.held)
    return Response(msgspec.json.encode(said), media_type=PROBLEM, status_code=refusal.status, headers=headers)


def _metadata(text: str) -> dict[str, str]:
    """Read the pairs of tus: key, blank, base64; anything else says nothing."""
    found: dict[str, str] = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            said = base64.b64decode(value, validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if _WORD.fullmatch(said) is not None:
            found[key] = said
    return found


def _checksum(headers: Mapping[str, str]) -> str:
    algorithm, _, value = headers.get("Upload-Checksum", "").partition(" ")
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error:
        raw = b""
    if algorithm != "sha256" or not raw:
        raise Refusal(400, "checksum")
    return raw.hex()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:  # noqa: PLR2004 - beyond any disk
        raise Refusal(400, "request")
    return int(text)
