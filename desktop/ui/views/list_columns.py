"""List columns: the columns of every noun as the table shows them, derived from its declaration."""

from typing import Final

from desktop.ui.viewmodels.list_layout import SYNC, TITLE, Layout, standard
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.widgets.table.cells import Column
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape

_SORTED: Final = frozenset({Shape.TEXT, Shape.CODE, Shape.INTEGER, Shape.FLAG, Shape.DATE, Shape.MOMENT})
_WIDTHS: Final = {
    Shape.DATE: 116,
    Shape.MOMENT: 158,
    Shape.MONEY: 140,
    Shape.INTEGER: 96,
    Shape.FLAG: 96,
    Shape.CODE: 150,
}
_OTHER: Final = 160
_SYNC_WIDTH: Final = 50


def columns(kind: str, speech: Speech, layout: Layout) -> tuple[Column, ...]:
    """Return the columns of the list of *kind*: of the standard some give way when it is narrow, chosen ones stay."""
    gives_way = layout.keys == standard(kind).keys
    made = []
    for place, key in enumerate(layout.keys):
        column = _case_column(key, speech) if kind == "case" else None
        column = column or _column(kind, key, speech, place)
        made.append(
            Column(
                key=key,
                title=column.title,
                width=layout.widths.get(key, column.width),
                sort=column.sort,
                leaves=column.leaves if gives_way else 0,
            )
        )
    return tuple(made)


def column_title(kind: str, key: str, speech: Speech) -> str:
    """Return what a column is called."""
    return columns(kind, speech, Layout(keys=(key,)))[0].title


def _column(kind: str, key: str, speech: Speech, place: int) -> Column:
    declared = NOUNS[kind]
    if key == SYNC:
        return Column(key=key, title=speech.words("list.sync"), width=_SYNC_WIDTH, sort="sync")
    if key == TITLE:
        return Column(key=key, title=speech.noun(kind), sort=_sort(declared.by_name[declared.about.title[0]]))
    field = declared.by_name[key]
    width = _WIDTHS.get(field.shape, _OTHER)
    return Column(key=key, title=speech.label(kind, key), width=width, sort=_sort(field), leaves=place)


def _case_column(key: str, speech: Speech) -> Column | None:
    words = speech.words
    match key:
        case "priority":
            return Column(key=key, title=speech.label("case", key), width=110, sort=key)
        case "case":
            return Column(key=key, title=speech.noun("case"), width=162, sort="case_no")
        case "worker":
            return Column(key=key, title=words("list.case.worker"), leaves=1)
        case "status":
            return Column(key=key, title=words("list.case.stage"), width=122, sort=key)
        case "next":
            return Column(key=key, title=words("list.case.next"), width=130, leaves=2)
        case _:
            return None


def _sort(field: Field) -> str | None:
    return field.name if field.shape in _SORTED else None
