"""The one tree of errors: the branch says who must act, the values what happened; words are in the translations."""

import re
from typing import ClassVar

Value = str | int | float


class DeskError(Exception):
    """Anything that can go wrong and has words for people.

    Carries a code (from the class name), the field and rule where they apply, and plain values for the words.
    Never a sentence, never personal data.
    """

    branch: ClassVar[str] = ""
    exit_code: ClassVar[int] = 4

    def __init__(self, *, field: str | None = None, rule: str | None = None, **values: Value) -> None:
        super().__init__(self.code)
        self.field = field
        self.rule = rule
        self.values = values

    @property
    def code(self) -> str:
        """The stable name of this error: ``NoSuchRecord`` -> ``no-such-record``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    def as_fields(self) -> dict[str, Value | None]:
        """The error as the command line shows it; what does not apply is None."""
        shown: dict[str, Value | None] = {"branch": self.branch, "code": self.code}
        return shown | {"field": self.field, "rule": self.rule} | self.values


class Refused(DeskError):
    """The officer can put it right."""

    branch = "refused"
    exit_code = 1


class Unreachable(DeskError):
    """Only waiting helps; the work is safe in the outbox. *no_line*: not even a connection came up.

    *announced*: how large the answer would have been under which the line broke; 0 where it had not begun.
    """

    branch = "unreachable"
    exit_code = 3
    no_line = False
    announced = 0


class Damaged(DeskError):
    """IT must act."""

    branch = "damaged"
    exit_code = 4


class Disagreed(DeskError):
    """The other side broke the protocol."""

    branch = "disagreed"
    exit_code = 5


# --- refused: a record or a field


class InvalidField(Refused):
    """A value does not have the shape or keep the rule of its field; *field* and *rule* say which."""


class UnknownField(Refused):
    """The record has no such field."""


class UnknownKind(Refused):
    """There is no such kind of record."""


class CaseSealed(Refused):
    """The case is restricted and this officer has no key of it: those who have one can give it."""


class NoSuchRecord(Refused):
    """This desk holds no such record."""


class RuleBroken(Refused):
    """A rule of the work forbids this; nothing is written."""


class NoRight(Refused):
    """None of the officer's roles may do *verb* with records of *kind*; *roles* names those that may."""


class ChangedMeanwhile(Refused):
    """The record was changed on this desk after the form was opened."""


class NothingToUndo(Refused):
    """There is no save of this officer left to take back."""


class NoSuchConflict(Refused):
    """There is no open conflict of that name."""


class MassDeletion(Refused):
    """The centre's news would delete *count* of *held* records of a *kind*: somebody must look, and let them in.

    *would_go* has their ids by kind; it is not shown.
    """

    would_go: dict[str, list[str]] = {}  # noqa: RUF012 - replaced, never written into


# --- refused: keys and the store


class WrongPassphrase(Refused):
    """The passphrase opens no slot of this store."""


class ChoosePassphrase(Refused):
    """The passphrase was drawn by a colleague and opens once: to choose an own one."""


class RecoveryRefused(Refused):
    """The store is not recovered by this; *rule* says why."""


class WeakPassphrase(Refused):
    """Shorter than 15 characters, or on the block list; *rule* says which."""


class NoSuchOfficer(Refused):
    """The store has no slot for that officer."""


class StoreInUse(Refused):
    """Another process has the store open."""


class StoreExists(Refused):
    """There is a store in that folder already."""


class NoStore(Refused):
    """There is no store in that folder."""


class Locked(Refused):
    """The desk is locked: unlock first."""


class NoScreen(Refused):
    """There is no screen on which a window could open."""


class UnsuitableFolder(Refused):
    """The folder lies on a network or removable drive, or cannot be written."""


class NotEnrolled(Refused):
    """The desk has not joined a centre yet."""


class LeaseOver(Refused):
    """The desk has had no word of its centre for too long: it opens with one, and nothing is lost."""


