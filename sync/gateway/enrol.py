"""A device joins: the one-time code proves each side's keys to the other, and the centre takes the device in."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Row, select, update

from sync.clock import Clock, moment, stamp
from sync.domain.ids import is_id
from sync.errors import BadEnvelope, BadMessage, CodeRefused, DeviceRefused
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.directory.own import Own
from sync.gateway.directory.shelf import root_hash
from sync.gateway.tables import codes, missions
from sync.identity.canonical import text_of
from sync.identity.enrolment import CodeKeys, Grant, Introduction, centre_proof, check_proof, device_proof, stranger_key
from sync.identity.envelope import Opened, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import PublicKeys, SealingKey, Speaker, VerifyKey
from sync.identity.lease import secret_of
from sync.protocol.messages import EnrolAnswer, EnrolAsk, read, write

MOST_BYTES: Final = 1 << 16
"""No enrolment is larger."""

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USER: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,60}")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A sealed answer, and to which device."""

    envelope: bytes
    device: str


class Reception:
    """Takes strangers in."""

    def __init__(self, database: Database, centre: Speaker, clock: Clock) -> None:
        self._database = database
        self._centre = centre
        self._clock = clock
        self._directory = Own(centre, clock)

    def enrol(self, envelope: bytes) -> Reply:
        """Answer a sealed enrolment. The same device may ask again with the same code: the answer may have been lost.

        Raises:
            BadEnvelope: not whole, not for this centre, or not signed with the key that it names.
            BadMessage: well sealed, but not an enrolment.
            CodeRefused: the code is unknown, used by another, too old, or somebody in between changed a key.
            DeviceRefused: the device is known with other keys, in another mission, or revoked.
            Busy: the database is not there.
        """
        opened = unseal(envelope, self._centre, stranger_key, max_payload=MOST_BYTES)
        ask, introduction = self._introduced(opened)
        with self._database.write() as connection:
            code = _code(connection, ask.code_id)
            keys = CodeKeys(id=code.id, mac_key=code.mac_key)
            check_proof(device_proof(keys, introduction), ask.proof)
            self._check_use(code, ask.device_id)
            grant = self._granted(connection, code.mission, ask, introduction)
        return Reply(envelope=self._answer(opened, grant, keys, introduction), device=ask.device_id)

    def _introduced(self, opened: Opened) -> tuple[EnrolAsk, Introduction]:
        if opened.head.kind != "enrol":
            raise BadEnvelope(rule="kind")
        ask = read(opened.payload, EnrolAsk)
        said = _USER.fullmatch(ask.officer) and _NAME.fullmatch(ask.officer_name) and _CODE.fullmatch(ask.code_id)
        if not said or not is_id(ask.device_id) or ask.device.get("verify") != opened.head.sender:
            raise BadMessage(rule="shape")
        return ask, Introduction(
            device=PublicKeys.read(ask.device),
            officer=ask.officer,
            officer_name=ask.officer_name,
            officer_key=VerifyKey.read(ask.officer_key),
            officer_seal=SealingKey.read(ask.officer_seal) if ask.officer_seal else None,
            centre=self._centre.id,
            centre_keys=self._centre.public,
        )

    def _check_use(self, code: Row[tuple[object, ...]], device: str) -> None:
        if code.used_by not in (None, device):
            raise CodeRefused(rule="used")
        if moment(code.expires_at) < self._clock.now():
            raise CodeRefused(rule="expired")

    def _granted(self, connection: Connection, mission: str, ask: EnrolAsk, introduction: Introduction) -> Grant:
        # Two devices that join at once must not get one mark.
        connection.execute(select(missions.c.seq).where(missions.c.code == mission).with_for_update())
        known = accounts.device_of(connection, ask.device_id)
        if known is None:
            mark = accounts.add_device(connection, ask.device_id, mission, introduction.device, self._clock)
        else:
            _check_same(known, mission, introduction.device)
            mark = known.mark
        person = (ask.officer, ask.officer_name, ask.officer_key, ask.officer_seal)
        now = stamp(self._clock.now())
        accounts.add_officer(connection, mission, ask.device_id, person, now)
        if known is None:
            roles = accounts.roles_of_code(connection, ask.code_id)
            accounts.grant(connection, mission, (ask.officer, ask.officer_key), roles, now)
        person_key = (ask.officer, ask.officer_key)
        if accounts.standing(connection, mission, [person_key]):  # until the ministry lists the officer: work is held
            roles = accounts.roles_of_code(connection, ask.code_id)
        else:
            roles = accounts.roles_of(connection, mission, *person_key, now)
        connection.execute(update(codes).where(codes.c.id == ask.code_id).values(used_by=ask.device_id))
        self._directory.prepare(connection)
        root = root_hash(connection)
        return Grant(device_id=ask.device_id, mark=mark, mission=mission, roles=tuple(sorted(roles)), root=root)

    def _answer(self, opened: Opened, grant: Grant, keys: CodeKeys, introduction: Introduction) -> bytes:
        now = stamp(self._clock.now())
        answer = EnrolAnswer(
            request=opened.digest,
            device_id=grant.device_id,
            mark=grant.mark,
            mission=grant.mission,
            lease=text_of(secret_of(self._centre.signing, grant.device_id)),
            roles=list(grant.roles),
            root=grant.root,
            proof=centre_proof(keys, introduction, grant),
            time=now,
        )
        head = Head(kind="enrolled", sender=self._centre.id, epoch=0, seq=1, prev=opened.digest, created=now)
        return seal(head, write(answer), {opened.head.sender: introduction.device.seal}, self._centre)


def _code(connection: Connection, code: str) -> Row[tuple[object, ...]]:
    row = connection.execute(select(codes).where(codes.c.id == code).with_for_update()).one_or_none()
    if row is None:
        raise CodeRefused(rule="unknown")
    return row


def _check_same(known: Row[tuple[object, ...]], mission: str, keys: PublicKeys) -> None:
    if known.revoked_at is not None:
        raise DeviceRefused(rule="revoked")
    if known.mission != mission or {"verify": known.verify, "seal": known.seal} != keys.texts:
        raise DeviceRefused(rule="device-known")
