"""Hand-over: the signers of a centre's own directory sign the first root of the ministry's; desks follow, as in TUF."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from securesystemslib.signer import Signature
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from sync.directory.sources import Source
from sync.identity.keys import SigningKey

FORMER: Final = "handover/former.json"
"""The first root of the directory before, whose hash desks have pinned."""
SIGNED: Final = "handover/root.json"
"""The first root of the directory in force, signed by those who sign a root of the one before."""


def signed_over(root: bytes, keys: Iterable[SigningKey]) -> bytes:
    """Sign the first root of another directory."""
    metadata = Metadata[Root].from_bytes(root)
    metadata.signatures.clear()
    for key in keys:
        name = sha256(key.public.raw).hexdigest()
        metadata.signatures[name] = Signature(name, key.sign(metadata.signed_bytes).hex())
    return metadata.to_bytes()


def leads(pinned: str, source: Source, root: bytes) -> bool:
    """Whether the root with the hash *pinned* hands over to *root*, as *source* shows."""
    former, signed = (b"".join(source.chunks(name) or ()) for name in (FORMER, SIGNED))
    if sha256(former).hexdigest() != pinned:
        return False
    try:
        before, over = Metadata[Root].from_bytes(former).signed, Metadata[Root].from_bytes(signed)
        there = Metadata[Root].from_bytes(root).signed_bytes
        before.verify_delegate(Root.type, there, over.signatures)
    except (RepositoryError, ValueError, RecursionError):
        return False
    return True
