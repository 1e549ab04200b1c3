"""STREAM: chunks in order, all of them, once."""

import io
import itertools

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import BadEnvelope
from sync.identity.stream import CHUNK, TAG, decrypt, encrypt, encrypted_size

KEY = bytes(range(32))


def encrypted(plain: bytes, key: bytes = KEY) -> bytes:
    sink = io.BytesIO()
    encrypt(key, io.BytesIO(plain), sink)
    return sink.getvalue()


def decrypted(body: bytes, key: bytes = KEY) -> bytes:
    sink = io.BytesIO()
    decrypt(key, io.BytesIO(body), sink)
    return sink.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_what_goes_in_comes_out_and_the_size_is_foretold(size: int) -> None:
    plain = bytes(itertools.islice(itertools.cycle(range(251)), size))
    body = encrypted(plain)
    assert len(body) == encrypted_size(size)
    assert decrypted(body) == plain


def test_another_key_does_not_open() -> None:
    with pytest.raises(BadEnvelope):
        decrypted(encrypted(b"a"), bytes(32))


def test_chunks_cannot_be_cut_moved_doubled_or_added() -> None:
    size = CHUNK + TAG
    body = encrypted(bytes(200_000))
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    others = [order for n in range(5) for order in itertools.product(chunks, repeat=n) if list(order) != chunks]
    for order in others:
        with pytest.raises(BadEnvelope):
            decrypted(b"".join(order))


def test_an_empty_last_chunk_after_others_is_no_second_spelling() -> None:
    """Made by hand: a full chunk not marked as the last one, then an empty one that is."""
    cipher = AESGCM(KEY)
    body = cipher.encrypt(bytes(12), bytes(CHUNK), None) + cipher.encrypt(bytes(10) + b"\1\1", b"", None)
    with pytest.raises(BadEnvelope):
        decrypted(body)
