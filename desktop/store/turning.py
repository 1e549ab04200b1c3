"""Turning: how an officer's save begins the restriction of a case, or ends it as the second of two who sign."""

from dataclasses import replace
from functools import partial
from typing import Final

from sqlalchemy import Connection

from desktop.store import case_marks, peers
from desktop.store.device import Meta
from desktop.store.signer import Signer
from desktop.store.vault import Vault
from desktop.store.write import Write
from sync.domain.records.flat import Flat
from sync.domain.rules.restricted import FLAG, LOWERED, RAISED, may_lower
from sync.errors import CaseSealed, RuleBroken
from sync.identity import lowering

_BY: Final = "lowering_by"
_AT: Final = "lowering_at"
_SIGNATURE: Final = "lowering_signature"


class Turning:
    """Works within one unit of work, on saves of a case itself."""

    def __init__(self, connection: Connection, vault: Vault | None, officer: str, signer: Signer | None) -> None:
        self._connection = connection
        self._vault = vault
        self._officer = officer
        self._signer = signer

    def raising(self, write: Write) -> Write:
        """Return a save that restricts a case, with the number of that; the case has a key with it.

        Raises:
            CaseSealed: nobody is signed in who could have the key.
        """
        case = write.before.row.id
        raised = max(case_marks.number(self._connection, case, RAISED), case_marks.raised_of(write.before.values))
        if not case_marks.is_closed(self._connection, case):  # else it never ended, whatever the centre says
            raised += 1
        case_marks.keep(self._connection, case, RAISED, raised)
        if self._vault is None:
            raise CaseSealed
        if self._vault.keys.newest(self._connection, case) is None:
            self._vault.keys.draw(self._connection, case, raised=raised)
        return _with(write, {RAISED: raised})

    def asking(self, write: Write) -> Write:
        """Return a save of a restricted case; where it proposes to end that, with the officer's signature."""
        if self._signer is None or write.values.get(_BY) != self._officer:
            return write
        at, raised = write.values.get(_AT) or "", case_marks.raised_of(write.before.values)
        said = lowering.asked(write.before.row.id, raised, self._officer, at)
        return replace(write, values=write.values | {_AT: at or None, _SIGNATURE: self._signer.sign(said)})

    def lowering(self, write: Write) -> Write:
        """Return a save that ends a restriction, with the proof that two officers did.

        Raises:
            RuleBroken: nobody else has proposed it; rule "two-officers".
        """
        case, before = write.before.row.id, write.before.values
        raised, first = case_marks.raised_of(before), [str(before.get(name) or "") for name in (_BY, _AT, _SIGNATURE)]
        is_joined = Meta(self._connection).text("centre") is not None  # else nobody's key is known, and no centre lies
        keys_of = partial(peers.verify_keys, self._connection)
        is_asked = not is_joined or lowering.has_asked(case, raised, first, keys_of)
        if not is_asked or not may_lower(before, before.get(_BY), self._officer):
            raise RuleBroken(field=FLAG, rule="two-officers")
        case_marks.keep(self._connection, case, LOWERED, raised)
        if self._signer is None:
            return write
        second = self._signer.sign(lowering.agreed(case, raised, first[0], self._officer))
        return _with(write, {LOWERED: lowering.written(raised, first, [self._officer, second])})


def _with(write: Write, said: Flat) -> Write:
    """An undo would take out the proof of how the last restriction ended: it stays until there is another."""
    kept = {path: value for path, value in write.values.items() if path not in (RAISED, LOWERED)}
    return replace(write, values=kept | said)
