"""Meanwhile: a record that moves on while its form is open is never overwritten unseen, and nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.actions import records
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.meanwhile import Clash, met
from desktop.ui.views.places import FormPlace
from desktop.ui.views.record_form import RecordForm
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems

KNOWN = {"full_name": "Siti Rahmawati", "birth_place": "Kebumen", "working_area": "Jeddah"}
PASSPORT = {"id": "a", "number": "C1234567"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("meanwhile")))
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


@pytest.fixture
def row(desk: Desk) -> Row:
    return desk.do(lambda unit: records.create("worker", KNOWN | {"passports": [PASSPORT]}, unit))


def form(stage: Stage, row: Row) -> RecordForm:
    stage.page.go(FormPlace(kind="worker", record=row.id))
    stage.settle()
    found = stage.page.findChildren(RecordForm)[-1]
    assert isinstance(found, RecordForm)
    return found


def come_in(desk: Desk, row: Row, **fields: Any) -> None:
    """Save what another officer entered, as a round takes it in."""
    desk.store.do("budi", lambda unit: unit.edit("worker", row.id, fields))


def hear(stage: Stage, row: Row) -> None:
    stage.background.changed.emit(Changed(kinds=frozenset({"worker"}), ids=frozenset({row.id}), sync=True))
    stage.settle()


def stored(desk: Desk, row: Row) -> dict[str, Any]:
    return desk.store.get("worker", row.id).fields


def test_what_was_not_touched_takes_the_new_value_at_once(stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    come_in(desk, row, working_area="Taif")
    hear(stage, row)
    assert opened.fields["working_area"].value() == "Taif"
    assert opened.changes() == {"birth_place": "Cilacap"}
    assert "budi" in opened.meanwhile.banner.findChildren(type(opened._dirty))[-1].text()


def test_a_save_over_an_unseen_change_is_not_made_but_shown(qtbot: QtBot, stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    come_in(desk, row, birth_place="Banyumas")
    opened.save()
    qtbot.waitUntil(lambda: "birth_place" in opened.meanwhile.lines)
    assert stored(desk, row)["birth_place"] == "Banyumas"
    assert opened.fields["birth_place"].value() == "Cilacap"
    opened.save()  # still undecided
    stage.settle()
    assert stored(desk, row)["birth_place"] == "Banyumas"


@pytest.mark.parametrize(("answer", "kept"), [("take", "Banyumas"), ("keep", "Cilacap")])
def test_the_officer_chooses_and_saves(
    qtbot: QtBot, stage: Stage, desk: Desk, row: Row, answer: str, kept: str
) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    opened.fields["working_area"].set_value("Mekkah")
    come_in(desk, row, birth_place="Banyumas")
    hear(stage, row)
    getattr(opened.meanwhile.lines["birth_place"], answer).click()
    opened.save()
    qtbot.waitUntil(lambda: stored(desk, row)["working_area"] == "Mekkah")
    assert stored(desk, row)["birth_place"] == kept


def test_a_change_elsewhere_does_not_stop_the_save(qtbot: QtBot, stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    come_in(desk, row, working_area="Taif")
    opened.save()
    qtbot.waitUntil(lambda: stored(desk, row)["birth_place"] == "Cilacap")
    assert stored(desk, row)["working_area"] == "Taif"


def test_two_passports_that_were_added_at_two_desks_are_both_kept(
    qtbot: QtBot, stage: Stage, desk: Desk, row: Row
) -> None:
    opened = form(stage, row)
    opened.fields["passports"].set_value([PASSPORT, {"id": "b", "number": "C7654321"}])
    come_in(desk, row, passports=[PASSPORT, {"id": "c", "number": "X1111111"}])
    opened.save()
    qtbot.waitUntil(lambda: len(stored(desk, row)["passports"]) == 3)


def test_a_draft_of_an_older_state_is_compared_with_the_record_of_today(stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    stage.page.back()
    stage.settle()
    come_in(desk, row, birth_place="Banyumas", working_area="Taif")
    again = form(stage, row)
    assert again.fields["birth_place"].value() == "Cilacap"
    assert again.fields["working_area"].value() == "Taif"
    assert list(again.meanwhile.lines) == ["birth_place"]
    again._throw_away()
    assert again.fields["birth_place"].value() == "Banyumas"
    assert again.meanwhile.lines == {}


def test_a_clash_outlives_leaving_the_form(stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    come_in(desk, row, birth_place="Banyumas")
    hear(stage, row)
    stage.page.back()
    stage.settle()
    assert list(form(stage, row).meanwhile.lines) == ["birth_place"]


def test_half_a_date_is_not_swept_away(stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    line = opened.fields["birth_date"].focusProxy()
    line.setText("17 Agus 19")  # type: ignore[union-attr]
    come_in(desk, row, birth_date="1990-08-17")
    hear(stage, row)
    assert line.text() == "17 Agus 19"  # type: ignore[union-attr]
    opened.meanwhile.lines["birth_date"].take.click()
    assert opened.fields["birth_date"].value() == "1990-08-17"


def test_a_record_that_was_deleted_meanwhile_says_so_and_keeps_the_draft(
    qtbot: QtBot, stage: Stage, desk: Desk, row: Row
) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    desk.store.do("budi", lambda unit: unit.delete("worker", row.id, "ganda"))
    told = len(stage.shell.told)
    opened.save()
    qtbot.waitUntil(lambda: len(stage.shell.told) > told)
    assert stored(desk, row)["birth_place"] == "Kebumen"
    assert opened.fields["birth_place"].value() == "Cilacap"


def test_every_widget_of_a_clash_has_a_name_and_plain_text(stage: Stage, desk: Desk, row: Row) -> None:
    opened = form(stage, row)
    opened.fields["birth_place"].set_value("Cilacap")
    come_in(desk, row, birth_place="Banyumas")
    hear(stage, row)
    assert opened.meanwhile.lines
    assert problems(stage.window) == []


def test_the_same_said_twice_is_no_clash() -> None:
    before, both = {"birth_place": "Kebumen"}, {"birth_place": "Cilacap"}
    assert met("worker", before, both, both).clashes == ()


def test_an_element_clashes_alone() -> None:
    before = {"full_name": "Siti", "passports": [PASSPORT, {"id": "b", "number": "C2"}]}
    typed = {"passports": [{"id": "a", "number": "C9"}, {"id": "b", "number": "C2"}]}
    now = {"full_name": "Siti", "passports": [{"id": "b", "number": "C3"}]}
    found = met("worker", before, typed, now)
    assert found.clashes == (Clash(path="passports/a", mine={"number": "C9"}, theirs=None),)
    assert found.fields["passports"] == [{"id": "a", "number": "C9"}, {"id": "b", "number": "C3"}]
