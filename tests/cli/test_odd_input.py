"""Odd input on the command line: refused by the name of the argument, in its line, and nothing dies of it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from desktop.cli.asked import parsed
from tests.cli.test_command_line import Shell, shell

__all__ = ["shell"]

NEW = {"do": "new", "kind": "worker"}
ODD: list[dict[str, Any]] = [
    {"do": []},
    {"do": None},
    {"do": "list", "kind": ["worker"]},
    {"do": "list", "kind": "worker", "limit": "many"},
    {"do": "list", "kind": "worker", "limit": 1e999},
    {"do": "list", "kind": "worker", "limit": True},
    {"do": "list", "kind": "worker", "limit": -1},
    {"do": "list", "kind": "worker", "where": [5]},
    {"do": "list", "kind": "worker", "where": 5},
    {"do": "list", "kind": "worker", "order": ["sex"]},
    {"do": "list", "kind": "worker", "after": {"a": 1}},
    {"do": "search", "text": "siti", "limit": "x"},
    {"do": "search", "text": "siti", "kind": "ghost"},
    {"do": "resolve", "id": "x"},
    {"do": "import", "kind": "worker", "file": "a\0b"},
    {"do": "export", "kind": "worker", "format": "csv", "out": "a\ud800b"},
    {"do": "enrol", "gateway": 5, "code": 5},
    NEW | {"fields": {"full_name": "A", "minutes\ud800": 1}},
    NEW | {"fields": {"full_name": "A\0B"}},
    NEW | {"fields": 5},
]


def test_an_odd_command_is_refused_in_its_line_and_the_rest_goes_on(shell: Shell) -> None:
    *refused, good = shell.lines(*ODD, {"do": "status"})
    assert [answer["error"]["branch"] for answer in refused] == ["refused"] * len(ODD)
    assert all(set(answer["error"]) >= {"branch", "code", "field", "rule"} for answer in refused)
    assert good["connection"] == "none"


@pytest.mark.parametrize("text", ["[" * 100_000, "{", '{"do": "x"} x', "\ufeff["])
def test_what_is_no_json_is_none_however_deep_it_goes(text: str) -> None:
    with pytest.raises(ValueError, match=r"nested|Expecting|Extra"):
        parsed(text)


def test_a_field_without_a_value_can_be_asked_for(shell: Shell) -> None:
    shell.lines(NEW | {"fields": {"full_name": "Siti", "sex": "P"}}, NEW | {"fields": {"full_name": "Budi"}})
    _, unknown = shell("list", "worker", "--where", "sex=")
    assert [row["full_name"] for row in unknown["rows"]] == ["Budi"]


def test_doctor_answers_in_a_batch(shell: Shell) -> None:
    assert shell.lines({"do": "doctor"})[0]["officers"] == ["dewi"]


def test_scripts_speak_utf8_whatever_the_machines_alphabet_is(shell: Shell) -> None:
    said = "\ufeff" + json.dumps({**NEW, "fields": {"full_name": "Zoë", "birth_place": "مكة"}}, ensure_ascii=False)
    line = [sys.executable, "-m", "desktop", *shell.common, "batch"]
    western = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run(line, input=f"{said}\n".encode(), env=western, capture_output=True, check=True)
    made = json.loads(done.stdout.decode())
    assert (made["full_name"], made["birth_place"]) == ("Zoë", "مكة")
