"""Makes resources/protocol/vectors.json: ``python -m tests.gateway.vectors``. Envelopes are random, so it is frozen."""

import base64
import hashlib
import json
import zlib
from dataclasses import asdict
from typing import Any

import msgspec

from sync.changes.change import Change
from sync.changes.digest import digest_of
from sync.identity import canonical
from sync.identity.content import seal_part
from sync.identity.enrolment import Grant, Introduction, centre_proof, code_keys, device_proof
from sync.identity.envelope import FIRST, digest, seal
from sync.identity.header import Head
from sync.identity.keys import OpeningKey, SigningKey, Speaker
from sync.identity.officer import change_hash, sign_batch
from sync.protocol.messages import Answer, Ask, Result, Signature, write
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.snap import Snap
from sync.resources import resource
from tests.gateway.desk import CODE

DEVICE_ID = "0198c1f2-5f00-7000-8000-000000000001"
CENTRE_ID = "0198c1f2-5f00-7000-8000-0000000000ce"
RECORD = "0198c1f2-5f00-7000-8000-000000000009"
MOMENT = "2026-03-10T06:42:00.000Z"


def _speaker(name: str, first: int) -> Speaker:
    raw = bytes((first + number) % 256 for number in range(OpeningKey.SIZE))
    return Speaker(id=name, signing=SigningKey(raw[: SigningKey.SIZE]), opening=OpeningKey(raw))


DEVICE, CENTRE, OFFICER = _speaker(DEVICE_ID, 1), _speaker(CENTRE_ID, 65), SigningKey(bytes(range(100, 132)))


def vectors() -> dict[str, Any]:
    """Make the document."""
    change = Change(
        id=f"{DEVICE_ID}.1.1",
        record=RECORD,
        kind="worker",
        op="create",
        values={"full_name": "Siti Aminah", "passports/p1": {"number": "C1234567"}, "other_names/n1": {"name": "Šiti"}},
        officer="siti",
        at=MOMENT,
        hlc=f"1773124920000-0000-{DEVICE_ID}",
    )
    signature = sign_batch(OFFICER, [change_hash(change)])
    ask = Ask(
        cursor=0,
        changes=[change],
        signatures=[Signature(officer="siti", key=OFFICER.public.text, signature=signature)],
    )
    asking = _sealed("exchange", DEVICE, CENTRE, write(ask))
    answer = Answer(
        request=digest(asking),
        device=DEVICE_ID,
        epoch=1,
        time=MOMENT,
        cursor=0,
        head=1,
        results=[Result(id=change.id, outcome="applied", seq=1)],
    )
    rows = [("worker", RECORD, change.values), ("worker", DEVICE_ID, {"_deleted": "ganda", "full_name": "x"})]
    return {
        "device": _keys(DEVICE),
        "centre": _keys(CENTRE),
        "officer": {"signing": canonical.text_of(OFFICER.raw), "verify": OFFICER.public.text},
        "enrolment": _enrolment(),
        "ask": {"envelope": _text(asking), "payload": msgspec.to_builtins(ask)},
        "answer": {
            "envelope": _text(_sealed("answer", CENTRE, DEVICE, zlib.compress(write(answer)))),
            "payload": msgspec.to_builtins(answer),
        },
        "batch": {
            "change": msgspec.to_builtins(change),
            "canonical": msgspec.json.encode(change, order="sorted").decode(),
            "hash": change_hash(change).hex(),
            "signature": signature,
        },
        "digest": {"records": rows, "per_kind": digest_of(rows)},
        "segment": _segment(),
    }


def _segment() -> dict[str, Any]:
    snaps, key = [_snap(number) for number in range(8)], bytes(range(32))
    sealed = seal_part(key, 0, segment.write(snaps))
    records = [asdict(snap) for snap in snaps]
    name = hashlib.sha256(sealed).hexdigest()
    return {"key": canonical.text_of(key), "name": name, "sealed": _text(sealed), "records": records}


def _snap(number: int) -> Snap:
    """A worker; the odd ones were edited, and no two are of one shape."""
    values: dict[str, Any] = {
        "full_name": f"{('Siti', 'Budi')[number % 2]} {('Aminah', 'Šari', 'Wati')[number % 3]}",
        "birth_date": f"19{80 + number}-03-1{number}" if number != 4 else "1984",
        "nik": f"33010{number}4107850{number:03}",
        f"passports/{number:02x}fe01": {"number": f"C123456{number}", "issued": f"202{number % 4}-05-04"},
        "needs/FOOD": True,
    }
    changes = 1 + number % 2
    return Snap(
        kind="worker",
        id=f"0198c1f2-5f0{number}-7000-8000-00000000000{number}",
        values=values,
        versions={"full_name": 20 + number} if changes > 1 else {},
        created=number + 1,
        changes=changes,
        created_at=MOMENT,
        created_by="siti",
        updated_at="2026-03-11T06:42:00.000Z" if changes > 1 else MOMENT,
        updated_by="budi" if changes > 1 else "siti",
    )


def _keys(speaker: Speaker) -> dict[str, str]:
    return {
        "id": speaker.id,
        "signing": canonical.text_of(speaker.signing.raw),
        "opening": canonical.text_of(speaker.opening.raw),
        **speaker.public.texts,
    }


def _enrolment() -> dict[str, Any]:
    keys = code_keys(CODE)
    introduction = Introduction(
        device=DEVICE.public,
        officer="siti",
        officer_name="Siti Šari",
        officer_key=OFFICER.public,
        centre=CENTRE_ID,
        centre_keys=CENTRE.public,
    )
    grant = Grant(device_id=DEVICE_ID, mark="A0", mission="JHB")
    return {
        "code": "Satu-dua TIGA  empat lima enam, tujuh-delapan",
        "code_id": keys.id,
        "mac_key": canonical.text_of(keys.mac_key),
        "introduction": {
            "centre": CENTRE_ID,
            "centre_keys": CENTRE.public.texts,
            "device": DEVICE.public.texts,
            "officer": "siti",
            "officer_key": OFFICER.public.text,
            "officer_name": "Siti Šari",
        },
        "grant": {"device_id": DEVICE_ID, "mark": "A0", "mission": "JHB"},
        "device_proof": device_proof(keys, introduction),
        "centre_proof": centre_proof(keys, introduction, grant),
    }


def _sealed(kind: str, sender: Speaker, recipient: Speaker, payload: bytes) -> bytes:
    head = Head(kind=kind, sender=sender.id, epoch=1, seq=1, prev=FIRST, created=MOMENT)
    return seal(head, payload, {recipient.id: recipient.public.seal}, sender)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=1, sort_keys=True, ensure_ascii=False)
    resource("protocol/vectors.json").write_text(text + "\n", encoding="utf-8")
