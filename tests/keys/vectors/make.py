"""Writes a store's slots and what they open to beside it (`python -m tests.keys.vectors.make`): once, then frozen."""

import json
import shutil
import tempfile
from pathlib import Path

from desktop.keys import device_secret
from desktop.keys.slot_file import FILE
from tests.keys.store_keys import OTHER, PASSPHRASE, added, answers, made

FOLDER = Path(__file__).parent


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        dewi = made(folder)
        budi = added(folder, dewi)
        shutil.copy(folder / FILE, FOLDER / "slots.json")
        told = {
            "device_secret_hex": device_secret.read(folder).hex(),
            "officers": [answers(dewi, PASSPHRASE), answers(budi, OTHER)],
        }
    (FOLDER / "opened.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
