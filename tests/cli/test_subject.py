"""The copy of data on the command line."""

from pathlib import Path

from tests.cli.test_command_line import Shell, shell

__all__ = ["shell"]


def test_the_copy_of_a_worker_is_written_and_said(shell: Shell, tmp_path: Path) -> None:
    (siti,) = shell.lines({"do": "new", "kind": "worker", "fields": {"full_name": "Siti Aminah"}})
    code, said = shell("subject", "copy", siti["id"], "--out", str(tmp_path / "copy"))
    assert (code, said["records"], said["files"], said["closed_cases"]) == (0, 1, 0, 0)
    assert (tmp_path / "copy" / "data.json").is_file()
    code, said = shell("subject", "copy", siti["id"], "--out", str(tmp_path / "copy"))
    assert (code, said["error"]["rule"]) == (1, "folder-exists")
