"""What an officer saves is signed at once: whoever is at the desk later brings it; an own round weighs as before."""

from typing import Any

from desktop.actions import outbox
from desktop.store import grants
from desktop.store.bulk import create_many
from desktop.store.device import Meta
from desktop.store.signer import PORTION, Signer, seal_anew
from desktop.store.store import Store
from sync.clock import stamp
from sync.domain.rules.rights import default_roles
from sync.gateway import accounts
from sync.identity.keys import SigningKey
from tests.store.world import StoreDesk, World


def _colleague(world: World, desk: StoreDesk, user: str = "tono") -> None:
    """Let a colleague sit down at *desk*, whom the centre knows there."""
    key = SigningKey.new()
    person, now = (user, user.title(), key.public.text, ""), stamp(desk.clock.now())
    with world.database.write() as connection:
        accounts.add_officer(connection, "JHB", desk.store.identity().device, person, now)
        accounts.grant(connection, "JHB", (user, key.public.text), default_roles(), now)
    with desk.store.transactions.write() as connection:
        grants.keep(Meta(connection), user, default_roles())
    desk.officer, desk.store.signer = user, Signer(user, lambda: key)


def _many(desk: StoreDesk, count: int) -> None:
    people = {f"Nama {number}": number for number in range(count)}
    desk.store.do(
        desk.officer,
        lambda unit: create_many(unit, "worker", {unit.new_id(): {"full_name": name} for name in people}),
    )


def _seals(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM seals").scalar_one())


def _is_level(desk: StoreDesk) -> bool:
    with desk.store.reading() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM outbox").first() is None


def test_a_colleagues_round_brings_what_an_officer_saved_and_did_not_send(world: World) -> None:
    desk = world.desk("siti")
    first = desk.create(full_name="Aminah")
    desk.edit(first, birth_place="Cilacap")
    _colleague(world, desk)
    desk.edit(first, birth_place="Malang")
    report = desk.round()

    assert (report.sent, report.refused, report.held) == (3, 0, 0)
    assert [past.officer for past in desk.store.history(first.id)] == ["siti", "siti", "tono"]
    assert _is_level(desk)
    assert _seals(desk.store) == 0, "a signature stays as long as what it is over waits"


def test_an_officers_own_round_carries_one_signature_that_names_nothing(world: World) -> None:
    desk = world.desk("siti")
    for number in range(5):
        desk.create(full_name=f"Nama {number}")
    batch = desk.replica().batch(100, 1 << 20)
    assert [(one.officer, one.of) for one in batch.signatures] == [("siti", [])]
    _colleague(world, desk)
    assert [(one.officer, one.of) for one in desk.replica().batch(100, 1 << 20).signatures] == [
        ("siti", [place]) for place in range(5)
    ]


def test_an_import_is_signed_in_portions_of_which_each_can_go_by_itself(world: World) -> None:
    desk = world.desk("siti")
    _many(desk, 2 * PORTION + 6)
    assert _seals(desk.store) == 3
    _colleague(world, desk)
    part = desk.replica().batch(PORTION + 1, 1 << 20)
    named = [sum(isinstance(one, str) for one in said.of) for said in part.signatures]
    assert named == [0, PORTION - 1], "hashes go along only of what is in the same portion and not in the message"
    assert desk.round().sent == 2 * PORTION + 6
    assert _is_level(desk)


def test_a_save_that_is_refused_leaves_no_signature(world: World) -> None:
    desk = world.desk("siti")

    def failing(unit: Any) -> None:
        unit.create("worker", {"full_name": "Aminah"})
        raise ValueError

    try:
        desk.store.do("siti", failing)
    except ValueError:
        assert (_seals(desk.store), _is_level(desk)) == (0, True)


def test_what_must_be_signed_anew_waits_for_its_officer_and_holds_nobody_up(world: World) -> None:
    desk = world.desk("siti")
    row = desk.create(full_name="Aminah")
    with desk.store.transactions.write() as connection:  # as after the centre was restored: its base is another now
        connection.exec_driver_sql("UPDATE outbox SET seal = NULL, state = 'unsigned'")
    siti = desk.store.signer
    _colleague(world, desk)
    desk.edit(row, birth_place="Malang")
    desk.create(full_name="Suparni")
    assert desk.round().sent == 1, "a record's own order is kept"

    desk.officer, desk.store.signer = "siti", siti
    with desk.store.transactions.write() as connection:
        seal_anew(connection, siti)
    assert desk.round().sent == 2
    assert _is_level(desk)


def test_an_officer_signs_nothing_that_somebody_else_wrote_over(world: World) -> None:
    desk = world.desk("siti")
    row, good = desk.create(full_name="Aminah"), desk.create(full_name="Suparni")
    with desk.store.transactions.write() as connection:  # a colleague at the same computer has the key of its file
        connection.exec_driver_sql("UPDATE history SET body = replace(body, 'Aminah', 'Palsu')")
    assert desk.round().refused == 1

    assert [one.code for one in outbox.refused(desk.store)] == ["signature"]
    assert desk.get(good).shown()["sync"] == "centre"
    assert desk.get(row).shown()["sync"] == "refused"
    with world.database.read() as connection:
        assert "Palsu" not in str(connection.exec_driver_sql("SELECT * FROM ledger").all())
