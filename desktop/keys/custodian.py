"""A custodian's key: made once, kept offline in a file under a passphrase; its public half goes to the desks."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.keys import durable
from desktop.keys.cost import STANDARD, Cost
from desktop.keys.passphrase import check_own, normal
from desktop.keys.shares import Custodian
from sync.errors import BadMessage, InvalidField, UnreadableFile, WrongPassphrase
from sync.identity.canonical import bytes_of, text_of, write
from sync.identity.keys import OpeningKey

PUBLIC: Final = ".pub"
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MOST_BYTES: Final = 1 << 17
_LONGEST_NAME: Final = 120

S = TypeVar("S", bound=msgspec.Struct)


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file that a custodian keeps; bytes as base64url."""

    v: Literal[1] = 1
    kind: Literal["siskop2mi-custodian-key"] = "siskop2mi-custodian-key"
    custodian: Custodian
    kdf: Cost
    salt: str
    nonce: str
    ct: Annotated[str, msgspec.Meta(max_length=1024)]


class PublicFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What desks are given: one custodian, or all three."""

    v: Literal[1] = 1
    kind: Literal["siskop2mi-custodians"] = "siskop2mi-custodians"
    custodians: list[Custodian]


def make(path: Path, name: str, passphrase: str, *, cost: Cost = STANDARD) -> Custodian:
    """Make a key pair: the secret half in *path*, the public one beside it, with `.pub` behind the name.

    Raises:
        WeakPassphrase, InvalidField, UnreadableFile: a file of that name is there; nothing is written.
        DiskFull, UnsuitableFolder: the disk refused.
    """
    check_own(passphrase)
    name = name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise InvalidField(field="name", rule="text")
    public = path.with_name(path.name + PUBLIC)
    if path.exists() or public.exists():
        raise UnreadableFile(field="file", rule="is-there")
    key, salt, nonce = OpeningKey.new(), os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    custodian = Custodian(name=name, seal=key.public.text)
    cipher = AESGCM(cost.key(normal(passphrase), salt, b""))
    ct = cipher.encrypt(nonce, key.raw, _bound(custodian))
    file = KeyFile(custodian=custodian, kdf=cost, salt=text_of(salt), nonce=text_of(nonce), ct=text_of(ct))
    durable.replace(public, written(PublicFile(custodians=[custodian])))
    durable.replace(path, written(file))
    return custodian


def unlock(path: Path, passphrase: str) -> OpeningKey:
    """Open a custodian's file.

    Raises:
        UnreadableFile: it is not such a file; field "key". WrongPassphrase: as it says.
    """
    file = parsed(path, KeyFile, "key")
    try:
        salt, nonce, ct = bytes_of(file.salt, _SALT_BYTES), bytes_of(file.nonce, _NONCE_BYTES), bytes_of(file.ct)
        plain = AESGCM(file.kdf.key(normal(passphrase), salt, b"")).decrypt(nonce, ct, _bound(file.custodian))
        return OpeningKey(plain)
    except BadMessage:
        raise UnreadableFile(field="key", rule="not-such-a-file") from None
    except InvalidTag:
        raise WrongPassphrase from None


def name_of(path: Path) -> str:
    """Return whose key a file holds.

    Raises:
        UnreadableFile: it is not such a file; field "key".
    """
    return parsed(path, KeyFile, "key").custodian.name


def publics(paths: Sequence[Path]) -> list[Custodian]:
    """Read the custodians whose public keys stand in *paths*.

    Raises:
        UnreadableFile: one is not such a file; field "custodians".
    """
    return [one for path in paths for one in parsed(path, PublicFile, "custodians").custodians]


def parsed(path: Path, kind: type[S], field: str) -> S:
    """Read a file of one *kind*.

    Raises:
        UnreadableFile: it cannot be read or is something else; rule "not-such-a-file".
    """
    try:
        with path.open("rb") as opened:
            return msgspec.json.decode(opened.read(_MOST_BYTES), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableFile(field=field, rule="not-such-a-file") from None


written = msgspec.json.Encoder(order="sorted").encode


def _bound(custodian: Custodian) -> bytes:
    return b"siskop2mi/custodian/1\0" + write({"name": custodian.name, "seal": custodian.seal})
