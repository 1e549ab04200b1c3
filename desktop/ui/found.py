"""Found: the answers of the search as the box shows them, grouped by what they are."""

from typing import Final

from desktop.store.search import Hit as Answer
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.widgets.search.hits import Hit

_ICONS: Final = {
    "worker": ("user", Tone.INFO),
    "case": ("folder-open", Tone.VIOLET),
    "employer": ("building-2", Tone.NEUTRAL),
    "agency": ("building-2", Tone.NEUTRAL),
    "p3mi": ("building-2", Tone.NEUTRAL),
    "outreach_event": ("megaphone", Tone.SUCCESS),
    "travel_document": ("id-card", Tone.INFO),
    "vessel": ("ship", Tone.NEUTRAL),
}


def found(speech: Speech, answer: Answer) -> Hit:
    """Say an answer; why it is one is said where its title does not show it."""
    icon, tone = _ICONS.get(answer.kind, ("file-text", Tone.NEUTRAL))
    key = f"search.why.{answer.why}"
    return Hit(
        kind=answer.kind,
        id=answer.id,
        group=speech.nouns(answer.kind),
        title=answer.title,
        under=answer.line,
        why=speech.words(key) if key in speech.words else "",
        icon=icon,
        tone=tone,
    )
