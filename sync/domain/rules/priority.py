"""Priority: how urgent a case should be taken, and why. A proposal: never lower than what a person chose."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

ORDER: Final = ("P1", "P2", "P3", "P4")
"""From the most urgent to the least."""

_ORDINARY: Final = "P3"  # when the category is not known or says nothing

# Ours: the domain page gives a priority to categories only.
_BY_RISK_FLAG: Final = {
    "LIFE_RISK": "P1",
    "DEATH_PENALTY": "P1",
    "MINOR": "P1",
    "RETALIATION": "P2",
    "EVIDENCE_LOSS": "P2",
    "LIMITATION": "P2",
}
_BY_VULNERABILITY: Final = {
    "UNACCOMP_MINOR": "P1",
    "TPPO_VICTIM": "P1",
    "GBV_VICTIM": "P1",
    "ELDERLY": "P2",
    "PREGNANT": "P2",
    "MOTHER_CHILD": "P2",
    "DESTITUTE": "P2",
    "SICK": "P2",
    "MENTAL": "P2",
    "DISABLED": "P2",
}
_BY_NEED: Final = {"SAFE_PLACE": "P2", "MEDICAL": "P2", "FOOD": "P2", "GUARDIAN": "P2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a case shows. The codes are those of case_category, risk_flag, vulnerability and need."""

    category_priority: str | None  # attribute "priority" of the category's code; the most urgent of several
    risk_flags: AbstractSet[str] = frozenset()
    vulnerabilities: AbstractSet[str] = frozenset()  # of all persons concerned
    needs: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A priority with the codes that ask for it, or "category" or "chosen" where these do."""

    priority: str
    reasons: tuple[str, ...]


def proposed(signs: Signs, chosen: str | None = None) -> Proposal:
    """Return the most urgent priority that anything asks for; *chosen* is what a person set."""
    asked = [*_asked(signs), *(((chosen, "chosen"),) if chosen in ORDER else ())]
    most_urgent = min((priority for priority, _ in asked), key=ORDER.index)
    return Proposal(most_urgent, tuple(reason for priority, reason in asked if priority == most_urgent))


def most_urgent(priorities: AbstractSet[str]) -> str | None:
    """Return the most urgent of several; None when none of them is known."""
    return next((priority for priority in ORDER if priority in priorities), None)


def _asked(signs: Signs) -> Iterator[tuple[str, str]]:
    known = signs.category_priority in ORDER
    yield (signs.category_priority if known and signs.category_priority else _ORDINARY), "category"
    for by_code, codes in (
        (_BY_RISK_FLAG, signs.risk_flags),
        (_BY_VULNERABILITY, signs.vulnerabilities),
        (_BY_NEED, signs.needs),
    ):
        for code, priority in by_code.items():
            if code in codes:
                yield priority, code
