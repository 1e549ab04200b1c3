"""Officer: a member of staff who may work at a desk."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Merge, Range, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, Flag, Name, Number, OfficerName


class Officer(Record, frozen=True, kw_only=True):
    """A member of staff: mission, roles, clearance, leave, and the state of the key that signs."""

    ABOUT: ClassVar[About] = About(
        kind="officer",
        section="settings",
        title=("name", "user"),
        columns=("mission_code", "roles", "clearance", "on_leave", "rotation_end", "key_state"),
        groups=(
            ("person", ("user", "name", "nip", "mission_code")),
            ("rights", ("roles", "clearance")),
            ("service", ("on_leave", "deputy", "rotation_end")),
            ("key", ("key_state", "public_key")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    user: Annotated[str, Text(60)]
    name: Name = None
    nip: Number = None
    mission_code: Annotated[str | None, Code("mission")] = None
    roles: Annotated[list[str], Code("role")] = EMPTY
    clearance: Annotated[int | None, Range(0, 4)] = None
    on_leave: Annotated[Flag, Merge.LAST] = None
    deputy: OfficerName = None
    rotation_end: Day = None
    key_state: Annotated[str | None, Code("key_state")] = None
    public_key: Annotated[str | None, Text(200)] = None
