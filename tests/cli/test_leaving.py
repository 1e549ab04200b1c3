"""The lease and leaving a post by the command line, at the desk and at the centre, as IT runs them."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.demo.centre import Centre
from desktop.keys import erasing
from sync.gateway.__main__ import main
from tests.cli.test_command_line import Shell, centre, shell

pytestmark = pytest.mark.usefixtures("cheap_slots")

__all__ = ["centre", "shell"]


class Gateway:
    """Runs commands of the centre on its database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._database = f"sqlite:///{folder / 'centre.db'}"
        self._capsys = capsys

    def lines(self, *line: str) -> list[Any]:
        """Return what a command printed, line by line."""
        assert main([*line, "--database", self._database, "--json"]) == 0
        return [json.loads(one) for one in self._capsys.readouterr().out.splitlines()]


@pytest.fixture
def gateway(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Gateway:
    return Gateway(tmp_path, capsys)


@pytest.fixture
def device(shell: Shell, centre: Centre) -> str:
    """A desk that has joined."""
    code, joined = shell("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))
    assert code == 0
    return str(joined["device"])


def test_a_desk_that_has_not_joined_has_no_lease(shell: Shell) -> None:
    assert shell("lease") == (0, {"lease": None})


def test_the_words_of_the_centre_extend_the_lease_once(shell: Shell, device: str, gateway: Gateway) -> None:
    lease = shell("lease")[1]["lease"]
    assert 0 < lease["left_days"] <= lease["days"]
    (told,) = gateway.lines("lease", "code", "--device", device)
    code, wrong = shell("lease", "--code", "bukan kata yang dibacakan oleh pusat hari ini")
    assert (code, wrong["error"]["rule"]) == (1, "lease-code")
    assert shell("lease", "--code", told["code"])[1]["lease"]["left_days"] == lease["days"]
    code, again = shell("lease", "--code", told["code"])
    assert (code, again["error"]["rule"]) == (1, "lease-code")


def _worker(shell: Shell) -> str:
    code, made = shell("new", "worker", stdin='{"full_name": "Siti Aminah"}')
    assert code == 0
    return str(made["id"])


def test_what_an_evacuated_desk_left_unsent_is_taken_in_by_the_centre(
    shell: Shell, device: str, gateway: Gateway, tmp_path: Path
) -> None:
    worker, file = _worker(shell), tmp_path / "JHB.sisko-bundle"
    code, refused = shell("evacuate", "--out", str(file), "--confirm", "RUH")
    assert (code, refused["error"]["rule"]) == (1, "confirm")
    assert shell("show", "worker", worker)[0] == 0, "nothing was erased"

    code, proof = shell("evacuate", "--out", str(file), "--confirm", "JHB")
    assert code == 0
    assert (proof["device"], proof["mission"], proof["rescued"]["changes"]) == (device, "JHB", 1)
    assert shell("list", "worker")[1]["error"]["code"] == "no-store"
    assert erasing.proof_of(tmp_path / "desk") is not None

    (taken,) = gateway.lines("rescue", str(file))
    assert taken["ok"]
    assert worker in {one["id"] for one in gateway.lines("export", "--kind", "worker")}
    assert gateway.lines("rescued") == [], "all of it went into the ledger"


def test_by_line_nothing_needs_a_file(shell: Shell, device: str, gateway: Gateway) -> None:
    worker = _worker(shell)
    code, proof = shell("evacuate", "--by-line", "--confirm", "JHB")
    assert (code, proof["device"], proof["rescued"]) == (0, device, {})
    assert worker in {one["id"] for one in gateway.lines("export", "--kind", "worker")}
