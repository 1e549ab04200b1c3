"""The formats stay what they were when the vectors were frozen: other programmes and old files rely on them."""

import json
from typing import Any

import pytest

from sync.identity import canonical
from sync.identity.envelope import unseal
from sync.identity.header import Head
from sync.identity.keys import OpeningKey, PublicKeys, SigningKey
from tests.identity.vectors.make import FOLDER, MADE
from tests.identity.voices import CENTRE, DESK, MINISTRY, head, known


def frozen(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(MADE.keys() - {"envelope"}))  # an envelope is never sealed twice alike
def test_a_format_without_chance_gives_the_frozen_bytes(name: str) -> None:
    assert json.loads(json.dumps(MADE[name]())) == frozen(name)


def test_the_frozen_bytes_are_read_as_the_frozen_values() -> None:
    for case in frozen("canonical"):
        assert canonical.read(bytes.fromhex(case["bytes_hex"])) == case["value"]


def test_frozen_private_keys_give_the_frozen_public_keys() -> None:
    for case in frozen("keys"):
        signing, opening = (bytes.fromhex(case[name]) for name in ("signing_hex", "opening_hex"))
        assert PublicKeys(verify=SigningKey(signing).public, seal=OpeningKey(opening).public).texts == case["public"]


@pytest.mark.parametrize("me", [CENTRE, MINISTRY])
def test_frozen_envelopes_still_open(me: Any) -> None:
    cases = frozen("envelope")
    assert [case["head"]["kind"] for case in cases] == ["exchange", "bundle"]
    for case in cases:
        opened = unseal(canonical.bytes_of(case["envelope"]), me, known)
        assert opened.payload == case["payload"].encode()
        assert opened.head == head(case["head"]["kind"], DESK.id)
        assert isinstance(opened.head, Head)
