"""A signer's key as a file for a stick in a safe: the public half readable, the secret half under a passphrase."""

import os
import unicodedata
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.errors import BadMessage, UnreadableFile, WeakPassphrase, WrongPassphrase
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import SigningKey, VerifyKey

SHORTEST: Final = 15
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_PASSES, _LANES, _MEMORY_KIB = 3, 4, 256 * 1024  # no file may say less


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file; bytes as base64url."""

    v: Literal[1] = 1
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    public: str
    salt: str
    nonce: str
    secret: Annotated[str, msgspec.Meta(max_length=200)]


def seal_key(key: SigningKey, name: str, passphrase: str) -> bytes:
    """Return the file of *key*.

    Raises:
        WeakPassphrase: shorter than 15 characters; rule "short".
    """
    if len(passphrase) < SHORTEST:
        raise WeakPassphrase(rule="short", fewest=SHORTEST)
    salt, nonce, public = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES), key.public.text
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, key.raw, _bound(name, public))
    file = KeyFile(name=name, public=public, salt=text_of(salt), nonce=text_of(nonce), secret=text_of(sealed))
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def public_of(raw: bytes) -> VerifyKey:
    """Return the public half, for whoever is told to trust it; no passphrase is needed.

    Raises:
        UnreadableFile: not such a file; rule "key-file".
    """
    try:
        return VerifyKey.read(_read(raw).public)
    except BadMessage:
        raise UnreadableFile(rule="key-file") from None


def open_key(raw: bytes, passphrase: str) -> SigningKey:
    """Return the key.

    Raises:
        UnreadableFile: not such a file; rule "key-file". WrongPassphrase: another one, or the file was changed.
    """
    file = _read(raw)
    try:
        salt, nonce = bytes_of(file.salt, _SALT_BYTES), bytes_of(file.nonce, _NONCE_BYTES)
        sealed = bytes_of(file.secret)
    except BadMessage:
        raise UnreadableFile(rule="key-file") from None
    try:
        secret = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, sealed, _bound(file.name, file.public))
    except InvalidTag:
        raise WrongPassphrase from None
    return SigningKey(secret)


def _read(raw: bytes) -> KeyFile:
    try:
        return msgspec.json.decode(raw, type=KeyFile)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        raise UnreadableFile(rule="key-file") from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
    argon = Argon2id(salt=salt, length=_KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return argon.derive(typed)


def _bound(name: str, public: str) -> bytes:
    return b"siskop2mi/key-file/1\0" + msgspec.json.encode([name, public])
