"""What goes wrong with files: cuts, restarts, damage on either side, full disks, requests of somebody else."""

import http.client
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from desktop.actions.attachments import open_file
from desktop.demo.centre import Centre
from desktop.desk import Desk, unlock
from desktop.store import backup
from desktop.store.attachments import KIND, lines_of, want
from desktop.store.backup import raise_epoch
from desktop.store.shelf import StoreShelf
from sync.engine.attachments import Transfer
from sync.errors import BadMessage, Busy, Cancelled, DeskError, NoAnswer, NotAtCentre, TooLarge
from sync.gateway.blobs import folder as centre_folder
from sync.protocol.blobs import Ticket, Verb, Wish
from sync.transport.blobs import HttpBlobs
from sync.transport.http import HttpChannel
from tests.attachments.conftest import PASSPHRASE, Open, add, both_databases, damaged, photo, worker
from tests.attachments.cutting import PIECE, CutLine, EnvelopesOnly, move_through_cuts, moved, purse, talk_of
from tests.transport.lines import line as line_of_bytes

pytestmark = both_databases


def ticket(desk: Desk, centre: Centre, wish: Wish) -> tuple[Ticket, HttpBlobs]:
    line, talk = HttpBlobs(HttpChannel(centre.url)), talk_of(desk)
    asked = talk.ask([wish])
    return talk.answer(asked, line.tickets(asked), [wish])[0], line


def wish_for(desk: Desk, record: str, verb: Verb) -> Wish:
    blob = desk.store.get(KIND, record).fields["blob"]
    return Wish(record=record, blob=blob, verb=verb)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("every", [1, 2, 3, 7])
def test_a_line_that_is_cut_again_and_again_repeats_one_piece_a_cut(
    desks: Open, desk: Desk, centre: Centre, every: int
) -> None:
    row = add(desk, photo(500, 400))
    desk.round(channel=EnvelopesOnly(centre))
    size = sum(line.bytes for line in lines_of(desk.store, [row.id]))
    channel = HttpChannel(centre.url)
    if every > 1:
        out = CutLine(HttpBlobs(channel), every)
        move_through_cuts(desk, out)
        assert out.bytes <= size + out.cuts * PIECE
    else:
        moved(desk, HttpBlobs(channel))
    desk.round()

    other = desks("budi")
    other.round()
    want(other.store, [row.id])
    back = CutLine(HttpBlobs(channel), max(2, every))
    move_through_cuts(other, back)
    assert open_file(other, row.id) == open_file(desk, row.id)
    assert back.bytes <= size + back.cuts * PIECE
    channel.close()


@pytest.mark.usefixtures("small_pieces")
def test_a_transfer_goes_on_after_a_restart_where_it_was_cut(desks: Open, desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(500, 400))
    desk.round()
    other = desks("budi")
    other.round()
    line = CutLine(HttpBlobs(HttpChannel(centre.url)), 5)
    parcels = StoreShelf(other.store, {}).parcels(row.id)
    with pytest.raises(NoAnswer):
        Transfer(StoreShelf(other.store, {}), line, talk_of(other), purse(other)).move(parcels, "get", lambda _: None)
    other.close()

    again = unlock(other.folder, None, PASSPHRASE)
    held = next(one for one in lines_of(again.store, [row.id]) if one.part == "original")
    assert held.got == 4 * PIECE
    moved_bytes: list[int] = []
    again.line.fetch(row.id, lambda moved: moved_bytes.append(moved.bytes_in))
    assert open_file(again, row.id) == open_file(desk, row.id)
    assert moved_bytes[-1] < held.bytes - 4 * PIECE + 4096
    again.close()


@pytest.mark.parametrize("hurt", [damaged, lambda blob: blob[:20_000]], ids=["changed", "cut"])
def test_what_is_damaged_here_is_never_sent(desk: Desk, centre: Centre, hurt: Callable[[bytes], bytes]) -> None:
    row = add(desk, photo(300, 200))
    path = desk.folder / "blobs" / row.fields["blob"]
    path.write_bytes(hurt(path.read_bytes()))

    desk.round()

    line = next(one for one in lines_of(desk.store, [row.id]) if one.part == "original")
    assert (line.here, line.at_centre, line.code) == (False, False, "damaged")
    assert desk.store.get(KIND, row.id).fields.get("sync_state") is None
    assert path.name not in {one.name for one in centre.files.rglob("*") if one.suffix == ""}


