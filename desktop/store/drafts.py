"""Drafts: what is being typed, kept in the encrypted store every few seconds, so that lock and crash cost nothing.

Each is sealed for its officer: a form may be of a restricted case, and colleagues hold the key of the same store. One
that is of none is sealed as well for those of the desk who may let officers in and out: they take it over when its
officer leaves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import grants, records
from desktop.store.row import read_json, write_json
from desktop.store.vault import Vault
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.restricted import SEALED
from sync.domain.rules.rights import may
from sync.identity.keys import SealingKey

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
    drop(connection, officer, draft.form)  # and with it the copies for others
    connection.exec_driver_sql(
        "INSERT INTO drafts(form, officer, body, at) VALUES(?, ?, ?, ?)", (draft.form, officer, text, draft.at)
    )
    if vault is None or draft.form == PLACE or is_restricted(connection, draft.form, body.decode()):
        return
    for lead, key in _leads(connection, officer):
        sealed = Vault.hidden_for(key, draft.form, body)
        connection.exec_driver_sql(
            "INSERT INTO draft_copies(form, officer, lead, body) VALUES(?, ?, ?, ?)",
            (draft.form, officer, lead, sealed),
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


def adopt(connection: Connection, vault: Vault | None, present: Collection[str]) -> int:
    """Take over the drafts of officers who are not *present* any more, and return how many; the owner's own stay.

    What has become restricted since, or was so from the beginning, is taken over by nobody.
    """
    if vault is None:
        return 0
    lines = connection.exec_driver_sql(
        "SELECT c.form, c.officer, c.body, d.at FROM draft_copies c JOIN drafts d USING(form, officer) "
        "WHERE c.lead = ? AND NOT EXISTS(SELECT 1 FROM drafts WHERE form = c.form AND officer = c.lead)",
        (vault.officer,),
    ).all()
    taken = set[str]()
    for line in lines:
        body = None if line.officer in present or line.form in taken else vault.reveal(line.form, line.body)
        if body is None or is_restricted(connection, line.form, body.decode()):
            continue
        keep(connection, vault, vault.officer, Draft(form=line.form, body=read_json(body), at=line.at))
        drop(connection, line.officer, line.form)
        taken.add(line.form)
    return len(taken)


def is_restricted(connection: Connection, form: str, text: str) -> bool:
    """Whether a draft is of a restricted case: it makes one, names one, or edits what is sealed in one."""
    cases = connection.exec_driver_sql("SELECT _id FROM r_case WHERE restricted = 1").scalars().all()
    if '"restricted":true' in text or any(case in form or case in text for case in cases):
        return True
    _, *edited = form.split("/")
    stored = records.load(connection, *edited) if len(edited) == 2 and edited[0] in NOUNS else None  # noqa: PLR2004
    return stored is not None and SEALED in stored.row.fields


def _leads(connection: Connection, officer: str) -> list[tuple[str, SealingKey]]:
    """Return who else of this desk may let officers in and out, with the key to which to seal."""
    sql = (
        "SELECT user, seal FROM officers WHERE user != ? AND seal != '' AND NOT EXISTS"
        "(SELECT 1 FROM departed WHERE departed.user = officers.user AND departed.key = officers.key)"
    )
    here = connection.exec_driver_sql(sql, (officer,)).all()
    may_let_in = [line for line in here if may(grants.roles_of(connection, line.user), "officer", "let_in")]
    return [(line.user, SealingKey.read(line.seal)) for line in may_let_in]


def _read(vault: Vault | None, form: str, text: str) -> str | bytes | None:
    """Return what stands in a draft, also as it lies there where nobody had signed in; None where it does not open."""
    if text.startswith("{"):
        return text
    return None if vault is None else vault.reveal(form, text)
