"""The copy of data on the screen: asked for beside a worker, files only by choice, and what is withheld is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.actions.attachments import NewFile, attach
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.subject_dialog import SubjectDialog, ask_copy
from tests.actions.test_subject import filled, photo
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("subject")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def siti(desk: Desk) -> Row:
    def make(kind: str, **fields: Any) -> Row:
        return desk.do(lambda unit: unit.create(kind, fields))

    found = filled(make)
    for title in ("Paspor", "Kontrak"):
        attach(desk, NewFile(owner=("worker", found.id), content=photo(), title=title))
    return found


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


def asked(qtbot: QtBot, stage: Stage, person: Row) -> SubjectDialog:
    ask_copy(stage.page._bench, person.id, stage.page)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SubjectDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SubjectDialog)
    return dialog


def test_it_is_written_with_the_chosen_file_under_a_name_that_says_nothing(
    qtbot: QtBot, stage: Stage, siti: Row, tmp_path: Path
) -> None:
    (tmp_path / "RUH-salinan-data-2026-03-10").mkdir()
    dialog = asked(qtbot, stage, siti)
    assert problems(dialog) == []
    dialog.files.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.write(tmp_path)
    qtbot.waitUntil(lambda: bool(stage.shell.told))
    folder = tmp_path / "RUH-salinan-data-2026-03-10-2"
    assert str(folder) in stage.shell.told[-1][0]
    assert stage.shell.told[-1][1] is Tone.SUCCESS
    assert (folder / "001.jpg").is_file()
    assert not (folder / "002.jpg").exists()


def test_what_is_withheld_and_that_it_is_not_encrypted_is_said_before(qtbot: QtBot, stage: Stage, siti: Row) -> None:
    dialog = asked(qtbot, stage, siti)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert stage.kit.words("subject.ground.OTHER_PERSON")[1:] in said
    assert stage.kit.words("subject.warning") in said
    dialog.reject()
    assert dialog.chosen() == ()
