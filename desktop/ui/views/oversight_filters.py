"""Filters of the oversight page: a case, an officer, an act, a period; asked a moment after the last letter."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.viewmodels.oversight import PERIODS, Wanted, acts
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.form_field import Option
from desktop.ui.widgets.filter_chips import Cut, FilterChips

_SETTLED_MS: Final = 400
_WHOSE: Final = ("desk", "mission")


class OversightFilters(QWidget):
    """What the officer asks for."""

    changed = Signal()
    fetched = Signal()  # the lines of the mission are wanted from the centre

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._period = "all"
        self._whose = _WHOSE[0]
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self.changed)
        self.about, self.officer = self._edit("oversight.about"), self._edit("oversight.officer")
        name = kit.words("oversight.act")
        self.act = ChoiceBox(kit, [Option(code=code, label=text) for code, text in acts(kit.words.lang)], name)
        self.act.setPlaceholderText(name)
        self.act.chosen.connect(lambda _code: self._settled.start())
        cuts = [Cut(key=key, text=kit.words(f"oversight.period.{key}")) for key in PERIODS]
        self.periods = FilterChips(kit, kit.words("oversight.period"), cuts)
        self.periods.choose(self._period)
        self.periods.chosen.connect(self._take_period)
        whose = [Cut(key=key, text=kit.words(f"oversight.whose.{key}")) for key in _WHOSE]
        self.whose = FilterChips(kit, kit.words("oversight.whose"), whose)
        self.whose.choose(self._whose)
        self.whose.chosen.connect(self._take_whose)
        self.fetch = button(kit, kit.words("oversight.fetch"), Kind.SECONDARY, "refresh-cw")
        self.fetch.clicked.connect(self.fetched)
        self.fetch.hide()
        column, row, above = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.whose, 1)
        above.addWidget(self.fetch)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(10))
        row.setSpacing(kit.look.px(10))
        for one in (self.about, self.officer, self.act):
            row.addWidget(one, 1)
        column.addLayout(above)
        column.addLayout(row)
        column.addWidget(self.periods)

    def wanted(self) -> Wanted:
        """What is asked for now."""
        return Wanted(
            officer=self.officer.text(),
            act=self.act.code(),
            about=self.about.text(),
            period=self._period,
            of_mission=self._whose == _WHOSE[1],
        )

    def put(self, wanted: Wanted) -> None:
        """Ask for something else."""
        self.officer.setText(wanted.officer)
        self.about.setText(wanted.about)
        self.act.set_code(wanted.act)
        self.periods.choose(wanted.period)
        self.whose.choose(_WHOSE[wanted.of_mission])
        self._whose = _WHOSE[wanted.of_mission]
        self.fetch.setVisible(wanted.of_mission)
        self._take_period(wanted.period)

    def _take_whose(self, key: str) -> None:
        self._whose = key
        self.fetch.setVisible(key == _WHOSE[1])
        self.changed.emit()

    def _take_period(self, key: str) -> None:
        self._period = key
        self.changed.emit()

    def _edit(self, key: str) -> QLineEdit:
        made = QLineEdit()
        made.setFont(self._kit.look.font())
        made.setPlaceholderText(self._kit.words(key))
        made.setAccessibleName(self._kit.words(key))
        made.setClearButtonEnabled(True)
        made.textChanged.connect(lambda _text: self._settled.start())
        return made
