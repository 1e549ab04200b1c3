"""Terms: what of the policy holds at this machine; its own file says where it stands, and may only shorten."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.store import directory
from sync.directory.content import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """For how many days a desk opens without a word of its centre; after how many minutes it locks at the latest."""

    lease_days: int
    lock_minutes: int


def at(connection: Connection, folder: Path) -> Terms:
    """Return what holds for the desk in *folder*."""
    return within(directory.policy(connection), folder)


def within(policy: Policy, folder: Path) -> Terms:
    """Return what the machine leaves of *policy*: `policy.toml` says `profile = "field"` for one that travels.

    Its `lease_days` and `lock_minutes` may be fewer than the ministry grants; a file that cannot be read says nothing.
    """
    try:
        said = tomllib.loads((folder / "policy.toml").read_text("utf-8"))
    except (OSError, ValueError):
        said = {}
    is_field = said.get("profile") == "field"
    return Terms(
        lease_days=_shorter(said.get("lease_days"), policy.lease_days_field if is_field else policy.lease_days_office),
        lock_minutes=_shorter(
            said.get("lock_minutes"), policy.lock_minutes_field if is_field else policy.lock_minutes_office
        ),
    )


def _shorter(own: Any, granted: int) -> int:
    return min(own, granted) if type(own) is int and own > 0 else granted
