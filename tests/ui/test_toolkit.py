"""Toolkit: the pinned release of PySide6 may not eat what Python shares; 6.12.0 did, and the process died of it."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 200
SHARED = (None, True, False)


def test_calls_that_return_nothing_or_a_yes_leave_no_reference_missing(qapp: QApplication) -> None:
    label, timer = QLabel(), QTimer()
    before = [sys.getrefcount(value) for value in SHARED]
    for _ in range(CALLS):
        label.setText("x")
        label.setEnabled(True)
        label.setProperty("tone", False)
        label.isVisible()
        timer.start()
        timer.stop()
    lost = [was - sys.getrefcount(value) for was, value in zip(before, SHARED, strict=True)]
    assert lost == pytest.approx([0, 0, 0], abs=CALLS / 4), "a call takes references to None, True or False"
