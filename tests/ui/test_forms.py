"""Forms: every noun can be filled, saved and found; what is wrong stands beside its field; nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.views.places import FormPlace
from desktop.ui.views.record_form import RecordForm
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Author, Shape
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.sample_records import sample, worker


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("forms")))
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    for draft in desk.store.drafts("dewi"):
        desk.store.drop_draft("dewi", draft.form)
    yield from staged(qtbot, kit, desk, background, "workers")


@pytest.fixture
def section_stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background, kind: str) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, NOUNS[kind].about.section)


def form(stage: Stage, kind: str, record: str | None = None, **preset: Any) -> RecordForm:
    stage.page.go(FormPlace(kind=kind, record=record, preset=preset))
    stage.settle()
    found = stage.page.findChildren(RecordForm)[-1]
    assert isinstance(found, RecordForm)
    stage.qtbot.waitUntil(lambda: found.drafts.is_open)  # before that there is nothing to save
    return found


BY_HAND = [
    kind
    for kind in NOUNS
    if kind != "conflict" and all(one.author is Author.OFFICER for one in NOUNS[kind].fields if one.required)
]
"""All but what is no form's: a file is added as a file, and a conflict is decided."""


@pytest.mark.parametrize("kind", BY_HAND)
def test_every_noun_has_a_form_that_saves_and_a_list_that_shows_it(
    qtbot: QtBot, kit: Kit, desk: Desk, section_stage: Stage, kind: str
) -> None:
    stage = section_stage
    opened = form(stage, kind)
    for field in NOUNS[kind].fields:
        if field.required:
            opened.fields[field.name].set_value(sample(field, desk))
    first = next(f for f in NOUNS[kind].fields if f.shape is Shape.TEXT and not f.rules)
    if not first.required:
        opened.fields[first.name].set_value("Contoh")
    before = desk.store.count(kind)
    opened.save()
    qtbot.waitUntil(lambda: desk.store.count(kind) == before + 1)
    stage.settle()
    assert stage.shell.told[-1][0] == kit.words("form.saved")
    if NOUNS[kind].about.parent is None:
        stage.page._turn(kind)
        stage.settle()
        assert stage.page._lists[kind].table.rows.rowCount() >= 1


def test_a_form_is_saved_by_keyboard_alone(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    opened = form(stage, "worker")
    qtbot.waitUntil(lambda: opened.fields["full_name"].focusProxy() is QApplication.focusWidget())
    qtbot.keyClicks(QApplication.focusWidget(), "Siti Rahmawati")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(desk.store.first_hits("Siti Rahmawati")))
    assert opened is not None


