"""Clock chips: what runs for a case or a person, each with its light and a word."""

from collections.abc import Iterable, Iterator
from typing import Final

from desktop.actions.deadlines import Next
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.record_cells import next_name, next_words
from desktop.ui.widgets.drawn.chip import Chip
from sync.domain.rules.deadlines import Light

_LIGHTS: Final = {
    Light.RED: (Tone.DANGER, "triangle-alert"),
    Light.AMBER: (Tone.WARNING, "clock"),
    Light.GREEN: (Tone.SUCCESS, "clock"),
    Light.PAUSED: (Tone.NEUTRAL, "clock"),
}


def clock_chips(bench: Bench, dues: Iterable[Next]) -> Iterator[Chip]:
    """Yield a chip for each of *dues*."""
    for due in dues:
        tone, icon = _LIGHTS[due.light]
        yield Chip(bench.kit, clock_words(bench, due), tone, icon)


def clock_words(bench: Bench, due: Next) -> str:
    """Say what is due, and when."""
    speech = bench.speech
    return speech.words("case.clock", what=next_name(due, speech), when=next_words(due, speech, bench.reader()))
