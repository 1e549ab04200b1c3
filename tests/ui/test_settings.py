"""Settings: what is chosen holds at once and is kept; the buttons do what they say; help has the answers."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.desk import Desk
from desktop.keys import slots
from desktop.store.device import Meta
from desktop.store.directory import Kept
from desktop.ui import choices
from desktop.ui.appearance import Choice
from desktop.ui.background import Background, Lane
from desktop.ui.crash_hook import code_of, crash_report
from desktop.ui.kit import Kit
from desktop.ui.look import Theme
from desktop.ui.viewmodels import settings
from desktop.ui.views.help_page import HelpPage
from desktop.ui.views.passphrase_dialog import PassphraseDialog
from desktop.ui.views.settings_page import SettingsPage
from sync.directory.content import Policy
from tests.ui.desks import PASSPHRASE, make_desk
from tests.ui.open_desk import Scene
from tests.ui.walks import problems

_NEW = "meranti-lusa-gerimis-7-bandar"


class Owner:
    """Remembers what it was asked to carry out."""

    def __init__(self) -> None:
        self.chosen = Choice()
        self.minutes = 0

    def choice(self) -> Choice:
        return self.chosen

    def choose(self, choice: Choice) -> None:
        self.chosen = choice

    def evacuate(self, place: Path) -> None:
        self.left_to = place

    def set_lock_minutes(self, minutes: int) -> None:
        self.minutes = minutes


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_desk(tmp_path_factory.mktemp("settings"))
    yield desk
    desk.close()


@pytest.fixture
def scene(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Scene:
    return Scene(qtbot, kit, desk, background)


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def page(scene: Scene, owner: Owner) -> SettingsPage:
    made = SettingsPage(scene.bench, owner)
    scene.show(made, made.refresh)
    return made


def test_language_theme_and_size_are_chosen_by_a_click(page: SettingsPage, owner: Owner) -> None:
    page.languages["en"].click()
    page.themes["dark"].click()
    page.sizes["130"].click()
    assert owner.chosen == Choice(lang="en", theme=Theme.DARK, percent=130)


def test_a_choice_is_kept_between_two_starts(tmp_path: Path) -> None:
    choice = Choice(lang="en", theme=Theme.DARK, percent=130)
    choices.keep(tmp_path, choice)
    assert choices.kept(tmp_path, None) == choice
    assert choices.kept(tmp_path, "id").lang == "id"


def test_a_choice_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / choices.FILE).write_text('{"lang": "xx", "theme": "light", "percent": 7}')
    assert choices.kept(tmp_path, None) == Choice()


def test_the_time_to_lock_is_kept_in_the_store(scene: Scene, page: SettingsPage, owner: Owner, desk: Desk) -> None:
    page.safety.minutes["30"].click()
    scene.settle()
    assert owner.minutes == 30
    assert settings.lock_minutes(desk) == 30


def test_a_backup_is_written_where_it_was_asked_for(scene: Scene, page: SettingsPage, tmp_path: Path) -> None:
    page.safety.back_up(tmp_path / "one.sisko-backup")
    scene.settle(Lane.NETWORK)
    assert (tmp_path / "one.sisko-backup").exists()
    assert str(tmp_path) in scene.frame.told[-1][0]


def test_a_sound_store_is_told_to_be_sound(scene: Scene, page: SettingsPage, kit: Kit) -> None:
    page.safety.verify.click()
    scene.settle(Lane.NETWORK)
    assert page.safety.verified.text() == kit.words("settings.verify.sound")


def test_the_passphrase_is_changed_and_the_new_one_opens(qtbot: QtBot, scene: Scene, desk: Desk) -> None:
    dialog = PassphraseDialog(scene.bench)
    qtbot.addWidget(dialog)
    dialog.old.field.setText(PASSPHRASE)
    for field in (dialog.new.field, dialog.again.field):
        field.setText(_NEW)
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    slots.unlock(desk.folder, "dewi", _NEW).wipe()


def test_a_wrong_old_passphrase_is_told_beside_it(qtbot: QtBot, scene: Scene) -> None:
    dialog = PassphraseDialog(scene.bench)
    qtbot.addWidget(dialog)
    dialog.old.field.setText("not this one at all")
    for field in (dialog.new.field, dialog.again.field):
        field.setText(_NEW)
    dialog.submit()
    qtbot.waitUntil(dialog.old.has_error)


def test_a_policy_of_the_machine_shows_settings_as_locked(scene: Scene, owner: Owner, desk: Desk) -> None:
    (desk.folder / "policy.toml").touch()
    try:
        page = SettingsPage(scene.bench, owner)
        scene.show(page, page.refresh)
        assert not page.languages["en"].isEnabled()
    finally:
        (desk.folder / "policy.toml").unlink()


def test_the_policy_bounds_after_how_many_minutes_the_desk_locks(scene: Scene, owner: Owner, desk: Desk) -> None:
    said = Kept(policy=Policy(lock_minutes_office=5), is_decided=True)
    settings.keep_lock_minutes(desk, 30)
    desk.do(lambda unit: Meta(unit.connection).keep("directory", msgspec.json.encode(said).decode()))
    try:
        assert settings.lock_minutes(desk) == 5
        page = SettingsPage(scene.bench, owner)
        scene.show(page, page.refresh)
        assert page.safety.minutes["5"].isChecked()
        assert [key for key, each in page.safety.minutes.items() if each.isEnabled()] == ["5"]
        assert problems(page) == []
    finally:
        desk.do(lambda unit: Meta(unit.connection).keep("directory", msgspec.json.encode(Kept()).decode()))
    assert settings.lock_minutes(desk) == 30


def test_settings_can_be_read_aloud_and_walked_by_keyboard(page: SettingsPage) -> None:
    assert problems(page) == []


def test_help_can_be_read_aloud_and_walked_by_keyboard(scene: Scene) -> None:
    page = HelpPage(scene.bench)
    scene.show(page, page.refresh)
    assert problems(page) == []


def test_a_crash_leaves_frames_and_nothing_personal() -> None:
    name = "Siti Rahmawati C4471000"
    with pytest.raises(ValueError, match="Siti") as caught:
        int(name)
    report = crash_report(caught.type, caught.tb)
    assert "Siti" not in report
    assert "test_a_crash_leaves_frames" in report
    assert len(code_of(report)) == 8


def test_the_proxy_that_it_named_is_left_and_taken_again(scene: Scene, owner: Owner) -> None:
    way, address = scene.bench.desk.way, "http://10.0.0.1:3128"
    way.keep(way.proposed(proxy=address))
    page = SettingsPage(scene.bench, owner)
    scene.show(page, page.refresh)
    scene.settle()
    for key, gone_by in (("direct", "direct"), ("own", address), ("system", "system")):
        assert page.line.proxies["own"].isVisibleTo(page.line)
        page.line.proxies[key].click()
        scene.settle()
        assert way.means.proxy == gone_by