def test_only_what_was_changed_is_sent(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    row = worker(desk, "Eko Prasetyo", birth_date="1990-05", sex="L")
    opened = form(stage, "worker", row.id)
    assert opened.changes() == {}
    opened.fields["sex"].set_value("P")
    assert opened.changes() == {"sex": "P"}


def test_an_error_stands_beside_its_field_with_the_keyboard_in_it(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    opened = form(stage, "worker")
    opened.fields["full_name"].set_value("Murni")
    opened.fields["nik"].set_value("123")
    opened.save()
    qtbot.waitUntil(lambda: bool(opened.fields["nik"].error()))
    assert opened.fields["nik"].error() == stage.kit.words("rule.nik-shape")
    assert opened.fields["nik"].focusProxy() is QApplication.focusWidget()


def test_an_error_inside_an_element_stands_at_its_part(qtbot: QtBot, stage: Stage) -> None:
    opened = form(stage, "worker")
    opened.fields["full_name"].set_value("Murni")
    opened.fields["passports"].set_value([{"id": "a", "number": "C" * 70}])
    opened.save()
    part = opened.fields["passports"].part("a", "number")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(part.error()))


def test_a_missing_required_field_is_told_beside_it(qtbot: QtBot, stage: Stage) -> None:
    opened = form(stage, "worker")
    opened.save()
    qtbot.waitUntil(lambda: bool(opened.fields["full_name"].error()))


def test_what_is_typed_comes_back_after_the_form_was_left(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    row = worker(desk, "Yuliana Sari")
    opened = form(stage, "worker", row.id)
    opened.fields["birth_place"].set_value("Kebumen")
    stage.page.back()
    stage.settle()
    again = form(stage, "worker", row.id)
    assert again.fields["birth_place"].value() == "Kebumen"
    assert again._draft_line.isVisible()


def test_a_saved_form_leaves_no_draft(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    row = worker(desk, "Tri Wahyuni")
    opened = form(stage, "worker", row.id)
    opened.fields["birth_place"].set_value("Cilacap")
    opened.drafts.keep()
    opened.save()
    qtbot.waitUntil(lambda: desk.store.get("worker", row.id).fields.get("birth_place") == "Cilacap")
    stage.settle()
    assert [one for one in desk.store.drafts("dewi") if row.id in one.form] == []


def test_a_save_can_be_taken_back(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    row = worker(desk, "Hendra Gunawan", birth_place="Malang")
    opened = form(stage, "worker", row.id)
    opened.fields["birth_place"].set_value("Blitar")
    opened.save()
    qtbot.waitUntil(lambda: stage.shell.undo is not None)
    assert stage.shell.undo is not None
    stage.shell.undo()
    qtbot.waitUntil(lambda: desk.store.get("worker", row.id).fields["birth_place"] == "Malang")


def test_not_known_is_kept_apart_from_not_asked(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    row = worker(desk, "Sumarni")
    opened = form(stage, "worker", row.id)
    opened.fields["birth_date"].set_unknown(is_unknown=True)
    opened.save()
    qtbot.waitUntil(lambda: desk.store.get("worker", row.id).fields.get("unknown") == ["birth_date"])


def test_a_nik_fills_birth_date_and_sex_where_they_are_empty(qtbot: QtBot, stage: Stage) -> None:
    opened = form(stage, "worker")
    line = opened.fields["nik"].focusProxy()
    assert line is not None
    qtbot.keyClicks(line, "3301055705900001")
    assert (opened.fields["birth_date"].value(), opened.fields["sex"].value()) == ("1990-05-17", "P")


def test_a_machine_readable_zone_fills_the_worker(qtbot: QtBot, stage: Stage) -> None:
    opened = form(stage, "worker")
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    opened.filling.box.focusProxy().setPlainText(zone)  # type: ignore[union-attr]
    assert opened.fields["full_name"].value() == "ANNA MARIA ERIKSSON"
    assert opened.fields["birth_date"].value() == "1974-08-12"
    held = opened.fields["passports"].value()
    assert isinstance(held, list)
    assert held[0]["number"] == "L898902C3"


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("day", ["1990-05-17", "1990-08", "1990", "1990~", "2024-12-01~"])
def test_every_date_is_read_back_as_it_is_said(lang: str, day: str) -> None:
    from desktop.ui.viewmodels.speech import Speech
    from desktop.ui.viewmodels.typed import Typed
    from desktop.words import Words
    from tests.ui.desks import PlayedClock

    speech = Speech(Words(lang), "Asia/Riyadh")
    typed = Typed(speech, "SA", PlayedClock())
    for month in range(1, 13):
        said = day.replace("-05-", f"-{month:02d}-").replace("-08", f"-{month:02d}").replace("-12-", f"-{month:02d}-")
        assert typed.day(speech.day(said)) == said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_hour_is_read_back_as_it_is_said(lang: str) -> None:
    from desktop.ui.viewmodels.speech import Speech
    from desktop.ui.viewmodels.typed import Typed
    from desktop.words import Words
    from tests.ui.desks import PlayedClock

    speech = Speech(Words(lang), "Asia/Riyadh")
    typed = Typed(speech, "SA", PlayedClock())
    assert typed.moment(speech.moment("2026-08-10T06:42:00.000Z")) == "2026-08-10T06:42:00.000Z"
    assert typed.moment("14.30") == "2026-03-10T11:30:00.000Z"
