"""First run, the end: joining a centre now or later, and where everything is."""

from pathlib import Path

from desktop.desk import Enrolled
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.first_run_step import Step
from desktop.ui.views.join_form import JoinForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from sync.errors import DeskError


class CentreStep(Step):
    """The address of the gateway and the one-time code."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "centre")
        self.form = JoinForm(kit)
        self.form.submitted.connect(self.next_asked)
        self.body.addWidget(self.form)

    def is_filled(self) -> bool:
        return self.form.is_filled()

    def show_error(self, error: DeskError) -> bool:
        self.form.show_error(error)
        return True

    def take_focus(self) -> None:
        self.form.take_focus()


class DoneStep(Step):
    """What was made, and where it is."""

    def __init__(self, kit: Kit, folder: Path) -> None:
        super().__init__(kit, "done")
        words = kit.words
        self._facts = KeyValueGrid(kit, (), columns=1)
        self._folder = folder
        self.body.addWidget(self._facts)
        self.body.addWidget(Banner(kit, "shield-check", Tone.SUCCESS, words("first.done.safe")))
        self.tell(None, "")

    def tell(self, enrolled: Enrolled | None, way: str) -> None:
        """Say what came of joining, and of the second *way* in."""
        words = self.kit.words
        joined = words("first.done.joined") if enrolled else words("first.done.alone")
        facts = [
            Fact(label=words("first.done.folder"), value=str(self._folder)),
            Fact(label=words("first.done.backups"), value=str(self._folder / "backups")),
            Fact(label=words("first.second.step"), value=words(f"first.done.second.{way or 'none'}")),
            Fact(label=words("first.done.centre"), value=joined),
        ]
        if enrolled is not None:
            facts.append(Fact(label=words("first.done.fingerprint"), value=enrolled.fingerprint))
        self._facts.show_facts(facts)
