"""The demonstration is a real path: two desks, a real centre, a cut line, and every step says what it checked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.demo.centre import Centre
from desktop.demo.people import Drawing, workers
from desktop.demo.story import Story
from sync.clock import SystemClock


def test_every_step_of_the_demonstration_holds(tmp_path: Path) -> None:
    centre = Centre(tmp_path, SystemClock())
    told: list[str] = []
    story = Story(folder=tmp_path, clock=SystemClock(), tell=told.append, workers=120, seed=7)
    desk, elsewhere = story.run(centre)

    assert [step.name for step in story.steps if not step.ok] == []
    assert story.ok
    assert desk.standing().conflicts == 1  # left for the window
    assert told[0] == "centre"
    for one in (desk, elsewhere):
        one.close()
    centre.close()


def test_the_same_seed_and_day_invent_the_same_people() -> None:
    now = SystemClock().now()
    assert list(workers(Drawing(3, now), 50)) == list(workers(Drawing(3, now), 50))
    assert list(workers(Drawing(3, now), 50)) != list(workers(Drawing(4, now), 50))


@pytest.mark.slow
def test_a_machine_without_a_screen_gets_pictures_instead_of_a_window(tmp_path: Path) -> None:
    answer = _without_a_screen("demo", "--headless", "--workers", "40", "--dir", str(tmp_path), "--json")
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    assert said["ok"]
    assert {Path(shot).stem for shot in said["screenshots"]} >= {"today", "workers", "case", "intake", "sync"}
    assert all(Path(shot).stat().st_size for shot in said["screenshots"])


def test_a_window_without_a_screen_is_refused_in_words(tmp_path: Path) -> None:
    answer = _without_a_screen("--store", str(tmp_path), "--lang", "en")
    assert answer.returncode == 1
    assert "no screen" in answer.stderr


def _without_a_screen(*line: str) -> subprocess.CompletedProcess[str]:
    screens = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *line], env=environment, capture_output=True, text=True, check=False
    )
