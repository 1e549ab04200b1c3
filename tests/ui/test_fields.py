"""The fields of forms: what is typed is read at once, and what cannot be read is said, never lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.choice_box import ChoiceBox, matching
from desktop.ui.widgets.fields.code_fields import CodeField, CodesField, FlagField
from desktop.ui.widgets.fields.elements_field import ElementsField
from desktop.ui.widgets.fields.form_field import Caption, FormField, Option
from desktop.ui.widgets.fields.read_fields import DateField, PhoneField
from desktop.ui.widgets.fields.ref_field import RefField
from desktop.ui.widgets.fields.text_fields import LineField, NumberField, TextField
from desktop.ui.widgets.search.hits import Hit
from tests.ui import walks
from tests.ui.sample_form import NEEDS, SEXES, fields, form, money, passport_parts, read_date, read_phones

VALUES = (
    ("full_name", "Siti Rahmawati"),
    ("sex", "F"),
    ("birth", "1990-05"),
    ("needs", ["LEGAL", "MEDICAL"]),
    ("wage", {"minor": 145000, "currency": "SAR"}),
    ("children", 2),
    ("safe", False),
    ("phone", "055 010 4417"),
    ("employer", "01HX"),
    ("note", "baris satu\nbaris dua"),
    ("passports", [{"id": "p1", "number": "C1234471", "expires": "2029-05"}]),
)


@pytest.fixture
def made(qtbot: QtBot, kit: Kit) -> dict[str, FormField]:
    built = fields(kit)
    for field in built.values():
        qtbot.addWidget(field)
        field.show()
    return built


def click(field: FormField) -> None:
    pressed = walks.keyboard_of(field)
    assert isinstance(pressed, QPushButton)
    pressed.click()


def typed(field: FormField, text: str) -> None:
    QTest.keyClicks(walks.keyboard_of(field), text)


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_field_gives_back_what_it_was_given(made: dict[str, FormField], name: str, value: object) -> None:
    made[name].set_value(value)
    assert made[name].value() == value
    assert made[name].problem() == ""


@pytest.mark.parametrize("name", [name for name, _value in VALUES])
def test_an_empty_field_says_nothing(made: dict[str, FormField], name: str) -> None:
    made[name].set_value(None)
    assert made[name].value() in (None, [])


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_showing_a_value_is_no_change(made: dict[str, FormField], qtbot: QtBot, name: str, value: object) -> None:
    with qtbot.assertNotEmitted(made[name].changed):
        made[name].set_value(value)


@pytest.mark.parametrize("name", [name for name, _value in VALUES])
def test_the_part_that_takes_the_keyboard_bears_the_label(made: dict[str, FormField], name: str) -> None:
    assert walks.without_a_name(made[name]) == []


def test_the_whole_form_passes_the_walks(qtbot: QtBot, kit: Kit) -> None:
    page = form(kit)
    qtbot.addWidget(page)
    page.resize(980, 1000)
    page.show()
    assert walks.problems(page) == []


def test_an_error_stands_beside_the_field_and_goes_when_it_is_edited(qtbot: QtBot, kit: Kit) -> None:
    field = LineField(kit, Caption(label="NIK", help="16 angka"))
    qtbot.addWidget(field)
    field.show()
    field.set_error("NIK terdiri atas 16 angka.")
    line = walks.keyboard_of(field)
    assert line.accessibleDescription() == "NIK terdiri atas 16 angka."
    typed(field, "3")
    assert field.error() == ""
    assert line.accessibleDescription() == "16 angka"


def test_not_known_closes_the_editor_and_is_a_change(qtbot: QtBot, kit: Kit) -> None:
    field = LineField(kit, Caption(label="NIK", can_be_unknown=True))
    qtbot.addWidget(field)
    field.set_unknown(is_unknown=True)
    assert field.is_unknown
    assert not walks.keyboard_of(field).isEnabled()


def test_a_date_is_understood_as_it_is_typed(qtbot: QtBot, kit: Kit) -> None:
    field = DateField(kit, Caption(label="Lahir"), read_date, str)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed):
        typed(field, "17 mei 1990")
    assert field.value() == "1990-05-17"
    assert field.problem() == ""


def test_a_date_that_cannot_be_read_is_said_and_kept(qtbot: QtBot, kit: Kit) -> None:
    field = DateField(kit, Caption(label="Lahir"), read_date, str)
    qtbot.addWidget(field)
    typed(field, "kemarin dulu")
    assert field.value() is None
    assert field.problem() == kit.words("form.date.unread")


def test_an_amount_is_read_in_its_currency(qtbot: QtBot, kit: Kit) -> None:
    field = money(kit, "Gaji")
    qtbot.addWidget(field)
    typed(field, "1.450,50")
    assert field.value() == {"minor": 145050, "currency": "SAR"}
    typed(field, "x")
    assert field.problem() == kit.words("form.money.unread")


def test_a_telephone_is_kept_as_written(qtbot: QtBot, kit: Kit) -> None:
    field = PhoneField(kit, Caption(label="Telepon"), read_phones)
    qtbot.addWidget(field)
    typed(field, "rumah tetangga")
    assert field.value() == "rumah tetangga"
    assert field.problem() == ""


def test_a_whole_number_refuses_letters_in_words(qtbot: QtBot, kit: Kit) -> None:
    field = NumberField(kit, Caption(label="Anak"))
    qtbot.addWidget(field)
    typed(field, "2a")
    assert field.value() is None
    assert field.problem() == kit.words("form.number.unread")


def test_tab_leaves_a_text_of_several_lines(qtbot: QtBot, kit: Kit) -> None:
    field = TextField(kit, Caption(label="Catatan"), longest=10)
    qtbot.addWidget(field)
    editor = walks.the(field, QPlainTextEdit)
    assert editor.tabChangesFocus()
    field.set_value("x" * 11)
    assert field.problem() == kit.words("form.characters", n=11, max=10)


def test_typing_finds_a_code_by_any_of_its_words() -> None:
    assert [option.code for option in matching(NEEDS, "medis per")] == ["MEDICAL"]
    assert [option.code for option in matching(NEEDS, "BANT")] == ["LEGAL"]
    assert matching(NEEDS, "zzz") == ()


def test_what_begins_with_the_typed_text_comes_first() -> None:
    options = (Option(code="A", label="Bukan laki-laki"), Option(code="B", label="Laki-laki"))
    assert [option.code for option in matching(options, "laki")] == ["B", "A"]


def test_a_code_is_chosen_from_the_keyboard(qtbot: QtBot, kit: Kit) -> None:
    field = CodeField(kit, Caption(label="Jenis kelamin"), SEXES)
    qtbot.addWidget(field)
    field.show()
    typed(field, "laki")
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(walks.keyboard_of(field), Qt.Key.Key_Return)
    assert field.value() == "M"


def test_a_code_of_a_newer_release_is_shown_as_it_is(qtbot: QtBot, kit: Kit) -> None:
    field = CodeField(kit, Caption(label="Jenis kelamin"), SEXES)
    qtbot.addWidget(field)
    field.set_value("X9")
    assert field.value() == "X9"
    assert walks.the(field, QLineEdit).text() == "X9"
    assert field.problem() == ""


def test_emptying_the_line_takes_the_code_away(qtbot: QtBot, kit: Kit) -> None:
    field = CodeField(kit, Caption(label="Jenis kelamin"), SEXES)
    qtbot.addWidget(field)
    field.set_value("F")
    line = walks.the(field, QLineEdit)
    line.selectAll()
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(line, Qt.Key.Key_Delete)
    assert field.value() is None


def test_codes_are_added_by_typing_and_taken_off_by_their_chip(qtbot: QtBot, kit: Kit) -> None:
    field = CodesField(kit, Caption(label="Kebutuhan"), NEEDS)
    qtbot.addWidget(field)
    field.show()
    box = walks.the(field, ChoiceBox)
    QTest.keyClicks(box, "hukum")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert field.value() == ["LEGAL"]
    with qtbot.waitSignal(field.changed):
        walks.the(field, QPushButton).click()
    assert field.value() == []


def test_a_question_has_three_answers(qtbot: QtBot, kit: Kit) -> None:
    field = FlagField(kit, Caption(label="Aman ditelepon"))
    qtbot.addWidget(field)
    assert field.value() is None
    for made, answer in zip(field.findChildren(QPushButton), (True, False, None), strict=True):
        made.click()
        assert field.value() is answer


def test_an_element_keeps_its_id_and_what_this_release_does_not_know(qtbot: QtBot, kit: Kit) -> None:
    field = ElementsField(kit, Caption(label="Paspor"), lambda: passport_parts(kit), lambda: "e1")
    qtbot.addWidget(field)
    field.set_value([{"id": "p1", "number": "C1", "chip_key": "new"}])
    assert field.value() == [{"id": "p1", "chip_key": "new", "number": "C1"}]


def test_an_element_that_says_nothing_is_not_kept(qtbot: QtBot, kit: Kit) -> None:
    field = ElementsField(kit, Caption(label="Paspor"), lambda: passport_parts(kit), lambda: "e1")
    qtbot.addWidget(field)
    click(field)
    assert field.value() == []
    part = field.part("e1", "number")
    assert part is not None
    with qtbot.waitSignal(field.changed):
        typed(part, "C99")
    assert field.value() == [{"id": "e1", "number": "C99"}]


def test_another_record_is_found_and_can_be_taken_back(qtbot: QtBot, kit: Kit) -> None:
    field = RefField(kit, Caption(label="Pemberi kerja"))
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    walks.keyboard_of(field).setFocus()
    with qtbot.waitSignal(field.asked) as asked:
        typed(field, "al noor")
    field.show_hits("al noor", [Hit(kind="employer", id="e7", group="Pemberi kerja", title="Al Noor")], is_final=True)
    assert asked.args == ["al noor"]
    QTest.keyClick(walks.keyboard_of(field), Qt.Key.Key_Return)
    assert field.value() == "e7"
    click(field)
    assert field.value() is None
