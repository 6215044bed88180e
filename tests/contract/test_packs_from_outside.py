"""Blank sheets for all inspectors at once, from the list of people; filled in they come back without a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sheets import ITEMS

PEOPLE = """工号,姓名,班组,角色,项目,任职起,任职止
Q1,陈晨,一组,质检员,移动宽带,,
Q2,罗诗涵,二组,质检员,,2026-01-01,2026-11-15
Q3,陈晨,三组,质检员,,,
Q4,孙悦,,质检员,,,
Q5,旧人,一组,质检员,,,2026-10-31
0101,王佳,一组,座席,移动宽带,,
0102,赵云,二组,座席,,,2026-11-03
0103,孙梅,三组,座席,,,
0104,已离,一组,座席,移动宽带,,2026-10-31
0105,周杰,五组,座席,,,
"""
ROSTER = "工号,姓名,班组\n0104,已离,一组\n0201,新人,三组\n"


@pytest.fixture
def centre(desk):
    """A workspace with a list of people and a roster."""
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    (desk.root / "config" / "roster.csv").write_text(ROSTER, "utf-8")
    return desk


def make(desk, *more: str, code: int = 0):
    """Makes the packs of November."""
    wanted = ("monitoring-10x4", "--period", "2026-11", "--rows", "12")
    return desk.json("packs", *wanted, *more, code=code)


def rows_of(file: str) -> list[tuple[object, ...]]:
    """Number, name and team of the rows that have any of them, and what stands above."""
    sheet = openpyxl.load_workbook(file)["评分表"]
    head = [cell.value for cell in sheet[6]]
    places = [head.index(name) for name in ("工号", "姓名", "班组")]
    rows = sheet.iter_rows(min_row=7, values_only=True)
    return [found for row in rows if any(found := tuple(row[place] for place in places))]


def fill_in(file: Path, *lines: int) -> None:
    """Scores the recordings of some lines, counted from 0, as an inspector would."""
    book = openpyxl.load_workbook(file)
    sheet = book["评分表"]
    head = {cell.value: cell.column for cell in sheet[6]}
    sheet["D4"] = date(2026, 11, 12)
    for line in lines:
        marks = dict.fromkeys(ITEMS, 5) | {"录音编号": f"{file.stem}-{line}"}
        for name, value in (marks | {"通话日期": date(2026, 11, 10)}).items():
            sheet.cell(7 + line, head[name]).value = value
    book.save(file)


def test_packs__names_each_inspectors_own_agents_and_nobody_else(centre):
    """Teams, projects and days in office decide; namesakes are told apart; nobody gets all agents unasked."""
    report = make(centre, "--per-agent", "2")
    found = {one["inspector"]: one["agents"] for one in report["inspectors"]}
    assert found == {
        "陈晨 Q1": ["0101"],
        "罗诗涵": ["0102"],
        "陈晨 Q3": ["0103", "0201"],
        "孙悦": [],
    }
    assert report["unassigned"] == ["0105"]
    files = {one["inspector"]: one["file"] for one in report["inspectors"]}
    assert rows_of(files["陈晨 Q1"]) == [("0101", "王佳", "一组")] * 2
    sheet = openpyxl.load_workbook(files["陈晨 Q1"])["评分表"]
    assert (sheet["B4"].value, sheet["F3"].value) == ("陈晨 Q1", "移动宽带")
    listed = openpyxl.load_workbook(report["files"]["list"])["名单"]
    links = {cell.value: cell.hyperlink.target for cell in listed["B"] if cell.hyperlink}
    assert set(links) == {Path(file).name for file in files.values()}


def test_packs__come_back_without_a_finding(centre):
    """What is filled in counts; rows of agents who weren't checked yet are no recordings and no errors."""
    report = make(centre)
    pack = Path(report["inspectors"][2]["file"])
    fill_in(pack, 1)
    (centre.inbox / "返回.xlsx").write_bytes(pack.read_bytes())
    built = centre.build(period="2026-11")
    assert (built["recordings"]["added"], built["recordings"]["rejected"]) == (1, 0)
    assert built["findings"] == {"error": 0, "warning": 0, "info": 1}  # the agent not yet checked


