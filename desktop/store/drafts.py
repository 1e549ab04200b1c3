"""Drafts: what is being typed, kept in the encrypted store every few seconds, so that lock and crash cost nothing.

Each is sealed for its officer: a form may be of a restricted case, and colleagues hold the key of the same store.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store.row import read_json, write_json
from desktop.store.vault import Vault

PLACE: Final = "place"
"""No form, but where the officer stood when the desk was locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One open form."""

    form: str  # "new/case", "edit/worker/<id>"
    body: dict[str, Any]
    at: str


def keep(connection: Connection, vault: Vault | None, officer: str, draft: Draft) -> None:
    """Keep a draft, in place of the one before; sealed by the *vault* of its officer."""
    body = write_json(draft.body)
    text = body.decode() if vault is None else vault.hide(draft.form, body)
    connection.exec_driver_sql(
        "INSERT INTO drafts(form, officer, body, at) VALUES(?, ?, ?, ?) "
        "ON CONFLICT(form, officer) DO UPDATE SET body = excluded.body, at = excluded.at",
        (draft.form, officer, text, draft.at),
    )


def drop(connection: Connection, officer: str, form: str) -> None:
    """Forget a draft: it was saved, or thrown away on purpose."""
    connection.exec_driver_sql("DELETE FROM drafts WHERE officer = ? AND form = ?", (officer, form))


def take_place(connection: Connection, vault: Vault | None, officer: str) -> Any:
    """Return where the officer stood at the last lock, once; None when nothing is known."""
    kept = next((one.body for one in of(connection, vault, officer) if one.form == PLACE), None)
    drop(connection, officer, PLACE)
    return kept


def of(connection: Connection, vault: Vault | None, officer: str) -> list[Draft]:
    """Return an officer's drafts that open, newest first."""
    lines = connection.exec_driver_sql(
        "SELECT form, body, at FROM drafts WHERE officer = ? ORDER BY at DESC", (officer,)
    )
    read = [(line, _read(vault, line.form, line.body)) for line in lines]
    return [Draft(form=line.form, body=read_json(body), at=line.at) for line, body in read if body is not None]


def _read(vault: Vault | None, form: str, text: str) -> str | bytes | None:
    """Return what stands in a draft, also as it lies there where nobody had signed in; None where it does not open."""
    if text.startswith("{"):
        return text
    return None if vault is None else vault.reveal(form, text)
