"""Letters: drafts in both languages, from texts that are data; what only people know stands as a gap to fill."""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from typing import Final

import msgspec

from sync.clock import moment
from sync.domain.codes import code_list
from sync.gateway.breach.facts import Facts, Incident, Person
from sync.resources import resource

LANGUAGES: Final = ("id", "en")
_MEASURES: Final = ("revoked", "locked", "erase", "erase_told", "rescued")
_STYLE: Final = (
    "body{font:11pt sans-serif;max-width:46em;margin:2em auto;color:#111}"
    "h1{font-size:14pt}p,li{line-height:1.45}section{page-break-after:always}"
)

Texts = Mapping[str, str]


def to_authority(facts: Facts, lang: str) -> str:
    """Return the notice to the authority."""
    texts, incident = _texts(lang), facts.incident
    closed = sum(one.is_closed for one in facts.persons)
    counts = {"n": len(facts.persons), "closed": closed, "cases": len(facts.closed_cases)}
    kinds: dict[str, int] = {}
    for one in facts.persons:
        for kind, count in one.kinds.items():
            kinds[kind] = kinds.get(kind, 0) + count
    parts = [
        *_head(texts, incident, lang, texts["authority"]),
        _paragraph(texts["authority.opening"].format(mission=_mission(incident, lang))),
        *_what(texts, lang, kinds),
        _paragraph(texts["authority.persons"].format(**counts)),
        *_how(texts, incident),
        *_measures(texts, incident),
        *_end(texts),
    ]
    return _page(lang, texts["authority.title"], parts)


def to_person(incident: Incident, person: Person) -> str:
    """Return the notice to one person, in both languages on pages of their own."""
    pages = []
    for lang in LANGUAGES:
        texts = _texts(lang)
        parts = [
            *_head(texts, incident, lang, person.name),
            _paragraph(texts["person.opening"].format(mission=_mission(incident, lang))),
            *_what(texts, lang, person.kinds),
            *_how(texts, incident),
            *_measures(texts, incident),
            _paragraph(texts["person.advice"]),
            *_end(texts),
        ]
        pages.append(f'<section lang="{lang}"><h1>{escape(texts["person.title"])}</h1>{"".join(parts)}</section>')
    return _page("id", _texts("id")["person.title"], pages, is_titled=False)


def _page(lang: str, title: str, parts: list[str], *, is_titled: bool = True) -> str:
    head = f"<h1>{escape(title)}</h1>" if is_titled else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{head}{''.join(parts)}</body></html>\n"
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _head(texts: Texts, incident: Incident, lang: str, to: str) -> Iterator[str]:
    yield _paragraph(texts["draft"])
    yield _paragraph(f"{texts['from']}: {_mission(incident, lang)}")
    yield _paragraph(f"{texts['to']}: {to}")
    yield _paragraph(f"{texts['number']}: […]   {texts['date']}: […]")


def _what(texts: Texts, lang: str, kinds: Mapping[str, int]) -> Iterator[str]:
    """What data: art. 46 (2) a."""
    yield _paragraph(texts["what"])
    nouns = _nouns(lang)
    said = (f"{nouns.get(f'noun.{kind}', kind)}: {count}" for kind, count in sorted(kinds.items()))
    yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in said) + "</ul>"


def _how(texts: Texts, incident: Incident) -> Iterator[str]:
    """When and how: art. 46 (2) b."""
    yield _paragraph(texts["how"].format(known=_time(incident.known_at), seen=_time(incident.seen_at)))
    yield _paragraph(texts["how.gap"])


def _measures(texts: Texts, incident: Incident) -> Iterator[str]:
    """Handling and recovery: art. 46 (2) c."""
    yield _paragraph(texts["measures"])
    said = [texts["measure.encrypted"]]
    if incident.last_act:
        said.append(texts[f"measure.{incident.last_act}"].format(at=_time(incident.last_act_at)))
    if incident.lease_until:
        said.append(texts["measure.lease"].format(at=_time(incident.lease_until)))
    moments = ((name, getattr(incident, f"{name}_at")) for name in _MEASURES)
    said += [texts[f"measure.{name}"].format(at=_time(at)) for name, at in moments if at]
    said.append(texts["measure.gap"])
    yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in said) + "</ul>"


def _end(texts: Texts) -> Iterator[str]:
    yield _paragraph(texts["contact"])
    yield _paragraph(texts["signature"])


def _mission(incident: Incident, lang: str) -> str:
    return code_list("mission").label(incident.mission, lang)


def _time(text: str) -> str:
    return f"{moment(text):%Y-%m-%d %H:%M} UTC" if text else "–"


@cache
def _texts(lang: str) -> Texts:
    return msgspec.json.decode(resource(f"letters/{lang}/breach.json").read_bytes(), type=dict[str, str])


@cache
def _nouns(lang: str) -> Texts:
    return msgspec.json.decode(resource(f"translations/{lang}/nouns.json").read_bytes(), type=dict[str, str])
