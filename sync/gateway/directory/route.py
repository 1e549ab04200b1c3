"""The route of the directory: signed files for anybody, so that a locked desk sees its orders; no officers."""

from typing import Any

from litestar import Response, get
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from sync.directory.sources import is_name
from sync.gateway.database import Database
from sync.gateway.directory.shelf import public
from sync.transport.wire import CENTRE_KEYS, DIRECTORY_ROUTE, PROBLEM


def directory_route(database: Database) -> HTTPRouteHandler:
    """Return the route that hands the files out."""

    def found(name: str) -> bytes | None:
        with database.read() as connection:
            return public(connection, name)

    @get(f"{DIRECTORY_ROUTE}/{{name:path}}")
    async def one_file(name: FromPath[str]) -> Response[Any]:
        plain = name.removeprefix("/")
        content = await sync_to_thread(found, plain) if is_name(plain) else None
        if content is None:
            return Response(b'{"code":"not-found"}', media_type=PROBLEM, status_code=404)
        return Response(content, media_type=CENTRE_KEYS)

    return one_file
