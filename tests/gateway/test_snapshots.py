"""Snapshots of the centre: one moment, the urgent first, sealed; offered where they pay, handed out byte by byte."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Final

import msgspec
import pytest
from sqlalchemy import insert, select, update

from sync.changes.digest import Digest, fingerprint
from sync.domain.ids import new_id
from sync.engine.ports import Wants
from sync.errors import Cancelled, StoreDamaged
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.snapshots import building, kept
from sync.gateway.snapshots.keeper import Keeper
from sync.gateway.tables import records, segments, snapshots, sums
from sync.identity.canonical import bytes_of
from sync.identity.content import open_part
from sync.protocol.messages import PastAsk
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.manifest import Manifest
from sync.protocol.snapshot.snap import Snap
from sync.transport.wire import PROBLEM, SEGMENT, SEGMENTS_ROUTE
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, Door, PlayedClock

SNAPSHOT: Final = Wants(limit_bytes=262_144, snapshot=True)


def built(database: Database, clock: PlayedClock) -> Manifest:
    manifest = building.build(database, "JHB", clock)
    assert manifest is not None
    return manifest


def opened(door: Door, manifest: Manifest) -> list[list[Snap]]:
    """Fetch and read every segment as a desk does."""
    key, read = bytes_of(manifest.key), []
    for number, part in enumerate(manifest.segments):
        answer = door.client.get(f"{SEGMENTS_ROUTE}/{part.name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, SEGMENT)
        assert len(answer.content) == part.size
        assert hashlib.sha256(answer.content).hexdigest() == part.name
        read.append(list(segment.read(open_part(key, number, answer.content), part.rows)))
    return read


def filled(desk: Desk, clock: PlayedClock) -> dict[str, str]:
    """One open case with its worker, one closed one, and a worker whom no case is about."""
    troubled = desk.create({"full_name": "Siti Aminah", "passports/p1": {"number": "C1234567"}})
    other = desk.create({"full_name": "Budi"})
    subject = {"subjects/s1": {"worker_id": troubled.record, "role": "SUBJECT"}}
    case = desk.create({"status": "REGISTERED", "summary": "Gaji tidak dibayar"} | subject, kind="case")
    closed = desk.create({"status": "CLOSED"}, kind="case")
    assert {one.outcome for one in desk.say(troubled, other, case, closed)} == {"applied"}
    return {"troubled": troubled.record, "other": other.record, "case": case.record, "closed": closed.record}


def test_a_snapshot_holds_every_record_as_it_stands_with_its_versions_and_its_saves(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    siti = enrolled()
    made = filled(siti, clock)
    siti.say(siti.change(made["other"], {"birth_place": "Cilacap"}, {"birth_place": 2}))
    manifest = built(database, clock)
    snaps = {snap.id: snap for part in opened(door, manifest) for snap in part}
    assert set(snaps) == set(made.values())
    other = snaps[made["other"]]
    assert other.values["birth_place"] == "Cilacap"
    assert (other.created, other.versions, other.changes) == (2, {"birth_place": 5}, 2)
    assert (other.created_by, other.updated_by, manifest.seq) == ("siti", "siti", 5)
    digest = Digest()
    for snap in snaps.values():
        digest.add(snap.kind, snap.id, snap.values)
    with database.read() as connection:
        assert digest.per_kind() == digest_of_scope(connection, "JHB")


def test_open_cases_and_their_people_come_first(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    made = filled(enrolled(), clock)
    manifest = built(database, clock)
    first, *rest = ([snap.id for snap in part] for part in opened(door, manifest))
    assert manifest.urgent == 1
    assert set(first) == {made["case"], made["troubled"]}
    assert {one for part in rest for one in part} == {made["closed"], made["other"]}


def test_a_deleted_record_and_one_of_an_unknown_kind_are_in_it(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    siti = enrolled()
    gone, strange = siti.create({"full_name": "Ganda"}), siti.create({"x": 5, "y/z": True}, kind="what_comes")
    siti.say(gone, strange)
    siti.say(siti.change(gone.record, {"_deleted": "ganda"}, {"_deleted": 2, "": 1}, op="delete"))
    snaps = {snap.id: snap for part in opened(door, built(database, clock)) for snap in part}
    assert snaps[gone.record].values["_deleted"] == "ganda"
    assert (snaps[strange.record].kind, snaps[strange.record].values) == ("what_comes", {"x": 5, "y/z": True})


def test_a_desk_gets_the_manifest_instead_of_news_and_the_news_from_there_on(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = filled(siti, clock)
    manifest = built(database, clock)
    siti.say(siti.change(made["other"], {"birth_place": "Cilacap"}, {"birth_place": 2}))
    answer = budi.wanting(SNAPSHOT)
    assert (answer.snapshot, answer.news, answer.cursor, answer.head) == (manifest, [], 0, 5)
    budi.position = replace(budi.position, cursor=manifest.seq)
    after = budi.wanting(SNAPSHOT)
    assert (after.snapshot, [news.seq for news in after.news]) == (None, [5])


def test_without_a_snapshot_the_news_come_as_ever(enrolled: Enrol, clock: PlayedClock) -> None:
    filled(enrolled(), clock)
    answer = enrolled("budi").wanting(SNAPSHOT)
    assert (answer.snapshot, len(answer.news)) == (None, 4)


def test_changes_that_come_with_the_wish_are_taken_in(enrolled: Enrol, database: Database, clock: PlayedClock) -> None:
    filled(enrolled(), clock)
    manifest = built(database, clock)
    budi = enrolled("budi")
    answer = budi.wanting(SNAPSHOT, budi.create({"full_name": "Tono"}))
    assert (answer.snapshot, [one.seq for one in answer.results]) == (manifest, [5])


def test_one_mission_never_gets_the_snapshot_of_another(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    filled(enrolled(), clock)
    built(database, clock)
    assert enrolled("ani", "KUL").wanting(SNAPSHOT).snapshot is None


def test_a_segment_opens_with_the_key_of_its_snapshot_in_its_place_only(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    filled(enrolled(), clock)
    manifest, other = built(database, clock), built(database, clock)
    sealed = door.client.get(f"{SEGMENTS_ROUTE}/{manifest.segments[0].name}").content
    assert b"Siti" not in sealed
    from sync.errors import BadEnvelope

    for key, number in ((other.key, 0), (manifest.key, 1)):
        with pytest.raises(BadEnvelope):
            open_part(bytes_of(key), number, sealed)


def test_a_segment_is_handed_out_from_any_byte_on(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    filled(enrolled(), clock)
    part = built(database, clock).segments[0]
    route = f"{SEGMENTS_ROUTE}/{part.name}"
    whole = door.client.get(route).content
    for start in range(1, part.size):
        answer = door.client.get(route, headers={"Range": f"bytes={start}-"})
        assert (answer.status_code, answer.content) == (206, whole[start:])
        assert answer.headers["content-range"] == f"bytes {start}-{part.size - 1}/{part.size}"
    some = door.client.get(route, headers={"Range": "bytes=2-5"})
    assert (some.content, some.headers["content-range"]) == (whole[2:6], f"bytes 2-5/{part.size}")


@pytest.mark.parametrize(("name", "status"), [("0" * 64, 404), ("../../etc", 404), ("x", 404)])
def test_what_is_not_there_is_said_as_everything_that_is_refused(door: Door, name: str, status: int) -> None:
    answer = door.client.get(f"{SEGMENTS_ROUTE}/{name}")
    assert (answer.status_code, answer.headers["content-type"], answer.json()) == (
        status,
        PROBLEM,
        {"code": "not-found"},
    )


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-4"])
def test_bytes_behind_the_end_are_refused(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door, asked: str
) -> None:
    filled(enrolled(), clock)
    part = built(database, clock).segments[0]
    answer = door.client.get(f"{SEGMENTS_ROUTE}/{part.name}", headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{part.size}")


def test_the_one_before_the_newest_stays_for_those_who_are_fetching_it(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    filled(enrolled(), clock)
    made = []
    for _ in range(4):
        clock.passes(timedelta(seconds=1))
        made.append(built(database, clock))
    with database.read() as connection:
        assert set(connection.scalars(select(snapshots.c.id))) == {one.id for one in made[2:]}
        assert set(connection.scalars(select(segments.c.name))) == {
            part.name for one in made[2:] for part in one.segments
        }


def test_records_that_do_not_match_their_digest_are_never_offered(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    filled(enrolled(), clock)
    with database.write() as connection:
        connection.execute(update(sums).where(sums.c.kind == "worker").values(total="0" * 64))
    with pytest.raises(StoreDamaged):
        building.build(database, "JHB", clock)
    assert _left(database) == (0, 0)


def test_a_building_that_is_stopped_leaves_nothing(enrolled: Enrol, database: Database, clock: PlayedClock) -> None:
    filled(enrolled(), clock)
    with pytest.raises(Cancelled):
        building.build(database, "JHB", clock, lambda: True)
    assert _left(database) == (0, 0)


def _left(database: Database) -> tuple[int, int]:
    with database.read() as connection:
        return len(connection.execute(select(snapshots)).all()), len(connection.execute(select(segments.c.name)).all())


def test_two_processes_do_not_build_the_same_and_a_dead_one_is_followed(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    filled(enrolled(), clock)
    with database.write() as connection:
        assert kept.begin(connection, "JHB", clock) is not None
    assert building.build(database, "JHB", clock) is None
    clock.passes(2 * kept._ABANDONED)
    assert building.build(database, "JHB", clock) is not None
    assert _left(database)[0] == 1


def _many(database: Database, count: int) -> None:
    """Put workers into the record table as an exchange leaves them: some thousand changes would take minutes."""
    from sync.gateway.tables import ledger, missions

    rows, entries, digest = [], [], Digest()
    for seq in range(1, count + 1):
        record, values = new_id(PlayedClock().now()), {"full_name": f"Orang {seq}"}
        digest.add("worker", record, values)
        text = msgspec.json.encode(values).decode()
        rows.append(
            {
                "scope": "JHB",
                "id": record,
                "kind": "worker",
                "values": text,
                "versions": "{}",
                "created": seq,
                "changed": seq,
            }
        )
        entries.append(
            {
                "scope": "JHB",
                "seq": seq,
                "change_id": f"d.1.{seq}",
                "device": "d",
                "officer": "siti",
                "record": record,
                "kind": "worker",
                "at": "2026-03-10T06:42:00.000Z",
                "change": "{}",
                "received_at": "2026-03-10T06:42:00.000Z",
            }
        )
    with database.write() as connection:
        connection.execute(insert(records), rows)
        connection.execute(insert(ledger), entries)
        totals = [{"scope": "JHB", "kind": kind, "total": total} for kind, total in digest.per_kind().items()]
        connection.execute(insert(sums), totals)
        counter = {"seq": count, "fingerprint": fingerprint(digest.per_kind())}
        connection.execute(update(missions).where(missions.c.code == "JHB").values(counter))


def test_the_keeper_builds_when_a_ledger_has_grown_and_not_before(
    enrolled: Enrol, database: Database, clock: PlayedClock, door: Door
) -> None:
    filled(enrolled(), clock)
    Keeper(database, clock).look()
    assert _left(database) == (0, 0)


def test_many_records_come_in_segments_that_grow(database: Database, clock: PlayedClock, door: Door) -> None:
    _many(database, 9_000)
    keeper = Keeper(database, clock)
    keeper.look()
    keeper.look()
    with database.read() as connection:
        manifest = kept.offer(connection, "JHB", 0)
        assert manifest is not None
        assert kept.offer(connection, "JHB", 8_999) is None
    assert [part.rows for part in manifest.segments] == [2_500, 5_000, 1_500]
    assert _left(database) == (1, 3)
    every = [snap for part in opened(door, manifest) for snap in part]
    assert len({snap.id for snap in every}) == 9_000


def test_nobody_waits_while_a_snapshot_is_built(enrolled: Enrol, database: Database, clock: PlayedClock) -> None:
    _many(database, 3_000)
    siti, wrote = enrolled(), list[str]()
    siti.position = replace(siti.position, cursor=3_000)
    manifests: list[Manifest | None] = []

    def stopped() -> bool:
        """Between two segments of the building, somebody saves: what it reads is another moment."""
        if not wrote:
            wrote.append(siti.say(siti.create({"full_name": "Baru"}))[0].outcome)
        return False

    thread = Thread(target=lambda: manifests.append(building.build(database, "JHB", clock, stopped)))
    thread.start()
    thread.join()
    assert wrote == ["applied"]
    assert manifests[0] is not None
    assert (manifests[0].seq, manifests[0].rows) == (3_000, 3_000)


def test_the_past_of_a_record_is_told_on_demand(enrolled: Enrol, clock: PlayedClock) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = filled(siti, clock)
    siti.say(siti.change(made["other"], {"birth_place": "Cilacap"}, {"birth_place": 2}))
    answer = budi.wanting(Wants(limit_bytes=1, past=PastAsk(record=made["other"])))
    assert answer.past is not None
    assert ([entry.seq for entry in answer.past.entries], answer.past.more) == ([2, 5], False)
    later = budi.wanting(Wants(limit_bytes=1, past=PastAsk(record=made["other"], after=2)))
    assert later.past is not None
    assert [entry.seq for entry in later.past.entries] == [5]


def test_the_past_of_a_record_of_another_mission_is_not_told(enrolled: Enrol, clock: PlayedClock) -> None:
    made = filled(enrolled(), clock)
    answer = enrolled("ani", "KUL").wanting(Wants(limit_bytes=1, past=PastAsk(record=made["other"])))
    assert answer.past is not None
    assert answer.past.entries == []


def test_a_wish_for_what_is_no_record_is_refused(enrolled: Enrol, clock: PlayedClock) -> None:
    siti = enrolled()
    siti.door.exchange(siti.seal(siti.signed(), Wants(limit_bytes=1, past=PastAsk(record="a\0b"))))
    assert (siti.door.status, siti.door.problem["code"]) == (400, "bad-message")
