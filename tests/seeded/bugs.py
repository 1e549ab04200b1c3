"""Bugs such as a team like ours would make: each is planted at run time, and the test that must catch it is named."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop.desk import Desk
from desktop.store import backup, outbox
from desktop.store.blobs import BlobFolder
from desktop.store.device import Meta
from desktop.store.projection import Trunk
from desktop.store.replica import StoreReplica
from desktop.store.store import Done, Store
from desktop.store.taking import Taking
from sync.changes import merge
from sync.domain.records.fields import Merge
from sync.gateway import exchange
from sync.gateway.exchange import Exchange
from sync.gateway.ledger import Book
from sync.gateway.tables import devices, missions
from sync.identity.envelope import unseal
from sync.protocol.messages import MAX_MESSAGE_BYTES
from tests.seeded import guarding

Setter = Callable[[Any, str, Any], None]


def success_before_commit(patch: Setter) -> None:
    """A save returns while its COMMIT is still to come."""
    once = Store._once

    def early(store: Store, officer: str, action: Any) -> Done:
        ready, said = threading.Event(), []

        def told(unit: Any) -> Any:
            said.append((action(unit), unit.touched))
            ready.set()
            threading.Event().wait(0.02)
            return said[0][0]

        threading.Thread(target=lambda: once(store, officer, told)).start()
        ready.wait(5)
        return Done(answer=said[0][0], touched=said[0][1])

    patch(Store, "_once", early)


def outbox_emptied_at_send(patch: Setter) -> None:
    """What was put into an envelope leaves the outbox when it is sent, and not when it is answered."""
    freeze = StoreReplica.freeze

    def sent(replica: StoreReplica, envelope: bytes, change_ids: tuple[str, ...], *more: Any) -> None:
        freeze(replica, envelope, change_ids, *more)
        with replica._transactions.write() as connection:
            outbox.leave(connection, change_ids)

    patch(StoreReplica, "freeze", sent)


def cursor_before_news(patch: Setter) -> None:
    """The cursor is stored in a transaction of its own, before what it stands for."""
    apply = StoreReplica.apply

    def early(replica: StoreReplica, answer: Any, sealed: bytes = b"") -> Any:
        with replica._transactions.write() as connection:
            Meta(connection).keep("cursor", answer.cursor)
        return apply(replica, answer, sealed)

    patch(StoreReplica, "apply", early)


def new_id_on_retry(patch: Setter) -> None:
    """What got no answer is sent again under new ids."""
    numbers = count(500_000)

    def thawed(replica: StoreReplica) -> None:
        with replica._transactions.write() as connection:
            if connection.exec_driver_sql("DELETE FROM in_flight").rowcount:
                for (old,) in connection.exec_driver_sql("SELECT change_id FROM outbox WHERE state = 'frozen'").all():
                    new = f"{old.rpartition('.')[0]}.{next(numbers)}"
                    connection.exec_driver_sql(
                        "UPDATE history SET change_id = ?, body = replace(body, ?, ?) WHERE change_id = ?",
                        (new, old, new, old),
                    )
                    connection.exec_driver_sql(
                        "UPDATE outbox SET change_id = ?, state = 'pending' WHERE change_id = ?", (new, old)
                    )

    patch(StoreReplica, "in_flight", thawed)


def doubled_in_the_projection(patch: Setter) -> None:
    """News are laid on the record twice; ledger and history have them once."""

    def twice(taking: Taking, trunk: Trunk, entries: Any) -> Trunk:
        for entry in entries:
            for _ in range(2):
                trunk.take(entry, own=entry.change.id in taking._own)
        return trunk

    patch(Taking, "_taken", twice)


def last_writer_wins(patch: Setter) -> None:
    """Of two values the one with the later clock stays, and nobody is asked."""

    def later(case: Any) -> Any:
        wins = case.change.at >= case.present_change.at
        return merge._Verdict(takes=wins, value=case.value)

    patch(merge, "_RULES", merge._RULES | {Merge.ASK: later})


def renamed_before_synced(patch: Setter) -> None:
    """A sealed file gets its name before its bytes are forced to the disk."""

    def hurried(_: BlobFolder, path: Path, offset: int, content: bytes) -> None:
        with path.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(content)

    patch(BlobFolder, "_write", hurried)


def row_before_file(patch: Setter) -> None:
    """The record of a file is committed before the file is laid down."""
    lay, record, waits = BlobFolder.lay, Desk.do, list[tuple[BlobFolder, str, bytes]]()

    def done(desk: Desk, action: Any) -> Any:
        answer = record(desk, action)
        while waits:
            lay(*waits.pop())
        return answer

    patch(BlobFolder, "lay", lambda folder, name, sealed: waits.append((folder, name, sealed)))
    patch(Desk, "do", done)


def epoch_not_raised(patch: Setter) -> None:
    """A restored store goes on under its old epoch."""
    patch(backup, "raise_epoch", lambda store: store.identity().epoch)


def replay_looked_at_outside(patch: Setter) -> None:
    """Whether an envelope came before is looked at before its transaction, and not in it."""
    inside = exchange._replayed
    looked: dict[str, Any] = {}

    def outside(work: Exchange, envelope: bytes, act: Any = Exchange.exchange) -> Any:
        opened = unseal(envelope, work._centre, work._sender, max_payload=MAX_MESSAGE_BYTES)
        with work._database.read() as connection:
            device = connection.execute(select(devices).where(devices.c.id == opened.head.sender)).one()
        looked[threading.current_thread().name] = inside(device, opened)
        return act(work, envelope)

    patch(Exchange, "exchange", outside)
    patch(exchange, "_replayed", lambda *_: looked.get(threading.current_thread().name))


def mission_taken_from_the_request(patch: Setter) -> None:
    """What a device may read follows from what its changes say."""
    answered = Exchange._answer

    def trusting(work: Exchange, connection: Any, opened: Any, ask: Any, taken: Any) -> Any:
        said = [change.values["mission"] for change in ask.changes if change.values.get("mission")]
        sight = replace(taken[0], scope=said[0]) if said else taken[0]
        return answered(work, connection, opened, ask, (sight, taken[1]))

    patch(Exchange, "_answer", trusting)


def rounds_end_without_a_word(patch: Setter) -> None:
    """One exception nobody thought of, and no round is run any more."""
    from desktop.ui.background import Background
    from sync.errors import DeskError

    deliver = Background._deliver

    def silent(background: Background, done: Any, failed: Any, ended: Any) -> None:
        if isinstance(ended.exception(), DeskError | None):
            deliver(background, done, failed, ended)
        else:
            raise ended.exception()

    patch(Background, "_deliver", silent)


def number_before_commit(patch: Setter) -> None:
    """Numbers of the ledger are handed out without the lock that is held until COMMIT."""
    numbers: dict[tuple[Any, str], Any] = {}
    guard = threading.Lock()

    def opened(book: Book, connection: Any, scope: str, now: Any) -> None:
        at = connection.execute(select(missions.c.seq).where(missions.c.code == scope)).scalar_one()
        book.scope, book.now, book.connection, book.head = scope, now, connection, at
        book._states, book._before, book._placed, book._by_seq, book._entries, book._former = {}, {}, {}, {}, [], []
        book._erased = {}
        with guard:
            numbers.setdefault((connection.engine.url, scope), count(at + 1))

    append = Book.append

    def numbered(book: Book, change: Any, state: Any, effect: Any, source: Any) -> int:
        with guard:
            book.head = next(numbers[(book.connection.engine.url, book.scope)]) - 1
        return append(book, change, state, effect, source)

    patch(Book, "__init__", opened)
    patch(Book, "append", numbered)


@dataclass(frozen=True, slots=True)
class Bug:
    """One bug: its number in the list of the design, how it is planted, and the test that must catch it."""

    number: int
    plant: Callable[[Setter], None]
    test: str


_GATEWAY: Final = "tests/gateway"
_ENVELOPE: Final = "tests/identity/test_envelope.py"
_STORIES: Final = "tests/faults/stories"
_POWER: Final = "tests/faults/test_power.py::test_whenever_the_power_fails_what_was_promised_is_there"
BUGS: Final = (
    Bug(1, guarding.not_forced_to_the_disk, f"{_POWER}[save]"),
    Bug(2, guarding.salt_not_given, "tests/store/test_opening.py::test_another_key_or_salt_opens_nothing"),
    Bug(
        3,
        guarding.sorted_on_the_disk,
        "tests/store/test_opening.py::test_what_memory_does_not_hold_goes_to_no_file_in_the_open",
    ),
    Bug(4, success_before_commit, f"{_POWER}[save]"),
    Bug(5, outbox_emptied_at_send, f"{_STORIES}/test_outbox.py::test_f05_half_acknowledged_and_hot_loop"),
    Bug(6, cursor_before_news, f"{_STORIES}/test_centre.py::test_f07_the_cursor_lies"),
    Bug(7, new_id_on_retry, f"{_STORIES}/test_outbox.py::test_f06_answer_lost_request_repeated"),
    Bug(
        8,
        doubled_in_the_projection,
        "tests/store/test_replica.py::test_the_revision_counts_each_change_once_wherever_it_was_made",
    ),
    Bug(9, last_writer_wins, f"{_STORIES}/test_shared_work.py::test_b04_own_second_computer"),
    Bug(10, guarding.value_dropped, f"{_STORIES}/test_shared_work.py::test_b04_own_second_computer"),
    Bug(11, renamed_before_synced, f"{_POWER}[files]"),
    Bug(12, row_before_file, f"{_POWER}[files]"),
    Bug(
        13,
        guarding.migrated_step_by_step,
        "tests/store/test_migrating.py::test_a_step_that_fails_leaves_the_store_as_it_was",
    ),
    Bug(14, epoch_not_raised, f"{_STORIES}/test_outbox.py::test_f06_answer_lost_request_repeated"),
    Bug(
        15,
        replay_looked_at_outside,
        f"{_GATEWAY}/test_numbers.py::test_an_envelope_that_comes_twice_at_once_is_answered_once",
    ),
    Bug(
        16,
        guarding.hash_left_out_of_the_signature,
        f"{_ENVELOPE}::test_a_second_recipient_cannot_put_other_words_into_the_senders_mouth",
    ),
    Bug(
        17,
        guarding.sender_left_out_of_the_wrapping,
        f"{_ENVELOPE}::test_a_stolen_envelope_does_not_open_under_another_enrolled_name",
    ),
    Bug(18, guarding.no_floor, "tests/keys/test_slots.py::test_no_file_moves_the_floor_or_the_ceiling"),
    Bug(
        19,
        mission_taken_from_the_request,
        f"{_GATEWAY}/test_exchange.py::test_a_mission_that_a_change_names_opens_nothing",
    ),
    Bug(
        20,
        guarding.still_in_the_search,
        "tests/store/test_search.py::test_no_word_of_what_is_gone_stays_in_the_index",
    ),
    Bug(
        21,
        guarding.names_in_the_trace,
        "tests/ui/test_settings.py::test_a_crash_leaves_frames_and_nothing_personal",
    ),
    Bug(
        22,
        guarding.lease_by_the_wall,
        "tests/lease/test_lease.py::test_a_clock_that_is_turned_never_gives_more_time",
    ),
    Bug(
        23,
        rounds_end_without_a_word,
        "tests/ui/test_rounds.py::test_a_fault_of_our_own_in_a_round_does_not_end_the_rounds",
    ),
    Bug(
        24,
        number_before_commit,
        f"{_GATEWAY}/test_writers.py::test_eight_writers_leave_a_dense_ledger_and_no_reader_misses_an_entry[postgres]",
    ),
    Bug(
        25,
        guarding.text_of_an_error_in_the_log,
        f"{_GATEWAY}/test_app.py::test_a_fault_of_ours_is_logged_without_what_it_says",
    ),
)
VARIABLE: Final = "SISKO_SEEDED_BUG"
"""The number of the bug that is planted in every process that inherits it."""


def plant_what_is_asked_for() -> None:
    """Plant the bug that the environment names, for good."""
    for bug in BUGS:
        if str(bug.number) == os.environ.get(VARIABLE):
            bug.plant(setattr)
