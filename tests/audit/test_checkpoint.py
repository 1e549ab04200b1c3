"""Checkpoints: signed notes that only the centre's key makes, and that a witness adds its line to."""

import pytest

from sync.audit.checkpoint import Checkpoint, cosigned, read, signed, witnessed_at
from sync.errors import BadMessage
from sync.identity.keys import SigningKey

_POINT = Checkpoint(origin="siskop2mi/centre", size=7, root=bytes(range(32)))
_CENTRE, _WITNESS = SigningKey(bytes(32)), SigningKey(bytes([1] * 32))


def test_a_note_is_read_as_it_was_signed() -> None:
    note = signed(_POINT, _CENTRE)

    assert read(note, _CENTRE.public) == _POINT
    assert note.splitlines()[:4] == ["siskop2mi/centre", "7", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert note.splitlines()[4].startswith("\u2014 siskop2mi/centre ")


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("\n7\n", "\n8\n"),
        ("AAEC", "AAED"),
        ("siskop2mi/centre\n", "siskop2mi/other\n"),
        ("\n\n", "\n"),
        ("\n7", "\n07"),
    ],
)
def test_a_note_with_anything_changed_is_refused(said: str, other: str) -> None:
    with pytest.raises(BadMessage):
        read(signed(_POINT, _CENTRE).replace(said, other, 1), _CENTRE.public)


def test_a_note_of_another_key_is_refused() -> None:
    with pytest.raises(BadMessage):
        read(signed(_POINT, _WITNESS), _CENTRE.public)


def test_a_witness_adds_its_line_and_the_note_stays_the_centres() -> None:
    note = cosigned(signed(_POINT, _CENTRE), "itjen", _WITNESS, 1_741_000_000)

    assert read(note, _CENTRE.public) == _POINT
    assert witnessed_at(note, "itjen", _WITNESS.public) == 1_741_000_000
    assert witnessed_at(note, "itjen", _CENTRE.public) is None
    assert witnessed_at(note.replace("\n7\n", "\n8\n", 1), "itjen", _WITNESS.public) is None
