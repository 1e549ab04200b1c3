"""Reasons of changes and deletions in restricted cases: free text, so they stand under the key of the case as well."""

from typing import Final

from sync.changes.change import DELETED, MOST_REASON
from sync.errors import BadEnvelope, InvalidField
from sync.identity.case_key import CaseKey

_MARK: Final = "sealed:"
_DECISION: Final = "decision"  # of a conflict: no words of anybody
_MOST: Final = 900
"""Bytes: what is longer does not fit into a reason once it is sealed."""


def is_plain(reason: str | None) -> bool:
    """Whether a reason is what somebody has typed, for all to read."""
    return reason is not None and reason != _DECISION and not is_sealed(reason)


def is_sealed(reason: str | None) -> bool:
    """Whether a reason stands under a key."""
    return reason is not None and reason.startswith(_MARK)


def sealed(key: CaseKey, record: str, reason: str) -> str:
    """Seal the reason of a change of *record*.

    Raises:
        InvalidField: it is too long for that; field "reason".
    """
    text = f"{_MARK}{key.id}:{key.seal(record, DELETED, reason)['box']}"
    if len(text) > MOST_REASON:
        raise InvalidField(field="reason", rule="text-too-long", most=_MOST)
    return text


def key_of(reason: str) -> str:
    """Return the id of the key under which a reason stands."""
    return reason.split(":")[1] if reason.count(":") > 1 else ""


def opened(key: CaseKey | None, record: str, reason: str) -> str | None:
    """Open what `sealed` made; None where that needs another key."""
    if key is None:
        return None
    try:
        _, said = key.open(record, key.place(record, DELETED), reason.rpartition(":")[2])
    except BadEnvelope:
        return None
    return str(said)
