"""The catalogue: every noun of the house by its kind."""

from functools import cache
from typing import Final

from sync.domain.records.access_request import AccessRequest
from sync.domain.records.action import Action
from sync.domain.records.action_plan_item import ActionPlanItem
from sync.domain.records.agency import Agency
from sync.domain.records.alignment_difference import AlignmentDifference
from sync.domain.records.attachment import Attachment
from sync.domain.records.blacklist_entry import BlacklistEntry
from sync.domain.records.case_key import CaseKey
from sync.domain.records.claim import Claim
from sync.domain.records.conflict import Conflict
from sync.domain.records.contract import Contract
from sync.domain.records.cost_line import CostLine
from sync.domain.records.country_policy import CountryPolicy
from sync.domain.records.court_file import CourtFile
from sync.domain.records.death import Death
from sync.domain.records.declaration import Noun, Record, noun_of
from sync.domain.records.detention import Detention
from sync.domain.records.device import Device
from sync.domain.records.employer import Employer
from sync.domain.records.erasure import Erasure
from sync.domain.records.handover import Handover
from sync.domain.records.job_order import JobOrder
from sync.domain.records.letter import Letter
from sync.domain.records.manifest_line import ManifestLine
from sync.domain.records.market_note import MarketNote
from sync.domain.records.mission import Mission
from sync.domain.records.next_of_kin import NextOfKin
from sync.domain.records.officer import Officer
from sync.domain.records.outreach_event import OutreachEvent
from sync.domain.records.p3mi import P3mi
from sync.domain.records.party import Party
from sync.domain.records.placement import Placement
from sync.domain.records.protection_case import Case
from sync.domain.records.referral import Referral
from sync.domain.records.return_trip import ReturnTrip
from sync.domain.records.shelter import Shelter
from sync.domain.records.shelter_stay import ShelterStay
from sync.domain.records.tppo_screening import TppoScreening
from sync.domain.records.travel_document import TravelDocument
from sync.domain.records.trust_entry import TrustEntry
from sync.domain.records.vessel import Vessel
from sync.domain.records.worker import Worker
from sync.errors import UnknownKind

_DECLARED: Final[tuple[type[Record], ...]] = (
    Worker,
    NextOfKin,
    Placement,
    Contract,
    TravelDocument,
    Case,
    Action,
    Party,
    Claim,
    TrustEntry,
    Shelter,
    ShelterStay,
    ReturnTrip,
    ManifestLine,
    Handover,
    Death,
    Detention,
    CourtFile,
    TppoScreening,
    Referral,
    Attachment,
    Letter,
    CaseKey,
    AccessRequest,
    OutreachEvent,
    Employer,
    Agency,
    P3mi,
    BlacklistEntry,
    Vessel,
    JobOrder,
    MarketNote,
    CountryPolicy,
    CostLine,
    ActionPlanItem,
    AlignmentDifference,
    Conflict,
    Erasure,
    Mission,
    Officer,
    Device,
)

NOUNS: Final[dict[str, Noun]] = {record.ABOUT.kind: noun_of(record) for record in _DECLARED}
"""Every noun, in the order in which menus and the manual show them."""


def noun(kind: str) -> Noun:
    """Return the noun of *kind*.

    Raises:
        UnknownKind: this release has none of that name.
    """
    try:
        return NOUNS[kind]
    except KeyError:
        raise UnknownKind(kind=kind) from None


@cache
def children(kind: str) -> tuple[Noun, ...]:
    """Return the nouns whose records belong to a record of *kind*."""
    return tuple(each for each in NOUNS.values() if each.about.parent == kind)
