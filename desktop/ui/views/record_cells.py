"""Cells: the records of every noun as cells of its columns, derived from its declaration; cases have their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.actions.deadlines import Next, of_cases
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.list_layout import SYNC, TITLE, fields_of
from desktop.ui.viewmodels.record_list import Reader
from desktop.ui.viewmodels.speech import Speech, Titles
from desktop.ui.viewmodels.titles import rows_by_id, titles_for
from desktop.ui.viewmodels.tones import BARS, PRIORITY_TONES, status_tone
from desktop.ui.widgets.drawn.sync_icon import SyncState
from desktop.ui.widgets.table import cells
from desktop.ui.widgets.table.cells import Cell
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape
from sync.domain.rules.deadlines import Light

_DAY_S: Final = 86_400
_STATES: Final = {
    "local": SyncState.LOCAL,
    "waiting": SyncState.WAITING,
    "held": SyncState.WAITING,
    "centre": SyncState.AT_CENTRE,
    "conflict": SyncState.CONFLICT,
    "refused": SyncState.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which columns of which list are to be said, to whom and in which words."""

    kind: str
    keys: tuple[str, ...]
    speech: Speech
    reader: Reader


def rows(store: Store, asked: Asked, numbered: Mapping[int, Row]) -> tuple[cells.Row, ...]:
    """Return the table's rows of the store's; runs on the store lane."""
    titles = titles_for(store, asked.speech, numbered.values(), fields_of(asked.kind, asked.keys))
    if asked.kind == "case":
        return _case_rows(store, asked, numbered, titles)
    return tuple(cells.Row(id=str(n), cells=_cells(row, asked, titles)) for n, row in numbered.items())


def sync_state(row: Row) -> SyncState:
    """Return where the newest state of *row* is."""
    return _STATES.get(row.sync, SyncState.LOCAL)


def sync_cell(row: Row, speech: Speech) -> Cell:
    """Return the last cell of every row."""
    state = sync_state(row)
    return cells.SyncCell(state=state, text=speech.words(f"sync.state.{state.value}"))


def next_words(due: Next, speech: Speech, reader: Reader) -> str:
    """Say when something is due: "Hari ini, 14:00", "Lewat 2 hari", "12 Mar 2026"."""
    if due.light is Light.PAUSED:
        return speech.words("case.due.paused")
    now, then = speech.local(reader.now), speech.local(due.due_at)
    days = (then.date() - now.date()).days
    hour = "" if due.is_day else f", {speech.words.hour(then)}"
    if due.light is Light.RED:
        late_s = (now - then).total_seconds()
        if late_s < _DAY_S and not due.is_day:
            return _counted("case.due.late_hours", max(1, round(late_s / 3600)), speech)
        return _counted("case.due.late_days", max(1, -days), speech)
    if days == 0:
        return speech.words("case.due.today") + hour
    return speech.words("case.due.tomorrow") + hour if days == 1 else speech.date(due.due_at)


def _counted(key: str, count: int, speech: Speech) -> str:
    """English counts one thing otherwise than several."""
    return speech.words(f"{key}.one") if count == 1 else speech.words(key, n=count)


def next_name(due: Next, speech: Speech) -> str:
    """Say what is due."""
    if due.clock is not None:
        return speech.code("clock", due.clock)
    return due.step or speech.words("case.due.step")


def _cells(row: Row, asked: Asked, titles: Titles) -> tuple[Cell, ...]:
    by_name = NOUNS[row.kind].by_name
    own: dict[str, Callable[[], Cell]] = {
        TITLE: lambda: _title_cell(row, asked.speech, titles),
        SYNC: lambda: sync_cell(row, asked.speech),
    }
    return tuple(own[key]() if key in own else _cell(by_name[key], row, asked.speech, titles) for key in asked.keys)


def _title_cell(row: Row, speech: Speech, titles: Titles) -> Cell:
    title = speech.title(row, titles)
    if row.kind != "worker":
        return cells.TextCell(text=title, is_strong=True)
    born = NOUNS[row.kind].by_name["birth_place"]
    return cells.PersonCell(name=title, under=speech.value(born, row.fields.get("birth_place")))


def _cell(field: Field, row: Row, speech: Speech, titles: Titles) -> Cell:
    value = row.fields.get(field.name)
    if field.shape is Shape.ELEMENTS:
        return _element_cell(field, value or [], speech, titles)
    text = speech.value(field, value, titles)
    if field.shape is Shape.CODE and value and field.name.endswith(("state", "status", "priority", "decision")):
        return cells.ChipCell(text=text, tone=status_tone(field.code_list or "", value))
    if field.shape in (Shape.MONEY, Shape.INTEGER):
        return cells.NumberCell(text=text)
    return cells.TextCell(text=text)


