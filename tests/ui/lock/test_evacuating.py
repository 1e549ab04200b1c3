"""From the window: a typed code and a place, then the desk is empty, and what was unsent lies sealed in the file."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.keys import erasing
from desktop.ui.kit import Kit
from desktop.ui.program import Program
from desktop.ui.views.evacuate_dialog import EvacuateDialog
from desktop.ui.views.first_run import FirstRun
from desktop.ui.views.unlock import Unlock
from desktop.ui.widgets.dialogs import Told
from tests.ui.front_door import unlocked
from tests.ui.walks import problems


def test_an_evacuated_desk_is_empty_and_its_file_opens_elsewhere(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    unlocked(qtbot, program).evacuate(tmp_path / "JHB.sisko-bundle")
    qtbot.waitUntil(lambda: isinstance(program.front.view, FirstRun))
    assert erasing.proof_of(tmp_path / "desk") is not None
    assert not (tmp_path / "desk" / "desk.db").exists()
    assert (tmp_path / "JHB.sisko-bundle").stat().st_size > 0
    for told in program.front.findChildren(Told):
        told.accept()


def test_an_order_erases_and_leaves_what_was_unsent_sealed_beside_the_proof(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    unlocked(qtbot, program)._lease._judge((None, "lost"))
    qtbot.waitUntil(lambda: isinstance(program.front.view, FirstRun))
    proof = erasing.proof_of(tmp_path / "desk")
    assert proof is not None
    assert proof.reason == "lost"
    assert len(list((tmp_path / "desk").glob("*.sisko-bundle"))) == 1
    for told in program.front.findChildren(Told):
        told.accept()


def test_a_place_that_cannot_be_written_erases_nothing(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    unlocked(qtbot, program).evacuate(tmp_path / "missing" / "JHB.sisko-bundle")
    qtbot.waitUntil(lambda: isinstance(program.front.view, Unlock) and bool(program.front.view.alarm()))
    view = program.front.view
    assert isinstance(view, Unlock)
    assert view.secret.isEnabled()
    unlocked(qtbot, program)


def test_the_button_waits_for_a_place_and_the_code(qtbot: QtBot, kit: Kit, tmp_path: Path) -> None:
    dialog = EvacuateDialog(kit, "JHB", is_joined=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert problems(dialog) == []
    assert not dialog.act.isEnabled()
    dialog.take_place(tmp_path / "JHB.sisko-bundle")
    assert not dialog.act.isEnabled()
    qtbot.keyClicks(dialog.code.field, "JHB")
    assert dialog.act.isEnabled()
