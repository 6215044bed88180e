"""Tiers from outside: filled sheet → build → tiers record, twice; refusals with their cells (S20)."""

from __future__ import annotations

import csv
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest

PEOPLE = [
    ("工号", "姓名", "班组", "角色", "项目", "任职起", "客服级别", "定级日期"),
    ("A1", "座席甲", "一班", "座席", "", "2024-01-01", "", ""),
    ("A2", "座席乙", "一班", "座席", "", "2024-01-01", "中级", "2024-02-29"),
    ("T1", "班长丙", "一班", "班长", "", "", "", ""),
    ("P1", "经理戊", "", "项目经理", "", "", "", ""),
    ("D1", "经理己", "", "部门经理", "", "", "", ""),
]
ACTORS = {"申请": "A1", "本人评估": "A1", "小组评估": "T1", "上级评估": "P1", "部门审批": "D1"}


def steps(**changes: Any) -> list[dict[str, Any]]:
    """A whole application of A1 for the middle tier, a day apart."""
    return [
        {
            "申报编号": "G-1", "工号": "A1", "姓名": "座席甲", "班组": "一班", "现级别": "初级",
            "申报级别": "中级", "申报步骤": name, "意见": "同意", "办理人工号": actor,
            "办理日期": date(2026, 10, day), "评估分": 90, **changes,
        }
        for day, (name, actor) in enumerate(ACTORS.items(), 12)
    ]  # fmt: skip


