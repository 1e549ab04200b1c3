"""Shelter: a place where the mission or a partner takes people in (TSS)."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Range, Search, Sensitivity, Text
from sync.domain.records.phrases import File, Flag, OfficerName, Token


class Shelter(Record, frozen=True, kw_only=True):
    """A shelter: what kind, how many beds, and, for few eyes, where."""

    ABOUT: ClassVar[About] = About(
        kind="shelter",
        section="cases",
        title=("code", "name"),
        columns=("shelter_kind", "capacity_f", "capacity_m", "family_rooms", "manager"),
        groups=(
            ("place", ("code", "name", "shelter_kind", "address")),
            ("capacity", ("capacity_f", "capacity_m", "family_rooms")),
            ("running", ("manager", "rules_file", "is_open")),
        ),
    )

    name: Annotated[str, Text(120), Search.WORDS]
    code: Annotated[Token, Search.NUMBER] = None
    shelter_kind: Annotated[str | None, Code("shelter_kind")] = None
    capacity_f: Annotated[int | None, Range(0, 10_000)] = None
    capacity_m: Annotated[int | None, Range(0, 10_000)] = None
    family_rooms: Annotated[int | None, Range(0, 1_000)] = None
    is_open: Flag = None
    address: Annotated[str | None, Text(400, lines=True), Sensitivity.RESTRICTED] = None
    manager: Annotated[OfficerName, Sensitivity.RESTRICTED] = None
    rules_file: Annotated[File, Sensitivity.RESTRICTED] = None
