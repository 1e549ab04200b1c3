"""Tones: the colour that goes with a code; the word of the code always stands beside it."""

from typing import Final

from desktop.ui.tokens import Tone

PRIORITY_TONES: Final = {"P1": Tone.DANGER, "P2": Tone.WARNING, "P3": Tone.INFO, "P4": Tone.NEUTRAL}
BARS: Final = {"P1": 3, "P2": 3, "P3": 2, "P4": 1}
_STATUS: Final = {
    "DRAFT": Tone.NEUTRAL,
    "REGISTERED": Tone.INFO,
    "VALIDATION": Tone.INFO,
    "ASSESSMENT": Tone.VIOLET,
    "ASSIGNED": Tone.VIOLET,
    "IN_PROGRESS": Tone.INFO,
    "CLARIFICATION_1": Tone.WARNING,
    "CLARIFICATION_2": Tone.WARNING,
    "MEDIATION": Tone.WARNING,
    "LEGAL": Tone.DANGER,
    "RETURN_PREP": Tone.SUCCESS,
    "RESOLVED": Tone.SUCCESS,
}
_GOOD: Final = frozenset({"VALID", "ACTIVE", "APPROVED", "DONE", "PAID_FULL", "FULFILLED", "ACCEPTED", "OPEN", "ACK"})
_BAD: Final = frozenset({"OVERSTAY", "NO_DOC", "ABSCOND", "DETAINED", "REJECTED", "REVOKED", "BANNED", "EXPIRED"})


def status_tone(code_list: str, code: str) -> Tone:
    """Return the tone of a state; a state that nobody has judged is neutral."""
    if code_list == "priority":
        return PRIORITY_TONES.get(code, Tone.NEUTRAL)
    if code_list == "case_status":
        return _STATUS.get(code, Tone.NEUTRAL)
    if code in _GOOD:
        return Tone.SUCCESS
    return Tone.DANGER if code in _BAD else Tone.NEUTRAL
