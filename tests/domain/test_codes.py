"""Code lists: nothing of the field reference is lost, and nothing in them misleads a person or an import."""

import re
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import pytest

from sync.domain.codes import Code, code_list, names, read_list
from sync.domain.money import minor_digits
from sync.errors import CannotStart
from sync.resources import resource

# Counted in the tables of the field reference, not in the files.
COUNTS = """
access_reason 6  action_type 47  agency_state 8  arrival_state 6  attachment_kind 25  blacklist_ground 10  body 23
body_decision 5  case_category 57  case_link 4  case_status 17  channel 14  citizenship_check 8  claim_forum 10
claim_kind 14  claim_state 11  clock 18  closing_reason 20  contract_state 9  cost_component 14  court_stage 10
death_cause 9  death_paper 15  detention_kind 7  device_state 5  diff_kind 7  doc_holder 9  doc_state 8  doc_type 12
education 7  employer_type 5  heir_rank 5  how_known 16  job_order_doc 7  job_order_state 9  kemlu_class 2
letter_template 33  marital_status 4  market_stage 7  match_state 5  mission_kind 6  mou_scope 6  name_kind 5  need 12
outreach_kind 9  outreach_topic 12  p3mi_sanction 5  party_role 22  pay_method 4  payer 10  permit_kind 11  phase 3
placement_state 11  plan_state 6  policy_state 5  policy_topic 13  port_of_entry 8  priority 4  proc_status 4
province 38  receiver 8  referral_kind 3  referral_state 9  relation 13  religion 8  return_programme 9
return_reason 9  risk_flag 8  role 20  route 10  scheme 5  sector 17  sex 2  share_flag 4  shelter_exit 8
shelter_kind 7  splp_reason 5  stay_status 8  sync_state 7  tppo_act 6  tppo_means 11  tppo_purpose 7  tppo_result 5
vessel_type 3  vulnerability 12  work_status 9
country 249  mission 33
"""
EXPECTED = {name: int(count) for name, count in re.findall(r"(\w+) (\d+)", COUNTS)}
SAME_WORDS = {"public_holiday"}  # many countries have a National Day


def _all() -> list[tuple[str, Code]]:
    return [(name, code) for name in names() for code in code_list(name).codes]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_has_as_many_codes_as_the_field_reference(name: str) -> None:
    assert len(code_list(name).codes) == EXPECTED[name]


@pytest.mark.parametrize("name", names())
def test_a_list_is_named_like_its_file_and_has_a_title_in_both_languages(name: str) -> None:
    found = code_list(name)
    assert found.name == name
    assert found.title("id")
    assert found.title("en")
    assert found.source
    assert found.version >= 1


@pytest.mark.parametrize("name", names())
def test_no_code_stands_twice_in_a_list(name: str) -> None:
    entries = msgspec.json.decode(resource(f"codelists/{name}.json").read_bytes())["codes"]
    assert [code for code, times in Counter(entry["code"] for entry in entries).items() if times > 1] == []


def test_every_code_has_words_in_both_languages() -> None:
    assert [(name, code.code) for name, code in _all() if not (code.id.strip() and code.en.strip())] == []


def test_every_found_code_names_its_source() -> None:
    assert [(name, code.code) for name, code in _all() if code.mark == "F" and not code.source] == []


def test_no_words_carry_the_short_hand_of_the_field_reference() -> None:
    odd = ("[", "]", "<=", "|", "  ")
    assert [(name, code.code) for name, code in _all() if any(sign in code.id + code.en for sign in odd)] == []


@pytest.mark.parametrize("name", sorted(set(names()) - SAME_WORDS))
def test_no_spelling_means_two_codes(name: str) -> None:
    spelt = Counter(
        word
        for code in code_list(name).codes
        for word in {_plain(text) for text in (code.code, code.id, code.en, *code.also)}
    )
    assert [word for word, times in spelt.items() if times > 1] == []


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert code_list("sex").label("X", "id") == "X"
    assert code_list("sex").label("L", "id") == "Laki-laki"
    assert code_list("sex").label("L", "en") == "Male"
    assert code_list("sex").get("X") is None
    assert "X" not in code_list("sex")


def test_labels_keep_the_order_of_the_list() -> None:
    assert next(iter(code_list("priority").labels("id").items())) == ("P1", "Darurat")
    assert list(code_list("case_status").labels("en")) == [code.code for code in code_list("case_status").codes]


