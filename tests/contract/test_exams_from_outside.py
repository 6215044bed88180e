"""Exams from outside (S11): a filled sheet, hostile cells, a retake, the result workbook."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from workbook_tools import opened

COUNTS = ("read", "added", "replaced", "unchanged", "rejected")
LABELS = {
    "考核编号": "K1",
    "考核名称": "业务知识考核",
    "考核日期": datetime(2026, 10, 8),
    "项目": "热线",
    "试卷份数": 3,
    "应考人数": 4,
}
HEADS: list[dict[str, Any]] = [
    {"试卷编号": "S001", "工号": "0011", "姓名": "王一", "成绩": 95, "是否合格": "合格"},
    {"试卷编号": "S002", "工号": "0012", "姓名": "李二", "成绩": 89.5, "是否合格": "不合格"},
    {"试卷编号": "S003", "工号": "0013", "姓名": "张三", "成绩": 90},
    {"工号": "0014", "姓名": "赵四", "是否合格": "缺考", "备注": "病假"},
]
HOSTILE: list[dict[str, Any]] = [
    {"试卷编号": "S001", "工号": "0011", "成绩": "'95"},  # a number as text: read, with a warning
    {"试卷编号": "S002", "工号": "0012", "成绩": "91分", "是否合格": "不合格"},  # the mark counts
    {"试卷编号": "S003", "工号": "0013", "成绩": "缺考"},  # belongs under 是否合格
    {"试卷编号": "S004", "工号": "0014", "成绩": 105},
    {"试卷编号": "S005", "工号": "0015", "成绩": 80},
    {"试卷编号": "S005", "工号": "0016", "成绩": 92},  # whose paper is it?
    {"试卷编号": "S006", "工号": "0017", "成绩": 88},
    {"试卷编号": "S007", "工号": "0017", "成绩": 93},  # the same agent twice
    {"试卷编号": "S008", "工号": "0018"},  # neither mark nor 缺考
    {"工号": "0019", "成绩": 70, "是否合格": "缺考"},  # absent with a mark
    {"试卷编号": "S010", "成绩": 96},  # whose mark?
    {"试卷编号": "S011", "工号": "0021", "成绩": 97, "是否合格": "差不多"},
]
FIRST = 8


def fill(file: Path, rows: list[dict[str, Any]], **labels: Any) -> None:
    """Fills a blank sheet as a person does, with openpyxl."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=FIRST - 2):
        for cell in row:
            if cell.value in labels:
                sheet.cell(cell.row, cell.column + 1, labels[cell.value])
    columns = {cell.value: cell.column for cell in sheet[FIRST - 1]}
    for number, values in enumerate(rows, FIRST):
        for heading, value in values.items():
            cell = sheet.cell(number, columns[heading])
            cell.value = value.removeprefix("'") if isinstance(value, str) else value
    book.save(file)


@pytest.fixture
def blank(desk: Any) -> Path:
    """A blank sheet in the inbox."""
    file = desk.inbox / "考核.xlsx"
    desk.json("template", "exams", "--out", str(file))
    return file


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    found = report["forms"]["exams"]
    assert found["read"] == sum(found[name] for name in COUNTS[1:])
    return tuple(found[name] for name in COUNTS)


def told(desk: Any, period: str = "2026-10") -> dict[str, Any]:
    (result,) = desk.json("results", "exams", "--period", period)["results"]
    return result


def found_in(desk: Any, file: Path, code: int = 1) -> list[tuple[str, str]]:
    findings = desk.json("validate", str(file), code=code)["findings"]
    return [(one["cell"], one["code"]) for one in findings]


def test_a_blank_sheet_filled_as_it_asks_has_no_finding(desk: Any, blank: Path) -> None:
    """Marks, an absent head and numbers that agree are read without a finding; the result follows."""
    fill(blank, HEADS, **LABELS)
    assert desk.json("validate", str(blank)) == {"findings": []}
    assert counts(desk.merge()) == (4, 4, 0, 0, 0)
    result = told(desk)
    assert result["figures"]["pass_rate"] == pytest.approx(2 / 3)
    (numbers,) = result["tables"]["numbers"]
    assert numbers["agrees"] == "一致"
    listed = [(one["agent"], one["missing"], one["why"]) for one in result["tables"]["retakes"]]
    assert listed == [("0012", 0.5, "不合格"), ("0014", None, "缺考")]


