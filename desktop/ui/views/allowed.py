"""Allowed: what the officer may not do is grey, and says who may."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.store.grants import refusal
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.text import set_tip
from desktop.words import error_words
from sync.changes.rights import Need


def allow(bench: Bench, thing: QWidget | QAction, verb: str, kind: str) -> bool:
    """Leave *thing* as it is where the officer may do *verb* with records of *kind*; else grey it, with the reason."""
    if bench.desk.eyes.may(verb, kind):
        return True
    thing.setEnabled(False)
    reason = error_words(bench.kit.words, refusal(Need(kind=kind, verb=verb)))
    set_tip(thing, reason)
    if isinstance(thing, QAction):
        thing.setStatusTip(reason)
    else:
        thing.setAccessibleDescription(reason)
    return False
