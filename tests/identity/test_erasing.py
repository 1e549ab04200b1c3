"""An erasure is proven by what two officers signed, and by nothing else."""

import pytest

from sync.identity import erasing
from sync.identity.canonical import text_of
from sync.identity.keys import SigningKey, VerifyKey

KEYS = {name: SigningKey.new() for name in ("siti", "budi")}
SAID = {
    "subject_kind": "case",
    "subject_id": "c",
    "erasure_scope": "ALL",
    "erasure_basis": "PROTECTION",
    "asked_by": "siti",
    "asked_at": "2026-03-10T06:42:00.000Z",
    "confirmed_by": "budi",
    "confirmed_at": "2026-03-11T06:42:00.000Z",
}


def keys_of(officer: str) -> list[VerifyKey]:
    return [KEYS[officer].public] if officer in KEYS else []


def signed(**other: object) -> dict[str, object]:
    said = SAID | other
    first, second = str(said["asked_by"]), str(said["confirmed_by"])
    return said | {
        "asked_signature": text_of(KEYS[first].sign(erasing.asked(said))),
        "confirmed_signature": text_of(KEYS[second].sign(erasing.confirmed(said))),
    }


def test_what_two_officers_signed_is_proven() -> None:
    assert erasing.is_proven(signed(), keys_of)
    assert erasing.is_proven(signed() | {"reason": "not part of it"}, keys_of)


@pytest.mark.parametrize("name", sorted(SAID))
def test_whatever_else_it_says_is_not_what_they_signed(name: str) -> None:
    assert not erasing.is_proven(signed() | {name: "budi" if name == "asked_by" else "siti"}, keys_of)


@pytest.mark.parametrize("name", ["asked_signature", "confirmed_signature"])
@pytest.mark.parametrize("text", [None, "", "not base64url!", "AAAA"])
def test_a_signature_that_is_none_proves_nothing(name: str, text: str | None) -> None:
    assert not erasing.is_proven(signed() | {name: text}, keys_of)


def test_one_officer_or_a_stranger_decides_nothing() -> None:
    assert not erasing.is_proven(signed(confirmed_by="siti"), keys_of)
    assert not erasing.is_proven(signed(), lambda officer: [] if officer == "budi" else keys_of(officer))
