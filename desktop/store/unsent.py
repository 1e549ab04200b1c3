"""Unsent work: everything in this store that nobody else holds yet, in the ways in which it can be sealed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.store.drafts import PLACE, is_restricted
from desktop.store.handing import StoreHanding
from desktop.store.store import Store
from desktop.store.vault import Vault
from sync.protocol.rescue import LeftChange, LeftDraft

_LEFT = (
    "SELECT h.body, o.state, o.code, o.change_id FROM outbox o JOIN history h ON h.change_id = o.change_id "
    "WHERE o.state != 'accepted' ORDER BY o.n"
)
_DRAFTS = "SELECT officer, form, body, at FROM drafts WHERE form != ? ORDER BY officer, form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """What would be lost with this store."""

    sendable: tuple[str, ...]  # ids of changes with their officers' signatures, own and handed ones
    left: tuple[LeftChange, ...]  # refused by the centre, or signed by nobody
    drafts: tuple[LeftDraft, ...]
    carried: tuple[bytes, ...]  # sealed asks of other desks

    @property
    def is_empty(self) -> bool:
        return not (self.sendable or self.left or self.drafts or self.carried)


def unsent(store: Store, handing: StoreHanding) -> Unsent:
    """Gather it; files are told by `Carriage.whole`."""
    sendable = handing.holds()
    known = set(sendable)
    with store.reading() as connection:
        lines = connection.exec_driver_sql(_LEFT).all()
        drafts = tuple(
            LeftDraft(officer=one.officer, form=one.form, body=_draft(connection, store.vault, one), at=one.at)
            for one in connection.exec_driver_sql(_DRAFTS, (PLACE,)).all()
        )
    return Unsent(
        sendable=sendable,
        left=tuple(
            LeftChange(body=line.body, state=line.state, code=line.code)
            for line in lines
            if line.change_id not in known
        ),
        drafts=drafts,
        carried=tuple(ask.envelope for ask in store.pouch().asks()),
    )


def _draft(connection: Connection, vault: Vault | None, line: Any) -> str:
    """Return a draft for the centre: opened, but for what the centre may never read."""
    opened = None if vault is None or line.officer != vault.officer else vault.reveal(line.form, line.body)
    text = "" if opened is None else opened.decode()
    return line.body if not text or is_restricted(connection, line.form, text) else text
