"""What is sealed or signed for long, one frozen answer of each: `python -m tests.vectors.formats` adds what is new.

A format that has stood in a release never changes: it gets a new number, and a new answer beside the old one.
Envelopes, slots and messages are frozen elsewhere (tests/identity, tests/keys, resources/protocol).
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from desktop.keys import shares
from desktop.keys.secret import StoreRef
from desktop.keys.shares import Custodian, Shares
from desktop.store.vault import Vault
from sync.audit import checkpoint
from sync.audit.checkpoint import Checkpoint
from sync.engine import bundles
from sync.errors import BadBundle, BadEnvelope, BadMessage, RecoveryRefused
from sync.identity import content
from sync.identity.canonical import bytes_of, text_of
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import Speaker
from sync.protocol.audit import AuditLine, chained
from tests.identity.voices import CENTRE, DESK, MINISTRY, STRANGER, known, sealed

FILE: Final = Path(__file__).with_name("frozen.json")
_KEY: Final = bytes(range(32))
_CASE_KEY: Final = CaseKey(id="", raw=_KEY, naming=_KEY[::-1]).named()
_GIFT: Final = Gift(
    case="0198c1f2-5f00-7000-8000-000000000009",
    officer="dewi",
    key=_CASE_KEY.id,
    number=1,
    raised=1,
    family=_CASE_KEY.family,
    recipient=MINISTRY.public.seal.short,
    wrapped="",
    given_by="siti",
    given_at="2026-03-10T06:42:00.000Z",
)
_STORE: Final = StoreRef(id="store-1", salt=bytes(16), generation=1, turn=3)
_CUSTODIANS: Final = (CENTRE, MINISTRY, STRANGER)
_POINT: Final = Checkpoint(origin="siskop2mi/centre", size=7, root=_KEY)
_TEXT: Final = b"Zubaidah disekap di Johor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: *make* gives frozen bytes, *read* what they say as text, or one of *refusals*."""

    make: Callable[[], bytes]
    read: Callable[[bytes], str]
    says: str
    refusals: tuple[type[Exception], ...]
    by_chance: bool = True
    """Whether each making gives other bytes."""


def _unwrapped(raw: bytes) -> str:
    key = CaseKey.unwrap(replace(_GIFT, wrapped=text_of(raw)), MINISTRY.opening)
    return (key.raw + key.naming).hex()


def _vault(of: Speaker) -> Vault:
    return Vault("dewi", of.opening)


def _draft(raw: bytes) -> str:
    said = _vault(MINISTRY).reveal("case/1", text_of(raw))
    if said is None:
        raise BadEnvelope(rule="draft")
    return said.decode()


def _place() -> str:
    return _CASE_KEY.place(_GIFT.case, "summary")


def _bundle() -> bytes:
    return bundles.write(bundles.Bundle(sender=DESK.id, mission="JHB", created=_GIFT.given_at, asks=[sealed()]), DESK)


def _shares() -> bytes:
    named = [Custodian(name=one.id, seal=one.public.seal.text) for one in _CUSTODIANS]
    return msgspec.json.encode(shares.shared(named, bytearray(_KEY), _STORE))


def _joined(raw: bytes) -> str:
    """Each two of the three open it."""
    try:
        told = msgspec.json.decode(raw, type=Shares)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BadMessage(rule="shape") from None
    halves = [shares.halves_of(told, place, one.opening, _STORE) for place, one in enumerate(_CUSTODIANS)]
    pairs = ((0, 1), (0, 2), (1, 2))
    return " ".join(shares.joined(told, halves[first] | halves[second], _STORE).hex() for first, second in pairs)


def _line() -> bytes:
    line = AuditLine(
        epoch=1, at=_GIFT.given_at, act="edit", officer="siti", kind="case", fields=["summary"], change="c"
    )
    return chained("0" * 64, DESK.id, 1, line)


FORMATS: Final = {
    "case key, wrapped": Format(
        make=lambda: bytes_of(_CASE_KEY.wrap(MINISTRY.public.seal, _GIFT.case, "dewi")),
        read=_unwrapped,
        says=(_KEY + _KEY[::-1]).hex(),
        refusals=(BadEnvelope,),
    ),
    "sealed value": Format(
        make=lambda: bytes_of(_CASE_KEY.seal(_GIFT.case, "summary", _TEXT.decode())["box"]),
        read=lambda raw: str(_CASE_KEY.open(_GIFT.case, _place(), text_of(raw))[1]),
        says=_TEXT.decode(),
        refusals=(BadEnvelope,),
    ),
    "part of a sealed content": Format(
        make=lambda: content.seal_part(_KEY, 3, _TEXT),
        read=lambda raw: content.open_part(_KEY, 3, raw).decode(),
        says=_TEXT.decode(),
        refusals=(BadEnvelope,),
        by_chance=False,
    ),
    "draft": Format(
        make=lambda: bytes_of(_vault(MINISTRY).hide("case/1", _TEXT)),
        read=_draft,
        says=_TEXT.decode(),
        refusals=(BadEnvelope,),
    ),
    "bundle": Format(
        make=_bundle,
        read=lambda raw: bundles.read(io.BytesIO(raw), known).mission,
        says="JHB",
        refusals=(BadBundle,),
    ),
    "checkpoint": Format(
        make=lambda: checkpoint.signed(_POINT, CENTRE.signing).encode(),
        read=lambda raw: checkpoint.read(raw.decode("utf-8", "replace"), CENTRE.signing.public).text,
        says=_POINT.text,
        refusals=(BadMessage,),
        by_chance=False,
    ),
    "recovery shares": Format(
        make=_shares,
        read=_joined,
        says=" ".join([_KEY.hex()] * 3),
        refusals=(BadMessage, RecoveryRefused),
    ),
    "line of the audit": Format(
        make=_line,
        read=lambda raw: raw.decode(),
        says=_line().decode(),
        refusals=(),
        by_chance=False,
    ),
}


def main() -> None:
    """Freeze what is not frozen yet."""
    kept: dict[str, str] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    new = {name: text_of(one.make()) for name, one in FORMATS.items() if name not in kept}
    FILE.write_text(json.dumps(kept | new, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
