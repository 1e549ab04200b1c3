"""Anki's client, for the Python of its own environment: lines of JSON in and out. Nothing of ours in here."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]

AT_ONCE = 5000


class Client:
    """One collection with a note type whose fields are those of the records."""

    def __init__(self, path: str, url: str) -> None:
        self.collection = Collection(path)
        self.auth = self.collection.sync_login("desk", "desk", url)

    def begin(self, records: str) -> None:
        """Take in the records, and give them to the server."""
        with Path(records).open("rb") as file:
            notes = [json.loads(line) for line in file]
        names = list(dict.fromkeys(name for note in notes for name in note["fields"]))
        models = self.collection.models
        made = models.new("worker")
        for name in names:
            models.add_field(made, models.new_field(name))
        template = models.new_template("card")
        template["qfmt"], template["afmt"] = "{{full_name}}", "{{sex}}"
        models.add_template(made, template)
        models.add_dict(made)
        kind = models.by_name("worker")
        for start in range(0, len(notes), AT_ONCE):
            requests = []
            for said in notes[start : start + AT_ONCE]:
                note = self.collection.new_note(kind)
                note.guid = said["id"]
                for name in names:
                    note[name] = text(said["fields"].get(name, ""))
                requests.append(AddNoteRequest(note=note, deck_id=1))
            self.collection.add_notes(requests)
        self.sync()

    def first(self) -> None:
        self.sync()

    def sync(self) -> None:
        """Run one sync, and the copy of the whole where the server asks for one."""
        done = self.collection.sync_collection(self.auth, False)
        if done.required in (done.FULL_SYNC, done.FULL_UPLOAD, done.FULL_DOWNLOAD):
            self.collection.close_for_full_sync()
            upload = done.required == done.FULL_UPLOAD
            self.collection.full_upload_or_download(auth=self.auth, server_usn=None, upload=upload)
            self.collection.reopen(after_full_sync=True)

    def edit(self, edits: str) -> None:
        ids = dict(self.collection.db.all("select guid, id from notes"))
        notes = []
        with Path(edits).open("rb") as file:
            for line in file:
                said = json.loads(line)
                note = self.collection.get_note(ids[said["record"]])
                note[said["field"]] = said["value"]
                notes.append(note)
        self.collection.update_notes(notes)

    def digest(self) -> dict[str, Any]:
        """Hash every note."""
        hashed = hashlib.sha256()
        rows = 0
        for guid, fields in self.collection.db.execute("select guid, flds from notes order by guid"):
            hashed.update(f"{guid}\0{fields}\n".encode())
            rows += 1
        return {"rows": rows, "digest": hashed.hexdigest()}


def text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def main(path: str, url: str) -> None:
    client = Client(path, url)
    print("{}", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = getattr(client, asked.pop("do"))(**asked)
        print(json.dumps(answer or {}), flush=True)
    client.collection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
