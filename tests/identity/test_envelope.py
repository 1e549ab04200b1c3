"""The envelope: what was sealed opens for whom it was sealed, and nothing else opens for anybody."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sync.errors import BadEnvelope
from sync.identity import padding, stream
from sync.identity.envelope import Opened, digest, seal, suite_for, unseal
from sync.identity.header import MAX_HEADER, MAX_RECIPIENTS, Header, Wrap
from sync.identity.keys import Suite
from tests.identity.voices import CENTRE, DESK, MINISTRY, STRANGER, head, known, parts, resigned, sealed, signed


def opened(blob: bytes) -> Opened:
    return unseal(blob, CENTRE, known)


def payload_key(file_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"siskop2mi/payload/1").derive(file_key)


def refused(blob: bytes) -> str:
    with pytest.raises(BadEnvelope) as refusal:
        opened(blob)
    assert refusal.value.rule is not None
    return refusal.value.rule


@pytest.mark.parametrize("kind", ["exchange", "bundle"])
@pytest.mark.parametrize("size", [0, 1, 252, 253, 1020, 4092, 4093, 65_532, 65_533, 131_068, 1_000_000])
def test_what_was_sealed_opens(kind: str, size: int) -> None:
    payload = bytes(range(256)) * (size // 256) + bytes(size % 256)
    blob = sealed(payload, kind)
    assert opened(blob) == Opened(head=head(kind), payload=payload, digest=hashlib.sha256(blob).hexdigest())


def test_every_recipient_opens_and_nobody_else() -> None:
    blob = seal(head(), b"a", {CENTRE.id: CENTRE.public.seal, MINISTRY.id: MINISTRY.public.seal}, DESK)
    assert unseal(blob, CENTRE, known).payload == unseal(blob, MINISTRY, known).payload == b"a"
    with pytest.raises(BadEnvelope) as refusal:
        unseal(blob, STRANGER, known)
    assert refusal.value.rule == "recipient"


def test_a_recipient_with_the_right_name_and_another_key_does_not_open() -> None:
    blob = seal(head(), b"a", {CENTRE.id: MINISTRY.public.seal}, DESK)
    assert refused(blob) == "wrapped"


def test_an_exchange_is_short_and_what_is_kept_is_hybrid() -> None:
    assert suite_for("exchange") is suite_for("answer") is Suite.X25519
    assert suite_for("bundle") is suite_for("backup") is Suite.HYBRID


def test_a_round_with_nothing_to_say_stays_small() -> None:
    assert len(sealed(b'{"cursor":1234567,"limit_bytes":262144,"v":1}')) <= 440


def test_every_bit_counts() -> None:
    blob = sealed()
    for at in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[at] ^= 1 << bit
            refused(bytes(changed))


def test_every_cut_is_refused() -> None:
    blob = sealed()
    for end in range(len(blob)):
        refused(blob[:end])


def test_a_byte_more_is_refused() -> None:
    assert refused(sealed() + b"\0") == "payload"


def test_an_unknown_sender_is_refused() -> None:
    blob = seal(head(sender=STRANGER.id), b"a", {CENTRE.id: CENTRE.public.seal}, STRANGER)
    assert refused(blob) == "sender"


def test_an_envelope_signed_by_another_is_refused() -> None:
    raw, body = parts(sealed())
    assert refused(signed(raw, body, by=STRANGER)) == "signature"


def test_a_stolen_envelope_does_not_open_under_another_enrolled_name() -> None:
    stolen = resigned(sealed(b"secret"), lambda full: msgspec.structs.replace(full, sender=CENTRE.id), by=CENTRE)
    assert refused(stolen) == "wrapped"


@pytest.mark.parametrize(
    "change",
    [
        lambda full: msgspec.structs.replace(full, kind="answer"),
        lambda full: msgspec.structs.replace(full, epoch=2),
        lambda full: msgspec.structs.replace(full, seq=8),
        lambda full: msgspec.structs.replace(full, prev="1" * 64),
        lambda full: msgspec.structs.replace(full, created="2026-11-23T06:42:00.001Z"),
    ],
)
def test_the_wrapped_key_is_bound_to_every_field_of_the_head(change: Callable[[Header], Header]) -> None:
    assert refused(resigned(sealed(), change)) == "wrapped"


def test_a_wrapped_key_cannot_be_given_to_another_recipient() -> None:
    blob = resigned(sealed(), lambda full: msgspec.structs.replace(full, to=[Wrap(MINISTRY.id, full.to[0].key)]))
    with pytest.raises(BadEnvelope) as refusal:
        unseal(blob, MINISTRY, known)
    assert refusal.value.rule == "wrapped"


def test_a_suite_cannot_be_swapped() -> None:
    assert refused(resigned(sealed(), lambda full: msgspec.structs.replace(full, suite=Suite.HYBRID))) == "wrapped"


def test_a_payload_of_another_envelope_is_refused() -> None:
    raw, _ = parts(sealed(b"one"))
    _, body = parts(sealed(b"two"))
    assert refused(signed(raw, body)) == "payload"


def test_a_second_recipient_cannot_put_other_words_into_the_senders_mouth() -> None:
    """Whoever can open knows the file key; what was said is still signed."""
    raw, body = parts(seal(head(), b"one", {CENTRE.id: CENTRE.public.seal, MINISTRY.id: MINISTRY.public.seal}, DESK))
    blob = signed(raw, body)
    info = b"siskop2mi/file-key/1\0ministry\0" + msgspec.json.encode(head(), order="sorted")
    wrapped = told(raw)["to"][1][1]
    file_key = MINISTRY.opening.unwrap(wrapped, info, Suite.X25519)
    other = io.BytesIO()
    stream.encrypt(payload_key(file_key), io.BytesIO(padding.pad(b"two")), other)
    assert opened(blob).payload == b"one"
    assert refused(blob[: -len(body)] + other.getvalue()) == "payload"
    hashed = written(raw, {"ct": hashlib.sha256(other.getvalue()).digest()})
    assert refused(blob[:8] + hashed + blob[8 + len(raw) : -len(body)] + other.getvalue()) == "signature"


def test_another_magic_is_another_format() -> None:
    assert refused(b"SPE1" + sealed()[4:]) == "frame"


def test_chunks_cannot_be_moved_doubled_or_dropped_even_with_a_right_hash() -> None:
    size = stream.CHUNK + stream.TAG
    raw, body = parts(sealed(bytes(200_000)))
    moved = body[size : 2 * size] + body[:size] + body[2 * size :]
    for other in (body[:size], body[: 2 * size], body[size:], moved, body + body, body[:-1]):
        changed = written(raw, {"ct": hashlib.sha256(other).digest()})
        assert refused(signed(changed, other)) == "payload"


def test_a_payload_beyond_the_limit_is_refused_before_it_is_opened() -> None:
    blob = sealed(bytes(200_000))
    with pytest.raises(BadEnvelope) as refusal:
        unseal(blob, CENTRE, known, max_payload=10_000)
    assert refusal.value.rule == "frame"


def test_a_head_that_no_reader_would_take_is_not_sealed() -> None:
    for bad in (
        msgspec.structs.replace(head(), kind="Exchange"),
        msgspec.structs.replace(head(), seq=-1),
        msgspec.structs.replace(head(), created="yesterday"),
        msgspec.structs.replace(head(), prev="00"),
    ):
        with pytest.raises(BadEnvelope):
            seal(bad, b"", {CENTRE.id: CENTRE.public.seal}, DESK)


def test_nobody_seals_in_the_name_of_another_or_to_nobody_or_to_too_many() -> None:
    many = {f"r{n}": CENTRE.public.seal for n in range(MAX_RECIPIENTS + 1)}
    for sender, to in ((STRANGER.id, {CENTRE.id: CENTRE.public.seal}), (DESK.id, {}), (DESK.id, many)):
        with pytest.raises(BadEnvelope):
            seal(head(sender=sender), b"", to, DESK)


FIELDS = ("kind", "from", "epoch", "seq", "prev", "created", "suite", "to", "ct")


def told(raw: bytes) -> dict[str, Any]:
    """Name the fields of a header."""
    return dict(zip(FIELDS, msgspec.msgpack.decode(raw), strict=True))


def written(raw: bytes, change: dict[str, Any]) -> bytes:
    """Change fields of a header, whatever the change is."""
    return msgspec.msgpack.encode(list((told(raw) | change).values()))


def wrong_fields(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Fields that no header may have."""
    return [
        {"seq": "7"},
        {"seq": 7.0},
        {"seq": True},
        {"seq": -1},
        {"seq": 1 << 53},
        {"seq": (1 << 64) - 1},
        {"epoch": None},
        {"kind": "x" * 21},
        {"kind": "exchange\n"},
        {"kind": b"exchange"},
        {"from": b"a b"},
        {"from": b""},
        {"from": b"desk\n"},
        {"from": b"\xff"},
        {"from": DESK.id.encode()},
        {"from": b"\0" + bytes(16)},
        {"from": b"\0" + bytes(15)},
        {"from": DESK.id},
        {"prev": bytes(31)},
        {"prev": "0" * 64},
        {"created": 1 << 62},
        {"created": -(1 << 62)},
        {"created": "2026-11-23T06:42:00.000Z"},
        {"suite": 3},
        {"to": []},
        {"to": [[b"centre"]]},
        {"to": [[b"centre", b"A", b"A"]]},
        {"to": fields["to"] * 2},
        {"to": [[b"r%d" % n, b"A"] for n in range(33)]},
        {"to": {b"centre": b"A"}},
        {"to": [[b"r%d" % n, b"A" * 2048] for n in range(32)]},
        {"ct": 5},
        {"ct": b""},
        {"extra": 1},
    ]


