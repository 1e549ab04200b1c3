"""Joining a centre with a one-time code: each side proves its keys to the other, whoever stands in between."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from sync.clock import Clock, stamp
from sync.engine.conversation import Centre
from sync.errors import BadEnvelope, BadMessage, DeskError, NotTheCentre
from sync.identity.enrolment import (
    Grant,
    Introduction,
    centre_proof,
    check_proof,
    code_keys,
    device_proof,
)
from sync.identity.envelope import FIRST, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import PublicKeys, SealingKey, Speaker, VerifyKey
from sync.protocol.messages import CentreKeys, EnrolAnswer, EnrolAsk, read, write


class Door(Protocol):
    """The part of a centre that talks to strangers."""

    def centre(self) -> CentreKeys:
        """Return the centre's public keys, unproven."""
        ...

    def enrol(self, envelope: bytes) -> bytes:
        """Send a sealed enrolment, return the sealed answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks: the device with its keys, and its first officer."""

    device: Speaker
    officer: str
    officer_name: str
    officer_key: VerifyKey
    officer_seal: SealingKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the centre granted, with its keys now proven."""

    centre: Centre
    mark: str
    mission: str
    time: str  # of the centre
    lease: str  # the secret of spoken codes
    roles: tuple[str, ...]
    root: str  # SHA-256 (hex) of the root of the directory, proven by the code


def is_another(door: Door, centre: Centre) -> bool:
    """Tell whether who answers says other keys than *centre* has; nothing proves it, so it may only choose words."""
    try:
        told = door.centre()
        return (told.centre, PublicKeys.read(told.keys)) != (centre.id, centre.keys)
    except DeskError:
        return False


def join(door: Door, code: str, applicant: Applicant, clock: Clock) -> Joined:
    """Enrol *applicant* with the centre behind *door*.

    Raises:
        CodeRefused: the code is wrong, used or too old, or somebody in between changed a key.
        Unreachable: no answer; the code may be used up if the request arrived, then IT issues another.
        Disagreed: the answer breaks the contract.
    """
    keys = code_keys(code)
    told = door.centre()
    try:
        centre = Centre(id=told.centre, keys=PublicKeys.read(told.keys))
    except BadMessage:
        raise NotTheCentre from None
    introduction = Introduction(
        device=applicant.device.public,
        officer=applicant.officer,
        officer_name=applicant.officer_name,
        officer_key=applicant.officer_key,
        officer_seal=applicant.officer_seal,
        centre=centre.id,
        centre_keys=centre.keys,
    )
    ask = EnrolAsk(
        code_id=keys.id,
        device_id=applicant.device.id,
        device=applicant.device.public.texts,
        officer=applicant.officer,
        officer_name=applicant.officer_name,
        officer_key=applicant.officer_key.text,
        officer_seal="" if applicant.officer_seal is None else applicant.officer_seal.text,
        proof=device_proof(keys, introduction),
    )
    stranger = _as_stranger(applicant.device)
    envelope = seal(_head(stranger, clock), write(ask), {centre.id: centre.keys.seal}, stranger)
    answer = _answer(envelope, door.enrol(envelope), stranger, centre)
    if answer.device_id != applicant.device.id:
        raise BadMessage(rule="device")
    grant = Grant(
        device_id=answer.device_id,
        mark=answer.mark,
        mission=answer.mission,
        roles=tuple(answer.roles),
        root=answer.root,
    )
    check_proof(centre_proof(keys, introduction, grant), answer.proof)
    return Joined(
        centre=centre,
        time=answer.time,
        lease=answer.lease,
        mark=answer.mark,
        mission=answer.mission,
        roles=grant.roles,
        root=grant.root,
    )


def _as_stranger(device: Speaker) -> Speaker:
    """A device that nobody knows yet speaks under its own verify key, so that its signature can be checked."""
    return Speaker(id=device.signing.public.text, signing=device.signing, opening=device.opening)


def _head(stranger: Speaker, clock: Clock) -> Head:
    return Head(kind="enrol", sender=stranger.id, epoch=0, seq=1, prev=FIRST, created=stamp(clock.now()))


def _answer(envelope: bytes, sealed: bytes, stranger: Speaker, centre: Centre) -> EnrolAnswer:
    opened = unseal(sealed, stranger, {centre.id: centre.keys.verify}.__getitem__)
    if opened.head.kind != "enrolled":
        raise BadEnvelope(rule="kind")
    answer = read(opened.payload, EnrolAnswer)
    if answer.request != hashlib.sha256(envelope).hexdigest():
        raise BadMessage(rule="answer-to-another")
    return answer
