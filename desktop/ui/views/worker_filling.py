"""Worker filling: a NIK tells birth date and sex, the machine readable zone of a passport tells nearly all."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.ui.viewmodels.filling import from_mrz, from_nik
from desktop.ui.views.bench import Bench
from desktop.ui.views.field_group import FieldGroups
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.elements_field import ElementsField
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.fields.text_fields import TextField
from sync.domain.ids import new_id


class WorkerFilling(QObject):
    """Fills what is empty; what the officer has written is never touched."""

    def __init__(self, bench: Bench, groups: FieldGroups) -> None:
        super().__init__(groups)
        self._bench = bench
        self._groups = groups
        kit = bench.kit
        self.box = TextField(
            kit, Caption(label=kit.words("form.mrz"), help=kit.words("form.mrz.help")), longest=400, lines=2
        )
        self.box.changed.connect(self._read_box)
        groups.built.connect(self._listen)

    def _listen(self) -> None:
        self._groups.fields["nik"].changed.connect(self._read_nik)
        self._groups.fields["passports"].changed.connect(self._read_passports)

    def _read_nik(self) -> None:
        self._fill(from_nik(str(self._groups.fields["nik"].value() or ""), self._today()))

    def _read_box(self) -> None:
        self._fill_mrz(str(self.box.value() or ""))

    def _read_passports(self) -> None:
        """A zone may be pasted into any part of a passport."""
        field = self._groups.fields["passports"]
        for element in field.value() or ():  # type: ignore[attr-defined]  # a list of dicts
            for part, said in element.items():
                if part != "id" and isinstance(said, str) and "<<" in said and part != "mrz":
                    inner = field.part(element["id"], part) if isinstance(field, ElementsField) else None
                    if self._fill_mrz(said) and inner is not None:
                        inner.set_value(None)
                    return

    def _fill_mrz(self, text: str) -> bool:
        found = from_mrz(text, self._today())
        if found is None:
            return False
        passport = found.pop("passport")
        self._fill(found)
        field = self._groups.fields["passports"]
        held: list[dict[str, Any]] = list(field.value() or ())  # type: ignore[call-overload]  # a list of dicts
        if all(one.get("number") != passport["number"] for one in held):
            field.set_value([*held, {"id": new_id(self._bench.desk.clock.now()), **passport}])
        self.box.set_error("")
        self._bench.shell.tell(self._bench.kit.words("form.mrz.read"))
        self._groups.changed.emit()
        return True

    def _fill(self, found: dict[str, Any]) -> None:
        for name, value in found.items():
            field = self._groups.fields[name]
            if value and not field.value():
                field.set_value(value)

    def _today(self) -> Any:
        return self._bench.speech.local(self._bench.desk.clock.now()).date()


def fill_worker(bench: Bench, groups: FieldGroups) -> WorkerFilling:
    """Put the box for the zone above the form of a worker, and fill from what is typed."""
    filling = WorkerFilling(bench, groups)
    card = Card(bench.kit)
    card.setMaximumWidth(bench.kit.look.px(860))
    card.body.addWidget(filling.box)
    groups.add_top(card)
    return filling
