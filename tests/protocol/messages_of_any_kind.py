"""Asks and answers as Hypothesis draws them: likely ones, whose columns are dense, and odd ones among them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hypothesis import strategies as st

from sync.changes.change import Change, Entry
from sync.protocol.audit import AuditAnswer, AuditAsk, AuditLine, AuditLines
from sync.protocol.messages import Answer, Ask, Mark, News, Parts, PartSums, Past, PastAsk, Result, Signature
from sync.protocol.snapshot.snap import Snap

_VERSION, _VARIANT, _FREE = 0x7 << 76, 0b10 << 62, (0xFFF << 64) | ((1 << 62) - 1)


def id_of(number: int) -> str:
    """Make a UUIDv7 of any number."""
    return str(UUID(int=((number >> 74) % (1 << 48) << 80) | _VERSION | _VARIANT | (number & _FREE)))


class Ledger:
    """Knows the records of `RECORDS` by their place, counted from one."""

    def numbers(self, records: Sequence[str]) -> Mapping[str, int]:
        return {record: RECORDS.index(record) + 1 for record in records if record in RECORDS}

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {number: RECORDS[number - 1] for number in numbers if number <= len(RECORDS)}


RECORDS = [id_of(number * 7_919_000_000_000_000_000_017) for number in range(1, 6)]
_ids = st.sampled_from(RECORDS) | st.integers(0, (1 << 122) - 1).map(id_of)
_texts = st.text(max_size=12)
_records = _ids | _ids.map(str.upper) | _texts
_devices = st.sampled_from(["d1", "d2", RECORDS[0], "centre", ""]) | _texts
_change_ids = st.builds("{}.{}.{}".format, _devices, st.integers(0, 3), st.integers(0, 10**16)) | _texts
_moments = st.sampled_from(
    ["2026-03-10T06:42:00.000Z", "2026-03-10T06:42:07.123Z", "2026-03-10T06:42:00Z", "0001-01-01T00:00:00.000Z"]
)
_paths = st.sampled_from(["", "full_name", "status", "needs/FOOD", "needs/", "/", "a/b/" + RECORDS[1]]) | st.builds(
    "{}/{}".format, st.sampled_from(["passports", ""]), _records
)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts
    | _ids,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_whole = st.integers(-3, 9) | st.integers(-(2**63), 2**63 - 1)
_flat = st.dictionaries(_paths, _values, max_size=3)

changes = st.builds(
    Change,
    id=_change_ids,
    record=_records,
    kind=st.sampled_from(["worker", "case", "new_kind", "ĸ"]),
    op=st.sampled_from(["create", "set", "delete", "restore"]),
    values=_flat,
    base=st.dictionaries(_paths, _whole | _change_ids, max_size=3),
    officer=st.sampled_from(["siti", "budi"]) | _texts,
    at=_moments | _texts,
    hlc=st.builds("{:013d}-{:04x}-{}".format, st.integers(0, 10**13 - 1), st.integers(0, 70_000), _devices) | _texts,
    reason=st.none() | _texts,
    resolves=st.lists(_records, max_size=2),
)
_signed = st.lists(st.integers(0, 9) | _texts, max_size=2)
_lines = st.builds(
    AuditLine,
    epoch=_whole,
    at=_moments | _texts,
    act=st.sampled_from(["view", "unlock"]) | _texts,
    officer=st.sampled_from(["siti", ""]) | _texts,
    record=_records,
    fields=st.lists(_texts, max_size=2),
    change=st.just("") | _change_ids,
)
_audit_asks = st.builds(
    AuditAsk,
    n=_whole,
    head=_texts,
    send=st.none()
    | st.builds(
        AuditLines,
        n=_whole,
        prev=_texts,
        last=_texts,
        lines=st.lists(_lines, max_size=4),
        changed=st.lists(_whole, max_size=2),
    ),
    log=st.none() | _whole,
    prove=_texts,
)
asks = st.builds(
    Ask,
    cursor=_whole,
    changes=st.lists(changes, max_size=6),
    signatures=st.lists(st.builds(Signature, officer=_texts, key=_texts, signature=_texts, of=_signed), max_size=2),
    limit_bytes=_whole,
    digest=st.none() | st.dictionaries(_texts, _texts, max_size=2),
    compare=st.booleans(),
    snapshot=st.booleans(),
    past=st.none() | st.builds(PastAsk, record=_records, after=_whole),
    numbers=st.booleans(),
    marks=st.lists(st.builds(Mark, seq=_whole, change=_change_ids), max_size=2),
    parts=st.none() | st.builds(Parts, sums=st.lists(_texts, max_size=2), hashes=st.lists(_texts, max_size=2)),
    states=st.lists(_records, max_size=2),
    told=st.lists(_whole, max_size=2),
    audit=st.none() | _audit_asks,
)
_results = st.builds(
    Result,
    id=_change_ids,
    outcome=st.sampled_from(["applied", "known", "conflict", "refused", "held", "later"]),
    seq=st.none() | _whole,
    code=st.none() | _texts,
    field=st.none() | _texts,
    needs=st.none() | _texts,
)
_effects = st.none() | _flat
_entries = st.builds(Entry, seq=_whole, change=changes, effect=_effects, device=st.none() | _devices)
_news = st.builds(News, seq=_whole, own=st.none() | _change_ids, effect=_effects, entry=st.none() | _entries)
_likely_news = st.builds(
    lambda seq, entry, effect: News(
        seq=seq, entry=Entry(seq=seq, change=entry.change, effect=effect, device=entry.device)
    ),
    st.integers(1, 10**6),
    _entries,
    _effects,
)
_snaps = st.builds(
    Snap,
    kind=st.sampled_from(["worker", "case"]),
    id=_records,
    values=_flat,
    versions=st.dictionaries(_paths, _whole, max_size=2),
    created=_whole,
    changes=_whole,
    created_at=_moments,
    created_by=_texts,
    updated_at=_moments,
    updated_by=_texts,
)
answers = st.builds(
    Answer,
    request=st.sampled_from(["a" * 64, "b" * 64]),
    device=st.sampled_from(["d1", "d2"]),
    epoch=st.integers(0, 3),
    time=_moments,
    cursor=_whole,
    head=_whole,
    results=st.lists(_results, max_size=5),
    news=st.lists(_news | _likely_news, max_size=5),
    digest=st.none() | st.dictionaries(_texts, _texts, max_size=2),
    fingerprint=st.none() | _texts,
    past=st.none() | st.builds(Past, record=_records, entries=st.lists(_entries, max_size=2)),
    common=st.none() | _whole,
    parts=st.none() | st.builds(PartSums, sums=st.dictionaries(_texts, _texts, max_size=2)),
    absent=st.lists(_records, max_size=2),
    ahead=st.lists(_snaps, max_size=1),
    left_bytes=_whole,
    audit=st.none()
    | st.builds(AuditAnswer, held=st.none() | _whole, whole=st.booleans(), consistency=st.lists(_texts, max_size=2)),
    told=st.lists(_whole, max_size=2),
)
