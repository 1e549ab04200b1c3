"""Refusals: what the centre did not take and why, in words, with every value that was entered."""

from collections.abc import Iterator
from typing import Any, Final

from desktop.actions.outbox import RefusedChange
from desktop.ui.viewmodels.speech import Speech
from sync.changes.change import DELETED, Change
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape
from sync.domain.records.flat import field_of
from sync.domain.rules.erasure import ERASURE

_KNOWN: Final = frozenset(
    {
        "centre-fault",
        "depends",
        "erased",
        "exists",
        "lifecycle",
        "no-right",
        "no-such-record",
        "other-content",
        "revoked",
        "signature",
        "too-large",
    }
)


def refusal_words(speech: Speech, one: RefusedChange) -> str:
    """Say why; a reason that is newer than this release is told by its code."""
    if one.code in _KNOWN:
        return speech.words(f"sync.refusal.{one.code}")
    if one.code.startswith(ERASURE):
        return speech.words(f"rule.{one.code}")
    if one.field:
        return speech.words("sync.refusal.field", field=path_label(speech, one.change.kind, one.field), code=one.code)
    return speech.words("sync.refusal.other", code=one.code)


def path_label(speech: Speech, kind: str, path: str) -> str:
    """Say which field a path belongs to."""
    if path == DELETED:
        return speech.words("sync.side.deletion")
    name = path.partition("/")[0]
    known = NOUNS[kind].by_name.get(name) if kind in NOUNS else None
    return speech.label(kind, name) if known else name


def said_values(speech: Speech, change: Change) -> Iterator[tuple[str, str]]:
    """Yield label and value of everything that the change says."""
    for path in sorted(change.values):
        yield path_label(speech, change.kind, path), path_value(speech, change.kind, path, change.values[path])


def path_value(speech: Speech, kind: str, path: str, value: Any) -> str:
    """Say the value of one path: of a field, of one code of a set, or of one element of a list."""
    words = speech.words
    if path == DELETED:
        return words("sync.side.kept") if value is None else words("sync.side.deleted", reason=value)
    if value is None:
        return words("sync.side.empty")
    field = field_of(NOUNS[kind], path) if kind in NOUNS else None
    if field is None:
        return str(value)
    return _value(speech, field, path.partition("/")[2], value) or words("sync.side.empty")


def _value(speech: Speech, field: Field, member: str, value: Any) -> str:
    if field.shape is Shape.ELEMENTS:
        return speech.element(field, value, {})
    if field.is_set:
        return speech.value(field, [member])
    return speech.value(field, value)


def values_text(speech: Speech, one: RefusedChange) -> str:
    """Return the whole as plain text, for a file."""
    title = speech.title(one.row) if one.row is not None else speech.noun(one.change.kind)
    lines = [f"{label}: {value}" for label, value in said_values(speech, one.change)]
    head = [title, speech.moment(one.change.at), refusal_words(speech, one), ""]
    return "\n".join([*head, *lines, ""])
