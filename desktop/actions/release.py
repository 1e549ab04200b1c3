"""What must be said before lists leave the desk: what for, how many at most, and who else agrees to many."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from desktop.store import audit, directory, officers
from desktop.store.grants import refusal, roles_of
from desktop.store.unit import About, Unit
from sync.changes.rights import Need
from sync.clock import stamp
from sync.domain.codes import code_list
from sync.domain.rules.rights import may
from sync.errors import ExportTooLarge, InvalidField, SecondOfficerNeeded

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What for, a code of `access_reason`; *second*: another officer who agreed, as `officers.vouched` has proven."""

    purpose: str = "HANDLING"
    second: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What was allowed: by whom, when and what for, under which mark, and how many records of a day are left."""

    release: Release
    officer: str
    at: str
    mark: str
    left: int
    left_with_second: int

    def check(self, count: int) -> None:
        """Make sure that so many may leave.

        Raises:
            ExportTooLarge, SecondOfficerNeeded: more than that.
        """
        if count > self.left_with_second:
            raise ExportTooLarge(left=self.left_with_second)
        if count > self.left:
            raise SecondOfficerNeeded(left=self.left)

    def note(self, unit: Unit, kind: str, said: tuple[str, ...], record: str = "") -> None:
        """Write the line of the audit; *record*: the one whose data all of it is."""
        second = (f"second={self.release.second}",) if self.release.second else ()
        about = About(purpose=self.release.purpose)
        unit.note("export", kind, record, fields=(*said, f"mark={self.mark}", *second), about=about)


def allow(release: Release, kind: str, unit: Unit) -> Pass:
    """Let records of *kind* out: the policy bounds what one officer gives out within a day, in however many files.

    Raises:
        NoRight: the officer, or the one who agreed, may not give these out. InvalidField: no such purpose.
    """
    if release.purpose not in code_list("access_reason").by_code:
        raise InvalidField(field="purpose", rule="code")
    unit.rights.needs("export", kind)
    if release.second and not may(roles_of(unit.connection, release.second), kind, "export"):
        raise refusal(Need(kind=kind, verb="export"))
    policy = directory.policy(unit.connection)
    gone = audit.given_out(unit.connection, unit.officer, stamp(unit.moment - _DAY))
    most = max(policy.export_rows - gone, 0)
    alone = most if release.second else min(most, max(policy.second_person_rows - gone, 0))
    return Pass(
        release=release,
        officer=officers.names(unit.connection).get(unit.officer, unit.officer),
        at=unit.at,
        mark=secrets.token_hex(4),
        left=alone,
        left_with_second=most,
    )
