"""The published contract: the OpenAPI document of the routes and the messages inside the envelopes."""

from functools import cache
from typing import Any, Final

import msgspec

from sync.protocol.messages import Answer, Ask, CentreKeys, EnrolAnswer, EnrolAsk
from sync.transport.wire import CENTRE_KEYS, CENTRE_ROUTE, ENROL_ROUTE, ENVELOPE, EXCHANGE_ROUTE, PROBLEM

_VERSION: Final = "1.0"
_MESSAGES: Final = (Ask, Answer, EnrolAsk, EnrolAnswer, CentreKeys)


@cache
def openapi() -> bytes:
    """Return the OpenAPI document; the same bytes stand in resources/protocol/openapi.json."""
    return msgspec.json.format(msgspec.json.encode(_document(), order="sorted"), indent=2) + b"\n"


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


def _json(name: str | None) -> dict[str, Any]:
    return {CENTRE_KEYS: {"schema": {"type": "object"} if name is None else {"$ref": f"#/components/schemas/{name}"}}}


def _envelope(name: str) -> dict[str, Any]:
    sealed = {"type": "string", "format": "binary", "description": f"An envelope whose payload is the message {name}"}
    return {ENVELOPE: {"schema": sealed, "x-payload": {"$ref": f"#/components/schemas/{name}"}}}
