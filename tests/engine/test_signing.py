"""Officers' signatures: one proves just the changes that it was made over, whoever brings them, in any company."""

from collections.abc import Sequence

from sync.engine.signing import MOST_NAMED, Said, proven
from sync.identity.canonical import text_of
from sync.identity.keys import SigningKey
from sync.identity.officer import sign_batch
from sync.protocol.messages import Signature

SITI, BUDI = SigningKey.new(), SigningKey.new()
HASHES = [bytes([number]) * 32 for number in range(6)]
_KEYS = {("siti", SITI.public.text), ("budi", BUDI.public.text)}


def _signature(officer: str, key: SigningKey, over: Sequence[int], of: list[int | str]) -> Signature:
    signed = sign_batch(key, [HASHES[one] for one in over])
    return Signature(officer=officer, key=key.public.text, signature=signed, of=of)


def _proven(officers: str, *signatures: Signature) -> set[tuple[str, int]]:
    """Return who proves which of the changes of *officers*, one letter for each."""
    names = {"s": "siti", "b": "budi"}
    said = [Said(officer=names[one], hash=HASHES[place]) for place, one in enumerate(officers)]
    proofs = proven(said, signatures, lambda officer, key: (officer, key) in _KEYS)
    return {(proof.officer, HASHES.index(one)) for proof in proofs for one in proof.hashes}


def test_a_signature_without_a_list_is_over_what_no_list_names() -> None:
    relayed = _signature("siti", SITI, [0, 5], [0, text_of(HASHES[5])])
    own = _signature("siti", SITI, [1, 3], [])
    assert _proven("ssbs", relayed, own) == {("siti", 0), ("siti", 5), ("siti", 1), ("siti", 3)}
    assert _proven("ssbs", own) == set(), "what it names not is another batch"


def test_a_list_that_is_not_what_was_signed_proves_nothing() -> None:
    lists: list[list[int | str]] = [[1, 0], [0], [0, 1, 1], [0, 7], [0, -1]]
    lists += [[0, one] for one in ("no hash", text_of(b"short"), text_of(HASHES[4]))]
    for of in lists:
        assert _proven("ss", _signature("siti", SITI, [0, 1], of)) == set(), of


def test_nobody_signs_for_another_officer() -> None:
    assert _proven("sb", _signature("siti", SITI, [0, 1], [0, 1])) == set(), "one of them is not hers"
    assert _proven("s", _signature("siti", BUDI, [0], [0])) == set(), "the key of another officer"
    by_hash = _signature("budi", BUDI, [0], [text_of(HASHES[0])])
    assert _proven("s", by_hash) == {("budi", 0)}, "which is no proof of a change of hers: that asks for her name"


def test_a_signature_that_names_more_than_a_few_portions_proves_nothing() -> None:
    others = [number.to_bytes(32, "big") for number in range(1000, 1000 + MOST_NAMED)]
    for count, proves in ((MOST_NAMED - 1, True), (MOST_NAMED, False)):
        named = others[:count]
        signed = Signature(
            officer="siti",
            key=SITI.public.text,
            signature=sign_batch(SITI, [HASHES[0], *named]),
            of=[0, *map(text_of, named)],
        )
        said = [Said(officer="siti", hash=HASHES[0])]
        assert bool(proven(said, [signed], lambda *_: True)) is proves, (
            "one change would drag any number of hashes along"
        )
