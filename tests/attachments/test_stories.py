"""Stories of files: F12, a large one on a dying line, and F13, one that is silently missing."""

import pytest

from desktop.actions.attachments import NewFile, attach, open_file
from desktop.demo.centre import Centre
from desktop.desk import Desk, unlock
from desktop.store.attachments import KIND, lines_of, want
from desktop.store.blobs import BlobFolder
from sync.errors import NoAnswer, UnreadableFile
from sync.transport.blobs import HttpBlobs
from sync.transport.http import HttpChannel
from tests.attachments.conftest import PASSPHRASE, Open, add, photo, worker
from tests.attachments.cutting import PIECE, CutLine, EnvelopesOnly, moved

RESTARTS = (2, 5, 8)
"""Behind so many cuts the programme is ended and started again."""


def _moved_with_restarts(desk: Desk, line: CutLine, centre: Centre, record: str) -> Desk:
    """Let one file through a line that is cut again and again; after each restart text goes first."""
    while True:
        try:
            moved(desk, line)
        except NoAnswer:
            if line.cuts not in RESTARTS:
                continue
        else:
            return desk
        desk.close()
        desk = unlock(desk.folder, None, PASSPHRASE)
        said = worker(desk)
        desk.round(channel=EnvelopesOnly(centre))
        assert desk.store.get("worker", said.id).sync == "centre"
        held = next(one for one in lines_of(desk.store, [record]) if one.part == "original")
        assert not (held.here and held.at_centre)  # not said to be through before it is


@pytest.mark.usefixtures("small_pieces")
def test_f12_large_file_on_a_dying_line(desks: Open, desk: Desk, centre: Centre) -> None:
    content = photo(700, 500)
    row = add(desk, content)
    desk.round(channel=EnvelopesOnly(centre))
    size = sum(line.bytes for line in lines_of(desk.store, [row.id]))
    out = CutLine(HttpBlobs(HttpChannel(centre.url)), 2)

    desk = _moved_with_restarts(desk, out, centre, row.id)
    assert out.cuts > RESTARTS[-1]
    assert out.bytes <= size + out.cuts * PIECE
    desk.round()
    assert desk.store.get(KIND, row.id).fields["sync_state"] == "ACK"

    other = desks("budi")
    other.round()
    want(other.store, [row.id])
    back = CutLine(HttpBlobs(HttpChannel(centre.url)), 2)
    other = _moved_with_restarts(other, back, centre, row.id)
    assert open_file(other, row.id) == content
    assert back.bytes <= size + back.cuts * PIECE
    for one in (desk, other):
        assert one.verify() == ()
        one.close()


def test_f13_attachment_silently_missing(desk: Desk, centre: Centre) -> None:
    owner = worker(desk)
    rows = [add(desk, b"surat nomor %d" % number, owner) for number in range(6)]
    for content, why in ((b"\xff\xd8\xff" + bytes(26 << 20), "file-over-25-mb"), (photo()[:9000], "file-unreadable")):
        with pytest.raises(UnreadableFile) as refused:  # at once, and not when it is sent
            attach(desk, NewFile(owner=(owner.kind, owner.id), content=content))
        assert refused.value.rule == why
    BlobFolder(desk.folder).file(rows[3].fields["blob"]).unlink()

    desk.round()

    said = {row.id: desk.store.get(KIND, row.id).fields.get("sync_state") for row in rows}
    assert [said[row.id] for row in rows].count("ACK") == 5
    (missing,) = lines_of(desk.store, [rows[3].id])
    assert (missing.here, missing.at_centre, missing.code) == (False, False, "damaged")
    counted = desk.standing().attachments
    assert (counted["here"], counted["at_centre"], counted["to_fetch"]) == (5, 5, 1)
    assert all(BlobFolder(desk.folder).file(row.fields["blob"]).is_file() for row in rows if row is not rows[3])
    assert len([one for one in centre.files.rglob("*") if one.is_file()]) == 5
