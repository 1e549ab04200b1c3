"""The demonstration is a real path: two desks, a real centre, a cut line, and every step says what it checked."""

from pathlib import Path

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
