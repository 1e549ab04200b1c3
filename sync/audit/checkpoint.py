"""Checkpoints of the log as signed notes: c2sp.org/tlog-checkpoint, signed-note and tlog-cosignature."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from sync.audit.tree import HASH
from sync.errors import BadMessage
from sync.identity.keys import SIGNATURE_BYTES, SigningKey, VerifyKey

_MOST_BYTES: Final = 16_384
_DASH: Final = "\u2014 "
_ED25519: Final = b"\x01"
_COSIGNED: Final = b"\x04"
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
EMPTY: Final = hashlib.sha256().digest()
"""The root of a log without leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How large the log of *origin* is, and the root of its tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin_of(centre: str) -> str:
    """Return the name of a centre's log, which is that of its key, too."""
    return f"siskop2mi/{centre}"


def signed(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return the note that the centre signs."""
    signature = key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n{_line(checkpoint.origin, _ED25519, key.public, signature)}"


def read(note: str, key: VerifyKey) -> Checkpoint:
    """Read a note that the holder of *key* signed as its log's own.

    Raises:
        BadMessage: not such a note, or not signed so; rule "checkpoint".
    """
    try:
        text, _, signatures = note.partition("\n\n")
        origin, size, root = text.split("\n")
        found = Checkpoint(origin=origin, size=int(size), root=base64.b64decode(root, validate=True))
        if (
            len(note) > _MOST_BYTES
            or not note.endswith("\n")
            or found.text != text + "\n"
            or found.size < 0
            or len(found.root) != HASH
        ):
            raise BadMessage(rule="checkpoint")
    except (ValueError, binascii.Error):
        raise BadMessage(rule="checkpoint") from None
    for signature in _by(signatures, origin, _ED25519, key):
        if len(signature) == SIGNATURE_BYTES and key.has_signed(found.text.encode(), signature):
            return found
    raise BadMessage(rule="checkpoint")


def cosigned(note: str, name: str, key: SigningKey, moment: int) -> str:
    """Add a witness's line to a note: it has seen this log grow, and nothing else, until *moment* (seconds)."""
    text = note.partition("\n\n")[0] + "\n"
    signature = moment.to_bytes(_TIME_BYTES) + key.sign(_witnessed(text, moment))
    return note + _line(name, _COSIGNED, key.public, signature)


def witnessed_at(note: str, name: str, key: VerifyKey) -> int | None:
    """Return when the witness cosigned the note; None where it did not."""
    text, _, signatures = note.partition("\n\n")
    for one in _by(signatures, name, _COSIGNED, key):
        moment, signature = int.from_bytes(one[:_TIME_BYTES]), one[_TIME_BYTES:]
        if len(signature) == SIGNATURE_BYTES and key.has_signed(_witnessed(text + "\n", moment), signature):
            return moment
    return None


def _witnessed(text: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def _line(name: str, kind: bytes, key: VerifyKey, signature: bytes) -> str:
    return f"{_DASH}{name} {base64.b64encode(_id(name, kind, key) + signature).decode()}\n"


def _id(name: str, kind: bytes, key: VerifyKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + key.raw).digest()[:_ID_BYTES]


def _by(signatures: str, name: str, kind: bytes, key: VerifyKey) -> list[bytes]:
    """Return the signatures of that name and key; others are passed over."""
    found = []
    for line in signatures.split("\n"):
        said, _, text = line.removeprefix(_DASH).rpartition(" ")
        if line.startswith(_DASH) and said == name:
            try:
                raw = base64.b64decode(text, validate=True)
            except (ValueError, binascii.Error):
                continue
            if raw[:_ID_BYTES] == _id(name, kind, key):
                found.append(raw[_ID_BYTES:])
    return found
