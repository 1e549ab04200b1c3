"""A working day at one desk, as a process of its own: PART of the day, MACHINE, URL of the centre, then codes.

It tells on standard output, a JSON object a line, what others could see of it; it writes nothing but what the programme
itself writes. In the first part it is killed in the middle of a save.
"""

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop.actions import records
from desktop.cli import batch
from desktop.cli.main import run
from desktop.desk import Desk
from desktop.store.unit import Unit
from sync.domain.records.catalogue import NOUNS
from tests.canary.words import Fate, typed, typed_sealed
from tests.ui import working_day as window
from tests.ui.front_door import SECRET
from tests.ui.sample_records import sample

OPEN, CLOSED = Fate("terbuka"), Fate("tertutup", restricted=True)
_NOT_BY_HAND: Final = {
    "conflict",
    "erasure",
    "case_key",
    "access_request",
    "mission",
    "officer",
    "device",
    "attachment",
}
PICTURE: Final = "foto.jpg"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where everything lies; only what is below *chosen* may hold what was entered: its user has put it there."""

    top: Path

    @property
    def chosen(self) -> Path:
        return self.top / "chosen"

    @property
    def stick(self) -> Path:
        return self.top / "stick"

    @property
    def phrase(self) -> Path:
        return self.top / "phrase.txt"

    def store(self, user: str) -> Path:
        return self.top / "home" / user


def tell(what: str, *texts: str) -> None:
    """Let the test see what anybody could."""
    print(json.dumps({"what": what, "texts": texts}), file=_OUT, flush=True)


_OUT = sys.stdout


class Shell:
    """Types commands for one officer; what they answer is for the officer's eyes, what they complain of is not."""

    def __init__(self, machine: Machine, user: str) -> None:
        self.folder, self.user = machine.store(user), user
        self.common = ["--store", str(self.folder), "--passphrase-file", str(machine.phrase), "--user", user]

    def __call__(self, *line: str) -> None:
        """Run one command as a process of its own would."""
        with contextlib.redirect_stdout(io.StringIO()):
            run([*self.common, *line])

    @contextlib.contextmanager
    def opened(self) -> Iterator["Shell"]:
        with window.unlocked(self.folder, self.user, SECRET) as self.desk:
            yield self

    def lines(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        """Run several commands; each must do what it is to do, unless it is said to be *wrong*."""
        wrong, out = [command.pop("wrong", False) for command in commands], io.StringIO()
        batch.run(self.desk, [json.dumps(one) for one in commands], out)
        answers = [json.loads(said) for said in out.getvalue().splitlines()]
        for command, answer, is_wrong in zip(commands, answers, wrong, strict=True):
            assert ("error" in answer) is is_wrong, (command, answer)
            if is_wrong:
                tell("refusals", json.dumps(answer))
        return answers


def enter(fate: Fate, desk: Desk, unit: Unit) -> str:
    """Enter a case of each sort of record that there is, with a word in every field that takes one."""
    beside = Fate(f"{fate.name}, di luar")  # what is not of the case itself is as open as ever
    person = records.create("worker", beside.fields("worker") | _numbers(fate), unit)
    about = {"restricted": True} if fate.restricted else {}
    subjects = [{"id": "k1", "worker_id": person.id, "stub_name": fate.fields("case")["subjects"][0]["stub_name"]}]
    case = unit.create("case", {"status": "REGISTERED"} | fate.fields("case") | about | {"subjects": subjects})
    made: dict[str, str] = {"worker": person.id, "case": case.id}
    for kind, noun in NOUNS.items():
        if kind in made or kind in _NOT_BY_HAND:
            continue
        needed = {field.name: _needed(field, desk, made) for field in noun.fields if field.required}
        above = {"case_id": case.id} if "case_id" in noun.by_name else {}
        said = fate.fields(kind) if above or "claim_id" in noun.by_name else beside.fields(kind)
        made[kind] = records.create(kind, said | needed | above, unit).id
    return case.id


def _needed(field: Any, desk: Desk, made: dict[str, str]) -> Any:
    if field.to in made or "record-id" in field.rules:
        return made[field.to or "worker"]
    return sample(field, desk)


def _numbers(fate: Fate) -> dict[str, Any]:
    one = 2 if fate.restricted else 1
    return {
        "nik": f"350715570390000{one}",
        "passports": [{"id": "k1", "number": f"C7775{one}1"}],
        "contacts": [{"id": "k1", "kind": "PHONE", "value": f"+62 8127777{one}55"}],
    }


def morning(machine: Machine, url: str, code: str) -> None:
    """Join, enter, search, edit, attach, take in, give out, write a stick and a backup."""
    siti = Shell(machine, "siti")
    siti("init", "--mission", "JHB", "--officer", "Siti Rahmawati")
    (machine.chosen / "daftar.csv").write_text(f"Nama lengkap,NIK\n{typed('imported')},3507155703900009\n")
    with siti.opened() as work:
        case = _entered(work, machine, {"do": "enrol", "gateway": url, "code": code})
    for lang in ("id", "en"):  # what is said to people goes to standard error
        siti("--lang", lang, "import", "worker", f"/nowhere/{typed('path')}.csv")
    window.day(machine.store("siti"), case, tell, _killed)


def _entered(work: Shell, machine: Machine, enrol: dict[str, Any]) -> str:
    work.lines(enrol)
    case, closed = (work.desk.do(partial(enter, fate, work.desk)) for fate in (OPEN, CLOSED))
    at = {"kind": "case", "id": case}
    sealed = {"kind": "case", "id": closed}
    work.lines(
        {"do": "edit", "fields": {"narrative": typed("edited")}, "reason": typed("why")} | at,
        {"do": "edit", "fields": {"narrative": typed_sealed("edited")}} | sealed,
        {"do": "search", "text": typed("edited")},
        {"do": "search", "text": "350715570390"},
        {"do": "attach", "file": str(machine.chosen / PICTURE)} | at,
        {"do": "attach", "file": str(machine.chosen / f"{typed_sealed('file')}.txt")} | sealed,
        {"do": "import", "kind": "worker", "file": str(machine.chosen / "daftar.csv")},
        *({"do": "export", "kind": "case", "format": f, "out": str(machine.chosen / f"a.{f}")} for f in _GIVEN_OUT),
        {"do": "new", "kind": "worker", "fields": {"full_name": 7, "nik": typed("wrong")}, "wrong": True},
        {"do": typed("command"), "wrong": True},
        {"do": "attach", "file": f"/nowhere/{typed('path')}.pdf", "wrong": True} | at,
        {"do": "show", "kind": "worker", "id": typed("id"), "wrong": True},
        {"do": "resolve", "id": typed("conflict"), "keep": "mine", "wrong": True},
        {"do": "sync"},
        {"do": "bundle", "what": "write", "file": str(machine.stick / "siti.sisko-bundle")},
        {"do": "backup", "file": str(machine.stick / "siti.backup")},
        {"do": "verify"},
    )
    return case


_GIVEN_OUT: Final = ("csv", "xlsx", "json")


def _killed(desk: Desk) -> None:
    """Go in the middle of a save, with words on their way into the file."""
    tell("children", *_processes())

    def save(unit: Unit) -> None:
        for number in range(50):
            records.create("worker", {"full_name": typed("killed"), "health_note": typed(str(number))}, unit)
        os.kill(os.getpid(), signal.SIGKILL)

    desk.do(save)


def _processes() -> list[str]:
    """Return what /proc tells everybody of this process and of those that it has started."""
    told = []
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError):
            if place.name.isdigit() and _is_ours(place):
                told += [(place / name).read_bytes().decode("utf-8", "replace") for name in ("cmdline", "environ")]
                told.append(str((place / "cwd").readlink()))
    return told