def test_what_the_centre_has_lost_is_sent_again_by_who_has_it(desks: Open, desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(300, 200))
    desk.round()
    other = desks("budi")
    other.round()
    kept = next(path for path in centre.files.rglob(row.fields["blob"]))
    kept.write_bytes(damaged(kept.read_bytes()))

    with pytest.raises(NotAtCentre):
        other.line.fetch(row.id)
    assert not kept.exists()
    desk.round()
    assert desk.store.get(KIND, row.id).fields["sync_state"] == "ACK"
    other.line.fetch(row.id)
    assert open_file(other, row.id) == open_file(desk, row.id)


def test_a_file_that_arrives_after_its_record_was_deleted_does_not_bring_it_back(desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(300, 200))
    desk.round(channel=EnvelopesOnly(centre))
    desk.do(lambda unit: unit.delete(KIND, row.id, "mistake"))

    desk.round()
    desk.round()

    assert desk.store.get(KIND, row.id).deleted is not None
    assert desk.standing().conflicts == 0


def test_a_file_that_nobody_has_sent_cannot_be_fetched_yet(desks: Open, desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(300, 200))
    desk.round(channel=EnvelopesOnly(centre))
    other = desks("budi")
    other.round()

    with pytest.raises(NotAtCentre) as refused:
        other.line.fetch(row.id)
    assert refused.value.exit_code == 3


def test_a_full_disk_at_the_centre_loses_nothing(desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    row = add(desk, photo(300, 200))
    with monkeypatch.context() as full:
        full.setattr(centre_folder, "_LEAST_FREE", 1 << 60)
        with pytest.raises(Busy):
            desk.round()
    assert desk.standing().receipt is not None  # the changes are there, and said to be

    desk.round()
    assert desk.store.get(KIND, row.id).fields["sync_state"] == "ACK"


def test_the_ticket_of_another_device_blob_verb_or_hour_opens_nothing(desks: Open, desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(300, 200))
    desk.round()
    other, stranger = desks("budi"), desks("tono", "KUL")
    given, line = ticket(desk, centre, wish_for(desk, row.id, "get"))
    mine = talk_of(desk).device
    assert len(line.fetch(mine, given, 0, 100)) == 100

    for device, used in (
        (talk_of(other).device, given),
        (talk_of(stranger).device, given),
        (mine, replace_ticket(given, until="2999-01-01T00:00:00.000Z")),
        (mine, replace_ticket(given, secret="00" * 32)),
        (mine, replace_ticket(given, blob="ab" * 16)),
    ):
        with pytest.raises(BadMessage) as refused:
            line.fetch(device, used, 0, 100)
        assert refused.value.rule == "ticket"
    with pytest.raises(BadMessage):
        line.append(mine, given, 0, b"x")
    foreign, _ = ticket(stranger, centre, wish_for(desk, row.id, "get"))
    assert (foreign.state, foreign.secret) == ("unknown", None)


def replace_ticket(given: Ticket, **values: str) -> Ticket:
    return Ticket(**({name: getattr(given, name) for name in given.__struct_fields__} | values))


def test_pieces_that_do_not_fit_are_refused_and_leave_everything_as_it_was(desk: Desk, centre: Centre) -> None:
    row = add(desk, photo(300, 200))
    desk.round(channel=EnvelopesOnly(centre))
    given, line = ticket(desk, centre, wish_for(desk, row.id, "put"))
    device, size = talk_of(desk).device, next(o.bytes for o in lines_of(desk.store, [row.id]) if o.part == "original")
    sealed = (desk.folder / "blobs" / row.fields["blob"]).read_bytes()
    assert given.state == "new"

    def refused(act: Callable[[], object]) -> str | None:
        with pytest.raises(BadMessage) as error:
            act()
        return error.value.rule

    assert refused(lambda: line.begin(device, given, row.id, size - 1, sealed[:10])) == "no-file"
    assert refused(lambda: line.begin(device, given, worker(desk).id, size, sealed[:10])) == "no-file"
    assert line.begin(device, given, row.id, size, sealed[:1000]) == 1000
    assert refused(lambda: line.begin(device, given, row.id, size, sealed[:10])) == "begun"
    assert refused(lambda: line.append(device, given, 999, sealed[999:1010])) == "offset"
    with pytest.raises(TooLarge):  # as a proxy would say it, too: smaller pieces are tried
        line.append(device, given, 1000, sealed)
    assert refused(lambda: line.append(device, given, 1000, bytes(size - 1000))) == "digest"
    again, _ = ticket(desk, centre, wish_for(desk, row.id, "put"))
    assert (again.state, again.offset) == ("open", 0)
    desk.round()
    assert desk.store.get(KIND, row.id).fields["sync_state"] == "ACK"


def test_the_gateway_says_what_it_can_of_tus_and_nothing_without_a_ticket(centre: Centre) -> None:
    address = urlsplit(centre.url)
    said: list[tuple[int, dict[str, str]]] = []
    for method, path in (("OPTIONS", "/v1/blobs"), ("HEAD", "/v1/blobs/" + "ab" * 16), ("GET", "/v1/blobs/../x")):
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 0)
        connection.request(method, path)
        answer = connection.getresponse()
        said.append((answer.status, {name.lower(): value for name, value in answer.getheaders()}))
        connection.close()

    assert said[0][0] == 204
    assert (said[0][1]["tus-version"], said[0][1]["tus-checksum-algorithm"]) == ("1.0.0", "sha256")
    assert said[1][0] == 401
    assert said[2][0] in (401, 404)