def _element_cell(field: Field, elements: Sequence[Mapping[str, object]], speech: Speech, titles: Titles) -> Cell:
    """Show the first part of the first element, and how many more there are."""
    if not elements:
        return cells.TextCell(text="")
    said = [text for part in field.parts if (text := speech.value(part, elements[0].get(part.name), titles))]
    more = speech.words("list.more", n=len(elements) - 1) if len(elements) > 1 else ""
    return cells.TextCell(text=said[0] if said else "", under=more or "".join(said[1:2]))


# --- cases, as drawn


def _case_rows(store: Store, asked: Asked, numbered: Mapping[int, Row], titles: Titles) -> tuple[cells.Row, ...]:
    speech, found = asked.speech, tuple(numbered.values())
    due = of_cases(store, found, asked.reader.now)
    workers = rows_by_id(store, {"worker": {one for row in found for one in _workers(row)}})
    jobs = _jobs(store, workers, speech)
    by_name = NOUNS["case"].by_name

    def cell(key: str, row: Row) -> Cell:
        match key:
            case "priority":
                return priority_cell(row.fields.get("priority"), speech)
            case "case":
                return _case_cell(row, speech)
            case "worker":
                return _worker_cell(row, workers, jobs, speech)
            case "status":
                return status_cell(row, speech)
            case "next":
                return due_cell(due.get(row.id, ()), speech, asked.reader)
            case "sync":
                return sync_cell(row, speech)
            case _:
                return _cell(by_name[key], row, speech, titles)

    return tuple(cells.Row(id=str(n), cells=tuple(cell(key, row) for key in asked.keys)) for n, row in numbered.items())


def priority_cell(priority: str | None, speech: Speech) -> Cell:
    """Return the bars of a priority, with its word."""
    if not priority:
        return cells.TextCell(text="")
    tone = PRIORITY_TONES.get(priority, Tone.NEUTRAL)
    return cells.BarsCell(text=speech.code("priority", priority), filled=BARS.get(priority, 0), tone=tone)


def status_cell(row: Row, speech: Speech) -> Cell:
    """Return the stage of a case."""
    status = row.fields.get("status", "")
    return cells.ChipCell(text=speech.code("case_status", status), tone=status_tone("case_status", status))


def due_cell(due: Sequence[Next], speech: Speech, reader: Reader) -> Cell:
    """Return what is due next, and when."""
    if not due:
        return cells.TextCell(text="")
    near = {Light.RED: cells.Due.OVERDUE, Light.AMBER: cells.Due.SOON}.get(due[0].light, cells.Due.LATER)
    return cells.DueCell(text=next_words(due[0], speech, reader), under=next_name(due[0], speech), due=near)


def problem(row: Row, speech: Speech) -> str:
    """Say the problem of a case in one line: its summary, else its category."""
    category = row.fields.get("category")
    return row.fields.get("summary") or (speech.code("case_category", category) if category else "")


def _case_cell(row: Row, speech: Speech) -> Cell:
    number = row.fields.get("case_no") or speech.words("list.case.no_number")
    return cells.TextCell(text=number, under=problem(row, speech), is_strong=True)


def _workers(row: Row) -> tuple[str, ...]:
    return tuple(one["worker_id"] for one in row.fields.get("subjects") or () if one.get("worker_id"))


def _worker_cell(row: Row, workers: Mapping[str, Row], jobs: Mapping[str, str], speech: Speech) -> Cell:
    subjects = row.fields.get("subjects") or ()
    if not subjects:
        return cells.TextCell(text=speech.words("list.case.nobody"))
    first = subjects[0]
    worker = workers.get(first.get("worker_id", ""))
    name = worker.title if worker else first.get("stub_name") or speech.words("list.case.nobody")
    under = jobs.get(first.get("worker_id", ""), "")
    if len(subjects) > 1:
        under = speech.words("list.more_people", n=len(subjects) - 1)
    return cells.PersonCell(name=name, under=under)


def _jobs(store: Store, workers: Mapping[str, Row], speech: Speech) -> dict[str, str]:
    """Return job and place of each worker by the newest placement, else the area in which the worker lives."""
    said = {record: row.fields.get("working_area") or "" for record, row in workers.items()}
    if not workers:
        return said
    where = (Condition(field="worker_id", op="in", value=sorted(workers)),)
    for row in store.rows("placement", store.numbers("placement", where=where, order="created_at")):
        parts = (row.fields.get("job_title"), row.fields.get("city"))
        line = speech.words("list.dot").join(part for part in parts if part)
        said[row.fields["worker_id"]] = line or said[row.fields["worker_id"]]
    return said
