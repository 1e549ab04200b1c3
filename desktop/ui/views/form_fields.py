"""Form fields: the widget of every field of a declaration, by its shape; fields that the kit of widgets lacks."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from desktop.actions.intake import region_of
from desktop.store.search import Hit as Found
from desktop.store.store import Store
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.record_form import can_be_unknown
from desktop.ui.viewmodels.typed import Typed
from desktop.ui.views.bench import Bench
from desktop.ui.views.refs_field import RefsField
from desktop.ui.widgets.fields.code_fields import CodeField, CodesField, FlagField
from desktop.ui.widgets.fields.elements_field import ElementsField
from desktop.ui.widgets.fields.form_field import Caption, FormField, Option
from desktop.ui.widgets.fields.read_fields import DateField, MoneyField, PhoneField
from desktop.ui.widgets.fields.ref_field import RefField
from desktop.ui.widgets.fields.text_fields import LineField, NumberField, TextField
from desktop.ui.widgets.search.hits import Hit
from sync.domain.codes import code_list
from sync.domain.ids import new_id
from sync.domain.records.fields import Field, Shape

WIDE: Final = frozenset({Shape.LONG_TEXT, Shape.ELEMENTS, Shape.CODES, Shape.REFS})
"""Shapes that want the whole width of a form."""
_PASTED: Final = 120
"""A machine readable zone must fit where it is pasted; what is too long is told on saving."""
_MOST_HITS: Final = 8


class MomentField(DateField):
    """A day with its hour; value() is the stored moment or None."""

    def __init__(
        self, kit: Kit, caption: Caption, read: Callable[[str], str | None], say: Callable[[str], str]
    ) -> None:
        super().__init__(kit, caption, read, say)
        self._line.setPlaceholderText(kit.words("form.moment.placeholder"))

    def problem(self) -> str:
        return self._kit.words("rule.moment") if super().problem() else ""


class TagsField(LineField):
    """A set of free words, written with commas; value() is a list."""

    def value(self) -> list[str]:  # type: ignore[override]  # the wire value of this field is a list
        return [word for word in (part.strip() for part in (super().value() or "").split(",")) if word]

    def set_value(self, value: object) -> None:
        super().set_value(", ".join(str(word) for word in value) if isinstance(value, list | tuple) else None)


class FieldMaker:
    """Makes the widgets of one noun's fields."""

    def __init__(self, bench: Bench, kind: str) -> None:
        self._bench = bench
        self._kind = kind
        self._typed = Typed(bench.speech, region_of(bench.mission), bench.desk.clock)
        self._makers: Mapping[Shape, Callable[[Field, Caption], FormField]] = {
            Shape.TEXT: self._text,
            Shape.LONG_TEXT: self._long_text,
            Shape.CODE: self._code,
            Shape.CODES: self._codes,
            Shape.INTEGER: lambda _field, caption: NumberField(bench.kit, caption),
            Shape.FLAG: lambda _field, caption: FlagField(bench.kit, caption),
            Shape.DATE: self._date,
            Shape.MOMENT: self._moment,
            Shape.MONEY: self._money,
            Shape.REF: self._ref,
            Shape.REFS: self._refs,
        }

    def make(self, field: Field, path: str = "", *, is_short: bool = False) -> FormField:
        """Return the widget of *field*; *path* names it within an element; a short form asks no "not known"."""
        name = f"{path}.{field.name}" if path else field.name
        caption = Caption(
            label=self._bench.speech.label(self._kind, name),
            help=self._bench.speech.help(self._kind, name),
            is_required=field.required and not path,
            can_be_unknown=not (path or is_short) and can_be_unknown(field),
        )
        if field.shape is Shape.ELEMENTS:
            return self._elements(field, caption)
        return self._makers[field.shape](field, caption)

    def _text(self, field: Field, caption: Caption) -> FormField:
        if "phone" in field.name or field.name in ("hotline", "contact"):
            return PhoneField(self._bench.kit, caption, self._typed.phones)
        return LineField(self._bench.kit, caption, longest=max(field.max or 0, _PASTED))

    def _long_text(self, field: Field, caption: Caption) -> FormField:
        longest = field.max or 4000
        return TextField(self._bench.kit, caption, longest=longest, lines=8 if longest > 10_000 else 3)  # noqa: PLR2004

    def _code(self, field: Field, caption: Caption) -> FormField:
        return CodeField(self._bench.kit, caption, options(self._bench, field.code_list or ""))

    def _codes(self, field: Field, caption: Caption) -> FormField:
        if field.code_list is None:
            return TagsField(self._bench.kit, caption, longest=1000, placeholder=self._bench.kit.words("form.tags"))
        return CodesField(self._bench.kit, caption, options(self._bench, field.code_list))

    def _date(self, _field: Field, caption: Caption) -> FormField:
        return DateField(self._bench.kit, caption, self._typed.day, self._bench.speech.day)

    def _moment(self, _field: Field, caption: Caption) -> FormField:
        return MomentField(self._bench.kit, caption, self._typed.moment, self._bench.speech.moment)

    def _money(self, _field: Field, caption: Caption) -> FormField:
        currencies = options(self._bench, "currency")
        made = MoneyField(self._bench.kit, caption, currencies, self._typed.minor, self._typed.amount)
        known = code_list("mission").get(self._bench.mission)
        made.set_currency((known and known.text("currency")) or "IDR")
        return made

    def _ref(self, field: Field, caption: Caption) -> FormField:
        made = RefField(self._bench.kit, caption)
        made.asked.connect(partial(ask_hits, self._bench, made, field.to or ""))
        return made

    def _refs(self, field: Field, caption: Caption) -> FormField:
        made = RefsField(self._bench.kit, caption)
        made.asked.connect(partial(ask_hits, self._bench, made, field.to or ""))
        return made

    def _elements(self, field: Field, caption: Caption) -> FormField:
        def parts() -> dict[str, FormField]:
            return {part.name: self.make(part, field.name) for part in field.parts}

        return ElementsField(self._bench.kit, caption, parts, lambda: new_id(self._bench.desk.clock.now()))


def options(bench: Bench, name: str) -> tuple[Option, ...]:
    """Return the codes of a list as they can be chosen today, each found by its other spellings and its other words."""
    today = bench.speech.local(bench.desk.clock.now()).date()
    other = "id" if bench.speech.lang == "en" else "en"
    return tuple(
        Option(code=one.code, label=one.label(bench.speech.lang), also=" ".join((*one.also, one.label(other))))
        for one in code_list(name).valid_on(today)
    )


def ask_hits(bench: Bench, field: RefField | RefsField, kind: str, query: str) -> None:
    """Answer what is typed into a reference: the first hits at once, similar names after them."""
    bench.ask(
        f"ref/{id(field)}",
        partial(_hits, query=query, kind=kind, group=bench.speech.nouns(kind)),
        partial(_show_hits, field, query),
    )


def _show_hits(field: RefField | RefsField, query: str, hits: Sequence[Hit]) -> None:
    field.show_hits(query, hits, is_final=True)


def _hits(store: Store, query: str, kind: str, group: str) -> tuple[Hit, ...]:
    found: list[Found] = store.first_hits(query, kind, _MOST_HITS) or store.similar_hits(query, kind, _MOST_HITS)
    return tuple(Hit(kind=hit.kind, id=hit.id, group=group, title=hit.title, under=hit.line) for hit in found)
