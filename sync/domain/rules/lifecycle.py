"""The lives of records as data: which status may follow which, what a move needs, and which way is forward."""

from dataclasses import dataclass, field
from typing import Final

from sync.errors import RuleBroken

OWNER: Final = "owner"
"""A person who takes the case over must be named."""
REASON: Final = "reason"
"""A written reason must be given."""
SUPERVISOR: Final = "supervisor"
"""A person who may supervise must do it."""
SECOND_PERSON: Final = "second-person"
"""A person other than the one who made the record ready for this must do it."""
CLOSING_REASON: Final = "closing-reason"
"""A code of the list closing_reason must be chosen."""

URGENT: Final = "P1"
"""The priority that may go straight from registration to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """How the records of one status list may live. A status that a newer release brought is not known here.

    *stages* lists the statuses from the first to the last; those of one stage stand beside each other.
    """

    moves: dict[str, tuple[str, ...]]
    stages: tuple[tuple[str, ...], ...]
    urgent_only: frozenset[tuple[str, str]] = frozenset()
    needs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def knows(self, status: str) -> bool:
        """Whether this status has a place in the life."""
        return status in self.moves

    def next_of(self, status: str, priority: str | None = None) -> tuple[str, ...]:
        """Return the statuses that may follow, in the order of the table."""
        return tuple(to for to in self.moves.get(status, ()) if self.may_move(status, to, priority))

    def may_move(self, status: str, to: str, priority: str | None = None) -> bool:
        """Whether a record of this priority may go from *status* to *to*."""
        if (status, to) in self.urgent_only and priority != URGENT:
            return False
        return to in self.moves.get(status, ())

    def check_move(self, status: str, to: str, priority: str | None = None, field: str = "status") -> tuple[str, ...]:
        """Return the names of what the move needs besides the right to edit.

        Raises:
            RuleBroken: the move is not allowed; rule "A -> B".
        """
        if not self.may_move(status, to, priority):
            raise RuleBroken(field=field, rule=f"{status} -> {to}")
        return self.needed(status, to)

    def needed(self, status: str, to: str) -> tuple[str, ...]:
        """Return the names of what this move needs: owner, reason, supervisor, second-person, closing-reason."""
        return self.needs.get((status, to), ())

    def rank(self, status: str) -> int:
        """Return how far along the life a status stands; -1 for one that is not known here."""
        return next((at for at, stage in enumerate(self.stages) if status in stage), -1)

    def is_forward(self, status: str, to: str) -> bool:
        """Whether a merge may make this move by itself: allowed for some priority, and onward in rank."""
        return to in self.moves.get(status, ()) and self.rank(to) > self.rank(status)


def _table(text: str) -> dict[str, tuple[str, ...]]:
    moves: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        status, *followers = line.split()
        moves[status] = (*moves.get(status, ()), *followers)
    return moves


def _stages(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in text.strip().splitlines())


# Domain page, D4.
_CASE: Final = Lifecycle(
    moves=_table("""
        DRAFT            REGISTERED VOID
        REGISTERED       VALIDATION ASSIGNED VOID
        VALIDATION       ASSESSMENT ASSIGNED WAIT_SUBJECT REFERRED VOID
        ASSESSMENT       ASSIGNED WAIT_SUBJECT REFERRED
        ASSIGNED         IN_PROGRESS ASSIGNED
        IN_PROGRESS      CLARIFICATION_1 MEDIATION LEGAL WAIT_SUBJECT WAIT_EXTERNAL REFERRED RETURN_PREP RESOLVED
        IN_PROGRESS      ASSIGNED
        CLARIFICATION_1  CLARIFICATION_2 MEDIATION IN_PROGRESS RESOLVED
        CLARIFICATION_2  MEDIATION WAIT_EXTERNAL IN_PROGRESS RESOLVED
        MEDIATION        IN_PROGRESS RESOLVED
        LEGAL            IN_PROGRESS RESOLVED
        RETURN_PREP      IN_PROGRESS RESOLVED
        WAIT_EXTERNAL    IN_PROGRESS RESOLVED
        WAIT_SUBJECT     VALIDATION IN_PROGRESS CLOSED
        REFERRED         IN_PROGRESS CLOSED
        RESOLVED         CLOSED IN_PROGRESS
        CLOSED           IN_PROGRESS
        VOID
    """),
    stages=_stages("""
        DRAFT
        REGISTERED
        VALIDATION
        ASSESSMENT
        ASSIGNED
        IN_PROGRESS
        WAIT_SUBJECT CLARIFICATION_1
        CLARIFICATION_2
        MEDIATION LEGAL WAIT_EXTERNAL RETURN_PREP
        REFERRED RESOLVED
        CLOSED VOID
    """),
    urgent_only=frozenset({("REGISTERED", "ASSIGNED")}),
    needs={
        ("REGISTERED", "ASSIGNED"): (OWNER,),
        ("VALIDATION", "ASSIGNED"): (OWNER,),
        ("ASSESSMENT", "ASSIGNED"): (OWNER,),
        ("ASSIGNED", "ASSIGNED"): (OWNER,),
        ("IN_PROGRESS", "ASSIGNED"): (OWNER,),
        ("DRAFT", "VOID"): (REASON,),
        ("REGISTERED", "VOID"): (REASON,),
        ("VALIDATION", "VOID"): (REASON,),
        ("WAIT_SUBJECT", "CLOSED"): (CLOSING_REASON,),
        ("REFERRED", "CLOSED"): (CLOSING_REASON,),
        ("RESOLVED", "CLOSED"): (CLOSING_REASON, SECOND_PERSON),
        ("CLOSED", "IN_PROGRESS"): (SUPERVISOR, REASON),
    },
)

# The page lists these states without a table; the order of the list is the order of the work, the moves are ours.
_CLAIM: Final = Lifecycle(
    moves=_table("""
        OPEN           FILED PAID_PART PAID_FULL REJECTED TIME_BARRED WITHDRAWN UNCOLLECTABLE
        FILED          HEARING AWARDED PAID_PART PAID_FULL REJECTED TIME_BARRED WITHDRAWN UNCOLLECTABLE
        HEARING        AWARDED APPEALED PAID_PART PAID_FULL REJECTED WITHDRAWN
        AWARDED        APPEALED PAID_PART PAID_FULL UNCOLLECTABLE WITHDRAWN
        APPEALED       HEARING AWARDED PAID_PART PAID_FULL REJECTED WITHDRAWN
        PAID_PART      PAID_FULL APPEALED UNCOLLECTABLE WITHDRAWN
        PAID_FULL      PAID_PART
        REJECTED       APPEALED FILED
        TIME_BARRED    FILED
        WITHDRAWN      OPEN
        UNCOLLECTABLE  PAID_PART PAID_FULL
    """),
    stages=_stages("""
        OPEN
        FILED
        HEARING
        REJECTED TIME_BARRED
        AWARDED APPEALED
        WITHDRAWN UNCOLLECTABLE
        PAID_PART
        PAID_FULL
    """),
)
_JOB_ORDER: Final = Lifecycle(
    moves=_table("""
        RECEIVED    CHECKING SENT_BACK REJECTED
        CHECKING    SITE_VISIT APPROVED SENT_BACK REJECTED
        SITE_VISIT  APPROVED SENT_BACK REJECTED
        SENT_BACK   CHECKING REJECTED EXPIRED
        APPROVED    SUSPENDED EXPIRED FULFILLED
        SUSPENDED   APPROVED EXPIRED REJECTED
        REJECTED    CHECKING
        EXPIRED     CHECKING
        FULFILLED
    """),
    stages=_stages("""
        RECEIVED
        CHECKING
        SITE_VISIT
        SENT_BACK
        APPROVED
        SUSPENDED
        REJECTED EXPIRED FULFILLED
    """),
)
_REFERRAL: Final = Lifecycle(
    moves=_table("""
        DRAFT     SENT
        SENT      RECEIVED ACCEPTED DECLINED EXPIRED
        RECEIVED  ACCEPTED DECLINED RETURNED EXPIRED
        ACCEPTED  IN_WORK RETURNED DONE
        IN_WORK   DONE RETURNED
        DECLINED  SENT
        RETURNED  SENT
        EXPIRED   SENT RECEIVED ACCEPTED
        DONE
    """),
    stages=_stages("""
        DRAFT
        SENT
        EXPIRED
        RECEIVED
        ACCEPTED DECLINED
        IN_WORK
        RETURNED DONE
    """),
)

LIFECYCLES: Final[dict[str, Lifecycle]] = {
    "case_status": _CASE,
    "claim_state": _CLAIM,
    "job_order_state": _JOB_ORDER,
    "referral_state": _REFERRAL,
}
"""The life of each status list that has one; the key is the code list of the status field."""

MOVES: Final = _CASE.moves
"""The moves of a case."""

ENDED: Final = _CASE.stages[-1]
"""The statuses of a case that is over."""


def may_move(status: str, to: str, priority: str | None = None) -> bool:
    """Whether a case of this priority may go from *status* to *to*."""
    return _CASE.may_move(status, to, priority)


def check_move(status: str, to: str, priority: str | None = None) -> tuple[str, ...]:
    """Return what this move of a case needs besides the right to edit.

    Raises:
        RuleBroken: the move is not allowed; rule "A -> B".
    """
    return _CASE.check_move(status, to, priority)


def rank(status: str) -> int:
    """Return how far along its life a case of this status stands; -1 when the status is not known here."""
    return _CASE.rank(status)