def other_spellings() -> list[bytes]:
    """The header of a good envelope, changed in ways that a lenient reader would let through."""
    raw, _ = parts(sealed())
    fields = told(raw)
    changed = [written(raw, one) for one in wrong_fields(fields)]
    missing = [msgspec.msgpack.encode([fields[name] for name in FIELDS if name != gone]) for gone in FIELDS]
    long_seven = raw.replace(b"\x01\x07\xc4", b"\x01\xcd\x00\x07\xc4", 1)
    assert long_seven != raw
    spelt = [
        long_seven,
        raw.replace(b"\xa8exchange", b"\xd9\x08exchange"),
        b"\xdc\x00\x09" + raw[1:],
        msgspec.msgpack.encode(fields),
        raw + b"\n",
        raw[:-1],
        b"\x91" * 40_000,
        b"\xc0",
        b"",
        b" " * (MAX_HEADER + 1),
    ]
    return changed + missing + spelt


# Keys are new in each process: ids by place, so that all workers of a run collect the same tests.
@pytest.mark.parametrize("raw", other_spellings(), ids=lambda _: "spelling")
def test_a_header_has_one_spelling_even_behind_a_good_signature(raw: bytes) -> None:
    _, body = parts(sealed())
    assert refused(signed(raw, body)) == "header"


