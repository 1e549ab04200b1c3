"""Sample form: every field widget once, filled with an invented worker."""

from datetime import date

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.code_fields import CodeField, CodesField, FlagField
from desktop.ui.widgets.fields.elements_field import ElementsField
from desktop.ui.widgets.fields.form_field import Caption, FormField, Option
from desktop.ui.widgets.fields.read_fields import DateField, MoneyField, PhoneField
from desktop.ui.widgets.fields.ref_field import RefField
from desktop.ui.widgets.fields.text_fields import LineField, NumberField, TextField
from desktop.ui.widgets.scrolled import scrolled
from sync.domain.money import parse_amount
from sync.domain.partial_date import parse
from sync.domain.phone import phones
from sync.errors import InvalidField

TODAY = date(2026, 3, 10)
NEEDS = (
    Option(code="SAFE_PLACE", label="Tempat aman"),
    Option(code="MEDICAL", label="Perawatan medis"),
    Option(code="LEGAL", label="Bantuan hukum"),
    Option(code="INTERPRETER", label="Juru bahasa"),
)
SEXES = (Option(code="F", label="Perempuan"), Option(code="M", label="Laki-laki"))
CURRENCIES = (Option(code="SAR", label="SAR", also="riyal"), Option(code="IDR", label="IDR", also="rupiah"))


def read_date(typed: str) -> str | None:
    try:
        return parse(typed, TODAY)
    except InvalidField:
        return None


def read_amount(typed: str, currency: str) -> int | None:
    try:
        return parse_amount(typed, currency).minor
    except InvalidField:
        return None


def read_phones(typed: str) -> str | None:
    read = phones(typed, "SA")
    return ", ".join(phone.shown for phone in read) if all(phone.e164 for phone in read) else None


def money(kit: Kit, label: str) -> MoneyField:
    field = MoneyField(
        kit, Caption(label=label), CURRENCIES, read_amount, lambda minor, _currency: f"{minor / 100:,.2f}"
    )
    field.set_currency("SAR")
    return field


def passport_parts(kit: Kit) -> dict[str, FormField]:
    return {
        "number": LineField(kit, Caption(label="Nomor paspor")),
        "expires": DateField(kit, Caption(label="Berlaku sampai"), read_date, str),
    }


def fields(kit: Kit) -> dict[str, FormField]:
    made: dict[str, FormField] = {
        "full_name": LineField(kit, Caption(label="Nama lengkap", help="Seperti di paspor.", is_required=True)),
        "nik": LineField(kit, Caption(label="NIK", help="16 angka di KTP.", can_be_unknown=True)),
        "sex": CodeField(kit, Caption(label="Jenis kelamin"), SEXES),
        "birth": DateField(kit, Caption(label="Tanggal lahir", can_be_unknown=True), read_date, str),
        "needs": CodesField(kit, Caption(label="Kebutuhan"), NEEDS),
        "wage": money(kit, "Gaji per bulan"),
        "children": NumberField(kit, Caption(label="Jumlah anak")),
        "safe": FlagField(kit, Caption(label="Aman ditelepon")),
        "phone": PhoneField(kit, Caption(label="Telepon"), read_phones),
        "employer": RefField(kit, Caption(label="Pemberi kerja")),
        "note": TextField(kit, Caption(label="Catatan"), longest=400),
        "passports": ElementsField(kit, Caption(label="Paspor"), lambda: passport_parts(kit), lambda: "e1"),
    }
    made["needs"].set_value(["SAFE_PLACE", "MEDICAL"])
    made["sex"].set_value("F")
    made["phone"].set_value("055 010 4417")
    made["passports"].set_value([{"id": "p1", "number": "C1234471", "expires": "2029-05"}])
    made["nik"].set_error("NIK terdiri atas 16 angka.")
    made["birth"].set_unknown(is_unknown=True)
    return made


def form(kit: Kit) -> QWidget:
    page = QWidget()
    page.setObjectName("page")
    px = kit.look.px
    card = Card(kit, "Identitas")
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(20))
    grid.setVerticalSpacing(px(16))
    for number, field in enumerate(fields(kit).values()):
        grid.addWidget(field, number // 2, number % 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    card.body.addLayout(grid)
    card.body.addStretch()
    inner = QVBoxLayout()
    inner.addWidget(card)
    outer = QVBoxLayout(page)
    outer.addWidget(scrolled("Formulir", inner))
    return page
