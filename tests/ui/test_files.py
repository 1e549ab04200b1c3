"""Files of a case on the screen: dropped, pasted, chosen and taken from a folder; how they stand; opened in memory."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.actions.attachments import NewFile, attach, bare
from desktop.actions.intake import take_in
from desktop.desk import Desk
from desktop.store.attachments import KEEP_ORIGINALS, KIND
from desktop.store.row import Row
from desktop.ui.background import Background, Lane
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.files import OpenFile
from desktop.ui.views.case_page import CasePage
from desktop.ui.views.files.camera_dialog import CameraDialog
from desktop.ui.views.files.dropping import sources_of
from desktop.ui.views.files.file_viewer import FileViewer
from desktop.ui.views.files.files_card import FilesCard
from desktop.ui.views.places import RecordPlace
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.empty_state import EmptyState
from tests.attachments.test_traces import PICTURES
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("files")))
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "cases")


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(out, "JPEG")
    return out.getvalue()


class Place:
    """The documents of one new case."""

    def __init__(self, stage: Stage, desk: Desk) -> None:
        self.stage = stage
        case = desk.do(partial(take_in, {"full_name": "Siti"}, {"summary": "Gaji", "priority": "P2"}))
        self.owner = ("case", case.id)
        self.desk = desk
        stage.page.go(RecordPlace(kind="case", record=case.id))
        stage.settle()
        self.page = stage.page.findChildren(CasePage)[-1]
        self.page.tabs.bar.choose("documents")
        self.settle()

    @property
    def card(self) -> FilesCard:
        found: FilesCard = self.page.tabs.files
        return found

    def settle(self) -> None:
        for lane in (Lane.STORE, Lane.FILES, Lane.STORE, Lane.FILES):
            answered: list[None] = []
            self.stage.background.do(lambda: None, done=answered.append, failed=lambda _: None, lane=lane)
            self.stage.qtbot.waitUntil(partial(bool, answered), timeout=30_000)

    def add(self, content: bytes, title: str) -> None:
        attach(self.desk, NewFile(owner=self.owner, content=content, title=title))
        self.card.reload()
        self.settle()

    def titles(self) -> list[str]:
        return [row.line.title for row in self.card._rows]


@pytest.fixture
def place(stage: Stage, desk: Desk) -> Place:
    return Place(stage, desk)


def test_a_case_without_files_says_what_to_do(place: Place) -> None:
    assert place.card.findChildren(EmptyState)
    assert problems(place.card) == []


def test_files_that_are_dropped_on_the_case_are_sealed_and_shown_with_their_picture(
    place: Place, tmp_path: Path
) -> None:
    path = tmp_path / "Paspor Siti.jpg"
    path.write_bytes(photo())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, buttons, keys = QPoint(200, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(place.page, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(place.page, drop)
    place.settle()
    place.settle()

    assert place.titles() == ["Paspor Siti"]
    assert list(place.card._pictures) == [place.card._rows[0].line.id]
    assert problems(place.card) == []


def test_a_picture_is_pasted_from_the_clipboard(place: Place) -> None:
    image = QImage(120, 90, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    QApplication.clipboard().setImage(image)
    place.stage.qtbot.mouseClick(place.card.paste_button, Qt.MouseButton.LeftButton)
    place.settle()
    place.settle()

    assert [row.line.media_type for row in place.card._rows] == ["image/png"]


def test_an_empty_clipboard_says_so(place: Place) -> None:
    QApplication.clipboard().clear()
    assert sources_of(QApplication.clipboard().mimeData(), "x") == []
    place.card.paste()

    assert place.stage.shell.told


def test_what_is_refused_is_told_with_its_reason_and_stops_no_other(place: Place, tmp_path: Path) -> None:
    paths = [tmp_path / "kosong.jpg", tmp_path / "program.exe", tmp_path / "surat.txt"]
    for path, content in zip(paths, (b"", b"MZ" + bytes(99), b"surat"), strict=True):
        path.write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place.card.deeds.add(sources_of(data, ""))
    place.settle()
    place.settle()

    told = place.stage.shell.told[-1]
    assert "kosong: Berkas ini kosong." in str(told)
    assert "program: Jenis berkas ini tidak diterima" in str(told)
    assert place.titles() == ["surat"]


def test_a_file_is_opened_in_memory_and_its_title_bar_names_nobody(place: Place) -> None:
    place.add(photo(), "Paspor Siti")
    place.stage.qtbot.keyClick(place.card._rows[0], Qt.Key.Key_Return)
    place.settle()

    viewer = place.page.window().findChildren(FileViewer)[-1]
    assert viewer._pixmap is not None
    assert "Siti" not in viewer.windowTitle()
    viewer.accept()


def test_a_copy_is_saved_only_after_the_warning(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place.add(b"surat", "Surat")
    line = place.card._rows[0].line
    target = tmp_path / "Surat.txt"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))

    def answer(*, is_yes: bool) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConfirmDialog)
        dialog.accept() if is_yes else dialog.reject()

    QTimer.singleShot(50, partial(answer, is_yes=False))
    place.card.deeds.save_copy(line)
    assert not target.exists()
    QTimer.singleShot(50, partial(answer, is_yes=True))
    place.card.deeds.save_copy(line)
    place.settle()
    assert target.read_bytes() == b"surat"


def test_a_copy_of_a_photo_leaves_out_where_it_was_taken_and_the_original_can_be_had(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kind, content = PICTURES["jpeg"]
    place.add(content, "Foto")
    line = next(row.line for row in place.card._rows if row.line.title == "Foto")
    target = tmp_path / "Foto.jpg"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    for is_original, given in ((False, bare(content, kind)), (True, content)):
        QTimer.singleShot(50, lambda: QApplication.activeModalWidget().accept())  # type: ignore[union-attr]
        place.card.deeds.save_copy(line, is_original=is_original)
        place.settle()
        assert target.read_bytes() == given


def test_a_camera_folder_ticks_what_is_new_and_takes_it(place: Place, tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").write_bytes(photo())
    dialog = CameraDialog(place.card._bench, place.card.deeds.add, place.page.window())
    dialog.open()
    dialog._turn(tmp_path)
    place.settle()
    assert [item.checkState() for item in dialog._items()] == [Qt.CheckState.Checked]
    place.stage.qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    place.settle()
    place.settle()
    assert place.titles() == ["IMG_1"]

    again = CameraDialog(place.card._bench, place.card.deeds.add, place.page.window())
    again.open()
    again._turn(tmp_path)
    place.settle()
    assert [item.checkState() for item in again._items()] == [Qt.CheckState.Unchecked]
    again.reject()


def test_the_desk_can_keep_the_originals_of_its_officers_cases(desk: Desk) -> None:
    desk.store.keep_setting(KEEP_ORIGINALS, value=True)
    case = desk.do(partial(take_in, {"full_name": "Budi"}, {"summary": "x", "priority": "P3", "owner": "dewi"}))
    fields = {"owner_kind": "case", "owner_id": case.id, "bytes": 5, "blob": "ab" * 16, "blob_key": "k"}
    desk.do(lambda unit: unit.create(KIND, fields | {"blob_sha256": "cd" * 32}))
    desk.files.prepare(desk.officer.user)
    with desk.store.reading() as connection:
        wanted = connection.exec_driver_sql("SELECT wanted FROM blobs WHERE id = ?", ("ab" * 16,)).scalar()
    kept = desk.store.get("case", case.id).fields.get("owner") == desk.officer.user
    assert bool(wanted) is kept


def test_the_viewer_says_which_photo_holds_the_place_where_it_was_taken(place: Place) -> None:
    kind, content = PICTURES["jpeg"]
    for shown, said in ((content, True), (bare(content, kind), False)):
        row = Row(kind="attachment", id="x", rev=1, sync="centre", fields={"media_type": kind})
        opened = OpenFile(row=row, content=shown, picture=None)
        viewer = FileViewer(place.stage.kit, opened, "Foto", lambda _page, _done: None, place.page.window())
        texts = [label.text() for banner in viewer.findChildren(Banner) for label in banner.findChildren(QLabel)]
        assert (place.stage.kit.words("files.has_place") in texts) is said
        viewer.deleteLater()
