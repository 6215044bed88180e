"""Written reports: their figures are those of `metrics`, and what people wrote into them is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_breaches, write_sheet
from test_penalties_from_outside import LATER

DAY = "2026-10-05"
MONITORING = "质检监听评分表"


@pytest.fixture(scope="module")
def desk(shared_desk):
    """Two inspectors' sheets of five agents, half of October on one day, and a clause sheet."""
    made = shared_desk
    before = recordings(20, 4, prefix="S", month=(2026, 9))
    rows = recordings(20, 3)
    for number, row in enumerate([*rows, *before]):
        row["工号"], row["姓名"] = f"A00{number % 5 + 1}", f"座席{number % 5 + 1}"
        row["班组"] = ("十班", "二班")[number % 2]
    for row in rows[:10]:
        row["通话日期"] = date.fromisoformat(DAY)
    write_sheet(made.inbox / "甲" / "九月.xlsx", before)
    write_sheet(made.inbox / "甲" / "十月.xlsx", rows[:10])
    write_sheet(made.inbox / "乙" / "十月.xlsx", rows[10:], inspector="质检乙")
    breach = {"工号": "A002", "姓名": "座席2", "条款": LATER, "依据": "V9", "备注": "说明二"}
    write_breaches(made.inbox / "违规.xlsx", [breach])
    made.json("build", "--period", "2026-09..2026-10")
    return made


def written(desk, kind: str, period: str) -> list[Path]:
    """The files of one kind."""
    return [
        Path(one["file"])
        for one in desk.json("papers", "--period", period, "--kind", kind)["files"]
    ]


def tables(path: Path) -> list[dict[str, dict[str, object]]]:
    """The tables of the first sheet: by the first cell of a row, its cells by their headings."""
    sheet, found, headings = openpyxl.load_workbook(path).worksheets[0], [], {}
    for row in sheet.iter_rows():
        cells = {cell.column: cell.value for cell in row if cell.value is not None}
        if row[0].fill.fgColor.rgb == "FF1F5C7A":
            headings = cells
            found.append({})
        elif len(cells) < 2:
            headings = {}  # a caption or an empty row ends a table
        elif headings:
            found[-1][str(cells[1])] = {headings[place]: cells[place] for place in cells}
    return found


def metrics(desk, period: str) -> dict[str, dict]:
    """The figures of a period by scheme."""
    found = desk.json("metrics", "--period", period)
    return {one["scheme"]: one for one in (found if isinstance(found, list) else [found])}


def test_reports__the_log_of_a_day_has_its_figures(desk):
    """The table of schemes and that of teams say what `metrics` says, unrounded."""
    (path,) = written(desk, "daily_log", DAY)
    figures = metrics(desk, DAY)["monitoring-10x4"]
    schemes, teams = tables(path)[:2]
    row = schemes[MONITORING]
    assert row["录音数"] == figures["recordings"] > 0
    assert row["平均分"] == pytest.approx(figures["mean_final"], abs=1e-12)
    assert row["优良率"] == pytest.approx(figures["rates"]["good"], abs=1e-12)
    assert row["平均不良比率"] == pytest.approx(figures["average_defect_ratio"], abs=1e-12)
    assert list(teams) == ["二班", "十班"]
    assert sum(team["录音数"] for team in teams.values()) == figures["recordings"]


def test_reports__twice_is_the_same_and_what_was_written_is_kept(desk):
    """A second run gives the same bytes; after somebody wrote into one it is copied first."""
    (path,) = written(desk, "daily_log", DAY)
    first = path.read_bytes()
    assert written(desk, "daily_log", DAY) == [path]
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    room = next(
        cell
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF8D6"
    )
    room.value = "明天先听业务能力"
    book.save(path)
    (again,) = desk.json("papers", "--period", DAY, "--kind", "daily_log")["files"]
    kept = openpyxl.load_workbook(again["kept"]).worksheets[0][room.coordinate]
    assert kept.value == "明天先听业务能力"
    assert path.read_bytes() == first
