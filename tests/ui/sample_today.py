"""Sample today: the drawings' first page, put together from the widgets."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.views.bar_button import BarButton
from desktop.ui.views.page import Shell
from desktop.ui.widgets.card import Card, FigureCard, RoundIcon
from desktop.ui.widgets.drawn.charts import BarChart, Pair
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.scrolled import scrolled
from desktop.ui.widgets.text import label, line
from tests.ui.sample_page import SamplePage

_DUE = (
    (
        "triangle-alert",
        Tone.DANGER,
        "Visum et repertum, Nur Halimah",
        "KSA-2026-00431, penampungan",
        "Lewat 2 hari",
        Tone.DANGER,
    ),
    (
        "gavel",
        Tone.WARNING,
        "Sidang pengadilan kerja, Siti Rahmawati",
        "KSA-2026-00418, jalur hukum",
        "Hari ini, 14.00",
        Tone.WARNING,
    ),
    (
        "phone",
        Tone.INFO,
        "Telepon pemberi kerja, Eko Prasetyo",
        "KSA-2026-00409, mediasi",
        "Besok, 09.30",
        Tone.NEUTRAL,
    ),
    (
        "plane",
        Tone.SUCCESS,
        "Wawancara keluar, Murni binti Salim",
        "KSA-2026-00427, pemulangan",
        "12 Mar",
        Tone.NEUTRAL,
    ),
    ("megaphone", Tone.VIOLET, "Kunjungan penjangkauan, kamp Jubail", "42 PMI terdaftar", "14 Mar", Tone.NEUTRAL),
)


def today_page(kit: Kit, _shell: Shell) -> SamplePage:
    page = QWidget()
    px = kit.look.px
    outer = QVBoxLayout()
    outer.setContentsMargins(px(22), px(18), px(18), px(14))
    outer.setSpacing(px(16))
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(scrolled("Hari ini", outer))
    outer.addLayout(_figures(kit))
    middle, lower = QHBoxLayout(), QHBoxLayout()
    for row in (middle, lower):
        row.setSpacing(px(16))
    middle.addWidget(_due_card(kit), 5)
    chart_card = Card(kit, "Kasus dibuka dan ditutup", "Laporan")
    chart = BarChart(kit, "Kasus dibuka dan ditutup per bulan", "Dibuka", "Ditutup")
    months = (("Okt", 38, 31), ("Nov", 44, 40), ("Des", 35, 37), ("Jan", 52, 41), ("Feb", 47, 49), ("Mar", 19, 12))
    chart.show_pairs([Pair(label=month, first=a, second=b) for month, a, b in months])
    chart_card.body.addWidget(chart, 1)
    middle.addWidget(chart_card, 4)
    problems = Card(kit, "Kasus menurut masalah")
    counts = (
        ("Gaji tidak dibayar", 52),
        ("Paspor ditahan", 31),
        ("Penggantian kontrak", 24),
        ("Overstay", 19),
        ("Kekerasan", 11),
    )
    for text, count in counts:
        problems.body.addWidget(BarButton(kit, text, count, counts[0][1]))
    lower.addWidget(problems, 5)
    lower.addWidget(_sync_card(kit), 4)
    outer.addLayout(middle, 1)
    outer.addLayout(lower)
    return SamplePage("Selamat pagi, Dewi", "Selasa, 10 Maret 2026, Riyadh", page)


def _figures(kit: Kit) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(kit.look.px(16))
    for title, icon, tone, figure, beneath in (
        ("Kasus terbuka", "folder-open", Tone.INFO, "148", "6 lebih banyak dari pekan lalu"),
        ("Darurat", "triangle-alert", Tone.DANGER, "3", "1 melewati batas waktu"),
        ("Di penampungan", "building-2", Tone.VIOLET, "21", "4 tempat tidur kosong"),
        ("Siap pulang", "plane", Tone.SUCCESS, "9", "2 penerbangan pekan ini"),
    ):
        card = FigureCard(kit, title, icon, tone)
        card.set_figure(figure, beneath)
        row.addWidget(card)
    return row


def _due_card(kit: Kit) -> Card:
    card = Card(kit, "Jatuh tempo berikutnya", "Buka rencana aksi")
    for number, (icon, tone, title, under, when, when_tone) in enumerate(_DUE):
        if number:
            card.body.addWidget(line())
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(12))
        row.addWidget(RoundIcon(kit, icon, tone))
        words = QVBoxLayout()
        words.setSpacing(kit.look.px(2))
        words.addWidget(label(kit, title, Face.STRONG))
        words.addWidget(label(kit, under, Face.SMALL, "subtle"))
        row.addLayout(words, 1)
        row.addWidget(Chip(kit, when, when_tone))
        card.body.addLayout(row)
    card.body.addStretch()
    return card


def _sync_card(kit: Kit) -> Card:
    card = Card(kit, "Sinkronisasi", "Rincian")
    head = QHBoxLayout()
    head.setSpacing(kit.look.px(12))
    head.addWidget(RoundIcon(kit, "wifi-off", Tone.WARNING, 40))
    words = QVBoxLayout()
    words.setSpacing(kit.look.px(2))
    words.addWidget(label(kit, "Luring sejak 06.51", Face.STRONG))
    words.addWidget(label(kit, "Semua yang Anda perlukan hari ini ada di komputer ini.", Face.SMALL, "subtle"))
    head.addLayout(words, 1)
    card.body.addLayout(head)
    for text, value in (
        ("Perubahan menunggu dikirim", "12 (48 KB)"),
        ("Dokumen menunggu dikirim", "3 (1,9 MB)"),
        ("Perbedaan yang perlu Anda putuskan", "1"),
        ("Data terbaru dari pusat", "Hari ini, 06.42"),
    ):
        row = QHBoxLayout()
        row.addWidget(label(kit, text, ink="muted"))
        row.addStretch()
        row.addWidget(label(kit, value, Face.STRONG))
        card.body.addLayout(row)
    card.body.addStretch()
    return card
