"""Gifts: the keys of restricted cases as records give them to officers, as far as their givers stand for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import peers
from desktop.store.device import Meta
from desktop.store.row import CREATED, read_json
from sync.errors import BadMessage
from sync.identity import canonical
from sync.identity.case_key import Gift
from sync.identity.keys import VerifyKey

_OF_CASE: Final = (
    "SELECT officer, key, number, raised, family, recipient, wrapped, given_by, given_at, signature, proof, "
    "access_reason, _created_at, _versions, _deleted FROM r_case_key WHERE case_id = ? ORDER BY _created_at, _id"
)
_SAID: Final = ("officer", "key", "number", "raised", "family", "recipient", "wrapped", "given_by", "given_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One gift, signed by its giver."""

    gift: Gift
    proof: str  # that the giver held the key, for others who do
    came: tuple[bool, int, str]  # in the order in which gifts reached the centre, the unsent ones last
    since: str
    access_reason: str
    is_taken_back: bool


def of_case(connection: Connection, case: str, own: VerifyKey | None = None) -> list[Given]:
    """Return what was given of a case, and is signed; *own* is the key of the officer who looks.

    A desk that has not joined knows nobody's key but that; to be shown, not to be read under, it does without.
    """
    lines = connection.exec_driver_sql(_OF_CASE, (case,)).mappings().all()
    is_proven = own is not None or Meta(connection).text("centre") is not None
    keys: dict[str, tuple[str, ...]] = {}
    found = []
    for line in lines:
        if any(line[name] is None for name in _SAID):
            continue
        gift = Gift(case=case, **{name: line[name] for name in _SAID})
        if gift.given_by not in keys:
            keys[gift.given_by] = tuple(_keys_of(connection, gift.given_by, own))
        if not is_proven or _is_signed(gift, line["signature"] or "", keys[gift.given_by]):
            found.append(_given(gift, line))
    return found


def _keys_of(connection: Connection, officer: str, own: VerifyKey | None) -> Iterator[str]:
    yield from (key.text for key in peers.verify_keys(connection, officer))
    if own is not None:
        yield own.text


def _given(gift: Gift, line: Any) -> Given:
    came = read_json(line["_versions"]).get(CREATED)
    is_sent = isinstance(came, int)
    return Given(
        gift=gift,
        proof=line["proof"] or "",
        came=(not is_sent, came if is_sent else 0, gift.given_at + gift.key),
        since=line["_created_at"],
        access_reason=line["access_reason"] or "",
        is_taken_back=line["_deleted"] is not None,
    )


@lru_cache(maxsize=4096)
def _is_signed(gift: Gift, signature: str, keys: tuple[str, ...]) -> bool:
    try:
        raw = canonical.bytes_of(signature)
    except BadMessage:
        return False
    return any(VerifyKey.read(key).has_signed(gift.statement, raw) for key in keys)