def test_a_backup_carries_files_and_what_it_does_not_comes_back_from_the_centre(desk: Desk, tmp_path: Path) -> None:
    sent = add(desk, photo(300, 200))
    desk.round()
    waiting = add(desk, b"surat yang belum terkirim")
    key = desk.session.database_key
    whole = backup.write(desk.store, key, tmp_path / "whole.sisko-backup")
    daily = backup.daily(desk.store, key, desk.clock)
    assert daily is not None
    assert daily.size_bytes < whole.size_bytes

    for source, here in ((whole.path, True), (daily.path, False)):
        folder = tmp_path / source.name.partition(".")[0]
        backup.restore(source, folder)
        again = unlock(folder, None, PASSPHRASE)
        raise_epoch(again.store)
        assert open_file(again, waiting.id) == b"surat yang belum terkirim"
        assert (open_file(again, sent.id) is not None) is here
        assert again.verify() == ()
        again.close()
    last = unlock(tmp_path / daily.path.name.partition(".")[0], None, PASSPHRASE)
    last.round()
    assert open_file(last, sent.id) == open_file(desk, sent.id)
    last.close()


def test_only_so_many_files_are_taken_of_a_mission(desk: Desk) -> None:
    owner = worker(desk)
    for number in range(41):
        add(desk, b"surat nomor %d" % number, owner)

    desk.round()

    states = [desk.store.get(KIND, one.id).fields.get("sync_state") for one in desk.store.page(KIND, limit=60).rows]
    assert (states.count("ACK"), states.count(None)) == (40, 1)
    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs WHERE code = 'mission-full'").scalar() == 1


@pytest.mark.parametrize("ends", ["break_off", "end"])
def test_locking_the_desk_ends_at_once_the_fetching_of_a_file(desks: Open, desk: Desk, ends: str) -> None:
    row = add(desk, photo(300, 200))
    desk.round()
    other = desks("budi")
    other.round()
    asked, told = Event(), list[type[DeskError]]()

    def silent(connection: socket.socket) -> None:
        asked.set()
        connection.recv(1)

    def fetch() -> None:
        try:
            other.line.fetch(row.id)
        except DeskError as error:
            told.append(type(error))

    with line_of_bytes(silent) as proxy:
        other.way.keep(other.way.proposed(proxy=proxy))
        fetching = Thread(target=fetch)
        fetching.start()
        assert asked.wait(10)
        getattr(other.line.connections, ends)()
        fetching.join(10)
        assert told == [Cancelled]
