"""The shelf: sealed segments by their names, whole or from a byte on. Sealed as they are, anybody may carry them."""

import re
from typing import Any, Final

from litestar import Request, Response, get
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from sync.gateway.database import Database
from sync.gateway.snapshots import kept
from sync.protocol.snapshot.manifest import MOST_BYTES
from sync.transport.wire import PROBLEM, SEGMENT, SEGMENTS_ROUTE

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_RANGE: Final = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")
_A_WEEK_S: Final = 7 * 24 * 3600


def shelf_route(database: Database) -> HTTPRouteHandler:
    """Return the route that hands segments out."""

    def found(name: str, start: int, length: int) -> tuple[int, bytes] | None:
        with database.read() as connection:
            return kept.part(connection, name, start, length)

    @get(f"{SEGMENTS_ROUTE}/{{name:str}}")
    async def one_segment(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        start, length = _wanted(request.headers.get("range", ""))
        part = await sync_to_thread(found, name, start, length) if _NAME.fullmatch(name) else None
        if part is None:
            return _problem(404, "not-found")
        size, sealed = part
        if start >= size or not length:
            return _problem(416, "range", {"Content-Range": f"bytes */{size}"})
        is_whole = len(sealed) == size
        headers = {
            "Accept-Ranges": "bytes",
            "Cache-Control": f"public, max-age={_A_WEEK_S}, immutable",
            "ETag": f'"{name}"',
        }
        if not is_whole:
            headers["Content-Range"] = f"bytes {start}-{start + len(sealed) - 1}/{size}"
        return Response(sealed, media_type=SEGMENT, status_code=200 if is_whole else 206, headers=headers)

    return one_segment


def _wanted(header: str) -> tuple[int, int]:
    """Return where to begin and how many bytes at most; whatever is no range that we give means all of it."""
    asked = _RANGE.fullmatch(header)
    if asked is None:
        return 0, MOST_BYTES
    start, end = int(asked[1]), asked[2]
    return start, max(0, int(end) - start + 1) if end else MOST_BYTES


def _problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(f'{{"code":"{code}"}}'.encode(), media_type=PROBLEM, status_code=status, headers=headers or {})
