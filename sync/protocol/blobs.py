"""Sealed files on the wire: what a desk asks, what the centre answers, and how a request shows its ticket."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from sync.errors import BadMessage

Verb = Literal["put", "get"]
State = Literal["whole", "open", "new", "unknown", "refused"]

MOST_WISHES: Final = 100
MOST_PIECE: Final = 1 << 20
"""Bytes of one request in either direction; a cut costs no more than this."""

TICKET: Final = "SISKO-BLOB"
"""The scheme of the header Authorization."""
_PROVEN: Final = ("Upload-Length", "Upload-Offset", "Upload-Checksum", "Upload-Metadata", "Range")


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One blob that a desk wants to send or to fetch, by the attachment that names it."""

    record: str
    blob: str
    verb: Verb
    doubt: bool = False  # what was fetched did not have the digest of the record: the centre is to look at what it has


class BlobAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for tickets; payload of an envelope of kind ``blobs``. It changes nothing, so it has no number."""

    v: int = 1
    wishes: list[Wish]


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a blob stands with the centre, and the secret that lets this device send or fetch it for a while.

    whole: the centre has it, and its digest is the one in the record. open: it has *offset* bytes. new: nothing of it.
    unknown: no attachment of this mission names it, yet. refused: never, *code* says why.
    """

    blob: str
    state: State
    offset: int = 0
    secret: str | None = None  # hex; never on the wire but in this sealed answer
    until: str = ""  # moment of the centre
    code: str | None = None


class BlobAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The centre's answer, payload of an envelope of kind ``blobs-answer``; tickets in the order of the wishes."""

    v: int = 1
    request: str
    device: str
    time: str
    tickets: list[Ticket]


def proof(secret: str, method: str, path: str, headers: Mapping[str, str]) -> str:
    """Return what proves that a request comes from the holder of *secret*: of this request alone."""
    said = [method, path, *(f"{name.lower()}:{headers.get(name, '')}" for name in _PROVEN)]
    return hmac.new(bytes.fromhex(secret), "\n".join(said).encode(), hashlib.sha256).hexdigest()


def authorization(device: str, until: str, proven: str) -> str:
    """Write the header that goes with a request."""
    return f"{TICKET} {device},{until},{proven}"


def read_authorization(text: str) -> tuple[str, str, str]:
    """Read what `authorization` wrote: device, moment, proof.

    Raises:
        BadMessage: it is something else; rule "ticket".
    """
    scheme, _, rest = text.partition(" ")
    parts = rest.split(",")
    if scheme != TICKET or len(parts) != 3:  # noqa: PLR2004 - the three named above
        raise BadMessage(rule="ticket")
    return parts[0], parts[1], parts[2]
