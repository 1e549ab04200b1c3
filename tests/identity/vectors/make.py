"""Writes the known answers beside it: run once per format (`python -m tests.identity.vectors.make`), then frozen.

A format that has stood in a release never changes: it gets a new number and new vectors beside the old ones.
"""

import json
from pathlib import Path

import msgspec

from sync.changes.change import Change
from sync.identity import canonical, enrolment, padding
from sync.identity.envelope import seal
from sync.identity.officer import change_hash, sign_batch
from tests.identity.voices import CENTRE, DESK, MINISTRY, head

FOLDER = Path(__file__).parent
CODE = "kuda-lima-batu-pasang-laut-angin-bambu-tikar"


def canonical_forms() -> object:
    values: list[object] = [
        None,
        {"z": [True, False, -1], "a": {"é": '\u0001\n"\\/\u2028'}, "": []},
        [9223372036854775807, -9223372036854775808],
        {"\U0001f600": 1, "\uffff": 2, "A": 3, "a": 4},
    ]
    return [{"value": value, "bytes_hex": canonical.write(value).hex()} for value in values]


def keys() -> object:
    return [
        {
            "id": who.id,
            "signing_hex": who.signing.raw.hex(),
            "opening_hex": who.opening.raw.hex(),
            "public": who.public.texts,
        }
        for who in (DESK, CENTRE, MINISTRY)
    ]


def envelopes() -> object:
    payload = b'{"cursor":0,"v":1}'
    made = []
    for kind in ("exchange", "bundle"):
        blob = seal(head(kind), payload, {CENTRE.id: CENTRE.public.seal, MINISTRY.id: MINISTRY.public.seal}, DESK)
        told = msgspec.to_builtins(head(kind))
        made.append({"head": told, "payload": payload.decode(), "envelope": canonical.text_of(blob)})
    return made


def introduction() -> enrolment.Introduction:
    return enrolment.Introduction(
        device=DESK.public,
        officer="dewi",
        officer_name="Dewi Anggraini",
        officer_key=MINISTRY.public.verify,
        centre=CENTRE.id,
        centre_keys=CENTRE.public,
    )


def enrolments() -> object:
    derived, grant = enrolment.code_keys(CODE), enrolment.Grant(device_id=DESK.id, mark="A7", mission="JHB")
    words = [f"w{n}" for n in range(7776)]
    return {
        "code": CODE,
        "code_id": derived.id,
        "mac_key_hex": derived.mac_key.hex(),
        "device_proof": enrolment.device_proof(derived, introduction()),
        "centre_proof": enrolment.centre_proof(derived, introduction(), grant),
        "fingerprint_places": enrolment.fingerprint(DESK.public, CENTRE.public, words),
    }


def batch() -> object:
    change = Change(
        id=f"{DESK.id}.1.1",
        record="0198c1f2-6000-7000-8000-000000000001",
        kind="worker",
        op="set",
        values={"full_name": "SITI AMINAH", "phones/a1/number": None},
        base={"full_name": 17},
        officer="dewi",
        at="2026-11-23T06:42:00.000Z",
        hlc="0001795416120000-0000-a",
    )
    hashes = [change_hash(change), change_hash(msgspec.structs.replace(change, id=f"{DESK.id}.1.2"))]
    told = msgspec.json.encode(change, order="sorted").decode()
    return {
        "change": told,
        "hashes_hex": [one.hex() for one in hashes],
        "signature": sign_batch(DESK.signing, hashes),
    }


def bad_points() -> object:
    """Public keys that are none: the points of small order, and numbers beyond the field in their other form."""
    prime = 2**255 - 19
    order_8 = 0x5FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
    weak_verify = [0, 1, prime - 1, order_8, prime - order_8]
    weak_seal = [
        0,
        1,
        prime - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    ]
    sign, beyond = 1 << 255, [prime, prime + 1, prime + 9, prime + 18]
    return {
        "verify": [_hex(one | bit) for one in [*weak_verify, *beyond] for bit in (0, sign)],
        "seal": [*map(_hex, [*weak_seal, *beyond]), *(_hex(one | sign) for one in [*weak_seal, 9])],
    }


def _hex(number: int) -> str:
    return number.to_bytes(32, "little").hex()


def padded_sizes() -> object:
    sizes = (0, 252, 253, 1020, 1021, 4092, 4093, 4604, 4605, 65_532, 65_533, 262_144, 1 << 20, 8 << 20)
    return [[size, padding.padded_size(size)] for size in sizes]


MADE = {
    "canonical": canonical_forms,
    "keys": keys,
    "envelope": envelopes,
    "enrolment": enrolments,
    "batch": batch,
    "padding": padded_sizes,
    "refused_points": bad_points,
}


def main() -> None:
    for name, make in MADE.items():
        text = json.dumps(make(), indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
