"""Priority: what raises it, and that nobody's choice is lowered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.codes import code_list
from sync.domain.rules.priority import ORDER, Proposal, Signs, most_urgent, proposed

FLAGS = st.frozensets(st.sampled_from(["LIFE_RISK", "DEATH_PENALTY", "MINOR", "MEDIA", "RETALIATION", "NEWER_RELEASE"]))
VULNERABLE = st.frozensets(st.sampled_from(["PREGNANT", "TPPO_VICTIM", "STATELESS_RISK", "LONG_DETAINED"]))
NEEDS = st.frozensets(st.sampled_from(["SAFE_PLACE", "WAGES", "FOOD"]))
SIGNS = st.builds(
    Signs,
    category_priority=st.sampled_from([*ORDER, None, "P9"]),
    risk_flags=FLAGS,
    vulnerabilities=VULNERABLE,
    needs=NEEDS,
)


@pytest.mark.parametrize("priority", ORDER)
def test_the_category_alone_gives_its_own_priority(priority: str) -> None:
    assert proposed(Signs(category_priority=priority)) == Proposal(priority, ("category",))


@pytest.mark.parametrize("priority", [None, "P9"])
def test_a_case_without_a_known_category_is_an_ordinary_one(priority: str | None) -> None:
    assert proposed(Signs(category_priority=priority)) == Proposal("P3", ("category",))


@pytest.mark.parametrize("flag", ["LIFE_RISK", "DEATH_PENALTY", "MINOR"])
def test_a_danger_to_life_or_a_child_makes_an_emergency(flag: str) -> None:
    assert proposed(Signs(category_priority="P4", risk_flags={flag})) == Proposal("P1", (flag,))


@pytest.mark.parametrize("who", ["UNACCOMP_MINOR", "TPPO_VICTIM", "GBV_VICTIM"])
def test_the_most_vulnerable_make_an_emergency(who: str) -> None:
    assert proposed(Signs(category_priority="P3", vulnerabilities={who})) == Proposal("P1", (who,))


def test_every_reason_for_the_priority_is_named_and_no_other() -> None:
    signs = Signs(
        category_priority="P3", risk_flags={"RETALIATION"}, vulnerabilities={"PREGNANT"}, needs={"SAFE_PLACE"}
    )
    assert proposed(signs) == Proposal("P2", ("RETALIATION", "PREGNANT", "SAFE_PLACE"))


def test_what_a_person_chose_stays_when_it_is_more_urgent() -> None:
    assert proposed(Signs(category_priority="P3"), chosen="P1") == Proposal("P1", ("chosen",))
    assert proposed(Signs(category_priority="P1"), chosen="P4") == Proposal("P1", ("category",))
    assert proposed(Signs(category_priority="P3"), chosen="P9") == Proposal("P3", ("category",))


@pytest.mark.parametrize("flag", ["MEDIA", "EMPLOYER_POWER", "NEWER_RELEASE"])
def test_attention_and_unknown_flags_raise_nothing(flag: str) -> None:
    assert proposed(Signs(category_priority="P4", risk_flags={flag})).priority == "P4"


@given(SIGNS, st.sampled_from([*ORDER, None]))
def test_a_proposal_is_never_less_urgent_than_the_choice_or_the_category(signs: Signs, chosen: str | None) -> None:
    proposal = proposed(signs, chosen)
    for other in (chosen, signs.category_priority):
        assert other not in ORDER or ORDER.index(proposal.priority) <= ORDER.index(str(other))
    assert proposal.reasons


@given(SIGNS, FLAGS)
def test_more_signs_never_make_a_case_less_urgent(signs: Signs, more: frozenset[str]) -> None:
    raised = Signs(
        category_priority=signs.category_priority,
        risk_flags=signs.risk_flags | more,
        vulnerabilities=signs.vulnerabilities,
        needs=signs.needs,
    )
    assert ORDER.index(proposed(raised).priority) <= ORDER.index(proposed(signs).priority)


def test_every_code_that_raises_a_case_stands_in_its_list_and_can_raise_it() -> None:
    raising = [
        {
            code
            for code in code_list(name).by_code
            if proposed(Signs(category_priority="P4", **{part: {code}})).priority != "P4"
        }
        for name, part in (("risk_flag", "risk_flags"), ("vulnerability", "vulnerabilities"), ("need", "needs"))
    ]
    assert [len(codes) for codes in raising] == [6, 10, 4]


def test_every_category_of_the_list_has_a_priority() -> None:
    for category in code_list("case_category").codes:
        assert proposed(Signs(category_priority=category.text("priority"))).priority == category.text("priority")


def test_the_most_urgent_of_several_is_found() -> None:
    assert most_urgent({"P3", "P2", "P9"}) == "P2"
    assert most_urgent({"P9"}) is None
