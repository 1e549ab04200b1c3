"""Sample rows: invented people in the list of cases, for the tests of screens."""

from collections.abc import Callable, Sequence

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.widgets.drawn.sync_icon import SyncState
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
