"""Every act that must leave a line leaves exactly one, in the transaction of the act, and no word of anybody."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop import desk as desks
from desktop.actions import attachments, cases, exports, oversight, records, sessions
from desktop.actions.exports import Export
from desktop.cli import commands, files
from desktop.desk import Desk
from desktop.keys import attempts
from desktop.keys.secret import Officer
from desktop.store import audit
from desktop.store.audit import Asked
from desktop.words import Words
from sync.domain.codes import code_list
from sync.errors import NoRight, RuleBroken, WrongPassphrase
from sync.protocol.audit import AuditLine
from sync.resources import resource
from tests.faults.desks import new_desk, new_keys
from tests.gateway.desk import PlayedClock

Act = Callable[[Desk, Path], Any]
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def desk(tmp_path: Path, clock: PlayedClock) -> Iterator[Desk]:
    made = new_desk(tmp_path / "desk", new_keys("siti"), clock)
    yield made
    made.close()


def lines(desk: Desk) -> list[AuditLine]:
    with desk.store.reading() as connection:
        return [line for _, line in audit.lines_after(connection, 0, 10_000)]


def worker(desk: Desk, **fields: Any) -> str:
    return str(desk.do(partial(records.create, "worker", {"full_name": "Rahasia"} | fields)).id)


def restricted_child(desk: Desk) -> str:
    case = desk.do(partial(cases.register, {"category": "TPPO", "restricted": True, "summary": "Rahasia"}))
    action = {"case_id": case.id, "type": "INTAKE", "at": "2026-03-10T06:42:00.000Z", "summary": "Rahasia"}
    return str(desk.do(partial(records.create, "action", action)).id)


def _edit(desk: Desk, _: Path) -> Any:
    record = worker(desk)
    return lambda: desk.do(partial(records.edit, "worker", record, {"full_name": "Lain"}))


def _delete(desk: Desk, _: Path) -> Any:
    record = worker(desk)
    return lambda: desk.do(partial(records.delete, "worker", record, "ganda"))


def _restore(desk: Desk, _: Path) -> Any:
    record = worker(desk)
    desk.do(partial(records.delete, "worker", record, "ganda"))
    return lambda: desk.do(partial(records.restore, "worker", record))


def _undo(desk: Desk, _: Path) -> Any:
    record = worker(desk)
    desk.do(partial(records.edit, "worker", record, {"full_name": "Lain"}))
    return lambda: desk.do(records.undo_last)


def _view(desk: Desk, _: Path) -> Any:
    record = worker(desk, restricted=True)
    return lambda: desk.do(partial(records.view, "worker", record))


def _view_child(desk: Desk, _: Path) -> Any:
    record = restricted_child(desk)
    return lambda: desk.do(partial(records.view, "action", record))


def _view_open(desk: Desk, _: Path) -> Any:
    record = worker(desk)
    return lambda: desk.do(partial(records.view, "worker", record))


def _attach(desk: Desk, _: Path) -> Any:
    new = attachments.NewFile(owner=("worker", worker(desk)), content=_PNG, title="Rahasia")
    return lambda: attachments.attach(desk, new)


def _open(desk: Desk, _: Path) -> Any:
    new = attachments.NewFile(owner=("worker", worker(desk)), content=_PNG, title="Rahasia")
    row = attachments.attach(desk, new)
    return lambda: attachments.open_file(desk, row.id)


def _copy_out(desk: Desk, folder: Path) -> Any:
    new = attachments.NewFile(owner=("worker", worker(desk)), content=_PNG, title="Rahasia")
    row = attachments.attach(desk, new)
    return lambda: attachments.save_copy(desk, row.id, b"x", folder / "copy.png")


def _export(desk: Desk, folder: Path) -> Any:
    worker(desk)
    return lambda: exports.give_out(desk, Export(kind="worker", format="csv", path=folder / "list.csv"))


def _export_audit(desk: Desk, folder: Path) -> Any:
    return lambda: oversight.give_out(desk.store, "siti", Asked(), folder / "audit.csv")


def _search(desk: Desk, _: Path) -> Any:
    worker(desk)
    return lambda: commands.search(desk, {"text": "Rahasia", "limit": 20})


def _backup(desk: Desk, folder: Path) -> Any:
    for name in ("slots.json", "device.key"):
        (desk.folder / name).touch()
    return lambda: files.backup(desk, {"file": str(folder / "copy.sisko-backup")}, Words("id"))


_ACTS: dict[str, tuple[Act, list[str]]] = {
    "create": (lambda desk, _: lambda: worker(desk), ["create"]),
    "edit": (_edit, ["set"]),
    "delete": (_delete, ["delete"]),
    "restore": (_restore, ["restore"]),
    "undo": (_undo, ["set"]),
    "view of a restricted record": (_view, ["view"]),
    "view of what belongs to a restricted case": (_view_child, ["view"]),
    "view of another record": (_view_open, []),
    "attach": (_attach, ["create"]),
    "open a file": (_open, ["open_file"]),
    "give a file out": (_copy_out, ["copy_out"]),
    "export": (_export, ["export"]),
    "export of the audit": (_export_audit, ["export"]),
    "search": (_search, ["search"]),
    "backup": (_backup, ["backup"]),
}


@pytest.mark.parametrize("name", _ACTS)
def test_an_act_leaves_exactly_its_line_and_no_value(desk: Desk, tmp_path: Path, name: str) -> None:
    prepare, expected = _ACTS[name]
    act = prepare(desk, tmp_path)
    before = len(lines(desk))

    act()

    left = lines(desk)[before:]
    assert [line.act for line in left] == expected
    assert "rahasia" not in repr(left).lower()
    assert all(line.officer == "siti" and line.role and line.version for line in left)


def test_a_look_at_what_belongs_to_a_restricted_case_names_the_case(desk: Desk) -> None:
    record = restricted_child(desk)
    desk.do(partial(records.view, "action", record))

    line = lines(desk)[-1]
    assert (line.kind, line.record) == ("action", record)
    assert line.case == lines(desk)[0].record


def test_an_act_that_was_refused_leaves_no_line(desk: Desk) -> None:
    record = worker(desk)
    desk.do(partial(records.delete, "worker", record, "ganda"))
    before = len(lines(desk))

    with pytest.raises(RuleBroken):
        desk.do(partial(records.edit, "worker", record, {"full_name": "Lain"}))

    assert len(lines(desk)) == before


def test_failed_and_good_unlocks_and_the_lock_are_taken_in(tmp_path: Path, clock: PlayedClock) -> None:
    folder, secret = tmp_path / "desk", "kuda besi tenang laut biru padi"
    desks.create(folder, Officer(user="siti", name="Siti"), secret, "JHB", clock).close()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            desks.unlock(folder, "siti", "bukan yang itu sama sekali", clock)
    assert b"siti" not in (folder / "attempts.json").read_bytes()

    desk = desks.unlock(folder, "siti", secret, clock)

    said = [(line.act, line.outcome, line.officer) for line in lines(desk)]
    failed = ("unlock-failed", "wrong-passphrase", "")
    assert said[-4:] == [("lock", "", "siti"), failed, failed, ("unlock", "", "siti")]
    assert attempts.read(folder) is None
    desk.close()


def test_attempts_are_taken_in_once_and_their_number_is_bounded(desk: Desk, tmp_path: Path) -> None:
    for _ in range(150):
        attempts.note(tmp_path, "2026-03-10T06:42:00.000Z")
    failed = attempts.read(tmp_path)

    for _ in range(2):  # a power cut before the file was forgotten
        desk.do(lambda unit: sessions.unlocked(unit, failed, from_backup=False))

    said = [line for line in lines(desk) if line.act == "unlock-failed"]
    assert len(said) == 101
    assert said[-1].fields == ["count=50"]


def test_only_who_oversees_reads_the_audit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(desk, restricted=True)
    assert oversight.lines(desk.store, "siti", Asked(act="create"))

    monkeypatch.setattr("desktop.store.grants.roles_of", lambda *_: frozenset({"COUNTER"}))
    with pytest.raises(NoRight):
        oversight.lines(desk.store, "siti", Asked())


def test_lines_are_found_by_what_is_asked_for_a_page_at_a_time(desk: Desk, clock: PlayedClock) -> None:
    record = worker(desk, restricted=True)
    for _ in range(25):
        desk.do(partial(records.view, "worker", record))

    first = oversight.lines(desk.store, "siti", Asked(record=record, act="view", limit=10))
    second = oversight.lines(desk.store, "siti", Asked(record=record, act="view", limit=100, before=first[-1][0]))

    assert (len(first), len(second)) == (10, 15)
    assert oversight.lines(desk.store, "siti", Asked(officer="budi")) == []
    assert oversight.anomalies(desk.store, "siti", clock.now()) == ()


def test_many_opened_within_an_hour_stand_out(desk: Desk, clock: PlayedClock) -> None:
    for _ in range(oversight.MANY_CASES + 1):
        record = worker(desk, restricted=True)
        desk.do(partial(records.view, "worker", record))

    found = oversight.anomalies(desk.store, "siti", clock.now())

    assert [(one.code, one.officer, one.count) for one in found] == [("many-opened", "siti", oversight.MANY_CASES + 1)]


def test_every_act_that_the_code_notes_has_words_in_both_languages() -> None:
    folder = resource("codelists").parent.parent
    said = re.compile(r'(?:note\(|_turned\(desk, |act=)"([a-z_.-]+)"')
    files = [*(folder / "desktop").rglob("*.py"), *(folder / "sync" / "gateway").rglob("*.py")]
    noted = {name for file in files for name in said.findall(file.read_text(encoding="utf-8"))}

    assert len(noted) > 15
    assert noted <= set(code_list("act").by_code)
