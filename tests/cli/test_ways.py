"""Officers and ways in by the command line, as IT and acceptance use them; nothing here needs a network."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import run

pytestmark = pytest.mark.usefixtures("cheap_slots")

SITI = "Ombak-kertas-pagar-melati-tangga-5"
BUDI = "Tikar-bambu-sungai-padi-emas-kayu-3"
Says = Callable[..., Any]


@pytest.fixture
def says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Says:
    """Runs a command of the desk; an answer that fails is told by its code and rule."""
    for name, text in (("siti", SITI), ("budi", BUDI)):
        (tmp_path / name).write_text(text, "utf-8")

    def said(*words: str, by: str = "siti") -> Any:
        line = ["--store", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / by), "--json", *words]
        run(line)
        answer = json.loads(capsys.readouterr().out)
        return (answer["error"]["code"], answer["error"]["rule"]) if "error" in answer else answer

    return said


def _init(says: Says, *more: str) -> None:
    assert "store" in says("init", "--mission", "JHB", "--officer", "Siti Rahma", "--user", "siti", *more)


def test_a_colleague_comes_chooses_a_passphrase_and_leaves(says: Says, tmp_path: Path) -> None:
    _init(says)
    assert (says("doctor")["ways"], says("doctor")["notice"]) == (1, "one-way-in")
    added = says("officer", "add", "--user", "Budi", "--name", "Budi Santoso")
    assert added["user"] == "budi"
    (tmp_path / "once").write_text(added["passphrase"], "utf-8")
    assert says("--user", "budi", "list", "worker", by="once") == ("choose-passphrase", None)
    changed = says("--user", "budi", "passphrase", "--new-passphrase-file", str(tmp_path / "budi"), by="once")
    assert changed == {"changed": True}
    listed = says("--user", "budi", "officer", "list", by="budi")["officers"]
    assert [(one["user"], one["name"]) for one in listed] == [("siti", "Siti Rahma"), ("budi", "Budi Santoso")]
    assert says("list", "worker") == ("no-such-officer", "several")
    assert says("doctor")["notice"] is None

    assert says("--user", "siti", "officer", "remove", "siti") == ("rule-broken", "own-slot")
    left = says("--user", "siti", "officer", "remove", "budi")["officers"]
    assert [one["user"] for one in left] == ["siti"]
    assert says("--user", "budi", "list", "worker", by="budi")[0] == "no-such-officer"


def test_drill_and_recovery_by_two_of_three_custodians(says: Says, tmp_path: Path) -> None:
    keys = [tmp_path / f"key{number}" for number in range(3)]
    publics = [says("custodian", "new", str(key), "--name", key.name, by="budi")["public"] for key in keys]
    _init(says, "--custodians", *publics)

    def answered(request: Path, *who: int) -> str:
        asked = says("recovery", "ask", "--out", str(request))
        reply = {}
        for one in who:
            reply = says("recovery", "open", str(request), "--key", str(keys[one]), by="budi")
            assert reply["words"] == asked["words"], "both read the same on the telephone"
        assert reply["custodians"] == len(who)
        return str(reply["reply"])

    assert [one["tried_at"] is None for one in says("status")["ways"]] == [False, True]
    assert says("drill", answered(tmp_path / "alone", 0)) == ("recovery-refused", "two-needed")
    tried = says("drill", answered(tmp_path / "drill", 2, 0))["ways"]
    assert [one["way"] for one in tried if one["tried_at"]] == ["siti", "custodians"]

    reply = answered(tmp_path / "asked", 1, 2)
    finish = ("recovery", "finish", reply, "--new-passphrase-file", str(tmp_path / "budi"))
    assert says(*finish) == {"user": "siti", "by": "custodians"}
    assert says("list", "worker")[0] == "wrong-passphrase", "the old passphrase is dead"
    assert says("list", "worker", by="budi")["rows"] == []
    assert says(*finish) == ("recovery-refused", "no-request")


def test_the_sheet_is_tried_and_lets_an_officer_in_again(says: Says, tmp_path: Path) -> None:
    _init(says)
    (tmp_path / "sheet").write_text(says("sheet")["sheet"], "utf-8")
    assert says("drill", "--sheet-file", str(tmp_path / "budi"))[0] == "wrong-passphrase"
    tried = says("drill", "--sheet-file", str(tmp_path / "sheet"))["ways"]
    assert [(one["way"], one["tried_at"] is not None) for one in tried] == [("siti", True), ("sheet", True)]
    new = ("--sheet-file", str(tmp_path / "sheet"), "--new-passphrase-file", str(tmp_path / "budi"))
    assert says("recovery", "finish", *new) == {"user": "siti", "by": "sheet"}
    assert says("list", "worker", by="budi")["rows"] == []


def test_every_command_has_words_for_people(says: Says, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _init(says)
    line = ["--store", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / "siti"), "--lang", "id"]
    for command in (["officer", "list"], ["drill"], ["doctor"]):
        assert run([*line, *command]) == 0
        assert capsys.readouterr().out.strip()
    assert run([*line, "recovery", "ask"]) == 1
    assert "pemegang kunci" in capsys.readouterr().err
