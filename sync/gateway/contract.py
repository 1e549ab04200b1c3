"""The published contract: the OpenAPI document of routes and messages, and the catalogue of records."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Author, Field
from sync.domain.rules.lifecycle import LIFECYCLES, Lifecycle
from sync.errors import UnwritableFile
from sync.protocol.blobs import BlobAnswer, BlobAsk
from sync.protocol.meeting import Greeting, Meet
from sync.protocol.messages import Answer, Ask, CentreKeys, EnrolAnswer, EnrolAsk, Handing
from sync.transport.wire import (
    BLOB_ROUTE,
    CENTRE_KEYS,
    CENTRE_ROUTE,
    DIRECTORY_ROUTE,
    ENROL_ROUTE,
    ENVELOPE,
    EXCHANGE_ROUTE,
    PROBLEM,
    SEGMENT,
    SEGMENTS_ROUTE,
    TICKET_ROUTE,
    WAIT_ROUTE,
)

_VERSION: Final = "1.0"
_MESSAGES: Final = (Ask, Answer, EnrolAsk, EnrolAnswer, CentreKeys, BlobAsk, BlobAnswer, Handing, Greeting, Meet)


@cache
def openapi() -> bytes:
    """Return the OpenAPI document; the same bytes stand in resources/protocol/openapi.json."""
    return _pretty(_document())


def _document() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(_MESSAGES, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SiskoP2MI gateway",
            "version": _VERSION,
            "description": "Bodies are sealed envelopes; the schemas are the messages inside them. See README.md.",
        },
        "paths": {
            CENTRE_ROUTE: {"get": _operation("centre", "The public keys of the centre", _json("CentreKeys"), None)},
            ENROL_ROUTE: {
                "post": _operation("enrol", "A device joins", _envelope("EnrolAnswer"), _envelope("EnrolAsk"))
            },
            EXCHANGE_ROUTE: {"post": _operation("exchange", "One exchange", _envelope("Answer"), _envelope("Ask"))},
            WAIT_ROUTE: {"post": _operation("wait", "Wait for news", _json("WaitAnswer"), _envelope("WaitAsk"))},
            f"{SEGMENTS_ROUTE}/{{name}}": {"get": _segment()},
            f"{DIRECTORY_ROUTE}/{{name}}": {"get": _file()},
            TICKET_ROUTE: {
                "post": _operation("tickets", "Tickets for files", _envelope("BlobAnswer"), _envelope("BlobAsk"))
            },
            BLOB_ROUTE: {"post": _piece("begin", "Begin a sealed file (tus 1.0)", "201")},
            f"{BLOB_ROUTE}/{{blob}}": {
                "parameters": [{"name": "blob", "in": "path", "required": True, "schema": {"type": "string"}}],
                "patch": _piece("append", "The next piece of a sealed file (tus 1.0)", "204"),
                "head": _piece("held", "How much of a sealed file is here (tus 1.0)", "200"),
                "get": _piece("give", "Some bytes of a sealed file", "206"),
            },
            "/v1/health": {"get": _operation("health", "Whether the centre can answer", _json(None), None)},
            "/schema/openapi.json": {"get": _operation("schema", "This document", _json(None), None)},
        },
        "components": {"schemas": schemas | {"Problem": _PROBLEM}},
    }


_PROBLEM: Final = {
    "type": "object",
    "required": ["code"],
    "properties": {
        "code": {"type": "string", "description": "One of the codes of README.md"},
        "expected": {"type": "integer", "description": "The envelope number that is due, or the head of the ledger"},
        "sealed": {
            "type": "string",
            "description": "An envelope of kind refusal, base64url, for who asked",
        },
    },
}


def _operation(name: str, summary: str, answer: dict[str, Any], body: dict[str, Any] | None) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Done", "content": answer},
            "default": {
                "description": "Refused; nothing was changed",
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _piece(name: str, summary: str, good: str) -> dict[str, Any]:
    """Describe a route of files; its headers are those of tus and of section 13 of README.md."""
    operation = _operation(name, summary, {}, None)
    operation["responses"][good] = {"description": "Done"}
    if good != "200":
        del operation["responses"]["200"]
    return operation


def _json(name: str | None) -> dict[str, Any]:
    return {CENTRE_KEYS: {"schema": {"type": "object"} if name is None else {"$ref": f"#/components/schemas/{name}"}}}


def _envelope(name: str) -> dict[str, Any]:
    sealed = {"type": "string", "format": "binary", "description": f"An envelope whose payload is the message {name}"}
    return {ENVELOPE: {"schema": sealed, "x-payload": {"$ref": f"#/components/schemas/{name}"}}}


def _file() -> dict[str, Any]:
    operation = _operation("directory", "A signed file of the directory", _json(None), None)
    operation["parameters"] = [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}]
    return operation


def _segment() -> dict[str, Any]:
    sealed = {SEGMENT: {"schema": {"type": "string", "format": "binary"}}}
    operation = _operation("segment", "A sealed segment of a snapshot", sealed, None)
    operation["responses"]["206"] = {"description": "The bytes that were asked for", "content": sealed}
    text = {"type": "string"}
    operation["parameters"] = [
        {"name": "name", "in": "path", "required": True, "schema": text | {"pattern": "^[0-9a-f]{64}$"}},
        {"name": "Range", "in": "header", "schema": text},
    ]
    return operation


def write(folder: Path) -> list[str]:
    """Write what of the contract follows from the code into *folder* and return the names of the files.

    Raises:
        UnwritableFile: the folder cannot be written.
    """
    files = {"openapi.json": openapi(), "records.json": records()}
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError:
        raise UnwritableFile(field="out") from None
    return sorted(files)


@cache
def records() -> bytes:
    """Return the record catalogue: every kind with its fields, as records.json holds it."""
    kinds = {noun.kind: _kind(noun) for noun in NOUNS.values()}
    return _pretty({"kinds": kinds, "lifecycles": {name: _life(life) for name, life in LIFECYCLES.items()}})


def _kind(noun: Noun) -> dict[str, Any]:
    return {
        "about": (noun.record.__doc__ or "").strip(),
        "parent": noun.about.parent,
        "fields": [_field(field) for field in noun.fields],
    }


def _field(field: Field) -> dict[str, Any]:
    said = {
        "name": field.name,
        "shape": field.shape.value,
        "merge": field.merge.value,
        "class": int(field.sensitivity),
        "required": field.required or None,
        "list": field.code_list,
        "to": field.to,
        "max": field.max,
        "range": None if field.range is None else [field.range.least, field.range.most],
        "safer": list(field.safer) or None,
        "rules": list(field.rules) or None,
        "author": None if field.author is Author.OFFICER else field.author.value,
        "inner": field.is_inner or None,
        "parts": [_field(part) for part in field.parts] or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _life(life: Lifecycle) -> dict[str, Any]:
    return {
        "moves": {status: list(following) for status, following in life.moves.items()},
        "stages": [list(stage) for stage in life.stages],
        "urgent_only": sorted(list(pair) for pair in life.urgent_only),
    }


def _pretty(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"
