"""What was frozen opens with the code of today, and no byte of it may be another."""

import json

import pytest

from sync.identity.canonical import bytes_of
from tests.vectors.formats import FILE, FORMATS
from tests.vectors.nonces import doubled

_FROZEN = {name: bytes_of(text) for name, text in json.loads(FILE.read_text("utf-8")).items()}
_NAMED = ("recovery shares",)
_PAIRS = b'"pairs"'
"""The names and public keys before them are proven by the file of slots around it."""


def test_every_format_has_its_frozen_answer() -> None:
    assert _FROZEN.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_frozen_says_what_it_said(name: str) -> None:
    assert FORMATS[name].read(_FROZEN[name]) == FORMATS[name].says


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not one.by_chance])
def test_a_format_without_chance_is_made_as_it_was(name: str) -> None:
    assert FORMATS[name].make() == _FROZEN[name]


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.by_chance])
def test_a_format_with_chance_is_never_made_twice_alike(name: str) -> None:
    assert FORMATS[name].make() != FORMATS[name].make()


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.refusals])
def test_no_other_byte_is_believed(name: str) -> None:
    one, frozen = FORMATS[name], _FROZEN[name]
    begins = frozen.index(_PAIRS) if name in _NAMED else 0
    for at in range(begins, len(frozen), 1 + len(frozen) // 600):
        changed = bytearray(frozen)
        changed[at] ^= 1
        with pytest.raises(one.refusals):
            one.read(bytes(changed))
    for cut in (frozen[:-1], frozen[1:], b"", frozen[: len(frozen) // 2]):
        with pytest.raises(one.refusals):
            one.read(cut)


def test_no_nonce_and_no_secret_point_comes_twice() -> None:
    assert doubled(10_000) == 0
