"""The messages of the exchange, as they stand inside a sealed envelope. Names here are the published contract."""

from typing import Any, Literal, TypeVar

import msgspec

from sync.changes.change import Change, Entry
from sync.errors import BadMessage
from sync.protocol.audit import AuditAnswer, AuditAsk
from sync.protocol.snapshot.manifest import Manifest
from sync.protocol.snapshot.snap import Snap

MAX_MESSAGE_BYTES = 8 << 20
"""No payload may be larger; an answer is cut long before this by `limit_bytes`."""

Outcome = Literal["applied", "known", "conflict", "refused", "held", "later"]


class Signature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An officer's signature over ordered hashes of changes: of the officer's in this message that no *of* names.

    With *of* it is one that was made over another batch: the place of each signed change in this message, or its hash
    (base64url) where it is not in here.
    """

    officer: str
    key: str  # the officer's verify key, base64url
    signature: str  # base64url
    of: list[int | str] = []


class PastAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for the ledger entries of one record: a desk that began with a snapshot has only those since."""

    record: str
    after: int = 0  # the last seq that the desk got of it


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """Ledger entries of one record, in order; *more* when they did not all find room."""

    record: str
    entries: list[Entry]
    more: bool = False


class DirectoryFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The directory as the centre has it: files of TUF, which prove themselves; of missions only the desk's own."""

    token: str  # by which the desk tells that it was told just this
    files: dict[str, str]  # by name, each a JSON text


class Handing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Changes that one desk hands to another before the centre has them, with the signatures of their officers."""

    v: int = 1
    mission: str
    changes: list[Change] = []
    signatures: list[Signature] = []


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place in the ledger as a desk knows it: which change has which seq, and what led there from the mark before."""

    seq: int
    change: str
    run: str = ""  # see sync/changes/runs.py; none where the desk does not hold each of those entries


class Parts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Parts of all records, each by the last hex digits of its ids: see sync/changes/parts.py."""

    sums: list[str] = []  # tell the short sums of what these are cut into
    hashes: list[str] = []  # tell the records of these, each with its short hash


class PartSums(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the parts that a desk asked for add up to."""

    sums: dict[str, str] = {}  # by part, base64url
    listed: list[str] = []  # parts whose records are all in *hashes*
    hashes: dict[str, str] = {}  # by record


