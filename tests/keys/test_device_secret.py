"""The device's secret: made once, kept, and missed when it is gone."""

from pathlib import Path

import pytest

from desktop.keys.device_secret import FILE, SIZE, make, read
from sync.errors import StoreDamaged


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    secret = make(tmp_path)
    assert len(secret) == SIZE
    assert make(tmp_path) == read(tmp_path) == secret


def test_another_device_has_another(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert make(tmp_path / "a") != make(tmp_path)


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_damaged_one_is_refused_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    for ask in (read, make):
        with pytest.raises(StoreDamaged) as refusal:
            ask(tmp_path)
        assert refusal.value.rule == "device-secret"
    assert (tmp_path / FILE).read_bytes() == content


def test_a_missing_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        read(tmp_path)
