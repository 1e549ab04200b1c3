"""Read fields: text that is understood while it is typed (dates, amounts, telephones), and how is said beneath."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.form_field import Caption, FormField, Option

Read = Callable[[str], str | None]
"""Gets what was typed; returns the stored form, or None when it cannot be read."""
Say = Callable[[str], str]
"""Gets the stored form; returns it in words."""


class DateField(FormField):
    """A date, a month or a year as people write them; value() is the stored form or None."""

    def __init__(self, kit: Kit, caption: Caption, read: Read, say: Say) -> None:
        super().__init__(kit, caption)
        self._read = read
        self._words = say
        self._line = QLineEdit()
        self._line.setFont(kit.look.font())
        self._line.setMaxLength(60)
        self._line.setPlaceholderText(kit.words("form.date.placeholder"))
        self._line.textEdited.connect(self._on_typed)
        self._line.editingFinished.connect(self._show_problem)
        self._place(self._line, self._line)

    def value(self) -> str | None:
        typed = self._line.text().strip()
        return self._read(typed) if typed else None

    def set_value(self, value: object) -> None:
        self._line.setText("" if value is None else self._words(str(value)))
        self._say("")

    def problem(self) -> str:
        is_unread = bool(self._line.text().strip()) and self.value() is None
        return self._kit.words("form.date.unread") if is_unread else ""

    def _on_typed(self) -> None:
        stored = self.value()
        self._say("" if stored is None else self._kit.words("form.date.read", date=self._words(stored)))
        self._edited()


class MoneyField(FormField):
    """An amount with its currency; value() is {"minor": int, "currency": str} or None."""

    def __init__(
        self,
        kit: Kit,
        caption: Caption,
        currencies: Sequence[Option],
        read: Callable[[str, str], int | None],
        say: Callable[[int, str], str],
    ) -> None:
        """Take *read* (typed text and currency to minor units) and *say* (minor units and currency to text)."""
        super().__init__(kit, caption)
        self._read = read
        self._words = say
        editor = QWidget()
        row = QHBoxLayout(editor)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(8))
        self._currency = ChoiceBox(kit, currencies, kit.words("form.money.currency", field=caption.label))
        self._currency.setFixedWidth(kit.look.px(110))
        self._line = QLineEdit()
        self._line.setFont(kit.look.font())
        self._line.setMaxLength(40)
        self._line.setAccessibleName(caption.label)
        row.addWidget(self._line, 1)
        row.addWidget(self._currency)
        self._line.textEdited.connect(self._on_typed)
        self._line.editingFinished.connect(self._show_problem)
        self._currency.chosen.connect(self._on_typed)
        self._place(editor, self._line)

    def set_currency(self, currency: str) -> None:
        """Offer the currency of the host country while no amount is there."""
        if not self._line.text().strip():
            self._currency.set_code(currency)

    def value(self) -> dict[str, object] | None:
        currency, minor = self._currency.code(), self._minor()
        return None if minor is None or currency is None else {"minor": minor, "currency": currency}

    def set_value(self, value: object) -> None:
        self._say("")
        if not isinstance(value, dict):
            self._line.clear()
            return
        self._currency.set_code(str(value["currency"]))
        self._line.setText(self._words(int(value["minor"]), str(value["currency"])))

    def problem(self) -> str:
        is_unread = bool(self._line.text().strip()) and self.value() is None
        return self._kit.words("form.money.unread") if is_unread else ""

    def _minor(self) -> int | None:
        typed, currency = self._line.text().strip(), self._currency.code()
        return self._read(typed, currency) if typed and currency else None

    def _on_typed(self) -> None:
        currency, minor = self._currency.code(), self._minor()
        self._say("" if minor is None or currency is None else f"{currency} {self._words(minor, currency)}")
        self._edited()


class PhoneField(FormField):
    """Telephone numbers as they are written; value() is that text, and beneath stands how they would be dialled."""

    def __init__(self, kit: Kit, caption: Caption, read: Read) -> None:
        super().__init__(kit, caption)
        self._read = read
        self._line = QLineEdit()
        self._line.setFont(kit.look.font())
        self._line.setMaxLength(500)
        self._line.textEdited.connect(self._on_typed)
        self._place(self._line, self._line)

    def value(self) -> str | None:
        return self._line.text().strip() or None

    def set_value(self, value: object) -> None:
        self._line.setText("" if value is None else str(value))
        self._say_read()

    def _on_typed(self) -> None:
        self._say_read()
        self._edited()

    def _say_read(self) -> None:
        typed = self._line.text().strip()
        numbers = self._read(typed) if typed else None
        if not typed:
            self._say("")
        elif numbers is None:
            self._say(self._kit.words("form.phone.unread"), "warning")
        else:
            self._say(self._kit.words("form.phone.read", numbers=numbers))
