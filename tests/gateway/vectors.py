"""Makes resources/protocol/vectors.json: ``python -m tests.gateway.vectors``. Envelopes are random, so it is frozen."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sync.changes.change import Change, Entry
from sync.changes.digest import digest_of, fingerprint
from sync.identity import canonical
from sync.identity.content import seal_part
from sync.identity.enrolment import Grant, Introduction, centre_proof, code_keys, device_proof
from sync.identity.envelope import FIRST, digest, seal
from sync.identity.header import Head
from sync.identity.keys import OpeningKey, SigningKey, Speaker
from sync.identity.officer import change_hash, sign_batch
from sync.protocol.codec import pack_answer, pack_ask
from sync.protocol.frames import unpack
from sync.protocol.messages import MAX_MESSAGE_BYTES, Answer, Ask, News, Result, Signature, write
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.snap import Snap
from sync.resources import resource
from tests.gateway.desk import CODE

DEVICE_ID = "0198c1f2-5f00-7000-8000-000000000001"
CENTRE_ID = "0198c1f2-5f00-7000-8000-0000000000ce"
RECORD = "0198c1f2-5f00-7000-8000-000000000009"
ELEMENT = "0198c1f2-5f00-7000-8000-00000000000e"
RECORDS = {1: RECORD, 7: "0198c1f2-5f00-7000-8000-000000000077"}
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
            "envelope": _text(_sealed("answer", CENTRE, DEVICE, write(answer), digest(asking))),
            "payload": msgspec.to_builtins(answer),
        },
        "batch": {
            "change": msgspec.to_builtins(change),
            "canonical": msgspec.json.encode(change, order="sorted").decode(),
            "hash": change_hash(change).hex(),
            "signature": signature,
        },
        "columns": columns_of(ask, change),
        "digest": {"records": rows, "per_kind": digest_of(rows), "fingerprint": fingerprint(digest_of(rows))},
        "segment": _segment(),
    }


def _segment() -> dict[str, Any]:
    snaps, key = [_snap(number) for number in range(8)], bytes(range(32))
    sealed = seal_part(key, 0, segment.write(snaps))
    records = [msgspec.structs.asdict(snap) for snap in snaps]
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


class _Ledger:
    """Knows two records by number."""

    def numbers(self, records: Sequence[str]) -> Mapping[str, int]:
        return {record: number for number, record in RECORDS.items() if record in records}

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {number: RECORDS[number] for number in numbers if number in RECORDS}


def columns_of(ask: Ask, create: Change) -> dict[str, Any]:
    """Make an ask and an answer of every kind of row, in columns."""
    edits = [
        _edit(2, values={"full_name": "Siti Aminah"}, base={"full_name": 1}),
        _edit(3, values={"stay_status": "VALID", f"passports/{ELEMENT}": None}, base={"stay_status": 5}),
        _edit(4, record=RECORDS[7], values={"full_name": "Ayu"}, base={"full_name": 9}, at="2026-03-10T06:43:10.250Z"),
        _edit(5, record=RECORDS[7], values={"full_name": "Ayu L"}, base={"full_name": f"{DEVICE_ID}.1.4"}),
        _edit(6, kind="case", values={"worker_id": RECORD}, base={"worker_id": 4}, resolves=[ELEMENT], reason="salah"),
        _edit(7, values={"full_name": "Siti"}, base={"full_name": 1}, at="2026-03-10T06:43:00Z"),
    ]
    asked = msgspec.structs.replace(ask, changes=[create, *edits], numbers=True, limit_bytes=65_536)
    news = [
        News(seq=11, own=edits[0].id),
        News(seq=12, entry=Entry(seq=12, change=edits[2], effect={}, device=DEVICE_ID)),
        News(seq=13, own=edits[1].id, effect={"stay_status": "EXPIRED"}),
        News(seq=14, entry=Entry(seq=14, change=edits[5], device=DEVICE_ID)),
    ]
    results = [
        Result(id=edits[0].id, outcome="applied", seq=11),
        Result(id=edits[1].id, outcome="conflict", seq=13),
        Result(id=edits[4].id, outcome="refused", code="shape", field="worker_id"),
        Result(id="odd", outcome="held", needs=RECORD),
    ]
    header: dict[str, Any] = {"request": "0" * 64, "device": DEVICE_ID, "epoch": 1, "time": MOMENT}
    answer = Answer(**header, cursor=14, head=14, results=results, news=news)
    frames = {
        "ask": (asked, pack_ask(asked, _Ledger())),
        "answer": (answer, pack_answer(answer, _Ledger(), header, compact=True)),
    }
    return {"records": {str(number): record for number, record in RECORDS.items()}} | {
        name: {
            "message": msgspec.to_builtins(message),
            "columns": json.loads(unpack(frame, MAX_MESSAGE_BYTES)),
            "frame": _text(frame),
        }
        for name, (message, frame) in frames.items()
    }


def _edit(number: int, **said: Any) -> Change:
    plain: dict[str, Any] = {
        "id": f"{DEVICE_ID}.1.{number}",
        "record": RECORD,
        "kind": "worker",
        "op": "set",
        "officer": "siti",
        "at": f"2026-03-10T06:42:0{number}.000Z",
        "hlc": f"17731249200{number:02d}-0000-{DEVICE_ID}",
    }
    return Change(**plain | said)


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


def _sealed(kind: str, sender: Speaker, recipient: Speaker, payload: bytes, prev: str = FIRST) -> bytes:
    head = Head(kind=kind, sender=sender.id, epoch=1, seq=1, prev=prev, created=MOMENT)
    return seal(head, payload, {recipient.id: recipient.public.seal}, sender)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=1, sort_keys=True, ensure_ascii=False)
    resource("protocol/vectors.json").write_text(text + "\n", encoding="utf-8")
