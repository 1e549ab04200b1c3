"""A store that an older release made still opens: its slots and the keys that follow from them are frozen here."""

import json
from pathlib import Path

from desktop.keys import device_secret, slots
from desktop.keys.slot_file import FILE
from tests.keys.store_keys import answers

FOLDER = Path(__file__).parent / "vectors"


def test_frozen_slots_open_to_the_frozen_keys(tmp_path: Path) -> None:
    told = json.loads((FOLDER / "opened.json").read_text(encoding="utf-8"))
    (tmp_path / FILE).write_bytes((FOLDER / "slots.json").read_bytes())
    (tmp_path / device_secret.FILE).write_bytes(bytes.fromhex(told["device_secret_hex"]))
    assert len(told["officers"]) == 2
    for officer in told["officers"]:
        opened = slots.unlock(tmp_path, officer["user"], officer["passphrase"])
        assert answers(opened, officer["passphrase"]) == officer
