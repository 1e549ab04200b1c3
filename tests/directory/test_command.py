"""The ministry's command, as an enrolment officer runs it: real key files, a ceremony, signatures, publication."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from sync.directory import reading
from sync.directory.__main__ import main
from sync.directory.sources import Folder
from sync.identity.keys import SigningKey, Speaker

PASSPHRASE = "kuda lima batu pasang laut"


class Ministry:
    """Runs commands in one folder."""

    def __init__(
        self, folder: Path, keys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._folder = folder
        self._keys = keys
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, said: object = None, code: int = 0) -> Any:
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(said).encode())))
        assert main(["--json", "--dir", str(self._folder / "making"), *arguments]) == code
        return json.loads(self._capsys.readouterr().out)

    def with_key(self, *arguments: str, key: str, code: int = 0) -> Any:
        phrase = str(self._keys / "passphrase")
        return self.run(*arguments, "--key", self.key(key), "--passphrase-file", phrase, code=code)

    def key(self, name: str) -> str:
        return str(self._keys / f"{name}.key")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key files of three signers, made once by the command itself: stretching a passphrase is slow by design."""
    folder = tmp_path_factory.mktemp("keys")
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    for name in ("ratna", "budi", "loket"):
        file = str(folder / f"{name}.key")
        assert main(["key", "new", file, "--name", name, "--passphrase-file", str(folder / "passphrase")]) == 0
    return folder


@pytest.fixture
def ministry(
    tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ministry:
    capsys.readouterr()
    return Ministry(tmp_path, keys, capsys, monkeypatch)


def test_from_the_ceremony_to_a_directory_that_proves_itself(ministry: Ministry, tmp_path: Path) -> None:
    both = [ministry.key("ratna"), ministry.key("budi")]
    made = ministry.run(
        "ceremony", "--root", *both, "--directory", *both, "--policy", *both, "--publish", ministry.key("loket")
    )
    assert made["waiting"] == dict.fromkeys(("root", "targets", "directory", "erase", "policy"), 2)
    device, officer = Speaker.new("d1"), SigningKey.new()
    ministry.run("device", "add", "--mission", "JHB", said={"device": "d1", "mark": "A0"} | device.public.texts)
    grant = {"officer": "siti", "key": officer.public.text, "device": "d1", "roles": ["CASE_OFFICER"]}
    ministry.run("grant", "add", "--mission", "JHB", said=grant)
    ministry.run("policy", said={"lease_days_field": 10})
    ministry.run("order", "erase", "--device", "d1", "--reason", "stolen")
    assert len(ministry.with_key("sign", key="ratna")["signed"]) == 5
    out = str(tmp_path / "out")
    early = ministry.with_key("publish", out, key="loket", code=1)
    assert early["error"]["rule"] == "signatures"
    assert not (tmp_path / "out").exists()
    assert ministry.with_key("sign", key="budi")["waiting"] == {}
    assert ministry.with_key("publish", out, key="loket")["version"] == 1

    root = (tmp_path / "out" / "1.root.json").read_bytes()
    found = reading.read(tmp_path / "state", root, Folder(tmp_path / "out"), ["JHB"])
    assert found.missions["JHB"].devices[0].verify == device.public.verify.text
    assert found.missions["JHB"].grants[0].roles == ("CASE_OFFICER",)
    assert found.policy.lease_days_field == 10
    assert [(order.device, order.reason) for order in found.erasures.orders] == [("d1", "stolen")]

    assert ministry.run("grant", "revoke", "--mission", "JHB", "--officer", "siti")["waiting"] == {"directory": 2}
    assert ministry.run("order", "lift", "--device", "d1")["waiting"] == {"directory": 2, "erase": 2}


def test_a_key_file_gives_its_key_to_nobody_without_the_passphrase(ministry: Ministry, tmp_path: Path) -> None:
    both = [ministry.key("ratna"), ministry.key("budi")]
    ministry.run("ceremony", "--root", *both, "--directory", *both, "--policy", *both, "--publish", *both)
    (tmp_path / "other").write_text("another long passphrase")
    refused = ministry.run("sign", "--key", both[0], "--passphrase-file", str(tmp_path / "other"), code=1)
    assert refused["error"]["code"] == "wrong-passphrase"


def test_what_cannot_be_is_refused_and_nothing_is_written(ministry: Ministry, tmp_path: Path) -> None:
    both = [ministry.key("ratna"), ministry.key("budi")]
    seats = ["--root", *both, "--directory", *both, "--policy", *both, "--publish", *both]
    assert ministry.run("status", code=1)["error"]["code"] == "unreadable-file"
    assert ministry.run("ceremony", *seats, "--threshold", "root=3", code=1)["error"]["rule"] == "threshold"
    assert ministry.run("ceremony", *seats, "--threshold", "erase=1", code=1)["error"]["field"] == "erase"
    assert not (tmp_path / "making").exists()
    ministry.run("ceremony", *seats)
    assert ministry.run("ceremony", *seats, code=1)["error"]["rule"] == "directory-exists"
    assert ministry.run("policy", said={"second_person_rows": 5001}, code=1)["error"]["rule"] == "floor"
    assert ministry.run("policy", said={"days": 8}, code=1)["error"]["field"] == "days"
    assert ministry.run("grant", "add", "--mission", "JHB", said={"officer": "x"}, code=1)["error"]["rule"] == "shape"
    assert ministry.run("device", "revoke", "--mission", "../X", "--device", "y", code=1)["error"]["rule"] == "mission"
    assert ministry.run("grant", "revoke", "--mission", "JHB", "--officer", "y", code=1)["error"]["field"] == "officer"
    weak = tmp_path / "weak"
    weak.write_text("short")
    made = ministry.run("key", "new", str(tmp_path / "w.key"), "--name", "w", "--passphrase-file", str(weak), code=1)
    assert made["error"]["code"] == "weak-passphrase"
    assert not (tmp_path / "w.key").exists()
