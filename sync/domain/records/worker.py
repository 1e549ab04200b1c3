"""Worker: a person at work abroad, or who was or will be; a name alone is enough to begin."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import (
    GEO,
    NIK,
    NOT_IN_FUTURE,
    REGION,
    SIXTEEN_DIGITS,
    Code,
    Merge,
    Safer,
    Search,
    Sensitivity,
    Text,
)
from sync.domain.records.phrases import EMPTY, Day, File, Flag, Line, Name, Note, Number, OfficerName, Token

_PERSONAL = Sensitivity.PERSONAL
_SPECIFIC = Sensitivity.SPECIFIC


class OtherName(Element, frozen=True, kw_only=True):
    """Another name of the worker, and where it stands."""

    name: Name = None
    kind: Annotated[str | None, Code("name_kind")] = None


class Passport(Element, frozen=True, kw_only=True):
    """A passport or another identity paper the worker has or had."""

    number: Number = None
    type: Annotated[str | None, Code("doc_type")] = None
    issued: Day = None
    expires: Day = None
    office: Line = None
    mrz: Annotated[str | None, Text(100, lines=True)] = None
    state: Annotated[str | None, Code("doc_state")] = None
    holder: Annotated[str | None, Code("doc_holder")] = None


class Permit(Element, frozen=True, kw_only=True):
    """A visa, residence or work permit of the host country."""

    kind: Annotated[str | None, Code("permit_kind")] = None
    number: Number = None
    expires: Day = None
    sponsor: Line = None


class Contact(Element, frozen=True, kw_only=True):
    """A way to reach the worker, and whether it is safe to use it."""

    kind: Annotated[str | None, Code("contact_kind")] = None
    value: Annotated[str | None, Text(120), Search.NUMBER] = None
    safe_to_call: Flag = None
    hours: Line = None


class Consent(Element, frozen=True, kw_only=True):
    """A consent of the worker to one use of the data, as it was given."""

    kind: Annotated[str | None, Code("consent_kind")] = None
    given: Flag = None
    given_on: Day = None
    language: Annotated[str | None, Code("language")] = None
    by: OfficerName = None


class Worker(Record, frozen=True, kw_only=True):
    """A migrant worker: who the person is, where to reach them, and how they stand."""

    ABOUT: ClassVar[About] = About(
        kind="worker",
        section="workers",
        title=("full_name",),
        columns=("passports", "nik", "sex", "birth_date", "stay_status", "work_status"),
        groups=(
            ("identity", ("full_name", "other_names", "sex", "birth_date", "birth_place", "nik", "no_kk", "photo")),
            ("papers", ("passports", "permits", "id_pmi", "e_kpmi_no", "e_kpmi_expiry", "bpjs_tk_no")),
            ("contact", ("contacts", "abroad_address", "abroad_geo", "working_area", "languages")),
            ("home", ("home_province", "home_region", "home_address", "religion", "marital_status", "education")),
            ("status", ("proc_status", "stay_status", "work_status", "match_state")),
            ("self_report", ("lapor_diri_done", "lapor_diri_on", "lapor_diri_ref")),
            ("care", ("vulnerability", "health_note", "fingerprint_ref", "restricted")),
            ("trust", ("consents", "last_confirmed_on", "last_confirmed_how")),
        ),
        sensitivity=_PERSONAL,
    )

    full_name: Annotated[str, Text(120), Search.NAME]
    other_names: list[OtherName] = EMPTY
    sex: Annotated[str | None, Code("sex")] = None
    birth_date: Annotated[Day, NOT_IN_FUTURE] = None
    birth_place: Line = None
    nik: Annotated[str | None, Text(16), NIK, Search.NUMBER] = None
    no_kk: Annotated[str | None, Text(16), SIXTEEN_DIGITS, Search.NUMBER] = None
    photo: Annotated[File, _SPECIFIC] = None
    passports: list[Passport] = EMPTY
    permits: list[Permit] = EMPTY
    id_pmi: Number = None
    e_kpmi_no: Number = None
    e_kpmi_expiry: Day = None
    bpjs_tk_no: Annotated[str | None, Text(20), Search.NUMBER] = None
    contacts: list[Contact] = EMPTY
    abroad_address: Annotated[str | None, Text(400, lines=True)] = None
    abroad_geo: Annotated[Token, GEO] = None
    working_area: Line = None
    languages: Annotated[list[str], Code("language")] = EMPTY
    home_province: Annotated[str | None, Code("province")] = None
    home_region: Annotated[str | None, Text(13), REGION] = None
    home_address: Annotated[str | None, Text(400, lines=True)] = None
    religion: Annotated[str | None, Code("religion")] = None
    marital_status: Annotated[str | None, Code("marital_status")] = None
    education: Annotated[str | None, Code("education")] = None
    proc_status: Annotated[str | None, Code("proc_status")] = None
    stay_status: Annotated[str | None, Code("stay_status")] = None
    work_status: Annotated[str | None, Code("work_status")] = None
    match_state: Annotated[str | None, Code("match_state"), Sensitivity.INTERNAL] = None
    lapor_diri_done: Flag = None
    lapor_diri_on: Annotated[Day, NOT_IN_FUTURE] = None
    lapor_diri_ref: Number = None
    vulnerability: Annotated[list[str], Code("vulnerability"), Safer(), _SPECIFIC] = EMPTY
    health_note: Annotated[Note, _SPECIFIC] = None
    fingerprint_ref: Annotated[Token, _SPECIFIC] = None
    restricted: Annotated[Flag, Safer(), Sensitivity.INTERNAL] = None
    consents: list[Consent] = EMPTY
    last_confirmed_on: Annotated[Day, NOT_IN_FUTURE, Merge.LAST, Sensitivity.INTERNAL] = None
    last_confirmed_how: Annotated[str | None, Code("channel"), Merge.LAST, Sensitivity.INTERNAL] = None
