"""Filling: what a NIK or a machine readable zone says of a worker, as fields."""

from datetime import date
from typing import Any

from sync.domain import mrz, nik
from sync.errors import InvalidField

_LEAST_ZONE = 30
"""Characters of the shortest line of a zone."""


def from_nik(text: str, today: date) -> dict[str, Any]:
    """Return birth date and sex; nothing while it is no NIK."""
    try:
        said = nik.read(text, today)
    except InvalidField:
        return {}
    return {"birth_date": said.born.isoformat(), "sex": said.sex}


def from_mrz(text: str, today: date) -> dict[str, Any] | None:
    """Return name, birth date, sex and the passport; None when there is no zone in *text*."""
    if len(text) < _LEAST_ZONE or "<" not in text:
        return None
    try:
        said = mrz.read(text, today)
    except InvalidField:
        return None
    passport = {"number": said.number, "expires": said.expires, "type": "PASPOR_BIASA", "mrz": text.strip()}
    return {
        "full_name": said.full_name,
        "birth_date": said.birth,
        "sex": said.sex,
        "passport": {name: value for name, value in passport.items() if value},
    }
