"""The envelope: one sealed and signed container for a message by HTTP, by stick and in a backup.

Layout: ``SPE2``, length of the header (4 bytes, big end first), header (MessagePack), Ed25519 signature (64 bytes)
over ``siskop2mi/envelope/1`` NUL + all before it, then the payload: padded, and encrypted in chunks under a file key
that is wrapped for each recipient. Replay is not decided here but in the database of whoever opens it, by sender,
epoch, seq and prev.
"""

import hashlib
import io
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import BadEnvelope, BadMessage
from sync.identity import header, padding, stream
from sync.identity.canonical import bytes_of, text_of
from sync.identity.header import Head, Header
from sync.identity.keys import SIGNATURE_BYTES, SealingKey, Speaker, Suite, VerifyKey

MAGIC: Final = b"SPE2"
MAX_PAYLOAD: Final = 8 << 20
FIRST: Final = "0" * 64
"""The *prev* of a sender's first envelope."""

_SIGNED: Final = b"siskop2mi/envelope/1\0"
_WRAPPED: Final = b"siskop2mi/file-key/1\0"
_PAYLOAD: Final = b"siskop2mi/payload/1"
_FILE_KEY_BYTES: Final = 32
_LENGTH_BYTES: Final = 4

_SHORT_LIVED: Final = frozenset(
    ("exchange", "answer", "refusal", "enrol", "enrolled", "blobs", "blobs-answer", "meet", "met", "wait")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an envelope held, after every check."""

    head: Head
    payload: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The parts of an envelope, cut but not believed."""

    start: bytes  # magic, length and header: what is signed
    header: bytes
    signature: bytes
    body: bytes


def digest(blob: bytes) -> str:
    """Return the SHA-256 of a whole envelope, hex: the name by which an answer and the next envelope refer to it."""
    return hashlib.sha256(blob).hexdigest()


def suite_for(kind: str) -> Suite:
    """Choose how the file key is wrapped.

    An exchange lives for seconds and travels inside TLS; there 1,168 bytes more per round would be a bad line's
    largest cost. What is kept (bundles, backups) may be read by somebody decades from now: hybrid.
    """
    return Suite.X25519 if kind in _SHORT_LIVED else Suite.HYBRID


def seal(head: Head, payload: bytes, recipients: Mapping[str, SealingKey], speaker: Speaker) -> bytes:
    """Seal *payload* from *speaker* to each of *recipients* (name -> key).

    Raises:
        BadEnvelope: the head is not what a reader would take, or speaks for another than *speaker*; rule "header".
    """
    if head.sender != speaker.id:
        raise BadEnvelope(rule="header")
    suite, file_key, body = suite_for(head.kind), secrets.token_bytes(_FILE_KEY_BYTES), io.BytesIO()
    stream.encrypt(_payload_key(file_key), io.BytesIO(padding.pad(payload)), body)
    wraps = [
        header.Wrap(name, text_of(key.wrap(file_key, _info(head, name), suite))) for name, key in recipients.items()
    ]
    ct = text_of(hashlib.sha256(body.getbuffer()).digest())
    raw = header.write(Header(**msgspec.structs.asdict(head), suite=suite, to=wraps, ct=ct))
    header.read(raw)  # what we send, a reader takes
    start = MAGIC + len(raw).to_bytes(_LENGTH_BYTES, "big") + raw
    return start + speaker.signing.sign(_SIGNED + start) + body.getvalue()


def unseal(
    blob: bytes, me: Speaker, sender_of: Callable[[str], VerifyKey], *, max_payload: int = MAX_PAYLOAD
) -> Opened:
    """Open an envelope from anybody.

    Args:
        blob: any bytes.
        me: the recipient.
        sender_of: gives the verify key of an enrolled, unrevoked sender, else raises KeyError.
        max_payload: larger ones are refused before anything is allocated for them.

    Raises:
        BadEnvelope: the one refusal for whatever is wrong; *rule* is frame, header, sender, signature, payload,
            recipient, wrapped or padding.
    """
    frame, full = _proven(blob, sender_of, max_payload)
    plain = io.BytesIO()
    stream.decrypt(_payload_key(_file_key(full, me)), io.BytesIO(frame.body), plain)
    return Opened(head=full.head, payload=padding.unpad(plain.getvalue()), digest=digest(blob))


def outside(blob: bytes, sender_of: Callable[[str], VerifyKey]) -> Header:
    """Return the header of an envelope for somebody else, proven to be whole and by whom it says.

    Raises:
        BadEnvelope: as `unseal`.
    """
    return _proven(blob, sender_of, MAX_PAYLOAD)[1]


def _proven(blob: bytes, sender_of: Callable[[str], VerifyKey], max_payload: int) -> tuple[_Frame, Header]:
    frame = _cut(blob, max_payload)
    full = header.read(frame.header)
    try:
        key = sender_of(full.sender)
    except KeyError:
        raise BadEnvelope(rule="sender") from None
    if not key.has_signed(_SIGNED + frame.start, frame.signature):
        raise BadEnvelope(rule="signature")
    if text_of(hashlib.sha256(frame.body).digest()) != full.ct:
        raise BadEnvelope(rule="payload")
    return frame, full


def _cut(blob: bytes, max_payload: int) -> _Frame:
    """Cut an envelope into its parts; sizes are checked before a byte is copied."""
    front = len(MAGIC) + _LENGTH_BYTES
    largest = front + header.MAX_HEADER + SIGNATURE_BYTES + stream.encrypted_size(padding.padded_size(max_payload))
    size = int.from_bytes(blob[len(MAGIC) : front], "big")
    signature_at = front + size
    body_at = signature_at + SIGNATURE_BYTES
    smallest_body = stream.encrypted_size(padding.padded_size(0))
    if blob[: len(MAGIC)] != MAGIC or not body_at + smallest_body <= len(blob) <= largest:
        raise BadEnvelope(rule="frame")
    return _Frame(
        start=blob[:signature_at],
        header=blob[front:signature_at],
        signature=blob[signature_at:body_at],
        body=blob[body_at:],
    )


def _file_key(full: Header, me: Speaker) -> bytes:
    try:
        wrapped = bytes_of(full.key_for(me.id), full.suite.wrapped_bytes)
    except BadMessage:
        raise BadEnvelope(rule="wrapped") from None
    return me.opening.unwrap(wrapped, _info(full.head, me.id), full.suite)


def _info(head: Head, recipient: str) -> bytes:
    """Bind a wrapped key to the head and the recipient, so that it cannot be lifted into another envelope."""
    return _WRAPPED + recipient.encode() + b"\0" + header.bound(head)


def _payload_key(file_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, _PAYLOAD).derive(file_key)
