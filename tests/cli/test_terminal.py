"""The command line for people: what stands in a record steers no terminal; for machines it stands as it is stored."""

import json

import pytest

from desktop.cli.output import say_answer
from desktop.words import Words

HOSTILE = "Siti\x1b]0;lain\x07\x1b[2J\u202etxt.exe"


def test_what_stands_in_a_record_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    answer = {"fields": {"full_name": HOSTILE}, "rows": [{"name": HOSTILE}], "names": {"all": [HOSTILE]}}
    say_answer(answer, Words("id"), json_wanted=False)
    said = capsys.readouterr().out
    assert said.count("Siti‹001B›]0;lain‹0007›‹001B›[2J‹202E›txt.exe") == 3
    assert said.replace("\n", "").isprintable()


def test_a_machine_gets_it_as_it_is_stored(capsys: pytest.CaptureFixture[str]) -> None:
    say_answer({"full_name": HOSTILE}, Words("id"), json_wanted=True)
    assert json.loads(capsys.readouterr().out) == {"full_name": HOSTILE}
