"""The command line as IT and scripts use it: one JSON object, exit codes, no second path."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import desk as desks
from desktop.cli.main import run
from desktop.cli.output import error_words
from desktop.demo.centre import Centre
from desktop.keys.secret import Officer
from desktop.words import LANGUAGES, Words
from sync.clock import SystemClock
from sync.errors import BadEnvelope, DeviceRefused, InvalidField
from tests.transport.lines import certificate

PASSPHRASE = "Ombak-kertas-pagar-melati-tangga-5"


class Shell:
    """Types commands for one desk and reads the answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        secret = folder / "secret"
        secret.write_text(PASSPHRASE + "\n")
        self.common = ("--store", str(folder / "desk"), "--passphrase-file", str(secret), "--json")

    def __call__(self, *line: str, stdin: str = "") -> tuple[int, dict[str, Any]]:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = run([*self.common, *line])
        return code, json.loads(self._capsys.readouterr().out)

    def lines(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        """Run several commands in one process."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(one) + "\n" for one in commands)))
        assert run([*self.common, "batch"]) == 0
        return [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    typed = Shell(tmp_path, capsys, monkeypatch)
    code, made = typed("--user", "dewi", "init", "--mission", "JHB", "--officer", "Dewi Anggraini")
    assert code == 0
    assert made["device"]
    return typed


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    running = Centre(tmp_path, SystemClock())
    running.add_mission("JHB")
    yield running
    running.close()


def test_a_working_day_goes_through_the_command_line(shell: Shell, centre: Centre) -> None:
    answers = shell.lines(
        {"do": "enrol", "gateway": centre.url, "code": centre.issue_code("JHB")},
        {"do": "new", "kind": "worker", "fields": {"full_name": "Siti Aminah", "sex": "P"}},
        {"do": "new", "kind": "case", "fields": {"category": "LAB_WAGE_UNPAID"}},
        {"do": "sync"},
        {"do": "status"},
        {"do": "search", "text": "sitti amina"},
        {"do": "list", "kind": "case", "where": ["priority=P2"]},
        {"do": "digest"},
        {"do": "verify"},
    )
    enrolled, worker, case, synced, status, found, listed, digest, verified = answers
    assert len(enrolled["fingerprint"].split()) == 6
    assert worker["sync"] == "waiting"
    assert case["case_no"].startswith("JHB-")
    assert (synced["sent"], synced["waiting"]) == (2, 0)
    assert synced["receipt"] is not None
    assert status["connection"] == "online"
    assert [hit["id"] for hit in found["hits"]] == [worker["id"]]
    assert [row["sync"] for row in listed["rows"]] == ["centre"]
    assert set(digest["digest"]) == {"worker", "case"}
    assert verified["findings"] == []
    assert all("ms" in answer for answer in answers)


def test_an_edit_a_clearing_and_the_history(shell: Shell) -> None:
    worker = shell.lines({"do": "new", "kind": "worker", "fields": {"full_name": "Siti", "birth_place": "Cilacap"}})[0]
    edited, shown = shell.lines(
        {"do": "edit", "kind": "worker", "id": worker["id"], "fields": {"birth_place": None, "sex": "P"}},
        {"do": "show", "kind": "worker", "id": worker["id"], "history": True},
    )
    assert "birth_place" not in edited
    assert [past["values"] for past in shown["history"]][1] == {"birth_place": None, "sex": "P"}


def test_errors_in_a_batch_are_answered_in_their_line_and_the_rest_goes_on(shell: Shell) -> None:
    bad, unknown, refused, good = shell.lines(
        {"do": "nothing"},
        {"do": "new", "kind": "ghost", "fields": {}},
        {"do": "new", "kind": "worker", "fields": {"full_name": "A", "sex": "X"}},
        {"do": "new", "kind": "worker", "fields": {"full_name": "Budi"}},
    )
    assert bad["error"]["branch"] == "refused"
    assert unknown["error"]["code"] == "unknown-kind"
    assert refused["error"] == {"branch": "refused", "code": "invalid-field", "field": "sex", "rule": "code"}
    assert good["full_name"] == "Budi"


def test_fields_come_from_standard_input(shell: Shell) -> None:
    code, worker = shell("new", "worker", stdin='{"full_name": "Siti"}')
    assert (code, worker["full_name"]) == (0, "Siti")
    code, answer = shell("new", "worker", stdin="not json")
    assert (code, answer["error"]["code"]) == (1, "unreadable-file")


def test_a_backup_is_restored_under_a_new_epoch_and_never_over_a_store(shell: Shell, tmp_path: Path) -> None:
    shell.lines({"do": "new", "kind": "worker", "fields": {"full_name": "Siti"}})
    assert shell("backup", str(tmp_path / "copy"))[0] == 0
    code, answer = shell("restore", str(tmp_path / "copy"))
    assert (code, answer["error"]["code"]) == (1, "store-exists")
    shell.common = ("--store", str(tmp_path / "other"), *shell.common[2:])
    secret = tmp_path / "secret"
    secret.write_text("Something-else-entirely-1")
    code, answer = shell("restore", str(tmp_path / "copy"))
    assert (code, answer["error"]["code"]) == (1, "wrong-passphrase")
    secret.write_text(PASSPHRASE)
    assert shell("restore", str(tmp_path / "copy"))[1]["epoch"] > 1
    assert shell.lines({"do": "list", "kind": "worker"})[0]["rows"][0]["full_name"] == "Siti"


def test_a_wrong_passphrase_is_refused_without_a_trace(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Something-else-entirely-1")
    code, answer = shell("status")
    said = {"branch": "refused", "code": "wrong-passphrase", "field": None, "rule": None}
    assert (code, answer["error"]) == (1, said)


def test_without_a_centre_sync_says_so(shell: Shell) -> None:
    code, answer = shell("sync")
    assert (code, answer["error"]["code"]) == (1, "not-enrolled")


def test_a_bundle_is_written_and_read_and_before_joining_refused(shell: Shell, centre: Centre, tmp_path: Path) -> None:
    file = str(tmp_path / "stick")
    code, said = shell("bundle", "write", file)
    assert (code, said["error"]["code"]) == (1, "not-enrolled")
    shell("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))
    shell("sync")
    code, written = shell("bundle", "write", file)
    assert (code, written["changes"], written["asks"]) == (0, 0, 0)
    code, read = shell("bundle", "read", file)
    assert (code, read["asks"], read["answered"]) == (0, 0, False)
    assert read["sender"]["mark"] == "A0"
    Path(file).write_bytes(b"SPB1 something else")
    code, said = shell("bundle", "read", file)
    assert (code, said["error"]["code"]) == (5, "bad-bundle")


def test_usage_is_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["no-such-command"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "line", [["--json"], ["show", "worker", "--json"], ["list", "worker", "--limit", "x", "--json"]]
)
def test_usage_has_its_one_object_too(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line) == 2
    assert json.loads(capsys.readouterr().out)["error"]["branch"] == "usage"


def test_version_and_doctor_answer_without_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json", "--version"]) == 0
    assert json.loads(capsys.readouterr().out)["version"]
    assert run(["--json", "--store", str(tmp_path), "doctor"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == ["no-store"]


def test_the_module_starts_as_a_programme() -> None:
    done = subprocess.run([sys.executable, "-m", "desktop", "--json", "--version"], capture_output=True, check=True)
    assert json.loads(done.stdout)["version"]


def test_a_mass_deletion_stops_the_sync_until_somebody_lets_it_in(shell: Shell, centre: Centre, tmp_path: Path) -> None:
    other = desks.create(tmp_path / "other", Officer(user="budi", name="Budi"), PASSPHRASE, "JHB")
    other.enrol(centre.url, centre.issue_code("JHB"))
    made = [other.do(lambda unit: unit.create("worker", {"full_name": "Tono"})).id for _ in range(201)]
    other.round()
    assert shell("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))[0] == 0
    assert shell("sync")[1]["received"] == 201
    other.do(lambda unit: [unit.delete("worker", record, "ganda") for record in made])
    other.round()
    other.close()

    for _ in range(2):  # asked again, it is stopped again
        code, said = shell("sync")
        assert (code, said["error"]["code"], said["error"]["count"]) == (1, "mass-deletion", 201)
    assert len(shell("list", "worker", "--limit", "300")[1]["rows"]) == 201

    assert shell("sync", "--allow-mass-change")[0] == 0
    assert shell("list", "worker")[1]["rows"] == []


def test_what_lets_a_mass_deletion_in_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["sync", "--help"])
    assert "--allow-mass-change" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_person_is_told_the_broken_rule_in_words(lang: str) -> None:
    words = Words(lang)
    assert words("rule.sixteen-digits") in error_words(InvalidField(field="nik", rule="sixteen-digits"), words)
    assert words("rule.device-refused.revoked") in error_words(DeviceRefused(rule="revoked"), words)
    assert "bad-envelope/padding" in error_words(BadEnvelope(rule="padding"), words)
    assert error_words(InvalidField(field="nik"), words).endswith("(nik)")


def test_a_sync_within_a_budget_says_what_waits(shell: Shell, centre: Centre) -> None:
    shell("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))
    shell("new", "worker", stdin='{"full_name": "Siti Aminah"}')

    said = shell("status")[1]["forecast"]
    assert [(lane["lane"], lane["count"], lane["seconds"]) for lane in said["lanes"]] == [("changes", 1, None)]
    code, said = shell("sync", "--budget-bytes", "600", "--budget-seconds", "60")
    assert (code, said["waiting"], said["round_trips"], said["budget_spent"]) == (0, 1, 0, True)

    said = shell("sync", "--budget-bytes", "20000")[1]
    assert (said["waiting"], said["to_come"], said["files_left"], said["budget_spent"]) == (0, 0, 0, False)
    assert said["bytes_out"] + said["bytes_in"] < 20_000
    said = shell("status")[1]["forecast"]
    assert said["lanes"] == []
    assert said["seconds"] < 30
    assert shell("sync", "--budget-bytes", "0")[1]["error"]["field"] == "budget_bytes"


def test_a_desk_that_has_joined_goes_by_another_way_from_then_on(shell: Shell, centre: Centre, tmp_path: Path) -> None:
    shell("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))
    pem = tmp_path / "network.pem"
    pem.write_bytes(certificate())
    assert shell("line") == (0, {"proxy": "system", "certificates": []})
    assert shell("line", "--proxy", "nonsense")[1]["error"]["rule"] == "proxy-address"
    shell("line", "--proxy", "http://127.0.0.1:9")
    said = shell("line", "--ca-file", str(pem))[1]
    assert (said["proxy"], len(said["certificates"])) == ("http://127.0.0.1:9", 1)
    assert shell("status")[1]["line"] == said
    assert shell("sync")[1]["error"]["code"] == "proxy-refused"
    code, said = shell("line", "--proxy", "direct", "--no-ca-file")
    assert (code, said) == (0, {"proxy": "direct", "certificates": []})
    assert shell("sync")[0] == 0


def test_a_way_is_kept_only_when_the_desk_joined_by_it(shell: Shell, centre: Centre) -> None:
    dead = ("--proxy", "http://127.0.0.1:9")
    join = ("enrol", "--gateway", centre.url, "--code", centre.issue_code("JHB"))
    assert shell(*join, *dead)[1]["error"]["code"] == "proxy-refused"
    assert shell(*join)[0] == 0
    assert shell(*join, *dead)[1]["error"]["code"] == "already-enrolled"
    assert shell("sync")[0] == 0
