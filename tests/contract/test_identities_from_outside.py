"""One agent and one recording in several spellings, seen from outside: one score, one penalty."""

from __future__ import annotations

import re

import openpyxl
from sheets import recordings, write_breaches, write_sheet

PERIOD = ("--period", "2026-10")
NUISANCE = "骚扰电话处理不当"
SPELLINGS = [
    ("工号", "a001", "id-spelling"),
    ("工号", "A 001", "id-spelling"),
    ("工号", "Ａ００１", "id-full-width"),
    ("工号", "A\u200b001", "id-cleaned"),
    ("依据", "ly1", "id-spelling"),
    ("依据", "LY 1", "id-spelling"),
    ("依据", "LY\u20601", "id-cleaned"),
    ("依据", "`LY1", "id-cleaned"),
    ("依据", "LY1&nbsp;", "id-cleaned"),
]


def wages(desk, *lines: str) -> None:
    text = "\n".join(["工号,工资（元/月）,绩效工资", *lines])
    (desk.root / "config" / "wages.csv").write_text(text + "\n", "utf-8")


def codes(desk) -> set[str]:
    found = desk.json("validate", str(desk.inbox), code=0)["findings"]
    return {one["code"] for one in found}


def test_another_spelling__is_one_penalty(desk):
    """A copy of a breach in another spelling is the same breach, at once and a run later, and it is told."""
    wages(desk, "a001,5000,900")
    breach = {"条款": NUISANCE, "依据": "LY1"}
    write_breaches(desk.inbox / "a.xlsx", [breach])
    before = desk.json("run", *PERIOD)
    assert before["register"]["lines"] == 1 and float(before["register"]["money"]) > 0
    for number, (heading, spelling, _) in enumerate(SPELLINGS):
        write_breaches(desk.inbox / f"b{number}.xlsx", [breach | {heading: spelling}])
    found = desk.json("validate", str(desk.inbox), code=0)["findings"]
    told = {(one["file"], one["code"]) for one in found}
    for number, (_, spelling, code) in enumerate(SPELLINGS):
        assert (f"b{number}.xlsx", code) in told, spelling
    after = desk.json("run", *PERIOD)
    counts = after["recordings"]
    assert (counts["added"], counts["replaced"], counts["unchanged"]) == (0, 0, 1 + len(SPELLINGS))
    assert after["register"]["money"] == before["register"]["money"]
    again = desk.json("run", *PERIOD)
    assert again["recordings"] == counts and again["register"]["lines"] == 1
    assert again["findings"] == after["findings"]
    assert desk.json("records", "check")["wrong"] == []


def test_a_recording_in_other_case_by_a_second_inspector__is_scored_once(desk):
    """LY1 and "ly 1" by two inspectors are one recording scored twice; so it is also a month later."""
    (row,) = recordings(1, 1, prefix="LY")
    other = row | {
        "录音编号": row["录音编号"].lower().replace("ly", "ly "),
        "工号": row["工号"].lower(),
    }
    write_sheet(desk.inbox / "a.xlsx", [row])
    desk.merge()
    write_sheet(desk.inbox / "b.xlsx", [other], inspector="质检乙")
    desk.build()
    desk.json("export", "scores", *PERIOD, "--out", str(desk.root / "scores.csv"))
    scores = (desk.root / "scores.csv").read_text("utf-8-sig").splitlines()[1:]
    assert len(scores) == 2 and {line.count("LY01") for line in scores} == {1}
    assert {"two-inspectors", "id-spelling"} <= codes(desk)


def test_numbers_that_differ_by_zeros_or_share_a_name__stay_two_and_are_told(desk):
    """007 and 07 are two agents, and so are two numbers of one name; a warning names both places."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE, "工号": "007", "依据": "R1"}])
    desk.merge()
    told = ("id-zeros-differ", "name-with-two-numbers")
    for number, code in zip(("07", "B7"), told, strict=True):
        sheet = [{"条款": NUISANCE, "工号": number, "依据": f"R{number}"}]
        write_breaches(desk.inbox / f"b{number}.xlsx", sheet)
        found = desk.json("validate", str(desk.inbox), code=0)["findings"]
        (warning,) = [one for one in found if one["code"] == code]
        assert "007" in warning["message"] and "a.xlsx" in warning["message"]
        assert desk.merge()["recordings"]["added"] == 1
        assert desk.merge()["findings"]["warning"] >= 1


def test_a_second_build_tells_what_the_first_did(desk):
    """Twice is once: three spellings that differ by zeros are told in the same cells again."""
    sheet = [{"条款": NUISANCE, "工号": one, "依据": f"R{one}"} for one in ("07", "0007", "7")]
    write_breaches(desk.inbox / "a.xlsx", sheet)
    first, second = told_of_zeros(desk), told_of_zeros(desk)
    assert first == second and len(first) == 2
    (desk.inbox / "a.xlsx").rename(desk.root / "a.xlsx")
    write_breaches(desk.inbox / "b.xlsx", [{"条款": NUISANCE, "工号": "007", "依据": "R1"}])
    (new,) = told_of_zeros(desk)
    assert re.search(r"a\.xlsx .+![A-Z]+\d+）", new)  # a cell, no whole row


def told_of_zeros(desk):
    """The messages of a build about numbers that differ by zeros."""
    desk.build()
    (path,) = (desk.root / "output").glob("校验结果_*.xlsx")
    rows = openpyxl.load_workbook(path).worksheets[-1].iter_rows(values_only=True)
    cells = [str(cell) for row in rows for cell in row]
    return [cell for cell in cells if "只差前面的 0，" in cell]
