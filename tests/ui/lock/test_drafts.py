"""What is being typed is in the encrypted store half a second later, in every form, and belongs to who typed it."""

import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.actions.disputes import Disputed, Side
from desktop.desk import Desk
from desktop.store import drafts
from desktop.store.store import Store
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.case_page import Move
from desktop.ui.viewmodels.record_form import kept_body
from desktop.ui.views import draft_keeper
from desktop.ui.views.bench import Bench
from desktop.ui.views.conflict_field import ConflictField
from desktop.ui.views.import_page import ImportPage
from desktop.ui.views.move_dialog import MoveDialog
from desktop.ui.views.places import FormPlace, ImportPlace
from desktop.ui.views.record_form import RecordForm
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.lifecycle import REASON
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.open_desk import Scene
from tests.ui.walks import keyboard_of

MOMENTS = 60


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("drafts")) / "desk")
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


@pytest.fixture
def bench(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Bench:
    return Scene(qtbot, kit, desk, background).bench


def _as_killed(desk: Desk, place: Path) -> str:
    """Return the name in the draft as a process that was killed now leaves it on the disk."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in ("desk.db", "desk.db-wal"):
        if (desk.folder / name).exists():
            shutil.copy(desk.folder / name, place / name)
    store = Store.open(place, desk.session.database_key, desk.clock, store_id=desk.session.store.id)
    store.vault = desk.store.vault
    found = next((one for one in store.drafts("dewi") if one.form == "new/worker"), None)
    store.close()
    return "" if found is None else str(found.body["fields"]["full_name"])


def test_a_kill_at_any_keystroke_leaves_what_was_typed_at_the_last_half_second(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    assert draft_keeper._EVERY_MS <= 500
    stage.page.go(FormPlace(kind="worker"))
    stage.settle()
    form = stage.page.findChildren(RecordForm)[-1]
    editor, drawn, ticked = keyboard_of(form.fields["full_name"]), random.Random(7), ""
    assert form.drafts._timer.isActive()
    form.drafts._timer.setInterval(1 << 30)  # the test is the clock
    editor.setFocus()
    for moment in range(MOMENTS):
        if drawn.random() < 0.5:
            qtbot.keyClicks(editor, drawn.choice("abcdefghij"))
        else:
            form.drafts._timer.timeout.emit()
            stage.settle()
            ticked = editor.text()  # type: ignore[attr-defined]  # a line
        if moment % 4 == 0:
            assert _as_killed(stage.desk, tmp_path / "killed") == ticked


def _moved(bench: Bench) -> tuple[MoveDialog, Any]:
    dialog = MoveDialog(bench, Move(to="CLOSED", needs=(REASON,)), "a-case")
    return dialog, lambda: dialog.why.set_value("Sudah pulang")


def _disputed(bench: Bench) -> tuple[ConflictField, Any]:
    mine, theirs = (
        Side(which=which, value=which, officer="", at="", is_here=which == "mine") for which in ("mine", "theirs")
    )
    name = NOUNS["worker"].by_name["full_name"]
    disputed = Disputed(id="a-conflict", path="full_name", field=name, sides=(mine, theirs))
    field = ConflictField(bench, "worker", disputed)

    def type_third() -> None:
        field.open_third()
        assert field.third is not None
        field.third.set_value("Nur Halimah binti Saleh")

    return field, type_third


@pytest.mark.parametrize(("made", "key"), [(_moved, "move/a-case/CLOSED"), (_disputed, "conflict/a-conflict")])
def test_reasons_and_third_values_are_kept_and_shown_again(qtbot: QtBot, bench: Bench, made: Any, key: str) -> None:
    form, type_it = made(bench)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: bench.background.is_quiet)
    type_it()
    qtbot.waitUntil(lambda: bool(bench.desk.ask(partial(kept_body, officer="dewi", key=key))))
    form.hide()
    again, _type = made(bench)
    qtbot.addWidget(again)
    again.show()
    typed = again._typed
    qtbot.waitUntil(lambda: bool(typed()))


def _import_page(stage: Stage) -> ImportPage:
    stage.page.go(ImportPlace(kind="worker"))
    stage.settle()
    found = stage.page.findChildren(ImportPage)[-1]
    assert isinstance(found, ImportPage)
    return found


def test_the_mapping_of_a_list_is_kept(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "daftar.csv"
    path.write_text("Nama,Paspor\nNur Halimah,C1234567\n")
    _import_page(stage).open_file(path)
    qtbot.waitUntil(lambda: bool(stage.desk.ask(partial(kept_body, officer="dewi", key="import/worker"))))
    stage.page.back()
    again = _import_page(stage)
    qtbot.waitUntil(lambda: again.columns is not None)


def test_another_shift_does_not_read_a_draft(desk: Desk) -> None:
    desk.store.keep_draft("siti", drafts.Draft(form="new/case", body={"summary": "Rahasia"}, at="2026-03-10T06:00:00Z"))
    assert [one.form for one in desk.store.drafts("siti")] == ["new/case"]
    assert all(one.body.get("summary") != "Rahasia" for one in desk.store.drafts("dewi"))