def test_every_bad_cell_has_its_finding(desk: Any, blank: Path) -> None:
    """Whatever people type is told in its cell; a row is read, or rejected with a reason."""
    fill(blank, HOSTILE, **LABELS | {"试卷份数": 12, "应考人数": 13})
    found = found_in(desk, blank)
    assert sorted(found) == sorted(
        [
            ("G4", "count-differs"),  # 12 papers, 11 listed
            ("C5", "count-differs"),  # 13 heads, 11 with a number
            ("G4", "count-differs"),  # 12 papers, 11 marks
            ("F8", "number-as-text"),
            ("F9", "number-as-text"),
            ("G9", "value-against-number"),
            ("F10", "number-unreadable"),
            ("F11", "number-out-of-range"),
            ("B12", "value-repeated"),
            ("B13", "value-repeated"),
            ("C14", "rows-differ"),
            ("C15", "rows-differ"),
            ("F16", "value-lacking"),
            ("F17", "value-unexpected"),
            ("C18", "value-missing"),
            ("G19", "choice-unknown"),
        ]
    )
    assert counts(desk.merge(code=1)) == (12, 2, 0, 0, 10)
    out = desk.root / "output" / "out.csv"
    desk.json("export", "exams", "--period", "2026-10", "--out", str(out))
    lines = out.read_text("utf-8-sig").splitlines()
    passed = lines[0].split(",").index("passed")
    assert [line.split(",")[passed] for line in lines[1:]] == ["passed", "passed"]


def test_a_wrong_number_of_heads_is_told_and_its_rows_are_kept(desk: Any, blank: Path) -> None:
    """Numbers that disagree are a warning at their label; the result names the exam."""
    fill(blank, HEADS, **LABELS | {"试卷份数": 4, "应考人数": 5})
    assert found_in(desk, blank, 0) == [
        ("G4", "count-differs"),
        ("G4", "count-differs"),
        ("C5", "count-differs"),
    ]
    assert counts(desk.merge()) == (4, 4, 0, 0, 0)
    result = told(desk)
    assert result["figures"]["disagreeing"] == 1
    assert any("对不上" in one and "K1" in one for one in result["sentences"])


def test_a_day_to_come_is_told_once_at_its_label(desk: Any, blank: Path) -> None:
    """An exam in the future keeps the sheet out, with one finding at its day."""
    fill(blank, HEADS, **LABELS | {"考核日期": datetime(2099, 1, 1)})
    assert found_in(desk, blank) == [("G3", "day-in-future")]


def test_a_retake_replaces_no_first_mark(desk: Any, blank: Path) -> None:
    """A retake is a sheet of its own with the same number; who passes it leaves the list."""
    empty = blank.read_bytes()
    fill(blank, HEADS, **LABELS)
    desk.merge()
    retake = desk.inbox / "补考.xlsx"
    retake.write_bytes(empty)
    again = [
        {"试卷编号": "S101", "工号": "0012", "成绩": 96},
        {"试卷编号": "S102", "工号": "0014", "成绩": 60},
    ]
    of_it = {"类型": "补考", "考核日期": datetime(2026, 10, 15), "试卷份数": 2, "应考人数": 2}
    fill(retake, again, **LABELS | of_it)
    assert counts(desk.merge()) == (6, 2, 0, 4, 0)
    result = told(desk)
    assert result["figures"]["pass_rate"] == pytest.approx(2 / 3)
    (left,) = result["tables"]["retakes"]
    assert (left["agent"], left["missing"], left["why"]) == ("0014", 30, "补考不合格")
    firsts = {one["agent"]: (one["mark"], one["final"]) for one in result["tables"]["history"]}
    assert firsts["0012"] == (89.5, "合格")


