"""The header of an envelope: who says what to whom, in fixed and typed fields with one spelling only."""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from sync.clock import milliseconds, stamp_of
from sync.domain.ids import is_id
from sync.errors import BadEnvelope, BadMessage
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import Suite

MAX_HEADER: Final = 1 << 16
MAX_RECIPIENTS: Final = 32

# Patterns end with \Z, because $ would let a line break through, and name the digits, because \d takes all of Unicode.
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}\Z")]
Kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,20}\Z")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]  # what every language holds exactly
Moment = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")]
Text64 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,2048}\Z")]


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sender says about a message, for everybody to read."""

    v: Literal[1] = 1
    kind: Kind
    sender: Name = msgspec.field(name="from")
    epoch: Count  # raised when the sender's store was restored
    seq: Count  # number of the envelope within the epoch
    prev: Hash  # digest of the sender's envelope before, or 64 zeros
    created: Moment  # claimed time


class Wrap(msgspec.Struct, frozen=True, array_like=True):
    """The file key for one recipient: ``[id, wrapped key]``."""

    id: Name
    key: Text64  # base64url


class Header(Head, frozen=True, kw_only=True):
    """The head, and how to open what follows."""

    suite: Suite
    to: Annotated[list[Wrap], msgspec.Meta(min_length=1, max_length=MAX_RECIPIENTS)]
    ct: Text64  # SHA-256 of the encrypted payload, base64url

    @property
    def head(self) -> Head:
        """The sender's part, without the rest."""
        fields = msgspec.structs.asdict(self)
        return Head(**{name: fields[name] for name in Head.__struct_fields__})

    def key_for(self, name: str) -> str:
        """Return the wrapped file key for *name*.

        Raises:
            BadEnvelope: it is not among the recipients; rule "recipient".
        """
        for wrap in self.to:
            if wrap.id == name:
                return wrap.key
        raise BadEnvelope(rule="recipient")


class _Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A header as it travels: hashes, keys, ids and the moment as bytes and numbers, not as text."""

    kind: Kind
    sender: bytes
    epoch: Count
    seq: Count
    prev: bytes
    created: int  # milliseconds since 1970
    suite: Suite
    to: list[tuple[bytes, bytes]]
    ct: bytes


_encode_head = msgspec.json.Encoder(order="sorted").encode
_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(_Wire)
_ID: Final = b"\0"  # no name in letters begins so


def bound(head: Head) -> bytes:
    """Write a head as canonical JSON: what a wrapped key is bound to."""
    return _encode_head(head)


def write(header: Header) -> bytes:
    """Write a header as it travels.

    Raises:
        BadEnvelope: a field that has no such form; rule "header".
    """
    try:
        return _encode(
            _Wire(
                kind=header.kind,
                sender=_packed(header.sender),
                epoch=header.epoch,
                seq=header.seq,
                prev=bytes.fromhex(header.prev),
                created=milliseconds(header.created),
                suite=header.suite,
                to=[(_packed(wrap.id), bytes_of(wrap.key)) for wrap in header.to],
                ct=bytes_of(header.ct),
            )
        )
    except (ValueError, OverflowError, BadMessage):
        raise BadEnvelope(rule="header") from None


def read(raw: bytes) -> Header:
    """Read a header, from anybody.

    Raises:
        BadEnvelope: too long, a field wrong, missing or unknown, or another spelling than `write` gives; rule "header".
    """
    if len(raw) > MAX_HEADER:
        raise BadEnvelope(rule="header")
    try:
        header = _header(_decoder.decode(raw))
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise BadEnvelope(rule="header") from None
    names = {wrap.id for wrap in header.to}
    if write(header) != raw or len(names) != len(header.to):
        raise BadEnvelope(rule="header")
    return header


def _header(wire: _Wire) -> Header:
    fields = {
        "kind": wire.kind,
        "from": _name(wire.sender),
        "epoch": wire.epoch,
        "seq": wire.seq,
        "prev": wire.prev.hex(),
        "created": stamp_of(wire.created),
        "suite": wire.suite,
        "to": [[_name(name), text_of(key)] for name, key in wire.to],
        "ct": text_of(wire.ct),
    }
    return msgspec.convert(fields, Header)


def _packed(name: str) -> bytes:
    return _ID + UUID(name).bytes if is_id(name) else name.encode()


def _name(packed: bytes) -> str:
    return str(UUID(bytes=packed[len(_ID) :])) if packed.startswith(_ID) else packed.decode()
