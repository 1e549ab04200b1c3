"""What must be true of a world at every moment and after a quiet time: the invariants of the test plan, by number.

I1 saves survive; I2 each is in the ledger once; I3 nobody's are in it; I4 all hold the same; I5 every value is in the
histories and conflicts stand where the rules say; I7 nothing is shown before what it depends on; I8 cursors pass over
nothing; I11 who was turned away loses nothing; I12 audit chains are whole; I14 a file is what was sealed, and gets
to the centre; I15 all is at the centre after few rounds,
and nobody was told so before.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from desktop.store import attachments, blob_lines
from desktop.store import records as stored
from desktop.store.blob_lines import Part
from desktop.store.device import Meta
from desktop.store.verify import every_record, store_digest
from sync.changes.conflict import CENTRE
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.state import RecordState
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import flat
from sync.gateway import replay
from sync.gateway.ledger import digest_of_scope, state_of
from sync.gateway.tables import ledger, quarantine, records
from sync.protocol.messages import read_change
from tests.faults.desks import MISSION
from tests.faults.plain_model import Model, played
from tests.simulation.seat import Seat, body_of
from tests.simulation.world import World

PARTS: Final[tuple[Part, Part]] = ("original", "preview")
MOST_TURNS: Final = 4
"""One brings everything up, the next one brings it to the others; a centre that was restored needs two more."""
_OF_A_RESTORED_CENTRE: Final = {"log-shrunk", "log-forked", "log-omits"}
"""Its log is no longer what it was: these are for that. A desk without a checkpoint says that its lines miss."""


@dataclass
class Held:
    """What the centre holds at the end, and what of it nobody can bring back."""

    lines: list[Any]
    states: dict[str, RecordState]
    digest: dict[str, str]
    model: Model
    lost: set[str] = field(default_factory=set)  # records with a change that only other desks still know

    @property
    def ids(self) -> set[str]:
        return {line.change_id for line in self.lines}


def check_step(world: World, seat: Seat) -> None:
    """Check what holds at every moment, on one desk."""
    here = seat.held()
    for change, one in seat.journal.items():
        if change not in seat.burnt:
            assert here[change] == one.body, f"I1: {seat.user} lost {change}"
    with seat.desk.store.reading() as connection:
        for kind in ("claim", "action"):
            orphans = f"SELECT count(*) FROM r_{kind} WHERE case_id NOT IN (SELECT _id FROM r_case)"  # noqa: S608 fixed
            assert connection.exec_driver_sql(orphans).scalar() == 0, f"I7: {seat.user} shows a {kind} without its case"
        meta = Meta(connection)
        cursor, told = meta.number("cursor"), max(meta.number("past_from"), 0)
        known = connection.exec_driver_sql("SELECT count(*) FROM history WHERE seq > ? AND seq <= ?", (told, cursor))
        assert known.scalar() == max(cursor - told, 0), f"I8: {seat.user} passed over news"
    if seat.desk.standing().proven is not None and not seat.revoked and not world.was_restored:
        assert {*seat.journal} - seat.burnt <= world.centre.ids() | _given_up(seat), f"I15: {seat.user} is green early"


def check_files(world: World, seat: Seat) -> None:
    """I14: what lies on a desk of a file is what was sealed; and who added it has it, unless that disk is no more."""
    own = {one.record for change, one in seat.journal.items() if change not in seat.burnt}
    for worker in world.workers.values():
        for record, sealed in worker.files.items():
            with seat.desk.store.reading() as connection:
                known = stored.load(connection, attachments.KIND, record)
            for part, plain in zip(PARTS, sealed, strict=True):
                here = None if known is None else attachments.opened(seat.desk.store, known.row, part)
                assert here in (None, plain), f"{seat.user} holds another {part} of {record}"
                assert here is not None or record not in own, f"{seat.user} lost the {part} of {record}"


def level(world: World) -> None:
    """Let everything that is under way arrive, then sync quietly, until nothing waits (I15); then the files, too."""
    while world.post.held_up:
        world.deliver(0)
    _sync(world)
    for _ in range(MOST_TURNS):
        for seat in world.live:
            assert world.carry(seat) is not None, f"{seat.user} cannot move its files over a good line"
        _sync(world)


def _sync(world: World) -> None:
    waiting: dict[str, int] = {}
    for turn in range(1, MOST_TURNS + 1):
        for seat in world.live:
            world.time.passes(1)
            report = world.round(seat)
            assert report is not None, f"{seat.user} cannot sync over a good line"
        waiting = {seat.user: seat.desk.standing().waiting - _kept_apart(world, seat) for seat in world.live}
        if not any(waiting.values()) and all(_is_level(world, seat) for seat in world.live):
            world.say(f"level after {turn}")
            return
    assert not any(waiting.values()), f"after {MOST_TURNS} turns there wait {waiting}"


def _kept_apart(world: World, seat: Seat) -> int:
    """Count what waits for a record that a revoked device made: that is kept apart until a person decides."""
    with world.centre.database.read() as connection:
        apart = {read_change(one.encode()).record for one in connection.scalars(select(quarantine.c.change))}
    with seat.desk.store.reading() as connection:
        held = connection.exec_driver_sql("SELECT record, needs FROM outbox WHERE state = 'held' ORDER BY n").all()
    count = 0
    for record, needs in held:
        if needs in apart:
            apart.add(record)
            count += 1
    return count


def _is_level(world: World, seat: Seat) -> bool:
    with seat.desk.store.reading() as connection:
        has_heard_all = Meta(connection).number("cursor") == world.centre.head()
    return has_heard_all and store_digest(seat.desk.store) == world.centre.digest()


def check_all(world: World) -> None:
    """Check desks, centre and model against each other."""
    held = _held(world)
    _check_ledger(world, held)
    _check_model(held)
    for seat in world.seats:
        check_files(world, seat)
        _check_saves(seat, held)
        assert set(seat.desk.verify()) <= (_OF_A_RESTORED_CENTRE if world.was_restored else set()), seat.user
    held.lost = _lost(world, held)
    for seat in world.live:
        _check_records(seat, held)
        _check_histories(world, seat, held)
        _check_proof(seat, held)
        _check_carried(world, seat, held)


def _check_carried(world: World, seat: Seat, held: Held) -> None:
    """I14, I15: every file that was added here is at the centre, and says so."""
    added = {one.record for change, one in seat.journal.items() if change not in seat.burnt and change in held.ids}
    for record in added & world.workers[seat.user].files.keys():
        with seat.desk.store.reading() as connection:
            lines = blob_lines.of_records(connection, [record])
        for line in lines:
            is_whole = world.centre.shelves.folder.is_whole(MISSION, line.id, line.sha256)
            assert (line.at_centre, is_whole) == (True, True), f"{seat.user}: the {line.part} of {record} is not there"


def _held(world: World) -> Held:
    with world.centre.database.snapshot() as connection:
        lines = list(connection.execute(select(ledger).order_by(ledger.c.seq)))
        assert [one.findings for one in replay.verify(connection)] == [[]]
        return Held(
            lines=lines,
            states={row.id: state_of(row) for row in connection.execute(select(records))},
            digest=digest_of_scope(connection, MISSION),
            model=played(lines),
        )


def _check_ledger(world: World, held: Held) -> None:
    """I2, I3: each change stands there once and as it was entered, and nothing that nobody entered."""
    assert [line.seq for line in held.lines] == list(range(1, len(held.lines) + 1))
    entered = {change: one.body for seat in world.seats for change, one in seat.journal.items()}
    unheard = {change for seat in world.seats for change in seat.unheard}
    told = [line for line in held.lines if line.device != CENTRE]
    assert len({line.change_id for line in told}) == len(told)
    for line in told:
        assert line.change_id in unheard or body_of(line.change.encode()) == entered[line.change_id]


def _check_model(held: Held) -> None:
    """I5: the centre holds what the rules say, and asks people exactly where they say."""
    conflicts = {record: state for record, state in held.states.items() if state.kind == CONFLICT}
    values = {record: state.values for record, state in held.states.items() if record not in conflicts}
    assert values == held.model.values
    told = {
        name: {key: state.values.get(key) for key in held.model.conflicts.get(name, state.values)}
        for name, state in conflicts.items()
    }
    assert told == held.model.conflicts


def _check_saves(seat: Seat, held: Held) -> None:
    """I1, I2, I11: what was saved is on this desk, and at the centre too, or waits or lies in the tray."""
    here = seat.held()
    for change, one in seat.journal.items():
        if change not in seat.burnt:
            assert here[change] == one.body, (seat.user, change)
    with seat.desk.store.reading() as connection:
        states = {line.change_id: line.state for line in connection.exec_driver_sql("SELECT * FROM outbox")}
    for change in ({*seat.journal} | seat.unheard) - seat.burnt - held.ids - _given_up(seat):
        assert states.get(change) == "refused" or seat.revoked, (seat.user, change)


def _given_up(seat: Seat) -> set[str]:
    """Return the changes that were refused, and that nobody sends any more."""
    with seat.desk.store.reading() as connection:
        return set(connection.exec_driver_sql("SELECT change_id FROM history WHERE given_up").scalars())


def _lost(world: World, held: Held) -> set[str]:
    """Return the records that other desks know a change of which the centre and its own desk have lost.

    Only a restored centre can forget what others have heard; and only a desk that is gone does not offer it again.
    """
    gone = {change for seat in world.seats for change in seat.burnt}
    gone |= {change for seat in world.seats if seat.revoked for change in ({*seat.journal} | seat.unheard)}
    found: dict[str, str] = {}
    for seat in world.live:
        with seat.desk.store.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT change_id, record FROM history h WHERE seq IS NULL AND NOT given_up "
                "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.change_id = h.change_id)"
            )
            found |= {row.change_id: row.record for row in rows if not row.change_id.startswith(f"{CENTRE}.")}
    assert not found or world.was_restored, found
    assert set(found) <= gone, set(found) - gone
    return set(found.values())


def _check_records(seat: Seat, held: Held) -> None:
    """I4: values, and the versions that the next edit will be based on, are those of the centre."""
    if not held.lost:
        assert store_digest(seat.desk.store) == held.digest, seat.user
    with seat.desk.store.reading() as connection:
        shown = {stored.row.id: (kind, stored) for kind, stored in every_record(connection)}
    for record, state in held.states.items():
        about = state.values.get("record_id") if state.kind == CONFLICT else record
        if about in held.lost:
            continue
        kind, stored = shown[record]
        values = flat(noun(kind), stored.row.fields)
        assert values == {path: value for path, value in state.values.items() if path != "_deleted"}, (seat.user, kind)
        for path in {*state.values, *state.versions, *stored.versions} - {""}:
            assert stored.version(path) == state.version(path), (seat.user, kind, path)


def _check_histories(world: World, seat: Seat, held: Held) -> None:
    """I5: every value that was entered stands in the history, once, where the ledger has it."""
    past: dict[str, Any] = {}
    for record in {line.record for line in held.lines}:
        seat.desk.past(record, channel=world.line(seat))
        for one in seat.desk.store.history(record):
            assert one.change_id not in past
            past[one.change_id] = one
    for line in held.lines:
        if line.record not in held.lost and line.change_id not in held.lost:
            assert past[line.change_id].seq == line.seq, (seat.user, line.change_id)
    for other in world.seats:
        for change, saved in other.journal.items():
            if change in held.ids:
                assert saved.values.items() <= past[change].values.items()


def _check_proof(seat: Seat, held: Held) -> None:
    """I15: who holds the same says so, and nobody else."""
    standing = seat.desk.standing()
    is_equal = store_digest(seat.desk.store) == held.digest
    assert (standing.proven is not None) == (is_equal and not standing.refused), seat.user