def fill(desk: Any, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Fills a blank sheet as a person does; returns the letters of its columns by heading."""
    file = desk.inbox / "分级.xlsx"
    file.unlink(missing_ok=True)
    desk.json("template", "tiers", "--out", str(file))
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "申报编号" for cell in row))
    columns = {cell.value: cell for cell in header}
    sheet.cell(3, 3, "2026-10")
    for number, values in enumerate(rows, header[0].row + 1):
        for heading, value in values.items():
            cell = sheet.cell(number, columns[heading].column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(file)
    letters = {name: cell.column_letter for name, cell in columns.items() if name}
    return {name: f"{letter}{header[0].row + 1}" for name, letter in letters.items()}


def chats(desk: Any) -> None:
    """Figures of a month of both agents: A1 meets every limit, A2 misses the satisfaction."""
    file = desk.inbox / "在线.xlsx"
    desk.json("template", "chat-kpi", "--out", str(file))
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "接待量" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    for number, (agent, satisfied) in enumerate((("A1", 85), ("A2", 84)), header[0].row + 1):
        row = {
            "月份": "2026-10", "工号": agent, "接待量": 1000, "30 秒内响应数": 850,
            "首次解决数": 900, "参评数": 100, "满意数": satisfied,
        }  # fmt: skip
        for heading, value in row.items():
            sheet.cell(number, columns[heading], value)
    book.save(file)


@pytest.fixture
def centre(desk: Any) -> Any:
    """A workspace with a list of people."""
    with (desk.root / "config" / "people.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(PEOPLE)
    return desk


def recorded(desk: Any, code: int = 0) -> dict[str, Any]:
    report = desk.json("tiers", "record", "--period", "2026-10", code=code)
    assert report["read"] == report["recorded"] + report["unchanged"] + report["refused"]
    return report


def standing(desk: Any, agent: str) -> dict[str, Any]:
    found = desk.json("tiers", "--period", "2026-10")
    return next(one for one in found["agents"] if one["agent"] == agent)


def test_an_application_becomes_a_tier(centre: Any, tmp_path: Path) -> None:
    """Only what is entered counts; twice is once; the ledger stays sound and names the case."""
    fill(centre, steps())
    chats(centre)
    centre.merge()
    before = standing(centre, "A1")
    assert (before["tier"], before["since"], before["application"]) == (
        "junior",
        "2024-01-01",
        None,
    )
    assert centre.json("tiers", "--period", "2026-10")["unrecorded"] == 5
    first, second = recorded(centre), recorded(centre)
    assert (first["read"], first["recorded"]) == (5, 5)
    assert (second["read"], second["unchanged"]) == (5, 5)
    after = standing(centre, "A1")
    assert (after["tier"], after["origin"], after["since"]) == (
        "intermediate",
        "ledger",
        "2026-10-16",
    )
    assert centre.json("ledger", "verify")["ok"]
    out = tmp_path / "events.jsonl"
    centre.json("ledger", "export", "--out", str(out))
    events = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    digest = sha256(b"A1\x1fintermediate\x1fG-1").hexdigest()
    assert {event["case"] for event in events} == {f"G{digest[:12]}"}
    assert [event["role"] for event in events] == [
        "agent", "agent", "team_lead", "project_manager", "department_manager",
    ]  # fmt: skip


def test_figures_stand_beside_their_limits(centre: Any) -> None:
    """On the edge a limit is met; below it is short by so much; what nobody kept is unknown."""
    chats(centre)
    centre.merge()
    first, second = standing(centre, "A1"), standing(centre, "A2")
    of_first = {one["measure"]: one for one in first["criteria"]}
    met = {name for name, one in of_first.items() if one["judgement"] == "met"}
    assert met == {"in_time", "solved", "satisfied", "time"}
    assert of_first["complaints"]["why"] == "no_form"
    assert first["state"] == "unknown"
    of_second = {one["measure"]: one for one in second["criteria"]}
    assert (of_second["satisfied"]["judgement"], of_second["satisfied"]["short_by"]) == (
        "short",
        "1",
    )
    assert (second["tier"], of_second["time"]["value"]) == ("intermediate", "32")
    # The workbook has every table, and its formulas agree.
    result = centre.json("results", "tiers", "--period", "2026-10")["results"][0]
    assert result["figures"]["agents"] == 2
    assert Path(result["file"]).exists()


def test_refused_steps_name_their_cells(centre: Any) -> None:
    """The agent can't be the superior: told in the cell of the actor, and what follows waits."""
    rows = steps()
    rows[3]["办理人工号"] = "A1"
    cells = fill(centre, rows)
    centre.merge()
    report = recorded(centre, code=1)
    assert (report["recorded"], report["refused"]) == (3, 2)
    told = centre.json("tiers", "--period", "2026-10")
    assert (told["unrecorded"], told["refused"]) == (0, 2)
    assert any("2 行不合规定，已退回" in one for one in told["sentences"])
    written = centre.json("results", "tiers", "--period", "2026-10")["results"][0]["file"]
    sheets = openpyxl.load_workbook(written)
    assert any("校验结果" in str(sheet["A2"].value) for sheet in sheets)
    by_self, missing = report["findings"]
    assert (by_self["code"], by_self["file"], by_self["sheet"]) == (
        "by_self",
        "分级.xlsx",
        "分级申报",
    )
    letter, row = cells["办理人工号"][0], int(cells["办理人工号"][1:])
    assert (by_self["cell"], by_self["column"]) == (f"{letter}{row + 3}", "办理人工号")
    assert (missing["code"], missing["value"]) == ("step_missing", "superior")
    rows[3]["办理人工号"] = "经理戊"
    fill(centre, rows)
    centre.merge()
    assert (recorded(centre)["recorded"], standing(centre, "A1")["tier"]) == (2, "intermediate")


def test_rows_that_cannot_be_are_kept_out_before(centre: Any) -> None:
    """A day to come, a no without a reason, and a word that is no step are findings of the form."""
    rows = steps()
    rows[1]["办理日期"] = date(2099, 1, 1)
    rows[2]["意见"] = "不同意"
    rows[3]["申报步骤"] = "再议"
    cells = fill(centre, rows)
    row = int(cells["意见"][1:])
    report = centre.merge(code=1)
    assert report["forms"]["tiers"]["rejected"] == 3
    found = centre.json("validate", str(centre.inbox / "分级.xlsx"), code=1)["findings"]
    told = {one["cell"] for one in found if one["severity"] == "error"}
    assert told == {
        f"{cells['办理日期'][0]}{row + 1}",
        f"{cells['意见说明'][0]}{row + 2}",
        f"{cells['申报步骤'][0]}{row + 3}",
    }
    assert recorded(centre, code=1)["read"] == 2


def test_a_hostile_sheet_harms_nothing(centre: Any) -> None:
    """What looks like a formula stays text, in events, tables and workbooks."""
    evil = '=HYPERLINK("http://x","y")'
    rows = [
        {**row, "申报编号": "=1+1", "姓名": evil, "意见说明": "@SUM(A1)\u202e"} for row in steps()
    ]
    fill(centre, rows)
    centre.merge(code=(0, 1))
    report = recorded(centre, code=(0, 1))
    assert report["read"] == report["recorded"]
    result = centre.json("results", "tiers", "--period", "2026-10")["results"][0]
    book = openpyxl.load_workbook(result["file"])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert not [one for one in formulas if "HYPERLINK" in one or one in ("=1+1", evil)]
    assert centre.json("ledger", "verify")["ok"]


def test_a_period_without_anything_makes_no_ledger(centre: Any) -> None:
    """Who has no application gets no ledger, and no standing but a sentence."""
    assert recorded(centre)["read"] == 0
    assert not (centre.root / "data" / "ledger.sqlite3").exists()
    found = centre.json("tiers", "--period", "2026-10")
    assert (found["agents"], len(found["sentences"])) == ([], 1)
