"""Paper: the copy of data as a page that a person can read, in one language, and as JSON for another programme."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import msgspec

from desktop.actions.exports import spelt
from desktop.actions.imports.mapping import heading
from desktop.actions.release import Pass
from desktop.actions.subject.gathering import Gathered, Piece
from desktop.store.store import Store
from desktop.words import Words, visible
from sync.domain.codes import code_list
from sync.domain.records.catalogue import noun
from sync.domain.records.fields import Field, Shape
from sync.domain.rules.subject import grounds

_NAMED: Final = ("employer", "agency", "p3mi", "vessel", "job_order")
"""Whom a person worked for and through: said by name, not by number."""
_STYLE: Final = (
    "body{font:11pt sans-serif;max-width:46em;margin:2em auto;color:#111}"
    "h1{font-size:16pt}h2{font-size:12pt;margin:1.6em 0 .3em;border-bottom:1px solid #999}"
    "table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:normal;color:#555;width:34%}"
    "th,td{vertical-align:top;padding:.15em .4em .15em 0;white-space:pre-wrap}"
    "tr,h2{page-break-inside:avoid}h2{page-break-after:avoid}"
)

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What the paper says: all that is given, the names of files in the folder by record, who gave it, and who not."""

    gathered: Gathered
    files: Mapping[str, str]
    allowed: Pass
    mission: str
    names: Names


def names_of(store: Store, gathered: Gathered) -> dict[str, str]:
    """Return the names of the records that those of the copy point to, as far as they are given and have one."""
    named = {one.row.id: name for one in gathered.pieces if (name := _name(one))}
    for kind in _NAMED:
        ids = sorted({value for one in gathered.pieces if (value := one.given.fields.get(f"{kind}_id"))})
        named |= store.titles(kind, ids) if ids else {}
    return named


def _name(piece: Piece) -> str:
    said = piece.given.fields
    return next((str(said[name]) for name in ("full_name", "case_no", "title", "contract_no") if name in said), "")


def page(copy: Copy, lang: str) -> str:
    """Return the page."""
    words = Words(lang)
    title = escape(words("subject.paper"))
    station = code_list("mission").label(copy.mission, lang)
    parts = [
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>",
        f"<p>{escape(words('subject.paper.law', mission=station))}</p><p>{escape(_mark(copy.allowed, words))}</p>",
        *(part for piece in copy.gathered.pieces for part in _section(copy, piece, words)),
        *_withheld(copy.gathered, words),
        f"<p>{escape(words('subject.paper.ask'))}</p></body></html>\n",
    ]
    return "".join(parts)


def data(copy: Copy) -> bytes:
    """Return the same as JSON, with codes and ids instead of words."""
    said = {
        "person": copy.gathered.person.id,
        "mission": copy.mission,
        "at": copy.allowed.at,
        "mark": copy.allowed.mark,
        "records": [
            {"id": one.row.id, "kind": one.row.kind, "created_at": one.row.created_at, "updated_at": one.row.updated_at}
            | one.given.fields
            | ({"file": copy.files[one.row.id]} if one.row.id in copy.files else {})
            for one in copy.gathered.pieces
        ],
        "names": dict(copy.names),
        "withheld": {
            ground: {"law": grounds()[ground], "kinds": kinds} for ground, kinds in copy.gathered.withheld.items()
        },
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=1)


def _mark(allowed: Pass, words: Words) -> str:
    purpose = code_list("access_reason").label(allowed.release.purpose, words.lang)
    return words("export.mark", officer=allowed.officer, time=_moment(allowed.at), purpose=purpose, mark=allowed.mark)


def _section(copy: Copy, piece: Piece, words: Words) -> Iterator[str]:
    kind = piece.row.kind
    yield f"<h2>{escape(words(f'noun.{kind}'))}</h2><table>"
    for field in noun(kind).open_fields:
        value = piece.given.fields.get(field.name)
        if value not in (None, [], "", copy.mission, copy.gathered.person.id):
            yield _line(heading(words, kind, field.name), _said(copy, kind, field, value, words))
    if piece.row.id in copy.files:
        yield _line(words("subject.paper.file"), copy.files[piece.row.id])
    yield "</table>"


def _line(label: str, text: str) -> str:
    seen = "\n".join(visible(line) for line in text.splitlines())
    return f"<tr><th>{escape(label)}</th><td>{escape(seen)}</td></tr>"


def _said(copy: Copy, kind: str, field: Field, value: Any, words: Words) -> str:
    match field.shape:
        case Shape.REF:
            return copy.names.get(value, value[-8:])
        case Shape.REFS:
            return ", ".join(copy.names.get(one, one[-8:]) for one in value)
        case Shape.MOMENT:
            return _moment(value)
        case Shape.ELEMENTS:
            return "\n".join(_element(copy, kind, field, one, words) for one in value)
        case _:
            return spelt(words, field, value)


def _element(copy: Copy, kind: str, field: Field, one: Mapping[str, Any], words: Words) -> str:
    parts = [(part, one[part.name]) for part in field.parts if one.get(part.name) not in (None, [], "")]
    said = (
        (heading(words, kind, f"{field.name}.{part.name}"), _said(copy, kind, part, value, words))
        for part, value in parts
    )
    return "; ".join(f"{label.partition(': ')[2]}: {text}" for label, text in said)


def _withheld(gathered: Gathered, words: Words) -> Iterator[str]:
    yield f"<h2>{escape(words('subject.paper.withheld'))}</h2>"
    if not gathered.withheld:
        yield f"<p>{escape(words('subject.paper.nothing'))}</p>"
    for ground, found in gathered.withheld.items():
        about = f"{words(f'subject.ground.{ground}')} ({grounds()[ground]}): {_kinds(found, words)}."
        yield f"<p>{escape(about)}</p>"


def _kinds(found: Sequence[str], words: Words) -> str:
    return ", ".join(words(f"noun.{kind}").lower() for kind in found)


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"
