"""A witness sees that the log only grows; its word comes back to the centre, and every desk checks it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete

from desktop.store import audit_proofs
from sync.audit import checkpoint
from sync.directory.content import CENTRE, Witness, read
from sync.directory.content import Centre as Said
from sync.gateway import tables
from sync.gateway.directory.own import Own
from sync.gateway.keys import centre_of
from sync.identity.keys import SigningKey
from tests.audit.test_exported import Centre
from tests.store.world import World

ITJEN, STRANGER = SigningKey.new(), SigningKey.new()


class Watched(Centre):
    """A centre whose directory names a witness."""

    def __init__(self, world: World, folder: Path) -> None:
        super().__init__(world, folder)
        self.speaker = centre_of(world.database, self.one.clock)
        own = Own(self.speaker, self.one.clock)
        with world.database.write() as connection:
            own.prepare(connection)
            directory = own._directory(connection)
            raw = directory.said(CENTRE)
            assert raw is not None
            named = (Witness(name="itjen", verify=ITJEN.public.text),)
            directory.say(CENTRE, msgspec.structs.replace(read(raw, Said), witnesses=named))
            own._publish(connection, directory)
            connection.execute(delete(tables.directory_missions))

    def note(self, key: SigningKey = ITJEN, **other: Any) -> Path:
        """The checkpoint as it is now, or another one that the centre has signed; cosigned."""
        with self.world.database.read() as connection:
            from sync.gateway.audit.log import checkpoint_of

            _, said = checkpoint_of(connection, self.speaker)
        if other:
            found = checkpoint.read(said, self.speaker.public.verify)
            changed = checkpoint.Checkpoint(origin=found.origin, size=found.size, root=other["root"])
            said = checkpoint.signed(changed, self.speaker.signing)
        path = self.folder / "witnessed.note"
        path.write_text(checkpoint.cosigned(said, "itjen", key, int(self.one.clock.now().timestamp())))
        return path

    def proves(self) -> tuple[Any, list[str]]:
        """A day later a desk asks for proofs; what it knows of the witness, and its alarms."""
        self.one.clock.passes(timedelta(days=1))
        for _ in range(3):
            self.one.create("worker", full_name="Siti")
            self.one.round()
        with self.one.store.reading() as connection:
            alarms = [one.code for one in audit_proofs.alarms(connection)]
            return audit_proofs.watched(connection), alarms


@pytest.fixture
def centre(world: World, tmp_path: Path) -> Watched:
    made = Watched(world, tmp_path)
    made.works()
    return made


def test_what_a_witness_has_seen_comes_back_and_is_known_at_every_desk(
    centre: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = centre.says(capsys, "witness", "--note", str(centre.note()))
    assert (code, said["witness"]) == (0, "itjen")
    known, alarms = centre.proves()
    assert (known["name"], known["size"], alarms) == ("itjen", said["size"], [])


def test_a_note_by_nobody_who_is_named_or_of_another_log_is_refused(
    centre: Watched, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert centre.says(capsys, "witness", "--note", str(centre.note(STRANGER)))[1]["error"]["rule"] == "unknown-witness"
    forged = centre.note(root=bytes(32))
    assert centre.says(capsys, "witness", "--note", str(forged))[1]["error"]["rule"] == "checkpoint"
    (tmp_path / "none").write_text("none")
    assert centre.says(capsys, "witness", "--note", str(tmp_path / "none"))[1]["error"]["rule"] == "checkpoint"
    assert centre.says(capsys, "witness")[1]["error"]["rule"] == "required"
    assert centre.proves() == (None, [])


def test_a_log_that_was_shown_otherwise_to_the_witness_is_an_alarm(centre: Watched) -> None:
    note = centre.note(root=bytes(32)).read_text()
    with centre.world.database.write() as connection:
        connection.execute(tables.audit_witnessed.insert().values(size=1, note=note))
    known, alarms = centre.proves()
    assert known is None
    assert alarms == ["log-forked"]
