"""Manifest line: one traveller on a return trip."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import NOT_IN_FUTURE, REGION, Code, Range, Ref, Safer, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, File, Line, Name, Note, Number


class ManifestLine(Record, frozen=True, kw_only=True):
    """A traveller on a return manifest: who, with which document, in which need, and whether they arrived."""

    ABOUT: ClassVar[About] = About(
        kind="manifest_line",
        section="cases",
        title=("seq", "name"),
        columns=("sex", "birth_date", "document", "home_region", "reception_need", "arrival_state"),
        parent="return_trip",
        groups=(
            ("person", ("seq", "worker_id", "name", "sex", "birth_date", "document")),
            ("background", ("case_id", "home_province", "home_region", "return_reason")),
            ("care", ("vulnerability", "health_note", "fit_letter", "reception_need")),
            ("journey", ("luggage", "arrival_state")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    return_trip_id: Annotated[str, Ref("return_trip")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    case_id: Annotated[str | None, Ref("case")] = None
    seq: Annotated[int | None, Range(1, 9_999)] = None
    name: Name = None
    sex: Annotated[str | None, Code("sex")] = None
    birth_date: Annotated[Day, NOT_IN_FUTURE] = None
    document: Number = None
    home_province: Annotated[str | None, Code("province"), Sensitivity.SPECIFIC] = None
    home_region: Annotated[str | None, Text(13), REGION, Sensitivity.SPECIFIC] = None
    return_reason: Annotated[str | None, Code("return_reason"), Sensitivity.SPECIFIC] = None
    vulnerability: Annotated[list[str], Code("vulnerability"), Safer(), Sensitivity.SPECIFIC] = EMPTY
    health_note: Annotated[Note, Sensitivity.SPECIFIC] = None
    fit_letter: Annotated[File, Sensitivity.SPECIFIC] = None
    luggage: Line = None
    reception_need: Annotated[list[str], Code("need")] = EMPTY
    arrival_state: Annotated[str | None, Code("arrival_state")] = None