class NotRescued(Refused):
    """A desk is not erased: *rule* says what unsent work would be lost (waits, changed, unreadable)."""


class AlreadyEnrolled(Refused):
    """The desk has joined a centre before."""


class CodeRefused(Refused):
    """The enrolment code is wrong, used, or too old."""


class DiskFull(Refused):
    """No space left: free some, then save again. *free_mb* megabytes are left."""


# --- refused: files of the officer


class UnreadableFile(Refused):
    """The file cannot be read as what it should be; *rule* says why."""


class UnwritableFile(Refused):
    """The file cannot be written there."""


class NoMapping(Refused):
    """No column of the file could be matched to a needed field."""


class MeetingRefused(Refused):
    """The other desk of the mission, or this one, does not go into a meeting; *rule* says why."""


class ExportTooLarge(Refused):
    """The ministry lets one officer give out fewer records within a day; *left*: how many more."""


class SecondOfficerNeeded(Refused):
    """So many records leave only when a second officer of the desk agrees; *left*: how many more without."""


class Cancelled(Refused):
    """The officer stopped it; what was done before stays."""


# --- unreachable


class NoAnswer(Unreachable):
    """Nobody answered: no line, no name, no route, connection cut or refused."""


class TimedOut(Unreachable):
    """No complete answer within *seconds*; the request may have arrived or not."""


class NoMeeting(Unreachable):
    """No desk waits for others at that address, or the mission's network broke off."""


class TooLarge(Unreachable):
    """Somebody on the way carries no message of this size; the next ones are smaller."""


class ProxyRefused(Unreachable):
    """The proxy of the network does not let us through: it asks for a login, or is not there; *rule* says which."""


class NotTheCentre(Unreachable):
    """Something else answered: a login page, a proxy, another server. Nothing of it was used."""


class UntrustedCertificate(Unreachable):
    """The secure connection could not be proven; *rule* says why."""


class NotAtCentre(Unreachable):
    """The centre does not have this file: it comes when the desk that has it has sent it."""


class Busy(Unreachable):
    """The centre asks to wait *retry_after_s* seconds."""


class SnapshotGone(Unreachable):
    """The centre has replaced the snapshot that was being fetched; the next round asks for the new one."""


# --- damaged


class StoreDamaged(Damaged):
    """The store file or its slot file is not sound."""


class DiskFails(Damaged):
    """The disk did not read or write; *rule* is SQLite's word for it. The data itself need not be damaged."""


class ReadOnlyDisk(Damaged):
    """The system lets nobody write to the disk of the store, often because it has met faults there."""


class NoPermission(Damaged):
    """This user of the computer may not write the files of the store."""


class StoreTooNew(Damaged):
    """The store was written by a newer release of this programme."""


class BackupFailed(Damaged):
    """A backup could not be written or did not open again."""


class CannotStart(Damaged):
    """A part of the programme or of the system is missing; *rule* says which."""


class Fault(Damaged):
    """Our own code failed; the crash report says where."""


class Uncertain(Damaged):
    """A save may or may not have been written and the store cannot be asked any more."""


# --- disagreed


class BadEnvelope(Disagreed):
    """A sealed message is not whole, not signed by whom it says, or not for us; *rule* says where it failed."""


class BadBundle(Disagreed):
    """A file from a stick is no bundle, was changed on the way, or comes from a device that this desk does not know."""


class DirectoryRefused(Disagreed):
    """The directory of officers, devices and orders is not proven, or older than the one known; *rule* says which."""


class BadMessage(Disagreed):
    """A well-sealed message whose content breaks the contract; *rule* says where."""


class DeviceRefused(Disagreed):
    """The centre does not accept this device; *rule* says why (unknown, revoked, forked, replayed).

    *sealed* is the same as a sealed and signed envelope, for a device whose ask another one handed on.
    """

    sealed: bytes | None = None


class AnotherCentre(Disagreed):
    """At the address of this desk's centre answers another one: it has other keys than those met at enrolment."""
