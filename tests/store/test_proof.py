"""Nobody is told "at the centre" before it is, by content: fingerprints, receipts, and what is never one."""

from contextlib import suppress

from desktop.actions import cases
from desktop.store.backup import raise_epoch
from desktop.store.enrolment import line_of
from desktop.store.standing import case_proof, standing_of
from desktop.store.verify import findings
from sync.changes.digest import fingerprint
from sync.errors import NoAnswer
from sync.gateway.ledger import digest_of_scope
from sync.gateway.tables import missions
from sync.identity.envelope import unseal
from sync.identity.keys import VerifyKey
from sync.protocol.codec import unpack_answer
from sync.protocol.messages import MAX_MESSAGE_BYTES, Result
from sync.protocol.names import NoNames
from tests.store.answers import answer
from tests.store.world import StoreDesk, World, fresh_key


def _fingerprint(world: World) -> str:
    with world.database.read() as connection:
        return fingerprint(digest_of_scope(connection, "JHB"))


def _refused(desk: StoreDesk) -> None:
    """Let the centre refuse what waits first."""
    change = desk.replica().batch(1, 1 << 20).changes[0]
    desk.replica().apply(answer(desk, results=(Result(id=change.id, outcome="refused", code="rights"),)))


def test_the_trip_that_brings_the_last_change_brings_the_receipt(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    siti.create(full_name="Siti")
    assert standing_of(siti.store).proven is None

    report = siti.round()
    assert (report.round_trips, report.equal) == (1, True)
    receipt = standing_of(siti.store).proven
    assert receipt is not None
    assert (receipt.seq, receipt.fingerprint, receipt.until) == (1, _fingerprint(world), report.centre_time)

    assert budi.round().round_trips == 1
    assert standing_of(budi.store).proven == receipt


def test_a_receipt_is_the_centres_own_signed_answer(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")
    desk.round()
    receipt, line = standing_of(desk.store).proven, line_of(desk.store)
    assert receipt is not None
    assert line is not None
    with desk.store.reading() as connection:
        sealed = bytes(connection.exec_driver_sql("SELECT sealed FROM receipts WHERE whole").scalar_one())

    def key(sender: str) -> VerifyKey:
        assert sender == line.centre.id
        return line.centre.keys.verify

    opened = unseal(sealed, line.device, key, max_payload=MAX_MESSAGE_BYTES)
    head = opened.head
    said = {"request": head.prev, "device": line.device.id, "epoch": head.epoch, "time": head.created}
    proof = unpack_answer(opened.payload, NoNames(), said)
    assert (proof.time, proof.cursor, proof.head) == (receipt.until, receipt.seq, receipt.seq)
    assert proof.fingerprint == receipt.fingerprint


def test_what_was_entered_since_takes_the_proof_away_until_it_is_there_too(world: World) -> None:
    desk = world.desk()
    desk.round()
    first = standing_of(desk.store).proven
    row = desk.create(full_name="Siti")

    assert desk.line is not None
    desk.line.loses_answers = True
    with suppress(NoAnswer):
        desk.round()
    standing = standing_of(desk.store)
    assert (standing.proven, standing.receipt) == (None, first)

    desk.line.loses_answers = False
    desk.round()
    assert standing_of(desk.store).proven is not None
    assert desk.get(row).sync == "centre"


def test_refused_work_is_never_green_though_both_sides_are_equal(world: World) -> None:
    desk = world.desk()
    desk.round()
    before = standing_of(desk.store).receipt
    desk.create(full_name="Siti")
    _refused(desk)

    report = desk.round()

    standing = standing_of(desk.store)
    assert (report.equal, standing.waiting, standing.refused) == (True, 0, 1)
    assert (standing.proven, standing.receipt) == (None, before)


def test_a_centre_that_holds_something_else_gives_no_receipt(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")
    desk.round()
    with world.database.write() as connection:
        connection.execute(missions.update().values(fingerprint="0" * 64))

    report = desk.round()

    standing = standing_of(desk.store)
    assert (report.equal, standing.differs, standing.receipt, standing.proven) == (False, True, None, None)


def test_a_restored_store_has_proven_nothing(world: World) -> None:
    desk = world.desk()
    desk.round()
    raise_epoch(desk.store)

    assert standing_of(desk.store).receipt is None


def test_a_value_that_changed_on_the_disk_is_found(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")
    desk.round()
    assert findings(desk.store, fresh_key) == ()

    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE r_worker SET full_name = 'Sitti'")

    assert "fingerprint" in findings(desk.store, fresh_key)


def test_a_case_is_proven_with_all_that_belongs_to_it_whatever_else_waits(world: World) -> None:
    desk = world.desk()
    fields = {"summary": "Gaji tidak dibayar", "priority": "P3"}
    case = desk.store.do("siti", lambda unit: cases.register(fields, unit)).answer
    assert case_proof(desk.store, case.id).waiting == 1
    desk.round()
    desk.create(full_name="Siti")
    _refused(desk)
    desk.round()
    assert case_proof(desk.store, case.id).until is not None

    desk.create("action", case_id=case.id, type="NOTE", at="2026-03-10T06:42:00.000Z", by="siti", summary="x")
    proof = case_proof(desk.store, case.id)
    assert (proof.until, proof.waiting, proof.refused) == (None, 1, 0)
