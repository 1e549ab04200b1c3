"""Sample cases: the drawings' list with its panel, put together from the widgets."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.page import Shell
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.detail_panel import DetailHead, DetailPanel, SplitWithDetail
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.table.table_card import TableCard
from desktop.ui.widgets.text import line
from desktop.ui.widgets.timeline import Timeline, TimelineEntry
from tests.ui.sample_page import SamplePage
from tests.ui.sample_rows import COLUMNS, fetch_from, rows


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
