"""Whatever the centre answers of a change that it does not take, the tray says why in words."""

import re
from pathlib import Path

import pytest

import sync
from desktop.actions.outbox import RefusedChange
from desktop.ui.viewmodels.refusals import refusal_words
from desktop.ui.viewmodels.speech import Speech
from desktop.words import LANGUAGES, Words
from sync.changes.change import Change

BY_FIELD = {"shape", "rights"}
"""Said with the field that is to blame; the code only tells IT more."""
_ROOM = Path(next(iter(sync.__path__)))


def _codes() -> set[str]:
    said = re.compile(r'Misshapen\("([a-z-]+)"|outcome="refused", code="([a-z-]+)"')
    files = (_ROOM / "gateway" / "intake.py", _ROOM / "engine" / "shape.py", _ROOM / "changes" / "merge.py")
    return {one or other for file in files for one, other in said.findall(file.read_text("utf-8"))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_of_the_centre_is_said_in_words(lang: str) -> None:
    codes = _codes()
    assert {"centre-fault", "depends", "revoked", "exists"} <= codes
    speech = Speech(Words(lang), "Asia/Riyadh")
    made = Change(id="d.1.1", record="r", kind="worker", op="set", officer="siti", at="", hlc="")
    for code in codes - BY_FIELD:
        text = refusal_words(speech, RefusedChange(change=made, code=code, field=None, row=None))
        assert f"{code})" not in text
