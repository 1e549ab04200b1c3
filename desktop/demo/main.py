"""`siskop2mi-desk demo`: play the story, then open the window or take its pictures."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desktop.demo.centre import Centre
from desktop.demo.story import Story
from desktop.desk import Desk
from desktop.words import Words
from sync.clock import SystemClock


def run(
    args: Mapping[str, Any], words: Words, tell: Callable[[str], None], say: Callable[[dict[str, Any]], None]
) -> int:
    """Play the demonstration, *tell* each step, *say* the answer; 0 when every step held."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="siskop2mi-demo-") as folder:
        centre = Centre(Path(folder), clock)
        story = Story(folder=Path(folder), clock=clock, tell=tell, workers=int(args["workers"]), seed=int(args["seed"]))
        desk, elsewhere = story.run(centre)
        answer: dict[str, Any] = {
            "ok": story.ok,
            "steps": [step.as_fields() for step in story.steps],
            "screenshots": [],
        }
        try:
            if args["headless"]:
                answer["screenshots"] = _pictures(desk, Path(args["dir"] or "demo-output"), words)
                say(answer)
            else:
                say(answer)
                _window(desk, words)
        finally:
            elsewhere.close()
            desk.close()
            centre.close()
    return 0 if answer["ok"] else 4


def _pictures(desk: Desk, folder: Path, words: Words) -> list[str]:
    from desktop.ui.pictures import take_all

    folder.mkdir(parents=True, exist_ok=True)
    return [str(path) for path in take_all(desk, folder, words.lang)]


def _window(desk: Desk, words: Words) -> None:
    from desktop.ui.pictures import show

    show(desk, words.lang)
