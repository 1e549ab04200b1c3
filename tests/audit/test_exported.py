"""What the centre gives out of its log is verified without it: chains, tree, checkpoint, and what was kept earlier."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sync.audit.__main__ import main
from sync.clock import SystemClock
from sync.gateway.__main__ import main as gateway
from sync.gateway.keys import centre_of
from sync.identity.canonical import text_of
from sync.identity.keys import SigningKey
from tests.store.world import World


class Centre:
    """A centre with lines of two desks, and its export."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.url = f"sqlite:///{folder / 'centre.db'}"
        self.key = centre_of(world.database, SystemClock()).public.verify.text
        self.file = folder / "log.jsonl"
        self.one, self.two = world.desk(), world.desk("budi")

    def works(self, times: int = 3) -> None:
        for number in range(times):
            self.one.create("worker", full_name=f"Siti {number}")
            self.two.create("worker", full_name=f"Budi {number}")
            self.one.round()
            self.two.round()

    def says(self, capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = gateway(["audit", *line, "--database", self.url, "--json"])
        return code, json.loads(capsys.readouterr().out)

    def exports(self, capsys: pytest.CaptureFixture[str]) -> list[bytes]:
        assert self.says(capsys, "export", "--out", str(self.file))[0] == 0
        return self.file.read_bytes().splitlines(keepends=True)

    def verified(self, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Any]:
        capsys.readouterr()
        key = self.folder / "centre.key"
        key.write_text(self.key + "\n")
        code = main([*(more or ("verify",))[:1], str(self.file), "--key", str(key), *more[1:]])
        return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def centre(world: World, tmp_path: Path) -> Centre:
    made = Centre(world, tmp_path)
    made.works()
    return made


def test_an_untouched_log_verifies_at_the_centre_and_anywhere(
    centre: Centre, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = centre.exports(capsys)
    code, said = centre.verified(capsys)

    assert (code, said["findings"], said["size"]) == (0, [], len(lines) - 1)
    assert sorted(said["lines"].values()) == [3, 3]
    code, own = centre.says(capsys, "verify")
    assert (code, own["root"]) == (0, said["root"])


@pytest.mark.parametrize("harm", ["edited", "dropped", "reordered", "cut", "added"])
def test_an_export_with_anything_changed_is_found_out(
    centre: Centre, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    lines = centre.exports(capsys)
    harmed = {
        "edited": [*lines[:2], lines[2].replace(b"siti", b"sita"), *lines[3:]],
        "dropped": [*lines[:2], *lines[3:]],
        "reordered": [*lines[:2], lines[3], lines[2], *lines[4:]],
        "cut": lines[:-1],
        "added": [*lines, lines[-1]],
    }
    centre.file.write_bytes(b"".join(harmed[harm]))
    if harm == "edited":
        centre.file.write_bytes(centre.file.read_bytes().replace(b"budi", b"bodi", 1))

    code, said = centre.verified(capsys)

    assert code == 4
    assert "tree" in {one["rule"] for one in said["findings"]}


def test_a_centre_that_rewrote_its_past_does_not_fit_a_checkpoint_that_was_kept(
    centre: Centre, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = str(tmp_path / "kept.note")
    centre.exports(capsys)
    assert centre.verified(capsys, "verify", "--out", kept)[0] == 0
    centre.works(1)
    centre.exports(capsys)
    assert centre.verified(capsys, "verify", "--since", kept)[0] == 0
    with centre.world.database.write() as connection:
        body = connection.execute(text("SELECT body FROM audit_line WHERE place = 0")).scalar_one()
        connection.execute(
            text("UPDATE audit_line SET body = :body WHERE place = 0"), {"body": body.replace("siti", "x")}
        )

    centre.exports(capsys)
    code, said = centre.verified(capsys, "verify", "--since", kept)

    assert code == 4
    assert {"history", "tree"} <= {one["rule"] for one in said["findings"]}
    assert centre.says(capsys, "verify")[0] == 4


def test_a_witness_cosigns_only_what_verifies(
    centre: Centre, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    secret, note = tmp_path / "witness.key", tmp_path / "witnessed.note"
    secret.write_text(text_of(SigningKey.new().raw))
    lines = centre.exports(capsys)
    said = ("witness", "--name", "itjen", "--secret", str(secret), "--out", str(note))

    assert centre.verified(capsys, *said)[0] == 0
    assert note.read_text(encoding="utf-8").count("\u2014 ") == 2
    note.unlink()
    centre.file.write_bytes(b"".join(lines[:-1]))
    assert centre.verified(capsys, *said)[0] == 4
    assert not note.exists()


def test_who_was_on_a_lost_desk_is_told_with_classes(
    centre: Centre, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    limited = centre.two.create("worker", full_name="Ani", restricted=True)
    case = centre.two.create("case", status="REGISTERED", subjects=[{"id": "a", "worker_id": limited.id}])
    action = {"type": "INTAKE", "at": "2026-03-10T06:42:00.000Z", "summary": "Menelepon"}
    centre.two.create("action", case_id=case.id, **action)
    centre.two.round()
    centre.one.round()
    device = centre.one.store.identity().device
    file = tmp_path / "persons.csv"

    code, said = centre.says(capsys, "affected", "--device", device, "--out", str(file))

    assert (code, said["persons"]) == (0, 7)
    one = next(one for one in said["list"] if one["person"] == limited.id)
    assert one["records"] == 3
    assert one["classes"]["restricted"] >= 1
    assert file.read_text(encoding="utf-8").count("\n") == 8
    assert centre.says(capsys, "affected", "--device", device, "--since", "2027-01-01")[1]["persons"] == 0


def test_a_desk_is_not_said_to_have_held_what_none_of_its_officers_might_read(
    centre: Centre, capsys: pytest.CaptureFixture[str]
) -> None:
    device = centre.one.store.identity().device
    assert centre.says(capsys, "affected", "--device", device)[1]["persons"] == 5
    with centre.world.database.write() as connection:
        connection.execute(text("UPDATE officer_grant SET roles = 'ADMIN'"))

    assert centre.says(capsys, "affected", "--device", device)[1]["persons"] == 0
