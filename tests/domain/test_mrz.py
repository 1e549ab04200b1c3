"""MRZ: the specimens of ICAO 9303 parts 4 to 6, an Indonesian one, damage, and readers that err."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.domain.mrz import Mrz, read
from sync.domain.mrz_layout import ALPHABET, FILLER, LAYOUTS, Layout, check_digit
from sync.errors import InvalidField

TODAY = date(2026, 11, 24)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
LONG_TD1 = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
LONG_TD2 = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8"
SPECIMENS = (TD3, TD1, TD2, LONG_TD1, LONG_TD2)
OF_NAME = {layout.name: layout for layout in LAYOUTS}


def passport(names: str = "AMINAH<<SITI", number: str = "C1234567<", birth: str = "900517", sex: str = "F") -> str:
    """Make an Indonesian passport's zone with its check digits."""
    numbered, born, until = (part + check_digit(part) for part in (number, birth, "310305"))
    personal = FILLER * 14 + "0"
    composite = check_digit(numbered + born + until + personal)
    return f"P<IDN{names:<<39}\n{numbered}IDN{born}{sex}{until}{personal}{composite}"


def test_the_specimen_of_a_passport_is_read() -> None:
    mrz = read(TD3, TODAY)
    assert (mrz.layout, mrz.document_code, mrz.issuer, mrz.nationality) == ("TD3", "P", "UTO", "UTO")
    assert (mrz.number, mrz.birth, mrz.sex, mrz.expires) == ("L898902C3", "1974-08-12", "P", "2012-04-15")
    assert (mrz.surname, mrz.given_names, mrz.full_name) == ("ERIKSSON", "ANNA MARIA", "ANNA MARIA ERIKSSON")
    assert (mrz.optional, mrz.failed, mrz.repaired) == (("ZE184226B",), (), ())
    assert mrz.zone == TD3.replace("\n", "")


@pytest.mark.parametrize(("text", "layout", "optional"), [(TD1, "TD1", ("", "")), (TD2, "TD2", ("",))])
def test_the_specimens_of_cards_are_read(text: str, layout: str, optional: tuple[str, ...]) -> None:
    mrz = read(text, TODAY)
    assert (mrz.layout, mrz.document_code, mrz.number, mrz.full_name) == (
        layout,
        "I",
        "D23145890",
        "ANNA MARIA ERIKSSON",
    )
    assert (mrz.birth, mrz.sex, mrz.expires, mrz.nationality) == ("1974-08-12", "P", "2012-04-15", "UTO")
    assert (mrz.optional, mrz.failed, mrz.repaired) == (optional, (), ())


@pytest.mark.parametrize("text", [LONG_TD1, LONG_TD2])
def test_a_number_of_more_than_nine_characters_runs_over_into_the_optional_data(text: str) -> None:
    mrz = read(text, TODAY)
    assert (mrz.number, mrz.full_name, mrz.sex) == ("D23145890734", "PETER JOHN STEVENSON", "L")
    assert (mrz.birth, mrz.expires) == ("1934-07-12", "1995-07-12")
    assert (mrz.failed, "".join(mrz.optional)) == ((), "")
    assert "number" in read(text.replace("7349", "7359"), TODAY).failed


def test_an_indonesian_passport_is_read() -> None:
    mrz = read(passport(), TODAY)
    assert (mrz.number, mrz.nationality, mrz.full_name) == ("C1234567", "IDN", "SITI AMINAH")
    assert (mrz.birth, mrz.sex, mrz.expires, mrz.failed) == ("1990-05-17", "P", "2031-03-05", ())


def test_a_holder_of_one_name_has_a_surname_only() -> None:
    mrz = read(passport("SUPARNO"), TODAY)
    assert (mrz.surname, mrz.given_names, mrz.full_name) == ("SUPARNO", "", "SUPARNO")


@pytest.mark.parametrize(("letter", "sex"), [("M", "L"), ("F", "P"), ("<", None), ("X", None)])
def test_a_document_may_leave_the_sex_open(letter: str, sex: str | None) -> None:
    assert read(passport(sex=letter), TODAY).sex == sex


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("90<<<<", "1990"),
        ("9005<<", "1990-05"),
        ("<<<<<<", None),
        ("261124", "2026-11-24"),
        ("261125", "1926-11-25"),
        ("2612<<", "1926-12"),
        ("26<<<<", "2026"),
        ("000229", "2000-02-29"),
    ],
)
def test_a_birth_is_read_as_far_as_it_is_known_and_never_after_today(written: str, birth: str | None) -> None:
    mrz = read(passport(birth=written), TODAY)
    assert (mrz.birth, mrz.failed) == (birth, ())


def test_empty_optional_data_may_have_a_filler_for_a_check_digit() -> None:
    zone = passport()
    assert read(f"{zone[:-2]}<{zone[-1]}", TODAY).failed == ()


def test_an_unknown_birth_may_have_a_filler_for_a_check_digit() -> None:
    assert read(passport(birth="<<<<<<").replace("IDN<<<<<<0", "IDN<<<<<<<"), TODAY).failed == ()


@pytest.mark.parametrize("written", ["900231", "901301", "90<<17", "AAAAAA"])
def test_a_birth_on_no_day_has_failed_even_if_its_check_digit_holds(written: str) -> None:
    mrz = read(passport(birth=written), TODAY)
    assert (mrz.birth, mrz.failed) == (None, ("birth",))


