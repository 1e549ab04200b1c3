"""Sample records: one of any kind, with what it must have, and what it points to."""

from typing import Any

from desktop.actions import records
from desktop.desk import Desk
from desktop.store.row import Row
from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape
from tests.ui.open_desk import add_case


def worker(desk: Desk, name: str, **fields: Any) -> Row:
    return desk.do(lambda unit: records.create("worker", {"full_name": name, **fields}, unit))


def sample(field: Field, desk: Desk) -> Any:
    match field.shape:
        case Shape.CODE:
            return next(iter(code_list(field.code_list or "").by_code))
        case Shape.DATE:
            return "2024-05-17"
        case Shape.MOMENT:
            return "2026-03-01T06:30:00.000Z"
        case Shape.INTEGER:
            return 3
        case Shape.FLAG:
            return True
        case Shape.MONEY:
            return {"minor": 145000, "currency": "SAR"}
        case Shape.REF:
            return made(desk, field.to or "worker")
        case _:
            return worker(desk, "Acuan").id if "record-id" in field.rules else "Contoh"


def made(desk: Desk, kind: str) -> str:
    """Return a record that another may point to or stand under."""
    if kind == "case":
        return add_case(desk)
    if kind == "worker":
        return worker(desk, "Acuan").id
    fields = {field.name: sample(field, desk) for field in NOUNS[kind].fields if field.required}
    return desk.do(lambda unit: records.create(kind, fields, unit)).id
