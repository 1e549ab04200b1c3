"""Bugs in what guards a record: the settings of the store, keys, signatures, the search, traces, the lease."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from desktop.keys import cost
from desktop.store import blob_lines, lease, migrating, opening, search_index
from desktop.store.device import Meta
from desktop.ui import crash_hook
from sync.changes import merge
from sync.clock import moment, stamp
from sync.errors import BadEnvelope
from sync.identity import envelope, header
from sync.identity.keys import SigningKey, VerifyKey

Setter = Callable[[Any, str, Any], None]


def _setting(patch: Setter, name: str, value: str) -> None:
    settings = tuple(f"{name}={value}" if one.startswith(f"{name}=") else one for one in opening._PRAGMAS)
    patch(opening, "_PRAGMAS", settings)


def not_forced_to_the_disk(patch: Setter) -> None:
    """A COMMIT returns before its bytes are on the disk; the check of it was made to agree."""
    _setting(patch, "synchronous", "NORMAL")
    patch(opening, "_check_durability", lambda _: None)


def salt_not_given(patch: Setter) -> None:
    """The store is opened with its key alone, and takes the salt from its own first page."""
    key = opening._key
    patch(opening, "_key", lambda connection, secret: key(connection, secret[:32]))


def sorted_on_the_disk(patch: Setter) -> None:
    """What does not fit into memory while rows are sorted goes to a file, in the open."""
    _setting(patch, "temp_store", "FILE")


def value_dropped(patch: Setter) -> None:
    """Of two values that clash one comes into force, and the other is kept for nobody."""
    merged = merge._merged

    def forgetful(*case: Any) -> Any:
        return replace(merged(*case), clashes=(), outcome="applied")

    patch(merge, "_merged", forgetful)


def migrated_step_by_step(patch: Setter) -> None:
    """Each step of a migration is committed by itself."""

    def stepwise(connection: Connection, migrations: Any = migrating.MIGRATIONS) -> None:
        for statements in migrations[migrating.version_of(connection) :]:
            for statement in statements:
                connection.exec_driver_sql(statement)
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(f"PRAGMA user_version={len(migrations)}")
        migrating._grow(connection)
        blob_lines.follow_attachments(connection)
        Meta(connection).keep(migrating._DECLARED, migrating.declared_now())

    patch(migrating, "bring_up", stepwise)


def hash_left_out_of_the_signature(patch: Setter) -> None:
    """The hash of the payload stands in the header, and the signature does not cover it."""

    def covered(message: bytes) -> bytes:
        front = len(envelope._SIGNED) + len(envelope.MAGIC) + envelope._LENGTH_BYTES
        if not message.startswith(envelope._SIGNED):
            return message
        try:
            return message[:front] + header.write(msgspec.structs.replace(header.read(message[front:]), ct="AA"))
        except BadEnvelope:
            return message

    sign, has_signed = SigningKey.sign, VerifyKey.has_signed
    patch(SigningKey, "sign", lambda key, message: sign(key, covered(message)))
    patch(VerifyKey, "has_signed", lambda key, message, signature: has_signed(key, covered(message), signature))


def sender_left_out_of_the_wrapping(patch: Setter) -> None:
    """A wrapped key is bound to everything in the head but who speaks."""
    info = envelope._info

    def anonymous(head: Any, recipient: str) -> bytes:
        return info(msgspec.structs.replace(head, sender="x"), recipient)

    patch(envelope, "_info", anonymous)


def no_floor(patch: Setter) -> None:
    """A slot may be as cheap to guess at as its file says."""
    patch(cost, "_LEAST", (8, 1, 1))


def still_in_the_search(patch: Setter) -> None:
    """What can no longer be found is taken out of the list of hits, and its words stay in the index."""
    patch(search_index, "_FORGET_TEXT", "DELETE FROM search_text WHERE rowid = -?")


def names_in_the_trace(patch: Setter) -> None:
    """Somebody in search of a crash lets the report tell the values at hand."""
    report = crash_hook.crash_report

    def telling(kind: Any, at: Any) -> str:
        seen = traceback.StackSummary.extract(traceback.walk_tb(at), capture_locals=True)
        said = [f"{name}={value}" for frame in seen for name, value in (frame.locals or {}).items()]
        return report(kind, at) + "\n".join(said)

    patch(crash_hook, "crash_report", telling)


def lease_by_the_wall(patch: Setter) -> None:
    """The lease is what the wall clock says it is."""

    def noted(connection: Connection, now: datetime, _ran: float) -> None:
        meta = Meta(connection)
        if meta.text("centre") is None:
            return
        lease.prove(connection, meta.text(lease._BASE) or stamp(now))
        meta.keep(lease._BEGAN, stamp(moment(meta.needed(lease._BASE))))
        meta.keep(lease._HIGH, stamp(now))
        meta.keep(lease._RAN, 0)

    patch(lease, "note", noted)


def text_of_an_error_in_the_log(patch: Setter) -> None:
    """The log of the centre says what an error says."""
    from sync.gateway.access_log import LOGGER, AccessLog

    patch(AccessLog, "fault", staticmethod(lambda error: LOGGER.error(str(error))))
