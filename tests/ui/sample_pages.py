"""Sample pages: the drawings' two screens and a form, put together from the widgets with invented people."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.views.page import PageEntry, Shell, Signed
from desktop.ui.views.status_bar import DeskStatus, Link
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.card import Card, FigureCard, RoundIcon
from desktop.ui.widgets.detail_panel import DetailHead, DetailPanel, SplitWithDetail
from desktop.ui.widgets.drawn.charts import Bar, BarChart, HBarChart, Pair
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.drawn.sync_icon import SyncState
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.scrolled import scrolled
from desktop.ui.widgets.table.cells import (
    BarsCell,
    Cell,
    ChipCell,
    Column,
    Due,
    DueCell,
    PersonCell,
    Row,
    SyncCell,
    TextCell,
)
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.table.table_card import TableCard
from desktop.ui.widgets.text import label, line
from desktop.ui.widgets.timeline import Timeline, TimelineEntry

NOW = datetime(2026, 3, 10, 6, 52, tzinfo=UTC)
SIGNED = Signed(officer="Dewi Anggraini", role="Petugas pelindungan", mission="KBRI Riyadh")
STATUS = DeskStatus(
    link=Link.OFFLINE, waiting=12, conflicts=1, last_sync=NOW - timedelta(hours=3, minutes=10), next_try_s=240
)
COUNTS = {"cases": (3, True), "plan": (5, False), "sync": (12, False)}

COLUMNS = (
    Column(key="priority", title="Prioritas", width=112, sort="priority"),
    Column(key="case", title="Kasus", width=168, sort="case_no"),
    Column(key="worker", title="PMI", sort="name"),
    Column(key="stage", title="Tahap", width=124, sort="stage", leaves=1),
    Column(key="next", title="Langkah berikutnya", width=150, sort="due"),
    Column(key="officer", title="Petugas", width=96, leaves=3),
    Column(key="sync", title="Sinkron", width=62, leaves=2),
)
_P1 = BarsCell(text="Darurat", filled=3, tone=Tone.DANGER)
_P2 = BarsCell(text="Mendesak", filled=3, tone=Tone.WARNING)
_P3 = BarsCell(text="Biasa", filled=2, tone=Tone.INFO)
_P4 = BarsCell(text="Rendah", filled=1, tone=Tone.NEUTRAL)
_LEGAL = ChipCell(text="Jalur hukum", tone=Tone.DANGER)
_SHELTER = ChipCell(text="Penampungan", tone=Tone.VIOLET)
_MEDIATE = ChipCell(text="Mediasi", tone=Tone.WARNING)
_HOME = ChipCell(text="Pemulangan", tone=Tone.SUCCESS)
_ASSESS = ChipCell(text="Asesmen", tone=Tone.VIOLET)
_NEW = ChipCell(text="Baru", tone=Tone.INFO)
_WATCH = ChipCell(text="Pemantauan", tone=Tone.NEUTRAL)

_PEOPLE: tuple[tuple[Cell, str, str, str, str, Cell, Cell, str, SyncState], ...] = (
    (
        _P1,
        "KSA-2026-00418",
        "Paspor ditahan, gaji tidak dibayar",
        "Siti Rahmawati",
        "Pekerja rumah tangga · Jeddah",
        _LEGAL,
        DueCell(text="Hari ini, 14.00", under="Sidang pengadilan kerja", due=Due.SOON),
        "Dewi A.",
        SyncState.WAITING,
    ),
    (
        _P1,
        "KSA-2026-00431",
        "Kekerasan fisik, perawatan",
        "Nur Halimah",
        "Pekerja rumah tangga · Taif",
        _SHELTER,
        DueCell(text="Lewat 2 hari", under="Visum et repertum", due=Due.OVERDUE),
        "Dewi A.",
        SyncState.CONFLICT,
    ),
    (
        _P2,
        "KSA-2026-00409",
        "Penggantian kontrak",
        "Eko Prasetyo",
        "Pengemudi · Riyadh",
        _MEDIATE,
        DueCell(text="Besok, 09.30", under="Telepon pemberi kerja"),
        "Rizal M.",
        SyncState.AT_CENTRE,
    ),
    (
        _P2,
        "KSA-2026-00427",
        "Overstay, izin keluar",
        "Murni binti Salim",
        "Pekerja rumah tangga · Dammam",
        _HOME,
        DueCell(text="12 Mar", under="Wawancara keluar"),
        "Rizal M.",
        SyncState.WAITING,
    ),
    (
        _P3,
        "KSA-2026-00402",
        "Lembur tidak dibayar",
        "Agus Setiawan",
        "Juru las · Jubail",
        _ASSESS,
        DueCell(text="13 Mar", under="Kumpulkan slip gaji"),
        "Putri L.",
        SyncState.AT_CENTRE,
    ),
    (
        _P3,
        "KSA-2026-00433",
        "Hilang kontak, laporan keluarga",
        "Yuliana Sari",
        "Perawat lansia · Abha",
        _NEW,
        DueCell(text="13 Mar", under="Kontak pertama"),
        "–",
        SyncState.WAITING,
    ),
    (
        _P3,
        "KSA-2026-00398",
        "Santunan kecelakaan kerja",
        "Bambang Hadi",
        "Teknisi · Yanbu",
        _MEDIATE,
        DueCell(text="15 Mar", under="Jawaban asuransi"),
        "Putri L.",
        SyncState.AT_CENTRE,
    ),
    (
        _P4,
        "KSA-2026-00371",
        "Tindak lanjut pelunasan gaji",
        "Sumarni",
        "Pekerja rumah tangga · Jeddah",
        _WATCH,
        DueCell(text="20 Mar", under="Angsuran kedua"),
        "Dewi A.",
        SyncState.AT_CENTRE,
    ),
    (
        _P3,
        "KSA-2026-00434",
        "Kontrak berakhir lebih awal",
        "عبد الرحمن سوكارنو",
        "Tukang kebun · Madinah",
        _ASSESS,
        DueCell(text="21 Mar", under="Surat pemberi kerja"),
        "Rizal M.",
        SyncState.AT_CENTRE,
    ),
    (
        _P4,
        "KSA-2026-00365",
        "Penggantian dokumen (SPLP)",
        "Tri Wahyuni",
        "Perawat · Riyadh",
        _WATCH,
        DueCell(text="25 Mar", under="Ambil dokumen"),
        "Putri L.",
        SyncState.AT_CENTRE,
    ),
    (
        _P3,
        "KSA-2026-00359",
        "Alih sponsor",
        "Hendra Gunawan",
        "Juru masak · Makkah",
        _MEDIATE,
        DueCell(text="27 Mar", under="Rapat sponsor"),
        "Rizal M.",
        SyncState.AT_CENTRE,
    ),
)


def rows(kit: Kit) -> dict[str, Row]:
    made = {}
    for bars, number, problem, name, job, stage, due, officer, state in _PEOPLE:
        sync = SyncCell(state=state, text=kit.words(f"sync.state.{state.value}"))
        case = TextCell(text=number, under=problem, is_strong=True)
        cells = (bars, case, PersonCell(name=name, under=job), stage, due, TextCell(text=officer), sync)
        made[number] = Row(id=number, cells=cells)
    return made


def fetch_from(known: dict[str, Row]) -> Callable[[Sequence[str], Callable[[Sequence[Row]], None]], None]:
    return lambda ids, done: done([known[record_id] for record_id in ids])


class SamplePage:
    """A page that is only a widget with a title."""

    def __init__(self, title: str, summary: str, widget: QWidget) -> None:
        self._title = title
        self._summary = summary
        self._widget = widget
        self.refreshed: list[Changed] = []

    @property
    def widget(self) -> QWidget:
        return self._widget

    def title(self) -> str:
        return self._title

    def summary(self) -> str:
        return self._summary

    def refresh(self, changed: Changed) -> None:
        self.refreshed.append(changed)

    def place(self) -> object:
        return None

    def return_to(self, _place: object) -> None:
        return


def cases_page(kit: Kit, _shell: Shell) -> SamplePage:
    page = QWidget()
    px = kit.look.px
    known = rows(kit)
    table = DataTable(kit, "Daftar kasus", COLUMNS, fetch_from(known))
    table.header.set_sorted("priority", is_ascending=False)
    empty = EmptyState(kit, "folder-open", "Belum ada kasus", "Kasus yang Anda buat muncul di sini.", "Kasus baru")
    card = TableCard(kit, table, empty)
    card.set_foot("11 dari 148 kasus, paling mendesak di atas", "Kasus di komputer ini: 24 bulan terakhir")
    left = QWidget()
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(12))
    tools = QHBoxLayout()
    tools.setSpacing(px(8))
    cuts = [
        ("open", "Semua terbuka", 148),
        ("mine", "Milik saya", 27),
        ("late", "Terlambat", 1),
        ("unsent", "Belum terkirim", 12),
    ]
    chips = FilterChips(kit, "Saringan", [Cut(key=key, text=text) for key, text, _count in cuts])
    chips.set_counts({key: count for key, _text, count in cuts})
    chips.choose("open")
    tools.addWidget(chips, 1)
    tools.addWidget(icon_button(kit, "Saring", "filter", Kind.SECONDARY))
    tools.addWidget(icon_button(kit, "Kolom", "columns-3", Kind.SECONDARY))
    tools.addWidget(icon_button(kit, "Ekspor", "download", Kind.SECONDARY))
    column.addLayout(tools)
    column.addWidget(card, 1)
    split = SplitWithDetail(kit, left, detail(kit))
    outer = QVBoxLayout(page)
    outer.setContentsMargins(px(24), px(16), px(20), px(16))
    outer.addWidget(split)
    table.set_ids(list(known))
    table.picked.connect(lambda _id: split.show_panel())
    table.selectRow(0)
    table.setFocus()
    return SamplePage("Kasus", "148 terbuka, 3 darurat, 1 terlambat", page)


def detail(kit: Kit) -> DetailPanel:
    panel = DetailPanel(kit, "Rincian kasus")
    panel.show_head(
        DetailHead(
            over="KSA-2026-00418",
            title="Siti Rahmawati",
            under="Paspor ditahan, gaji tidak dibayar",
            chips=(("Darurat", Tone.DANGER), ("Jalur hukum", Tone.DANGER), ("Perempuan, 34", Tone.NEUTRAL)),
            alert=("gavel", Tone.DANGER, "Sidang pengadilan kerja hari ini, 14.00"),
        )
    )
    panel.set_actions(
        [
            button(kit, "Catatan", Kind.PRIMARY, "message-square"),
            button(kit, "Telepon", Kind.SECONDARY, "phone"),
            button(kit, "Surat", Kind.SECONDARY, "file-text"),
        ]
    )
    panel.set_tabs(
        "Sisi kasus", [("time", "Riwayat"), ("details", "Rincian"), ("docs", "Dokumen"), ("people", "Pihak")]
    )
    facts = (
        Fact(key="passport", label="Paspor", value="C•••• 4471", is_covered=True),
        Fact(label="Pemberi kerja", value="Al Noor Services Est."),
        Fact(label="Tuntutan", value="SAR 14.500"),
        Fact(label="Persetujuan", value="Diberikan, 21 Jan 2026"),
    )
    panel.body.addWidget(KeyValueGrid(kit, facts))
    panel.body.addWidget(line())
    timeline = Timeline(kit)
    timeline.show_entries(ENTRIES)
    panel.body.addWidget(timeline)
    panel.body.addStretch()
    return panel


ENTRIES = (
    TimelineEntry(
        icon="message-square",
        tone=Tone.INFO,
        title="Catatan Dewi Anggraini",
        meta="Hari ini, 09.12",
        mark="Belum terkirim",
        text="Juru bahasa sudah pasti. PMI tiba dari penampungan dengan pendamping pukul 13.15.",
    ),
    TimelineEntry(
        icon="gavel",
        tone=Tone.DANGER,
        title="Tahap menjadi Jalur hukum",
        meta="8 Mar, 16.40 oleh Rizal Maulana",
        text="Mediasi gagal: pemberi kerja dua kali tidak hadir.",
    ),
    TimelineEntry(
        icon="file-text",
        tone=Tone.VIOLET,
        title="Dokumen ditambahkan",
        meta="6 Mar, 10.05",
        text="Surat kuasa, bertanda tangan, 2 halaman.",
    ),
    TimelineEntry(
        icon="phone",
        tone=Tone.SUCCESS,
        title="Telepon dengan pemberi kerja",
        meta="2 Mar, 11.20, 14 menit",
        text="Berjanji mengembalikan paspor dalam tiga hari.",
    ),
    TimelineEntry(
        icon="hand-coins",
        tone=Tone.NEUTRAL,
        title="Tuntutan gaji dicatat",
        meta="24 Jan, 15.32",
        text="Sepuluh bulan, masing-masing SAR 1.450.",
    ),
)

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
    bars = HBarChart(kit, "Kasus menurut masalah")
    counts = (
        ("Gaji tidak dibayar", 52),
        ("Paspor ditahan", 31),
        ("Penggantian kontrak", 24),
        ("Overstay", 19),
        ("Kekerasan", 11),
    )
    bars.show_bars([Bar(label=text, value=value) for text, value in counts])
    problems.body.addWidget(bars)
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


def plain_page(title: str) -> Callable[[Kit, Shell], SamplePage]:
    def make(kit: Kit, _shell: Shell) -> SamplePage:
        return SamplePage(title, "", EmptyState(kit, "house", title, "Halaman contoh."))

    return make


PLAN = (
    PageEntry(key="today", icon="dashboard", make=today_page),
    PageEntry(key="workers", icon="users", make=plain_page("PMI")),
    PageEntry(key="cases", icon="folder-open", make=cases_page),
    PageEntry(key="outreach", icon="megaphone", make=plain_page("Penjangkauan")),
    PageEntry(key="market", icon="chart-line", make=plain_page("Peluang kerja")),
    PageEntry(key="plan", icon="list-checks", make=plain_page("Rencana aksi")),
    PageEntry(key="sync", icon="refresh-cw", make=plain_page("Sinkronisasi")),
    PageEntry(key="settings", icon="settings", make=plain_page("Pengaturan"), is_lower=True),
    PageEntry(key="help", icon="circle-help", make=plain_page("Bantuan"), is_lower=True),
)
