"""Erasures on the command line: what would go, asking with a basis, never confirming alone, and what is due."""

from tests.cli.test_command_line import Shell, shell

__all__ = ["shell"]


def test_one_officer_sees_what_would_go_asks_for_it_and_cannot_confirm_it(shell: Shell) -> None:
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": {"summary": "Salah orang"}})
    said = {"do": "erasure", "what": "ask", "kind": "case", "id": case["id"], "reason": "Salah orang"}
    shown, early, odd, asked, again, listed = shell.lines(
        {"do": "erasure", "what": "show", "kind": "case", "id": case["id"]},
        said | {"basis": "SCHEDULE"},
        said | {"basis": "BECAUSE"},
        said | {"basis": "WRONG_RECORD"},
        said | {"basis": "WRONG_RECORD"},
        {"do": "erasure", "what": "list"},
    )
    assert (shown["counts"], shown["runs"], shown["asked"]) == ({"case": 1}, True, None)
    assert "WRONG_RECORD" in shown["bases"]
    assert "SCHEDULE" not in shown["bases"]
    assert early["error"]["rule"] == "erasure-kept"
    assert (odd["error"]["field"], odd["error"]["rule"]) == ("erasure_basis", "code")
    assert (asked["asked_by"], asked["erasure_state"]) == ("dewi", "ASKED")
    assert again["error"]["rule"] == "erasure-asked"
    assert [one["id"] for one in listed["erasures"]] == [asked["id"]]
    alone, withdrawn, late, nothing = shell.lines(
        {"do": "erasure", "what": "confirm", "id": asked["id"]},
        {"do": "erasure", "what": "withdraw", "id": asked["id"]},
        {"do": "erasure", "what": "withdraw", "id": asked["id"]},
        {"do": "retention", "what": "due"},
    )
    assert alone["error"]["rule"] == "erasure-two-officers"
    assert withdrawn["erasure_state"] == "WITHDRAWN"
    assert late["rev"] == withdrawn["rev"]
    assert nothing["due"] == []


def test_closed_cases_are_due_with_their_line_of_the_schedule_and_go_by_nobody(shell: Shell) -> None:
    closed = {
        "summary": "Lama",
        "status": "CLOSED",
        "closing_reason": "UNFOUNDED",
        "closed_at": "2019-03-10T06:42:00.000Z",
    }
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": closed})
    due, still = shell.lines({"do": "retention", "what": "due"}, {"do": "show", "kind": "case", "id": case["id"]})
    (one,) = due["due"]
    assert (one["id"], one["class"], one["years"], one["then"]) == (case["id"], "rejected", 1, "destroy")
    assert one["until"] == "2020-03-10"
    assert still["summary"] == "Lama"


def test_the_commands_can_be_typed(shell: Shell) -> None:
    (case,) = shell.lines({"do": "new", "kind": "case", "fields": {"summary": "Salah orang"}})
    code, said = shell("erasure", "ask", "case", case["id"], "--basis", "PROTECTION", "--reason", "Aman")
    assert (code, said["subject_id"]) == (0, case["id"])
    assert shell("erasure", "show", "case", case["id"])[1]["asked"]["id"] == said["id"]
    assert shell("erasure", "list")[1]["erasures"][0]["erasure_basis"] == "PROTECTION"
    assert shell("erasure", "withdraw", said["id"])[0] == 0
    assert shell("retention", "due")[1]["due"] == []