@pytest.mark.parametrize("size", [0, 1, 79, 81, 1168, 2048])
def test_a_wrapped_key_of_another_form_is_refused(size: int) -> None:
    raw, body = parts(sealed())
    assert refused(signed(written(raw, {"to": [[b"centre", bytes(size)]]}), body)) in {"wrapped", "header"}


def test_a_wrapped_key_of_another_length_is_refused() -> None:
    """A sender who follows the wrapping but not the size."""
    raw, body = parts(sealed())
    info = b"siskop2mi/file-key/1\0centre\0" + msgspec.json.encode(head(), order="sorted")
    for size in (16, 31, 33, 64):
        wrapped = CENTRE.public.seal.wrap(bytes(size), info, Suite.X25519)
        assert refused(signed(written(raw, {"to": [[b"centre", wrapped]]}), body)) == "wrapped"


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_one_error(raw: bytes) -> None:
    refused(raw)
    refused(b"SPE2" + raw)
    refused(b"SPE2" + len(raw).to_bytes(4, "big") + raw + bytes(400))


PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary()


@given(st.sampled_from(FIELDS), st.recursive(PLAIN, st.lists, max_leaves=8))
@settings(max_examples=300)
@example("to", [[b"centre", None]])
@example("epoch", 1)
def test_any_header_behind_a_good_signature_opens_unchanged_or_is_refused(field: str, value: object) -> None:
    raw, body = parts(sealed())
    changed = written(raw, {field: value})
    if changed == raw:
        assert opened(signed(changed, body)).payload == b'{"v":1}'
    else:
        refused(signed(changed, body))


@given(st.binary(max_size=3000), st.integers(0, 1 << 32))
def test_a_frame_cannot_lie_about_its_length(body: bytes, size: int) -> None:
    refused(b"SPE2" + (size % (1 << 32)).to_bytes(4, "big") + body)


@given(st.integers(0, 3_000_000))
def test_padding_says_little_and_costs_little(size: int) -> None:
    padded = padding.padded_size(size)
    assert padded >= size + 4
    assert padding.padded_size(padded - 4) == padded
    assert padded <= max(4096, (size + 4) * 9 / 8 + 1)


@given(st.binary(max_size=5000))
def test_padding_comes_off_again(payload: bytes) -> None:
    assert padding.unpad(padding.pad(payload)) == payload


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(3),
        bytes(255),
        bytes(257),
        bytes(1024),
        (253).to_bytes(4, "big") + bytes(252),
        (2**32 - 1).to_bytes(4, "big") + bytes(252),
        bytes(4) + bytes(251) + b"\1",
        (1).to_bytes(4, "big") + b"a" + bytes(250) + b"\1",
    ],
)
def test_padding_has_one_spelling(padded: bytes) -> None:
    with pytest.raises(BadEnvelope):
        padding.unpad(padded)


def test_the_digest_names_the_whole_envelope() -> None:
    blob = sealed()
    assert digest(blob) == hashlib.sha256(blob).hexdigest() == opened(blob).digest