def _is_ours(place: Path) -> bool:
    if place.name == str(os.getpid()):
        return True
    above = (place / "stat").read_text().rpartition(")")[2].split()[1]
    return above == str(os.getpid())


def evening(machine: Machine, url: str, code: str) -> None:
    """Come back after the kill: check, meet with a colleague's work, decide, read a stick, restore a backup."""
    mine, theirs = Shell(machine, "siti"), Shell(machine, "budi")
    mine("doctor")
    theirs("init", "--mission", "JHB", "--officer", "Budi Santoso")
    with mine.opened() as siti, theirs.opened() as budi:
        _met(siti, budi, {"do": "enrol", "gateway": url, "code": code}, str(machine.stick / "budi.sisko-bundle"))
        tell("what a colleague's store holds, opened", *window.opened_text(budi.desk))
    mine("--store", str(machine.store("siti-again")), "restore", str(machine.stick / "siti.backup"))
    tell("where a programme may write", *window.writable_places())


def _met(siti: Shell, budi: Shell, enrol: dict[str, Any], stick: str) -> None:
    sync = {"do": "sync"}
    (_, synced, found) = budi.lines(enrol, sync, {"do": "list", "kind": "case"})
    assert synced["received"]
    case = next(row["id"] for row in found["rows"] if not row.get("restricted"))
    edit = {"do": "edit", "kind": "case", "id": case}
    budi.lines(edit | {"fields": {"incident_place": typed("theirs")}}, sync)
    (sound, *_) = siti.lines({"do": "verify"}, edit | {"fields": {"incident_place": typed("mine")}}, sync)
    assert sound["findings"] == []  # after the kill
    budi.lines(sync, {"do": "bundle", "what": "write", "file": stick})
    (told, _) = siti.lines({"do": "conflicts"}, {"do": "bundle", "what": "read", "file": stick})
    (conflict,) = told["conflicts"]
    siti.lines({"do": "resolve", "id": conflict["id"], "value": typed("third")}, sync, {"do": "digest"})
    budi.lines(sync, {"do": "status"}, {"do": "verify"})


PARTS: Final[dict[str, Callable[[Machine, str, str], None]]] = {"morning": morning, "evening": evening}


def _watch(event: str, said: tuple[Any, ...]) -> None:
    """Tell of every process that is started, and of every file that is opened for writing."""
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        tell("started", *map(str, said))
    elif event == "open" and isinstance(said[0], str) and isinstance(said[1], str) and set(said[1]) & set("wax+"):
        tell("written", said[0])


if __name__ == "__main__":
    sys.addaudithook(_watch)
    PARTS[sys.argv[1]](Machine(Path(sys.argv[2])), sys.argv[3], sys.stdin.readline().strip())