def test_a_code_may_be_chosen_only_while_it_holds() -> None:
    lev = code_list("currency").get("BGN")
    assert lev is not None
    assert lev.valid_on(date(2025, 12, 31))
    assert not lev.valid_on(date(2026, 1, 1))
    assert lev not in code_list("currency").valid_on(date(2026, 1, 1))
    guilder = code_list("currency").get("XCG")
    assert guilder is not None
    assert not guilder.valid_on(date(2025, 3, 30))
    assert guilder.valid_on(date(2025, 3, 31))


def test_a_list_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(CannotStart) as caught:
        code_list("no-such-list")
    assert caught.value.values == {"list": "no-such-list"}


def test_a_newer_list_can_be_read_from_what_the_centre_sent() -> None:
    sent = (
        b'{"list": "sex", "title": {"id": "JK", "en": "Sex"}, "source": "centre", "version": 2, "later": 1,'
        b' "codes": [{"code": "L", "id": "Laki-laki", "en": "Male", "mark": "F", "rank": 1, "places": ["a", "b"]}]}'
    )
    code = read_list(sent).codes[0]
    assert code.number("rank") == 1
    assert code.texts("places") == ("a", "b")
    assert code.text("rank") is None


def test_every_category_has_a_priority_and_a_class_that_exist() -> None:
    for code in code_list("case_category").codes:
        assert code.text("priority") in code_list("priority")
        assert code.text("kemlu_class") in code_list("kemlu_class")


def test_the_special_class_of_kemlu_is_as_found() -> None:
    special = {c.code for c in code_list("case_category").codes if c.text("kemlu_class") == "KHUSUS"}
    assert special == {
        "TPPO",
        "TPPO_SCAM",
        "CRM_DEATH_PENALTY",
        "EMG_DISASTER",
        "EMG_CONFLICT",
        "EMG_HOSTAGE",
        "EMG_TRANSPORT",
        "EMG_EPIDEMIC",
    }


def test_every_mission_stands_in_a_known_country_zone_and_currency() -> None:
    for mission in code_list("mission").codes:
        assert mission.text("country") in code_list("country")
        assert mission.text("currency") in code_list("currency")
        assert ZoneInfo(mission.text("time_zone") or "").key == mission.text("time_zone")
        assert mission.text("kind") is None or mission.text("kind") in code_list("mission_kind")
        assert mission.text("parent") is None or mission.text("parent") in code_list("mission")


def test_every_country_has_a_working_week() -> None:
    for country in code_list("country").codes:
        assert country.text("working_week") in code_list("working_week")
    assert code_list("working_week").by_code["SUN_THU"].numbers("rest_days") == (5, 6)
    assert code_list("country").by_code["SA"].text("working_week") == "SUN_THU"
    assert code_list("country").by_code["AE"].text("working_week") == "MON_FRI"


def test_hong_kong_macau_and_taiwan_are_values_in_their_own_right() -> None:
    assert {"HK", "MO", "TW"} <= set(code_list("country").by_code)


def test_every_holiday_is_a_day_of_a_known_country() -> None:
    for holiday in code_list("public_holiday").codes:
        day = date.fromisoformat(f"2024-{holiday.text('month_day')}")
        assert holiday.code == f"{holiday.text('country')}-{day:%m-%d}"
        assert holiday.text("country") in code_list("country")


def test_money_counts_minor_units_as_the_list_says() -> None:
    listed = {code.code: code.number("minor_digits") for code in code_list("currency").codes}
    assert listed == {code: minor_digits(code) for code in listed}


def test_codes_that_point_elsewhere_point_at_something() -> None:
    provinces = code_list("province")
    assert all(port.text("province") in provinces for port in code_list("port_of_entry").codes)
    assert all(office.text("province") in provinces for office in code_list("bp3mi_office").codes)
    headings = code_list("action_heading")
    assert all(a.text("heading") is None or a.text("heading") in headings for a in code_list("action_type").codes)


def test_lists_that_the_field_reference_names_without_a_table_exist() -> None:
    assert {"job_title", "currency", "language", "working_week", "public_holiday", "clock"} <= set(names())
    assert sum(code.mark == "F" for code in code_list("job_title").codes) == 8
