"""The published contract is enough: a client written from it alone joins, exchanges, and agrees with the vectors."""

import hashlib
import json
import re
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given

from sync.changes.change import Change, Entry
from sync.directory.content import (
    Centre,
    CentreKey,
    Custodian,
    Custodians,
    Device,
    Grant,
    Mission,
    Order,
    Orders,
    Policy,
    Protection,
    Retention,
    Witness,
)
from sync.engine.bundles import Bundle
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.identity.keys import OpeningKey
from sync.protocol import frames
from sync.protocol.audit import AuditAnswer, AuditAsk, AuditLine, AuditLines, Overseen
from sync.protocol.blobs import BlobAnswer, BlobAsk, Ticket, Wish
from sync.protocol.codec import pack_answer, pack_ask
from sync.protocol.meeting import Greeting, Meet
from sync.protocol.messages import (
    Answer,
    Ask,
    CentreKeys,
    DirectoryFiles,
    EnrolAnswer,
    EnrolAsk,
    Handing,
    News,
    Past,
    PastAsk,
    Result,
    Signature,
)
from sync.protocol.pieces import Piece
from sync.protocol.snapshot.columns import Head
from sync.protocol.snapshot.manifest import Manifest, Part
from sync.resources import resource
from tests.gateway import stranger, stranger_columns, stranger_segment
from tests.gateway.conftest import Enrol
from tests.gateway.desk import CODE, Door, PlayedClock
from tests.gateway.stranger import Stranger, canonical, raw, uuid7
from tests.gateway.vectors import vectors
from tests.protocol.messages_of_any_kind import RECORDS, Ledger, answers, asks


@pytest.fixture
def asing(database: Database, door: Door, clock: PlayedClock) -> Stranger:
    with database.write() as connection:
        accounts.add_code(connection, "JHB", CODE, clock)
    return Stranger(door.post, lambda route: door.client.get(route).json())


def test_a_stranger_joins_and_exchanges_with_the_desks(asing: Stranger, enrolled: Enrol) -> None:
    desk = enrolled()
    record = uuid7()

    assert asing.enrol(CODE)["mission"] == "JHB"
    made = asing.change(1, record, {"full_name": "Siti Š", "needs/FOOD": True}, op="create")
    assert asing.exchange(made)["results"][0]["outcome"] == "applied"

    heard = desk.exchange().news[0].entry
    assert heard is not None
    assert heard.change.values == made["values"]
    desk.say(desk.change(record, {"full_name": "Sita"}, 1))
    late = asing.exchange(asing.change(2, record, {"full_name": "Sitti"}, op="set", base={"full_name": 1}))
    assert [one["outcome"] for one in late["results"]] == ["conflict"]
    assert [one.get("effect") for one in late["news"]] == [None, {}, None]


def test_a_stranger_computes_the_centres_digest_from_the_news(asing: Stranger, enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "Siti Š", "passports/p1": {"number": "C1234567"}})
    gone = desk.create({"full_name": "x"})
    desk.say(made, gone, desk.change(gone.record, {"_deleted": "ganda"}, {"": gone.id}, op="delete"))
    asing.enrol(CODE)

    answer = asing.exchange(digest=True)

    states: dict[tuple[str, str], dict[str, Any]] = {}
    for one in answer["news"]:
        change = one["entry"]["change"]
        states.setdefault((change["kind"], change["record"]), {}).update(one["entry"].get("effect", change["values"]))
    records = [[kind, record, values] for (kind, record), values in states.items()]
    assert stranger.digest(records) == answer["digest"]
    assert stranger.fingerprint(records) == answer["fingerprint"]


@pytest.fixture
def stored() -> Any:
    return json.loads(resource("protocol/vectors.json").read_text(encoding="utf-8"))


def test_the_vectors_are_those_that_the_code_gives(stored: Any) -> None:
    made = json.loads(json.dumps(vectors()))
    for part in (stored, made):  # sealing draws new keys each time, and the answer names the envelope that it answers
        for name in ("ask", "answer"):  # what zstd makes of a text changes with its version
            del part["columns"][name]["frame"]
        del part["ask"]["envelope"], part["answer"]["envelope"], part["answer"]["payload"]["request"]
        del part["segment"]["sealed"], part["segment"]["name"]  # another release of zstd may pack otherwise

    assert stored == made


def test_the_vectors_open_and_hold_for_a_stranger(stored: Any) -> None:
    keys = {
        name: X25519PrivateKey.from_private_bytes(raw(stored[name]["opening"])[:32]) for name in ("device", "centre")
    }
    asking, answering = raw(stored["ask"]["envelope"]), raw(stored["answer"]["envelope"])

    asked = stranger.unseal(asking, stored["centre"]["id"], keys["centre"], stored["device"]["verify"])[1]
    answered = stranger.unseal(answering, stored["device"]["id"], keys["device"], stored["centre"]["verify"])[1]

    assert (asked, answered) == (stored["ask"]["payload"], stored["answer"]["payload"])
    assert answered["request"] == hashlib.sha256(asking).hexdigest()
    batch = stored["batch"]
    assert canonical(batch["change"]).decode() == batch["canonical"]
    assert stranger.change_hash(batch["change"]).hex() == batch["hash"]
    officer = Ed25519PrivateKey.from_private_bytes(raw(stored["officer"]["signing"]))
    assert stranger.sign_batch(officer, [bytes.fromhex(batch["hash"])]) == batch["signature"]
    assert stranger.digest(stored["digest"]["records"]) == stored["digest"]["per_kind"]
    assert stranger.fingerprint(stored["digest"]["records"]) == stored["digest"]["fingerprint"]


