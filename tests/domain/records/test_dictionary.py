"""The data dictionary names every field of every noun, with what is declared of it."""

from desktop.words import Words
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.dictionary import Row, rows

ROWS = {(row.kind, row.path): row for row in rows(Words("id"), Words("en"))}


def test_every_field_and_every_part_has_a_row() -> None:
    for kind, noun in NOUNS.items():
        for field in noun.fields:
            assert (kind, field.name) in ROWS
            for part in field.parts:
                assert (kind, f"{field.name}.{part.name}") in ROWS


def test_a_row_says_what_is_declared() -> None:
    assert ROWS["case", "priority"] == Row(
        kind="case",
        path="priority",
        label_id="Prioritas",
        label_en="Priority",
        shape="code",
        required=False,
        code_list="priority",
        to=None,
        sensitivity=1,
        merge="safer",
        search=None,
    )
    assert ROWS["claim", "case_id"].required
    assert ROWS["claim", "case_id"].to == "case"


def test_a_part_merges_with_its_element_and_has_no_rule_of_its_own() -> None:
    assert ROWS["worker", "passports.number"].merge is None
    assert ROWS["worker", "passports.number"].search == "number"
    assert ROWS["worker", "passports"].merge == "ask"


def test_common_fields_have_the_same_words_under_every_noun() -> None:
    assert {row.label_id for (_, path), row in ROWS.items() if path == "share_flag"} == {"Berbagi dengan pusat"}
