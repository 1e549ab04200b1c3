"""Who may do what: the whole matrix, once from the data by a reading of its own, once from the code."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import pytest

from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity
from sync.domain.rules import rights
from sync.domain.rules.rights import UNKNOWN, ceiling, default_roles, may, readable, verbs, who_may
from sync.resources import resource

TABLE: Final[dict[str, Any]] = json.loads(resource("rights/rights.json").read_text(encoding="utf-8"))
CLASSES: Final = tuple(Sensitivity)


def spelt(words: str, groups: dict[str, str]) -> set[str]:
    while any(word in groups for word in words.split()):
        words = " ".join(groups.get(word, word) for word in words.split())
    return set(words.split())


def from_data() -> Iterator[tuple[str, str, str, int]]:
    """Yield every role, kind, verb and class that the data allows, and nothing else."""
    for role, lines in TABLE["roles"].items():
        for line in [*lines, *TABLE["everybody"]]:
            for kind in spelt(line["on"], TABLE["nouns"]):
                for verb in spelt(line["may"], TABLE["verbs"]):
                    yield from ((role, kind, verb, each) for each in CLASSES if each <= line["up_to"])


def test_the_whole_matrix_of_roles_kinds_verbs_and_classes_is_what_the_data_says() -> None:
    said = set(from_data())
    cells = product(code_list("role").by_code, (*NOUNS, UNKNOWN), verbs(), CLASSES)
    wrong = [cell for cell in cells if may(frozenset({cell[0]}), *cell[1:]) != (cell in said)]
    assert wrong == []


def test_every_role_of_the_list_has_its_lines_and_no_other_has() -> None:
    assert set(TABLE["roles"]) == set(code_list("role").by_code)


def test_together_the_roles_given_by_default_do_the_whole_work_of_a_mission() -> None:
    cells = product((*NOUNS, UNKNOWN), verbs())
    assert [cell for cell in cells if ceiling(default_roles(), *cell) < Sensitivity.RESTRICTED] == []


@pytest.mark.parametrize("role", code_list("role").by_code)
def test_who_may_do_anything_with_a_kind_may_read_it(role: str) -> None:
    roles = frozenset({role})
    assert {kind for kind in (*NOUNS, UNKNOWN) for verb in verbs() if may(roles, kind, verb)} == readable(roles)


@pytest.mark.parametrize(
    ("roles", "kind", "verb"),
    [
        ((), "case", "read"),
        (("NO_SUCH_ROLE",), "case", "read"),
        (("CONSUL_COORD",), "case", "no-such-verb"),
        (("HEAD",), "no_such_kind", "read"),
        (("NO_SUCH_ROLE",), "mission", "read"),
    ],
)
def test_what_the_table_does_not_say_is_no(roles: tuple[str, ...], kind: str, verb: str) -> None:
    assert not may(frozenset(roles), kind, verb)


def test_nobody_may_anything_above_the_highest_class() -> None:
    assert not may(default_roles(), "case", "read", Sensitivity.RESTRICTED + 1)


D9: Final = (  # the domain page in the words of a test, apart from the data
    ("HEAD", "tppo_screening", "read", 4, True),
    ("HEAD", "case", "edit", 0, False),
    ("CONSUL_COORD", "case", "assign", 2, True),
    ("CONSUL_COORD", "case", "close", 2, True),
    ("CONSUL_COORD", "case", "reopen", 2, True),
    ("CONSULAR", "case", "take", 2, True),
    ("CONSULAR", "case", "reopen", 0, False),
    ("CONSULAR", "letter", "create", 2, True),
    ("LABOUR_ATT", "agency", "edit", 2, True),
    ("LABOUR_ATT", "tppo_screening", "read", 0, False),
    ("IMMIG_ATT", "travel_document", "create", 2, True),
    ("POLICE_ATT", "tppo_screening", "edit", 4, True),
    ("LEGAL_ATT", "court_file", "edit", 4, True),
    ("TASKFORCE", "return_trip", "edit", 1, True),
    ("COUNTER", "case", "create", 4, True),
    ("COUNTER", "worker", "read", 2, True),
    ("COUNTER", "worker", "read", 3, False),
    ("COUNTER", "court_file", "read", 0, False),
    ("SHELTER", "shelter_stay", "edit", 3, True),
    ("SHELTER", "case", "read", 2, False),
    ("INFO", "outreach_event", "create", 2, True),
    ("INFO", "worker", "read", 0, False),
    ("INFO", "case", "read", 2, False),
    ("TREASURER", "trust_entry", "create", 3, True),
    ("TREASURER", "detention", "read", 0, False),
    ("TEMP_TEAM", "worker", "import", 2, True),
    ("HQ_P2MI", "referral", "move", 2, True),
    ("HQ_P2MI", "case", "read", 0, False),
    ("ADMIN", "mission", "edit", 0, True),
    ("ADMIN", "case", "read", 0, False),
    ("AUDITOR", "case", "read", 0, False),
    ("DPO", "worker", "edit", 0, False),
)


@pytest.mark.parametrize("cell", D9)
def test_the_table_says_what_the_domain_page_says(cell: tuple[str, str, str, int, bool]) -> None:
    role, kind, verb, up_to, expected = cell
    assert may(frozenset({role}), kind, verb, up_to) is expected


def test_a_refusal_can_say_who_may_instead() -> None:
    assert who_may("case", "reopen") == ("CONSUL_COORD",)
    assert who_may("no_such_kind", "read") == ("CONSUL_COORD",)


def test_a_field_that_nobody_knows_is_for_few_and_a_key_that_only_the_programme_reads_for_all() -> None:
    assert rights.class_of(None, restricted=False) == Sensitivity.RESTRICTED
    assert rights.class_of(NOUNS["attachment"].by_name["blob_key"], restricted=True) == Sensitivity.PUBLIC


def test_of_a_restricted_record_all_that_is_personal_is_restricted() -> None:
    fields = NOUNS["case"].by_name
    assert rights.class_of(fields["narrative"], restricted=True) == Sensitivity.RESTRICTED
    assert rights.class_of(fields["status"], restricted=True) == Sensitivity.INTERNAL