def test_packs__twice_is_once_and_what_was_begun_stays(centre):
    """The same input gives the same bytes; an untouched sheet follows the lists, a begun one is left alone."""
    first = make(centre)
    files = [Path(one["file"]) for one in first["inspectors"]]
    before = {file: file.read_bytes() for file in [*files, Path(first["files"]["list"])]}
    assert make(centre)["unchanged"] == len(files)
    assert {file: file.read_bytes() for file in before} == before
    fill_in(files[0], 0)
    begun = files[0].read_bytes()
    (centre.root / "config" / "people.csv").write_text(PEOPLE.replace("五组", "二组"), "utf-8")
    report = make(centre)
    assert [one["state"] for one in report["inspectors"]] == [
        "kept",
        "written",
        "unchanged",
        "unchanged",
    ]
    assert files[0].read_bytes() == begun
    assert [row[0] for row in rows_of(str(files[1]))] == ["0102", "0105"]


def test_packs__says_what_it_cannot_do(centre):
    """No such scheme, a person without a name, nobody who inspects: exit 2 and the reason, no file."""
    people = centre.root / "config" / "people.csv"
    assert centre.call("packs", "没有", "--period", "2026-11").returncode == 2
    people.write_text(PEOPLE.replace("孙悦", ""), "utf-8")
    unnamed = centre.call("packs", "monitoring-10x4", "--period", "2026-11")
    assert (unnamed.returncode, "B5" in unnamed.stderr) == (2, True)
    people.unlink()
    nobody = centre.call("packs", "monitoring-10x4", "--period", "2026-11")
    assert (nobody.returncode, "people.csv" in nobody.stderr) == (2, True)
    assert not (centre.root / "output" / "评分表_2026-11").exists()


LAYOUT = """format: 1
id: theirs
name: 本中心监听表
source: test
scheme: monitoring-10x4
match: {headings: [日期, 客服, 开场白及挂机]}
shape: rows
fields:
  call_date: [{heading: 日期}]
  recording: [{heading: 录音号}]
  agent: [{heading: 客服}]
  name: [{heading: 名字}]
  inspector: [{label: 检查人}]
  inspected_on: [{label: 检查日}]
ignored:
  labels: [审核]
  headings: [行]
marks:
"""


def write_theirs(desk) -> None:
    """A layout of the centre's own sheet, and the sheet as it was kept: names of others still stand in its labels."""
    folder = desk.root / "config" / "layouts"
    folder.mkdir(exist_ok=True)
    config = (desk.root / "config" / "schemes" / "monitoring-10x4.yaml").read_text("utf-8")
    ids = dict(zip(ITEMS, IDS, strict=True))
    assert all(f"id: {id_}" in config for id_ in IDS)
    marks = "".join(f"  {id_}: {{heading: {name}}}\n" for name, id_ in ids.items())
    (folder / "theirs.yaml").write_text(LAYOUT + marks, "utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "监听"
    sheet.append(["检查人：张三  审核：李四"])
    sheet.append(["检查日", None])
    sheet.append(["行", "日期", "录音号", "客服", "名字", *ITEMS])
    for number in (1, 2, 3):
        sheet.append([number])
    sheet.append(["审核签字：______"])
    book.save(folder / "theirs.xlsx")


IDS = (
    "opening",
    "attitude",
    "wording",
    "voice",
    "expression",
    "promotion",
    "flexibility",
    "dialogue",
    "listening",
    "business",
)


def test_packs__fill_in_the_centres_own_sheet(centre):
    """What is known stands where the layout says, nobody else's name is left, and it comes back without a finding."""
    write_theirs(centre)
    wanted = ("--layout", "theirs", "--date", "2026-11-12", "--per-agent", "2")
    report = make(centre, *wanted)
    pack = next(one for one in report["inspectors"] if one["number"] == "Q3")
    assert pack["rows"] == 3  # of four: the sheet has no room for more
    book = openpyxl.load_workbook(pack["file"])
    sheet = book["监听"]
    assert sheet["A1"].value == "检查人：陈晨 Q3  审核："
    assert sheet["B2"].value == "2026-11-12"
    assert [sheet.cell(row, 4).value for row in range(4, 8)] == ["0103", "0103", "0201", None]
    assert sheet["A7"].value == "审核签字：______"
    for column, value in enumerate([date(2026, 11, 10), "R1", "0201", "新人", *[5] * 10], 2):
        sheet.cell(6, column).value = value
    book.save(centre.inbox / "返回.xlsx")
    built = centre.build(period="2026-11")
    assert built["recordings"] == {
        "read": 1,
        "added": 1,
        "replaced": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert built["findings"] == {"error": 0, "warning": 0, "info": 2}  # two rows not scored
    assert (
        centre.call("packs", "satisfaction-3-9-20", "--period", "2026-11", *wanted).returncode == 2
    )
