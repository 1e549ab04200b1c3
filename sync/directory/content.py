"""What the directory says: one struct per target, plain JSON, its names part of the published contract."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from sync.errors import DirectoryRefused

LOCKS: Final = "orders/lock.json"
ERASURES: Final = "orders/erase.json"
POLICY: Final = "policy.json"
CUSTODIANS: Final = "custodians.json"
PROTECTION: Final = "protection.json"
CENTRE: Final = "centre.json"
COMMON: Final = (LOCKS, ERASURES, POLICY, CUSTODIANS, PROTECTION, CENTRE)
"""The targets that concern every desk."""

MOST_ROWS: Final = 100_000_000
"""More than any desk holds: no bound of exports, as in a pilot."""
MOST_BYTES: Final = 4 << 20
"""No target is larger."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the directory; fields of a newer release are passed over."""


class Grant(Said, frozen=True, kw_only=True, omit_defaults=True):
    """An officer of a mission: whose key it is, made at which device, and in which roles the officer works."""

    officer: Text
    key: Text  # verify key, base64url
    seal: Annotated[str, msgspec.Meta(max_length=4096)] = ""  # to which keys of restricted cases are wrapped
    device: Text
    roles: tuple[Text, ...] = ()
    since: Moment
    until: Moment | None = None  # after it, the officer may nothing more
    revoked: bool = False

    def holds(self, now: str) -> bool:
        """Whether the officer works by it at the moment *now* (RFC 3339, UTC)."""
        return not self.revoked and (self.until is None or now < self.until)


class Device(Said, frozen=True, kw_only=True, omit_defaults=True):
    """A device of a mission: its public keys, and whether it is still one."""

    device: Text
    mark: Text
    verify: Text  # base64url
    seal: Annotated[str, msgspec.Meta(max_length=4096)]  # base64url
    revoked: bool = False


class Mission(Said, frozen=True, kw_only=True, omit_defaults=True):
    """All devices and officers of one mission, the revoked ones too: whoever holds work of theirs must know."""

    mission: Text
    devices: tuple[Device, ...] = ()
    grants: tuple[Grant, ...] = ()


class Order(Said, frozen=True, kw_only=True, omit_defaults=True):
    """A device is to lock or to erase itself; *reason* is a code, and nobody is named."""

    device: Text
    reason: Code
    at: Moment


class Orders(Said, frozen=True, kw_only=True, omit_defaults=True):
    """All orders of one kind that stand."""

    orders: tuple[Order, ...] = ()


class Retention(Said, frozen=True, kw_only=True):
    """What becomes of records of a class, so many years after what began the time."""

    record_class: Text
    trigger: Code
    years: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    then: Literal["anonymise", "transfer", "destroy"]


class Policy(Said, frozen=True, kw_only=True, omit_defaults=False):
    """What the ministry decides and the code does not; the reader holds the values within its own floors."""

    lease_days_field: int = 14
    lease_days_office: int = 45
    lock_minutes_field: int = 5
    lock_minutes_office: int = 10
    export_rows: int = 5_000
    second_person_rows: int = 500
    retention: tuple[Retention, ...] = ()

    @classmethod
    def of_pilot(cls) -> "Policy":
        """Return what holds where no ministry has decided: lists of any length leave with a purpose, and audited.

        A mission of one officer has nobody to agree; whom to trust with how much is not for a programme to guess.
        """
        return cls(
            lock_minutes_field=_FLOORS["lock_minutes_field"][1],
            lock_minutes_office=_FLOORS["lock_minutes_office"][1],
            export_rows=MOST_ROWS,
            second_person_rows=MOST_ROWS,
        )

    def within_floors(self, *, is_decided: bool) -> "Policy":
        """Return the policy as a desk keeps it: no directory, however signed, makes it weaker than this.

        *is_decided*: by a ministry, and not by a centre for its pilot, where lists of any length leave.
        """
        floors = _FLOORS | (_DECIDED if is_decided else {})
        held = {name: min(max(getattr(self, name), least), most) for name, (least, most) in floors.items()}
        return msgspec.structs.replace(self, **held)


_FLOORS: Final = {
    "lease_days_field": (1, 30),
    "lease_days_office": (1, 90),
    "lock_minutes_field": (1, 15),
    "lock_minutes_office": (1, 30),
    "export_rows": (0, MOST_ROWS),
    "second_person_rows": (0, MOST_ROWS),
}
"""The least and the most of each value."""
_DECIDED: Final = {"export_rows": (0, 100_000), "second_person_rows": (0, 5_000)}
"""The same where a ministry decides: what an officer gives out within a day, with the word of a second one and without.

No more than a mission's whole register leaves a desk in a day, whoever signed.
"""


class Custodian(Said, frozen=True, kw_only=True):
    """Who keeps a recovery key, and its public half."""

    name: Text
    seal: Annotated[str, msgspec.Meta(max_length=4096)]  # base64url


class Custodians(Said, frozen=True, kw_only=True, omit_defaults=True):
    """The keys to which stores are made recoverable; one is taken from nowhere else."""

    custodians: tuple[Custodian, ...] = ()


class Protection(Said, frozen=True, kw_only=True, omit_defaults=True):
    """The keys of the protection unit: every restricted case opens for them, too; no case is lost with its officers."""

    keys: tuple[Custodian, ...] = ()


class CentreKey(Said, frozen=True, kw_only=True):
    """Keys under which the centre speaks."""

    verify: Text
    seal: Annotated[str, msgspec.Meta(max_length=4096)]


class Witness(Said, frozen=True, kw_only=True):
    """Who watches that the centre's log only grows, and the key under which that is said."""

    name: Text
    verify: Text  # base64url


class Centre(Said, frozen=True, kw_only=True, omit_defaults=True):
    """The centre: its id, its keys, two of them while one follows the other, and who watches its log."""

    centre: str = ""
    keys: tuple[CentreKey, ...] = ()
    witnesses: tuple[Witness, ...] = ()


SHAPES: Final[dict[str, type[Said]]] = {
    LOCKS: Orders,
    ERASURES: Orders,
    POLICY: Policy,
    CUSTODIANS: Custodians,
    CENTRE: Centre,
}

C = TypeVar("C", bound=Said)
_encoder = msgspec.json.Encoder(order="sorted")


def path_of(mission: str) -> str:
    """Return the name of a mission's target."""
    return f"missions/{mission}.json"


def targets_of(missions: Iterable[str]) -> list[str]:
    """Return the names of all targets that whoever works with *missions* needs."""
    return [*COMMON, *(path_of(mission) for mission in missions)]


def write(said: Said) -> bytes:
    """Write a target."""
    return _encoder.encode(said)


def read(raw: bytes, shape: type[C]) -> C:
    """Read a target whose bytes are proven.

    Raises:
        DirectoryRefused: not of that shape: signed by who did not know what; rule "content".
    """
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        raise DirectoryRefused(rule="content") from None
