"""What stands on the wire around a sealed envelope: routes, media types and size limits, the same for both sides."""

from typing import Final

ENVELOPE: Final = "application/vnd.siskop2mi.envelope"
PROBLEM: Final = "application/vnd.siskop2mi.problem+json"
SEGMENT: Final = "application/vnd.siskop2mi.segment"
PIECE: Final = "application/offset+octet-stream"
"""A piece of a sealed file on its way in (tus 1.0)."""
SEALED: Final = "application/octet-stream"
"""A piece of a sealed file on its way out."""
CENTRE_KEYS: Final = "application/json"

CENTRE_ROUTE: Final = "/v1/centre"
ENROL_ROUTE: Final = "/v1/enrolments"
EXCHANGE_ROUTE: Final = "/v1/envelopes"
WAIT_ROUTE: Final = "/v1/waits"
SEGMENTS_ROUTE: Final = "/v1/segments"
"""The name of a segment follows, behind a slash."""
DIRECTORY_ROUTE: Final = "/v1/directory"
"""The name of a file of the signed directory follows, behind a slash."""
TICKET_ROUTE: Final = "/v1/tickets"
BLOB_ROUTE: Final = "/v1/blobs"

MAX_ENVELOPE_BYTES: Final = 12 << 20
"""No envelope is larger in either direction."""
MAX_PROBLEM_BYTES: Final = 4096