def test_a_corrected_day_brings_no_head_twice(desk: Any, blank: Path) -> None:
    """Rows of the wrong day still count as rows, which is told; in the figures a head counts once."""
    fill(blank, HEADS, **LABELS)
    desk.merge()
    fill(blank, HEADS, **LABELS | {"考核日期": datetime(2026, 10, 9)})
    assert desk.merge()["findings"]["warning"] == 1  # still-counted
    result = told(desk)
    assert (result["figures"]["heads"], result["figures"]["disagreeing"]) == (4, 1)
    (exam,) = result["tables"]["exams"]
    assert (exam["marks"], exam["passed"]) == (3, 2)


def test_another_pass_mark_is_used_at_once(desk: Any, blank: Path) -> None:
    """With a new version of the policy the same sheet is read anew and judged by it."""
    fill(blank, HEADS, **LABELS)
    desk.merge()
    rules = desk.root / "config" / "results" / "exams.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("pass_mark: 90", "pass_mark: 96"), "utf-8")
    assert ("G8", "value-against-number") in found_in(desk, blank, 0)
    assert counts(desk.merge()) == (4, 0, 2, 2, 0)
    assert told(desk)["figures"]["passed"] == 0


def test_a_policy_that_is_not_there_is_a_fault(desk: Any) -> None:
    """A rule that names a number which the policy lacks is told with its line."""
    form = desk.root / "config" / "forms" / "exams.yaml"
    form.write_text(form.read_text("utf-8").replace("policy: pass_mark", "policy: line"), "utf-8")
    (fault,) = desk.json("forms", "check", code=2)["faults"]
    assert (fault["code"], fault["path"]) == ("rule-without-policy", "checks.5.policy")


def test_the_result_workbook_has_live_figures(desk: Any, blank: Path) -> None:
    """Counts, means and the pass rate are formulas over the rows; the retake list has its sheet."""
    fill(blank, HEADS, **LABELS)
    desk.merge()
    book = opened(Path(told(desk)["file"]))
    assert book.sheetnames[0] == "业务培训考核" and "补考名单" in book.sheetnames
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    formulas = [one.text for one in cells if isinstance(one, ArrayFormula)]
    assert len([one for one in formulas if "SUMPRODUCT" in one]) > 10


def test_a_second_exam_in_one_sheet__is_never_counted_for_the_first(desk: Any, blank: Path) -> None:
    """Labels further down are those of another exam: its rows are kept out, and told."""
    fill(blank, HEADS[:2], **LABELS)
    book = openpyxl.load_workbook(blank)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[FIRST - 1]]
    places = {heading: place for place, heading in enumerate(headings, 1)}
    sheet.cell(FIRST + 4, 1, "考核编号")
    sheet.cell(FIRST + 4, 2, "K2")
    for heading, place in places.items():
        sheet.cell(FIRST + 5, place, heading)
    for row, agent in enumerate(("0021", "0022"), FIRST + 6):
        sheet.cell(row, places["试卷编号"], f"T{agent}")
        sheet.cell(row, places["工号"], agent)
        sheet.cell(row, places["成绩"], 70)
    book.save(blank)
    assert ("A14:H15", "rows-of-second-table") in found_in(desk, blank)
    assert counts(desk.merge(code=1)) == (4, 2, 0, 0, 2)


def test_an_unknown_word_at_a_label_of_the_key__keeps_the_sheet_out(desk: Any, blank: Path) -> None:
    """Which kind of exam it was belongs to the key: a word that nobody knows is not 考核."""
    fill(blank, HEADS[:2], **LABELS, 类型="抽考")
    assert ("E4", "choice-unknown") in found_in(desk, blank)
    assert counts(desk.merge(code=1))[1] == 0


def test_a_missing_policy_is_told(desk: Any) -> None:
    """Where the own file is gone the shipped pass mark holds; checking the config says so."""
    assert "results/exams.yaml" not in desk.call("schemes", "check").stderr
    (desk.root / "config" / "results" / "exams.yaml").unlink()
    assert "随附的规定：results/exams.yaml" in desk.call("schemes", "check").stderr
