"""A device joins with a one-time code, once, and nobody in between can change a key."""

from datetime import timedelta

import msgspec
import pytest

from sync.engine.joining import Applicant, join
from sync.errors import BadEnvelope, BadMessage, CodeRefused
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.identity.enrolment import Introduction, code_keys, device_proof
from sync.identity.envelope import FIRST, seal
from sync.identity.header import Head
from sync.identity.keys import PublicKeys, SigningKey, Speaker
from sync.protocol.messages import CentreKeys, EnrolAsk, write
from tests.gateway.conftest import Enrol
from tests.gateway.desk import CODE, Desk, Door, PlayedClock


@pytest.fixture
def open_code(database: Database, door: Door, clock: PlayedClock) -> str:
    with database.write() as connection:
        accounts.add_code(connection, "JHB", CODE, clock)
    return CODE


def test_a_device_that_knows_the_code_joins_the_mission_of_the_code(
    open_code: str, door: Door, clock: PlayedClock
) -> None:
    desk = Desk(door, clock).join(open_code)

    assert (desk.mission, desk.mark) == ("JHB", "A0")
    assert desk.exchange().head == 0


def test_each_device_of_a_mission_has_its_own_mark(enrolled: Enrol) -> None:
    assert [enrolled().mark, enrolled("budi").mark, enrolled("tono", "KUL").mark] == ["A0", "A1", "A0"]


def test_a_lost_answer_can_be_asked_for_again_by_the_same_device(
    open_code: str, door: Door, clock: PlayedClock
) -> None:
    desk = Desk(door, clock)

    assert desk.join(open_code).mark == desk.join(open_code).mark


def test_a_code_lets_one_device_in(open_code: str, door: Door, clock: PlayedClock) -> None:
    Desk(door, clock).join(open_code)
    other = Desk(door, clock, "budi")

    with pytest.raises(BadEnvelope):
        other.join(open_code)
    assert (door.status, door.problem) == (403, {"code": "code-refused"})


def test_a_code_lives_three_days(open_code: str, door: Door, clock: PlayedClock) -> None:
    clock.passes(timedelta(hours=72, seconds=1))

    with pytest.raises(BadEnvelope):
        Desk(door, clock).join(open_code)
    assert door.problem == {"code": "code-refused"}


def test_a_code_that_nobody_issued_lets_nobody_in(door: Door, clock: PlayedClock) -> None:
    with pytest.raises(BadEnvelope):
        Desk(door, clock).join(CODE)
    assert (door.status, door.problem) == (403, {"code": "code-refused"})


def test_somebody_in_between_who_shows_other_keys_gets_nothing(open_code: str, door: Door, clock: PlayedClock) -> None:
    class Between(Door):
        def centre(self) -> CentreKeys:
            return msgspec.structs.replace(super().centre(), keys=Speaker.new("x").public.texts)

    with pytest.raises(BadEnvelope):
        Desk(Between(door.client), clock).join(open_code)
    assert Desk(door, clock).join(open_code).mark == "A0"  # and the code is still good


def _enrol_by_hand(desk: Desk, code: str, signing: SigningKey, *, proven: bool) -> None:
    """Post an enrolment of *desk* that *signing* signs, with a good proof or with none."""
    told = desk.door.centre()
    introduction = Introduction(
        device=desk.device.public,
        officer="siti",
        officer_name="Siti",
        officer_key=desk.signing.public,
        centre=told.centre,
        centre_keys=PublicKeys.read(told.keys),
    )
    ask = EnrolAsk(
        code_id=code_keys(code).id,
        device_id=desk.device.id,
        device=desk.device.public.texts,
        officer="siti",
        officer_name="Siti",
        officer_key=desk.signing.public.text,
        proof=device_proof(code_keys(code), introduction) if proven else "A" * 43,
    )
    speaker = Speaker(id=signing.public.text, signing=signing, opening=desk.device.opening)
    head = Head(kind="enrol", sender=speaker.id, epoch=0, seq=1, prev=FIRST, created=told.time)
    desk.door.enrol(seal(head, write(ask), {told.centre: introduction.centre_keys.seal}, speaker))


def test_whoever_saw_the_name_of_a_code_but_not_the_code_gets_nothing(
    open_code: str, door: Door, clock: PlayedClock
) -> None:
    desk = Desk(door, clock)
    _enrol_by_hand(desk, open_code, desk.device.signing, proven=False)

    assert (door.status, door.problem) == (403, {"code": "code-refused"})


def test_an_enrolment_is_signed_by_the_very_device_that_joins(open_code: str, door: Door, clock: PlayedClock) -> None:
    desk = Desk(door, clock)
    _enrol_by_hand(desk, open_code, SigningKey.new(), proven=True)
    assert (door.status, door.problem) == (400, {"code": "bad-message"})

    _enrol_by_hand(desk, open_code, desk.device.signing, proven=True)
    assert door.status == 200


def test_a_known_device_with_other_keys_is_another_device(
    open_code: str, door: Door, clock: PlayedClock, enrolled: Enrol
) -> None:
    known, thief = enrolled(), Desk(door, clock)
    thief.device = Speaker.new(known.device.id)

    with pytest.raises(BadEnvelope):
        thief.join(open_code)
    assert (door.status, door.problem) == (409, {"code": "device-known"})


@pytest.mark.parametrize("officer", ["", "a b", "x" * 61, "a\0b"])
def test_a_name_that_no_officer_may_have_is_refused(
    open_code: str, door: Door, clock: PlayedClock, officer: str
) -> None:
    desk = Desk(door, clock, officer)
    applicant = Applicant(device=desk.device, officer=officer, officer_name="S", officer_key=desk.signing.public)

    with pytest.raises((BadEnvelope, BadMessage, CodeRefused)):
        join(door, open_code, applicant, clock)
    assert (door.status, door.problem) == (400, {"code": "bad-message"})


def test_a_revoked_device_is_not_heard_any_more(enrolled: Enrol, database: Database, clock: PlayedClock) -> None:
    desk = enrolled()
    with database.write() as connection:
        accounts.revoke_device(connection, desk.device.id, clock)

    with pytest.raises(BadEnvelope):
        desk.exchange()
    assert (desk.door.status, desk.door.problem) == (403, {"code": "revoked"})
