"""Restricted cases on the command line: closing one, seeing who reads it, and what is refused in which words."""

from tests.cli.test_command_line import Shell, shell

__all__ = ["shell"]

SECRET = "Zubaidah disekap"


def test_a_case_is_closed_and_its_officer_reads_it_while_no_list_shows_it(shell: Shell) -> None:
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": {"summary": SECRET, "priority": "P1"}})
    closed, shown, listed, found, changed = shell.lines(
        {"do": "access", "what": "close", "id": case["id"]},
        {"do": "show", "kind": "case", "id": case["id"]},
        {"do": "list", "kind": "case"},
        {"do": "search", "text": "Zubaidah"},
        {"do": "edit", "kind": "case", "id": case["id"], "fields": {"summary": "Sudah aman"}},
    )
    assert closed["restricted"] is True
    assert [member["officer"] for member in closed["members"]] == ["dewi"]
    assert shown["summary"] == SECRET
    assert "sealed" not in shown
    assert [("summary" in row, row["sealed"]) for row in listed["rows"]] == [(False, True)]
    assert found["hits"] == []
    assert changed["summary"] == "Sudah aman"


def test_one_officer_proposes_and_does_not_open(shell: Shell) -> None:
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": {"summary": SECRET, "restricted": True}})
    proposed, opened, asked, given, odd = shell.lines(
        {"do": "access", "what": "propose-opening", "id": case["id"]},
        {"do": "access", "what": "open", "id": case["id"]},
        {"do": "access", "what": "ask", "id": case["id"], "reason": "HANDLING"},
        {"do": "access", "what": "give", "id": case["id"], "officer": "budi", "reason": "HANDLING"},
        {"do": "access", "what": "give", "id": case["id"], "officer": "budi", "reason": "because"},
    )
    assert proposed["opening_by"] == "dewi"
    assert opened["error"]["rule"] == "two-officers"
    assert asked["error"]["rule"] == "member-already"
    assert given["error"]["rule"] == "no-sealing-key"
    assert (odd["error"]["field"], odd["error"]["rule"]) == ("reason", "code")


def test_the_command_can_be_typed(shell: Shell) -> None:
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": {"summary": SECRET}})
    code, said = shell("access", "show", case["id"])
    assert (code, said["restricted"], said["members"]) == (0, False, [])
