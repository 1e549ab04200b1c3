"""Device: a computer that is enrolled at the centre."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Merge, Search, Text
from sync.domain.records.phrases import OfficerName, When


class Device(Record, frozen=True, kw_only=True):
    """A computer of the mission: whose it is, since when it is enrolled, and when it last spoke to the centre."""

    ABOUT: ClassVar[About] = About(
        kind="device",
        section="settings",
        title=("label", "device_id"),
        columns=("owner", "enrolled_at", "last_sync", "state"),
        groups=(
            ("device", ("label", "device_id", "short_code", "owner")),
            ("standing", ("state", "enrolled_at", "last_sync")),
        ),
    )

    device_id: Annotated[str, Text(60), Search.NUMBER]
    label: Annotated[str | None, Text(80), Merge.LAST] = None
    short_code: Annotated[str | None, Text(2)] = None
    owner: OfficerName = None
    enrolled_at: When = None
    last_sync: Annotated[When, Merge.LAST] = None
    state: Annotated[str | None, Code("device_state")] = None
