"""Every deed of an officer has its line here: what it asks for, or why it asks for nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

import desktop.actions
from desktop.actions import cases, exports, intake, mass_deletion, records
from desktop.actions.exports import Export
from desktop.actions.imports import taking
from desktop.actions.subject import copying
from desktop.actions.subject.copying import Wanted
from desktop.desk import Desk
from desktop.store import brake, grants
from desktop.store.device import Meta
from desktop.store.unit import Unit
from sync.domain.rules.rights import verbs
from sync.errors import NoRight
from tests.ui.desks import make_desk

SEEN: Final = "what it reads is read through the store, which leaves out what may not be seen"
OVERSEES: Final = "it asks whether the officer may oversee, which is no right on records"
HERE: Final = "it only looks at what the officer typed or at this desk"

ASKS: Final[dict[str, tuple[str, ...] | str]] = {
    "attachments.attach": ("create", "attach"),
    "attachments.open_file": ("open",),
    "attachments.save_copy": ("copy_out",),
    "cases.register": ("create",),
    "cases.move": ("move", "close", "reopen", "assign", "take"),
    "cases.edit": ("edit", "move", "close", "reopen", "assign", "take"),
    "conflicts.open_ones": SEEN,
    "conflicts.keep": ("decide",),
    "conflicts.settle": ("decide",),
    "deadlines.of_cases": SEEN,
    "deadlines.related": SEEN,
    "disputes.disputes": SEEN,
    "disputes.decide": ("decide",),
    "erasing.ask": ("create",),
    "erasing.confirm": ("edit",),
    "erasing.due": SEEN,
    "erasing.every": SEEN,
    "erasing.look_at": SEEN,
    "erasing.waiting": SEEN,
    "erasing.withdraw": ("edit",),
    "exports.give_out": ("export",),
    "imports.previewing.preview": HERE,
    "imports.remembered.recall": HERE,
    "imports.remembered.remember": HERE,
    "imports.taking.take_in": ("import",),
    "imports.taking.place_of": HERE,
    "intake.candidates": SEEN,
    "intake.take_in": ("create",),
    "mass_deletion.stopped": SEEN,
    "mass_deletion.allow": ("let_in",),
    "oversight.anomalies": OVERSEES,
    "oversight.chain": "it shows how far the audit is proven, and no line of it",
    "oversight.give_out": OVERSEES,
    "oversight.lines": OVERSEES,
    "oversight.may": OVERSEES,
    "oversight.fetch": OVERSEES,
    "oversight.see": OVERSEES,
    "oversight.watched": "it shows how far the log is proven, and no line of it",
    "outbox.waiting": "it counts by kind, and shows nothing of any record",
    "outbox.refused": SEEN,
    "outbox.resend": ("create", "edit"),
    "outbox.discard": ("delete",),
    "overview.overview": SEEN,
    "overview.persons_due": SEEN,
    "persons.of_persons": SEEN,
    "persons.due_persons": SEEN,
    "records.create": ("create",),
    "records.edit": ("edit",),
    "records.edit_seen": ("edit",),
    "records.view": ("read",),
    "records.delete": ("delete",),
    "records.restore": ("restore",),
    "records.undo_last": ("edit", "delete", "restore"),
    "release.allow": ("export",),
    "restriction.answer": ("edit",),
    "restriction.ask": ("create",),
    "restriction.close": ("edit",),
    "restriction.colleagues": SEEN,
    "restriction.give": ("create",),
    "restriction.look_at": SEEN,
    "restriction.open_up": ("edit",),
    "restriction.propose_opening": ("edit",),
    "restriction.requests": SEEN,
    "restriction.withdraw": ("delete",),
    "sessions.searched": HERE,
    "sessions.unlocked": HERE,
    "subject.copying.copy_out": ("export",),
    "subject.gathering.gather": SEEN,
    "subject.paper.names_of": SEEN,
}

_TAKES: Final = frozenset({"Unit", "Store", "OpenDesk", "Desk"})


def _modules() -> Iterator[str]:
    top = desktop.actions.__name__ + "."
    yield from (one.name for one in pkgutil.walk_packages(desktop.actions.__path__, top) if not one.ispkg)


def _deeds() -> Iterator[str]:
    """Yield every public function of the actions that takes a unit, a store or a desk."""
    for name in _modules():
        module = importlib.import_module(name)
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            takes = {
                getattr(kind, "__name__", "") for kind in inspect.get_annotations(function, eval_str=True).values()
            }
            if function.__module__ == name and not function_name.startswith("_") and takes & _TAKES:
                yield f"{name.removeprefix('desktop.actions.')}.{function_name}"


def test_every_deed_has_its_line() -> None:
    assert sorted(ASKS) == sorted(_deeds())


def test_every_right_is_asked_for_by_some_deed() -> None:
    asked = {verb for said in ASKS.values() if not isinstance(said, str) for verb in said}
    assert asked == set(verbs())


# --- and what the lines say is so


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("asks")))
    yield made
    made.close()


Given = dict[str, str]


@pytest.fixture(scope="module")
def given(desk: Desk) -> Given:
    """Make, with all roles, what the deeds are about; then nobody may anything any more."""
    made = {"worker": desk.do(partial(records.create, "worker", {"full_name": "Sari"})).id}
    made["gone"] = desk.do(partial(records.create, "worker", {"full_name": "Melati"})).id
    desk.do(partial(records.delete, "worker", made["gone"], "x"))
    made["case"] = desk.do(partial(cases.register, {"summary": "x", "status": "ASSIGNED"})).id
    with desk.store.transactions.write() as connection:
        meta = Meta(connection)
        meta.keep("centre", "{}")
        grants.keep(meta, desk.officer.user, frozenset())
    return made


def _deed(name: str, given: Given, folder: Path) -> Callable[[Desk], Any]:
    worker, case = given["worker"], given["case"]
    listed = folder / "list.csv"
    listed.write_text("Nama\nSari\n", encoding="utf-8")
    units: dict[str, Callable[[Unit], Any]] = {
        "cases.register": partial(cases.register, {"summary": "y"}),
        "cases.move": partial(cases.move, case, "IN_PROGRESS"),
        "cases.edit": partial(cases.edit, case, {"summary": "y"}),
        "intake.take_in": partial(intake.take_in, {"full_name": "Ani"}, {"summary": "y"}),
        "records.create": partial(records.create, "agency", {"name": "x"}),
        "records.edit": partial(records.edit, "worker", worker, {"birth_place": "y"}),
        "records.edit_seen": partial(records.edit_seen, "worker", worker, {"birth_place": "y"}, 1),
        "records.view": partial(records.view, "worker", worker),
        "records.delete": partial(records.delete, "worker", worker, "x"),
        "records.restore": partial(records.restore, "worker", given["gone"]),
        "records.undo_last": records.undo_last,
        "mass_deletion.allow": mass_deletion.allow,
    }
    desks: dict[str, Callable[[Desk], Any]] = {
        "exports.give_out": lambda desk: exports.give_out(desk, Export(kind="worker", format="csv", path=listed)),
        "subject.copying.copy_out": lambda desk: copying.copy_out(desk, Wanted(person=worker, folder=folder / "copy")),
        "imports.taking.take_in": lambda desk: taking.take_in(desk, taking.Intake(kind="worker", path=listed)),
    }
    return desks[name] if name in desks else lambda desk: desk.do(units[name])


RUN: Final = (
    *("cases.register", "cases.move", "cases.edit", "intake.take_in", "records.create", "records.edit"),
    *("records.edit_seen", "records.view", "records.delete", "records.restore", "records.undo_last"),
    *("mass_deletion.allow", "exports.give_out", "imports.taking.take_in", "subject.copying.copy_out"),
)


@pytest.mark.parametrize("name", RUN)
def test_who_has_no_right_is_refused_by_name_before_anything_is_written(
    name: str, desk: Desk, given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brake, "held_back", lambda _connection: {"worker": ["x"]})
    with desk.store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM history").scalar()
    with pytest.raises(NoRight) as refusal:
        _deed(name, given, tmp_path)(desk)
    assert refusal.value.values["verb"] in ASKS[name]
    assert refusal.value.values["roles"]
    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM history").scalar() == before