@pytest.mark.parametrize("text", SPECIMENS)
def test_a_zone_is_found_however_it_was_pasted(text: str) -> None:
    expected = read(text, TODAY)
    for pasted in (
        text.replace("\n", ""),
        text.replace("\n", "\r\n\r\n"),
        text.lower(),
        text.replace("<<", "«"),
        text.replace("<", "‹"),
        text.replace("<", "＜"),
        text.replace("<<", "< <"),
        " ".join(text),
        f"\x02{text}\x03\n",
        f"REPUBLIK INDONESIA\nPaspor:\n{text}\nTRAILING<JUNK\n---",
        text.replace("\n", "") + "JUNK",
    ):
        assert read(pasted, TODAY) == expected


@pytest.mark.parametrize("ending", ["", "<", "<" * 30])
def test_fillers_lost_or_doubled_behind_the_names_do_no_harm(ending: str) -> None:
    assert read(TD3.replace("MARIA<<<<<<<<<<<<<<<<<<<", "MARIA" + ending), TODAY) == read(TD3, TODAY)
    assert read(TD1.rstrip("<") + ending, TODAY) == read(TD1, TODAY)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        (TD3.replace("7408122F", "74O8122F"), ("birth",)),
        (TD3.replace("F1204159", "FI2O4159"), ("expiry",)),
        (TD3.replace("7408122F", "740B1ZZF").replace("F1204159", "F120415G"), ()),
        (TD3.replace("B<<<<<10", "B<<<<<I0"), ("personal",)),
        (TD3.replace("B<<<<<10", "B<<<<<1O"), ("composite",)),
        (TD1.replace("7408122F", "74081Z2F"), ("birth",)),
        (passport(birth="850815").replace("850815", "BS0B15"), ("birth",)),
        (passport(number="C1234561<").replace("C1234561<2", "C1234561<Z"), ("number",)),
    ],
)
def test_letters_in_the_place_of_digits_are_repaired_only_when_all_checks_hold(
    damaged: str, repaired: tuple[str, ...]
) -> None:
    mrz = read(damaged, TODAY)
    assert mrz.repaired == repaired
    assert (mrz.failed == ()) == (repaired != ())


def test_nothing_is_repaired_in_a_number_where_letters_may_stand() -> None:
    assert read(TD3.replace("L898902C3", "L8989O2C3"), TODAY).number == "L8989O2C3"


def _checked_positions(layout: Layout, text: str) -> set[int]:
    """Return every position that a check digit covers, check digits included."""
    spans = (*layout.composite, slice(layout.composite_at, layout.composite_at + 1))
    return {at for span in spans for at in range(*span.indices(len(text)))}


def _is_mod_ten_blind(one: str, other: str) -> bool:
    """Whether the weights 7, 3, 1 modulo ten cannot tell two characters apart: 0 A K U and the filler, 1 B L V, ..."""
    values = {sign: value for value, sign in enumerate(ALPHABET)} | {FILLER: 0}
    return (values[one] - values[other]) % 10 == 0


@pytest.mark.parametrize("text", [TD3, TD1, TD2, passport()])
def test_every_change_of_one_checked_character_is_noticed_unless_modulo_ten_is_blind_to_it(text: str) -> None:
    before = read(text, TODAY)
    layout = OF_NAME[before.layout]
    letters_too = (layout.number, *layout.optional)
    is_empty = layout.personal is not None and before.optional == ("",)
    may_be_filler = (layout.personal.stop if layout.personal and is_empty else -1, FILLER)
    for at in _checked_positions(layout, before.zone):
        for sign in {*ALPHABET, FILLER} - {before.zone[at]}:
            after = read(before.zone[:at] + sign + before.zone[at + 1 :], TODAY)
            is_blind = _is_mod_ten_blind(sign, before.zone[at]) and any(
                span.start <= at < span.stop for span in letters_too
            )
            assert bool(after.failed or after.repaired) == (not is_blind and (at, sign) != may_be_filler), (at, sign)


@pytest.mark.parametrize(
    "text", ["", "P<IDN", TD3[:80], TD3.replace("P<", "V<"), "Siti Aminah\n0812", "<" * 88, "a" * 10_000]
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        read(text, TODAY)
    assert (refused.value.field, refused.value.rule) == ("mrz", "mrz-shape")


ZONES = st.sampled_from(LAYOUTS).flatmap(
    lambda layout: st.tuples(st.sampled_from(layout.kinds), st.text(ALPHABET + FILLER, min_size=layout.size - 1)).map(
        "".join
    )
)


@given(ZONES | st.text() | st.text(alphabet="PIAC0123456789<\n «"))
@example("I" + "<" * 89)
@example("P" + "0" * 87)
@example("P" + "ß" * 87)
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with suppress(InvalidField):
        mrz = read(text, TODAY)
        assert isinstance(mrz, Mrz)
        assert set(mrz.failed) <= {"number", "birth", "expiry", "personal", "composite"}
        assert mrz.full_name == mrz.full_name.strip()


@given(st.integers(0, 87), st.sampled_from(ALPHABET + FILLER), st.integers(0, 87), st.sampled_from(ALPHABET))
def test_two_damaged_characters_break_nothing(one: int, first: str, other: int, second: str) -> None:
    zone = list(TD3.replace("\n", ""))
    zone[one], zone[other] = first, second
    with suppress(InvalidField):
        assert read("".join(zone), TODAY).layout in OF_NAME
