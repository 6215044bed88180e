"""What finance and agents rely on, seen from outside: files in, commands, workbooks and exports out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from sheets import write_breaches

PERIOD = ("--period", "2026-10")
NUISANCE, LATER = "骚扰电话处理不当", "登记错误影响后续处理"
INVENTED = "A001@2026-10-05@质检甲"


def words_of(path: Path) -> list[str]:
    """Every text of a workbook, sheet names and links included."""
    book = openpyxl.load_workbook(path)
    found = list(book.sheetnames)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                found.append(str(cell.value))
                if cell.hyperlink:
                    found.append(f"{cell.hyperlink.target} {cell.hyperlink.location}")
    return found


def rows_of(desk, what: str) -> list[dict[str, str]]:
    """The rows of an export as a program reads them."""
    out = desk.root / f"{what}.csv"
    desk.json("export", what, *PERIOD, "--out", str(out))
    return list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))


def test_a_breach_without_basis__is_told_and_no_id_is_invented(desk):
    """An empty 依据 is a warning in its cell; the id that stands in for it appears nowhere that people look."""
    rows = [{"条款": NUISANCE, "依据": ""}, {"条款": LATER, "依据": "R7"}]
    file = write_breaches(desk.inbox / "a.xlsx", rows)
    checked = desk.json("validate", str(desk.inbox), code=0)
    told = [found for found in checked["findings"] if found["code"] == "basis-missing"]
    assert [(found["severity"], found["column"]) for found in told] == [("warning", "依据")]
    sheet = openpyxl.load_workbook(file).active
    assert sheet[told[0]["cell"]].value is None

    report = desk.json("run", *PERIOD, code=0)
    for path in report["files"].values():
        assert [text for text in words_of(Path(path)) if INVENTED in text] == []
    for what in ("scores", "marks", "penalties"):
        exported = rows_of(desk, what)
        assert {row["recording"] for row in exported} == {"", "R7"}
    for shown in (checked, report, desk.json("metrics", *PERIOD)):
        assert INVENTED not in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("repeat", [{}, {"次数": 2}])
def test_repeated_breaches_without_basis__name_agent_and_day(desk, repeat):
    """What the sheets say about the row again, they say with agent and day."""
    for name in ("a", "b"):
        write_breaches(desk.inbox / f"{name}.xlsx", [{"条款": NUISANCE, "依据": ""} | repeat] * 2)
    found = desk.json("validate", str(desk.inbox), code=1)["findings"]
    assert any("A001 2026-10-05" in one["message"] for one in found)
    assert INVENTED not in json.dumps(found, ensure_ascii=False)
