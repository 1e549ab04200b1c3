"""How the line, a round and a receipt are said in words, without any page."""

from desktop.store.receipts import Receipt
from desktop.store.standing import Standing
from desktop.ui.rounds import LineState
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.sync_page import LineWords, line_words, near, round_line
from desktop.words import Words
from sync.errors import DeviceRefused, NoAnswer
from tests.gateway.desk import PlayedClock


def speech() -> Speech:
    return Speech(Words("id"), "Asia/Kuala_Lumpur")


def standing(**fields: object) -> Standing:
    known = {
        "connection": "online",
        "waiting": 0,
        "refused": 0,
        "conflicts": 0,
        "last_round": None,
        "receipt": None,
        "differs": False,
        "again": 0,
        "attachments": {},
    }
    return Standing(**(known | fields))  # type: ignore[arg-type]  # a sample


def test_a_centre_that_refuses_the_desk_is_not_called_offline() -> None:
    said = line_words(speech(), standing(), LineState(error=DeviceRefused(rule="revoked")), PlayedClock().now())
    assert said.tone == "danger"
    assert "device-refused" in said.text


def test_the_line_is_green_only_with_a_receipt() -> None:
    now = PlayedClock().now()
    receipt = Receipt(until="2026-03-10T06:32:00.000Z", seq=3, fingerprint="00")

    def said(**fields: object) -> LineWords:
        fields = {"last_round": {"at": "2026-03-10T06:40:00.000Z"}, "receipt": receipt} | fields
        return line_words(speech(), standing(**fields), LineState(), now)

    assert (said().tone, said().text) == ("success", "Semua yang dimasukkan sampai 14.32 ada di pusat.")
    others = [said(waiting=4650), said(refused=2), said(differs=True, receipt=None), said(receipt=None)]
    assert [one.tone for one in others] == ["info", "info", "warning", "info"]
    assert len({one.text for one in others}) == 4


def test_no_answer_is_offline_and_says_that_work_is_safe() -> None:
    now = PlayedClock().now()
    said = line_words(speech(), standing(), LineState(error=NoAnswer(), since=now), now)
    assert said.title == f"Luring sejak {near(speech(), now, now)}"
    assert "tersimpan" in said.text


def test_a_round_is_told_in_plain_words() -> None:
    body = {"at": "2026-03-10T06:40:00.000Z", "error": None, "seconds": 4.0, "bytes_in": 2048, "bytes_out": 1024}
    counted = {"sent": 9, "received": 214, "refused": 0, "conflicts": 1}
    said = round_line(speech(), body | counted, PlayedClock().now())
    assert said.title == "9 terkirim, 214 diterima, 1 perlu diputuskan"
    broken = round_line(speech(), body | counted | {"error": "no-answer"}, PlayedClock().now())
    assert broken.title.startswith("Pusat tidak menjawab; ")