class Introduced(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An officer who came to a device that has joined: let in by another one there, whose signature is over it.

    Without *by* it is an officer of this device with other keys: two custodians or the desk's sheet let them in again.
    """

    officer: str
    name: str
    key: str  # the verify key, base64url
    seal: str  # to which the keys of restricted cases are wrapped
    roles: list[str] = []  # of those of *by*; sorted
    by: str = ""  # user name
    by_key: str = ""
    signature: str = ""
    gone: bool = False  # *by* took this officer's way in at the device: the key of *key* may nothing any more


class Ask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a desk says in one round trip."""

    v: int = 1
    cursor: int  # the last seq that the desk has stored
    changes: list[Change] = []
    signatures: list[Signature] = []
    limit_bytes: int = 262_144  # of the sealed answer; one entry or state comes in any case
    digest: dict[str, str] | None = None  # per kind; any asks for the centre's
    compare: bool = False  # tell the fingerprint of the ledger's state, where the desk comes level with it
    snapshot: bool = False  # rather a snapshot than news, where there is one that pays
    past: PastAsk | None = None
    numbers: bool = False  # the desk keeps the numbers of records: a columnar answer may name them so
    directory: str | None = None  # the token of the directory that the desk was told last; another one is told
    marks: list[Mark] = []  # which is the last that the ledger has as well? Nothing else of the ask is done
    parts: Parts | None = None
    states: list[str] = []  # records whose present state is wanted
    told: list[int] = []  # up to which entry each lane was told ahead; none where that is not beyond the cursor
    officers: list[Introduced] = []  # of this device, until the directory lists them
    audit: AuditAsk | None = None  # none before the device has a line
    erased: list[str] = []  # erasures that this desk has carried out, until it has heard an answer to that


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one change."""

    id: str
    outcome: Outcome
    seq: int | None = None
    code: str | None = None  # why refused
    field: str | None = None
    needs: str | None = None  # the record or grant that a held change waits for


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One ledger entry as a desk gets it: whole, or for its own change of this epoch only seq, id and effect.

    Of what no officer of the desk may read it gets the seq alone.
    """

    seq: int
    own: str | None = None  # id of the desk's own change; then *entry* is absent
    effect: dict[str, Any] | None = None
    entry: Entry | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the centre says back. *request* is the SHA-256 (hex) of the envelope that it answers."""

    v: int = 1
    request: str
    device: str
    epoch: int
    time: str
    cursor: int  # the last seq in *news*, or the cursor asked with
    head: int  # the last seq of the ledger
    results: list[Result] = []
    news: list[News] = []
    digest: dict[str, str] | None = None  # of the ledger's state at *cursor*, when asked and cursor == head
    fingerprint: str | None = None  # one hash over that digest; the signed answer that bears it is the receipt
    snapshot: Manifest | None = None  # then there are no news, and *cursor* is the one asked with
    past: Past | None = None
    directory: DirectoryFiles | None = None  # when asked, and the token is another one
    common: int | None = None  # the seq of the last mark that the ledger has as well; 0: of none
    parts: PartSums | None = None
    states: list[Snap] = []  # of the ledger's end, which may lie behind *cursor*: the news go over them in order
    absent: list[str] = []  # records whose state was wanted, and that the ledger does not have
    ahead: list[Snap] = []  # while much is left: how urgent records stand now; their news come in their turn
    told: list[int] = []  # up to which entry each lane is told ahead with them
    kinds: list[str] | None = None  # which this device is told, and the digest is of; none: all there are
    left_bytes: int = 0  # about so many sealed ones the news behind *cursor* will take
    audit: AuditAnswer | None = None  # none: the centre holds the chain up to the head that was told


class EnrolAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A device asks to join: its public keys and those of its first officer, proven by the one-time code.

    *device_id* is the UUIDv7 that the desk made at its first start: the changes it saved before joining bear it
    already, so the centre takes it over (and refuses one that it knows with other keys).
    """

    v: int = 1
    code_id: str
    device_id: str
    device: dict[str, str]  # public keys: {"verify": ..., "seal": ...}
    officer: str
    officer_name: str
    officer_key: str
    officer_seal: str = ""  # to which colleagues wrap the keys of restricted cases
    proof: str


class EnrolAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The centre accepts: the device's name and two-character number mark, its mission, and the centre's proof."""

    v: int = 1
    request: str
    device_id: str  # the one asked for
    mark: str  # two characters, for case numbers made offline
    lease: str = ""  # the secret of spoken codes, base64url
    mission: str
    roles: list[str] = []  # of its officer, sorted
    root: str = ""  # SHA-256 (hex) of the root from which the directory is proven; the proof covers it
    proof: str
    time: str


class CentreKeys(msgspec.Struct, frozen=True, kw_only=True):
    """What `GET /v1/centre` tells a stranger: public keys, proven only by the enrolment that follows."""

    v: int = 1
    centre: str  # id of the centre
    keys: dict[str, str]
    time: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why the centre does not take an ask, for the device that asked; *rule* is the code of the refusal."""

    v: int = 1
    rule: str


MOST_WAIT_S = 50
"""Longer than that a proxy may think that a line is dead."""


class WaitAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that has nothing to say wishes to hear within *seconds* of what comes behind its *cursor*."""

    v: int = 1
    cursor: int
    seconds: int


class WaitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether there are news; plain JSON, since a forged one costs no more than a round that finds nothing."""

    v: int = 1
    news: bool


M = TypeVar("M", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder(order="sorted")


def write(message: msgspec.Struct) -> bytes:
    """Write *message* as canonical JSON: sorted keys, no blanks, UTF-8."""
    return _encoder.encode(message)


def read(payload: bytes, kind: type[M]) -> M:
    """Read a message from its plain form.

    Raises:
        BadMessage: too large, not JSON, or not of that shape.
    """
    if len(payload) > MAX_MESSAGE_BYTES:
        raise BadMessage(rule="size")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        raise BadMessage(rule="shape") from None


def read_change(body: bytes) -> Change:
    """Read one change as it was kept.

    Raises:
        BadMessage: not a change.
    """
    return read(body, Change)