def test_the_columns_of_the_vectors_hold_for_a_stranger(stored: Any) -> None:
    said = stored["columns"]
    records = {int(number): record for number, record in said["records"].items()}
    header = {"prev": "0" * 64, "to": stored["device"]["id"], "epoch": 1, "created": "2026-03-10T06:42:00.000Z"}

    for name in ("ask", "answer"):
        frame = raw(said[name]["frame"])
        assert json.loads(frames.unpack(frame, 1 << 20)) == said[name]["columns"]
        assert stranger_columns.read(frame, records, header) == said[name]["message"]


@given(asks)
def test_a_stranger_reads_any_ask_in_columns(ask: Ask) -> None:
    records = dict(enumerate(RECORDS, start=1))

    assert stranger_columns.read(pack_ask(ask, Ledger()), records) == msgspec.to_builtins(ask)


@given(answers)
def test_a_stranger_reads_any_answer_in_columns(answer: Answer) -> None:
    header = {"prev": "a" * 64, "to": "d1", "epoch": 1, "created": "2026-03-10T06:42:00.000Z"}
    known = {"request": "a" * 64, "device": "d1", "epoch": 1, "time": header["created"]}
    records = dict(enumerate(RECORDS, start=1))

    frame = pack_answer(answer, Ledger(), known, compact=True)

    assert stranger_columns.read(frame, records, header) == msgspec.to_builtins(answer)


def test_the_vectors_of_keys_and_enrolment_hold_for_a_stranger(stored: Any) -> None:
    said, (code_id, mac_key) = stored["enrolment"], stranger.code_keys(stored["enrolment"]["code"])

    assert (code_id, stranger.b64(mac_key)) == (said["code_id"], said["mac_key"])
    assert stranger.proof(mac_key, said["introduction"] | {"role": "device"}) == said["device_proof"]
    granted = said["introduction"] | {"role": "centre", "grant": said["grant"]}
    assert stranger.proof(mac_key, granted) == said["centre_proof"]
    for name in ("device", "centre"):
        signing = Ed25519PrivateKey.from_private_bytes(raw(stored[name]["signing"]))
        assert stranger.b64(signing.public_key().public_bytes_raw()) == stored[name]["verify"]
        assert OpeningKey(raw(stored[name]["opening"])).public.text == stored[name]["seal"]
    Ed25519PublicKey.from_public_bytes(raw(stored["officer"]["verify"]))


def test_the_segment_of_the_vectors_opens_for_a_stranger(stored: Any) -> None:
    said = stored["segment"]
    plain = stranger_segment.opened(raw(said["key"]), 0, raw(said["sealed"]), said["name"])

    assert stranger_segment.records(plain) == said["records"]


MESSAGES = (
    Ask,
    Answer,
    EnrolAsk,
    EnrolAnswer,
    CentreKeys,
    Change,
    Entry,
    News,
    Result,
    Signature,
    Handing,
)


TARGETS = (
    Mission,
    Device,
    Grant,
    Orders,
    Order,
    Policy,
    Retention,
    Custodians,
    Custodian,
    Protection,
    Centre,
    CentreKey,
    Witness,
)
BLOBS = (BlobAsk, BlobAnswer, Ticket, Wish)
DIRECTORY = (DirectoryFiles, *TARGETS)
AUDIT = (AuditLine, AuditLines, AuditAsk, AuditAnswer, Overseen)
NEARBY = (Bundle, Piece, Greeting, Meet)


@pytest.mark.parametrize(
    "message", [*MESSAGES, *DIRECTORY, *AUDIT, *NEARBY, PastAsk, Past, Manifest, Part, Head, *BLOBS]
)
def test_the_reference_names_every_field_of_every_message(message: type[msgspec.Struct]) -> None:
    text = resource("protocol/README.md").read_text(encoding="utf-8")

    assert all(f"`{field.encode_name}`" in text for field in msgspec.structs.fields(message))


def test_the_reference_names_every_code_that_the_gateway_can_answer() -> None:
    text = resource("protocol/README.md").read_text(encoding="utf-8")
    folder = resource("protocol").parent.parent / "sync"
    places = [folder / "gateway" / name for name in ("app.py", "enrol.py", "exchange.py", "intake.py")]
    places += [folder / "engine" / "shape.py", folder / "changes" / "merge.py"]
    places += sorted((folder / "gateway" / "blobs").glob("*.py"))
    said = re.compile(r'(?:Misshapen\(|Refusal\(\d+, |code=|_problem\(\d+, |DeviceRefused\(rule=)"([a-z-]+)"')

    codes = {code for place in places for code in said.findall(place.read_text(encoding="utf-8"))}
    assert len(codes) > 12
    assert {code for code in codes if f"`{code}`" not in text} == set()
