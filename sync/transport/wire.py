"""What stands on the wire around a sealed envelope: routes, media types and size limits, the same for both sides."""

from typing import Final

ENVELOPE: Final = "application/vnd.siskop2mi.envelope"
PROBLEM: Final = "application/vnd.siskop2mi.problem+json"
SEGMENT: Final = "application/vnd.siskop2mi.segment"
CENTRE_KEYS: Final = "application/json"

CENTRE_ROUTE: Final = "/v1/centre"
ENROL_ROUTE: Final = "/v1/enrolments"
EXCHANGE_ROUTE: Final = "/v1/envelopes"
SEGMENTS_ROUTE: Final = "/v1/segments"
"""The name of a segment follows, behind a slash."""

MAX_ENVELOPE_BYTES: Final = 12 << 20
"""No envelope is larger in either direction."""
MAX_PROBLEM_BYTES: Final = 4096
