"""The case library from outside (S22): filled sheets, what is lacking, coaching list and themes."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheets import ITEMS, write_sheet

PEOPLE = "工号,姓名,角色\nZ1,质检甲,质检员\nZ2,质检乙,质检员\nG1,质检长,质检班长\n"
HEADINGS = ("案例编号", "提交日期", "质检员", "录音编号", "工号", "评分单项", "正面/负面", "点评")
USED = ("使用日期", "案例会")


def day(number: int) -> datetime:
    return datetime(2026, 10, number)


CASES: list[tuple[Any, ...]] = [
    ("K1", day(5), "质检甲", "R001", "A001", "业务能力", "负面", "没有核实身份", day(9), "一"),
    ("K2", day(6), "质检甲", "R002", "A001", "business", "正面", "答得完整", day(13), "一"),
    ("K3", day(12), "Z1", "R003", "A001", "双向沟通", "负面", "连续提问", day(13), "一"),
    ("K4", day(13), "质检甲", "R003", "A001", "聆听能力", "负面", "打断客户", day(16), "二"),
    ("K5", day(14), "质检乙", "R004", "A001", "业务能力", "负面", "=1+1 没讲完整", None, None),
    ("K6", day(15), "质检乙", "R005", "A001", "业务能力", "正面", "逐条答复", day(27), "三"),
]


def fill(file: Path, rows: list[tuple[Any, ...]]) -> None:
    """Fills a blank sheet of cases as a person does."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "案例编号" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    for number, values in enumerate(rows, header[0].row + 1):
        for heading, value in zip((*HEADINGS, *USED), values, strict=True):
            cell = sheet.cell(number, columns[heading])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(file)


@pytest.fixture(scope="module")
def centre(shared_desk: Any) -> Any:
    """A workspace with two inspectors, a week of scores, and cases."""
    desk = shared_desk
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    rows = [
        {
            "录音编号": f"R{number:03d}",
            "通话日期": date(2026, 10, 8),
            "工号": "A001" if number < 8 else "A002",
            **dict.fromkeys(ITEMS, 5),
            **({"业务能力": 3} if number < 6 else {}),
        }
        for number in range(16)
    ]
    write_sheet(desk.inbox / "a.xlsx", rows)
    file = desk.inbox / "案例.xlsx"
    desk.json("template", "cases", "--out", str(file))
    fill(file, CASES)
    report = desk.build()
    assert report["forms"]["cases"] == {
        "read": 6,
        "added": 6,
        "replaced": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert report["findings"]["error"] == 0
    desk.book = openpyxl.load_workbook(report["files"]["analysis"])
    (found,) = desk.json("results", "cases", "--period", "2026-10")["results"]
    desk.result = found
    return desk


def test_what_inspectors_lack(centre: Any) -> None:
    """Two recordings each full week; name and number are one person, a recording counts once."""
    weekly = {
        (row["week"], row["inspector"]): (row["recordings"], row["missing"])
        for row in centre.result["tables"]["weekly"]
    }
    assert weekly == {
        ("2026-W40", "质检甲"): (0, 2),
        ("2026-W40", "质检乙"): (0, 2),
        ("2026-W41", "质检甲"): (2, 0),
        ("2026-W41", "质检乙"): (0, 2),
        ("2026-W42", "质检甲"): (1, 1),
        ("2026-W42", "质检乙"): (2, 0),
        ("2026-W43", "质检甲"): (0, 2),
        ("2026-W43", "质检乙"): (0, 2),
    }
    figures = centre.result["figures"]
    assert (figures["due"], figures["recordings"], figures["missing"]) == (16, 5, 11)
    assert "应交录音 16 条，交了 5 条，欠 11 条" in centre.result["sentences"][0]


def test_sessions_of_each_week(centre: Any) -> None:
    """Sessions are days on which cases were used; the one after the last full week isn't told."""
    held = [(row["week"], row["sessions"]) for row in centre.result["tables"]["by_week"]]
    assert held == [("2026-W40", 0), ("2026-W41", 1), ("2026-W42", 2), ("2026-W43", 0)]
    figures = centre.result["figures"]
    assert (figures["sessions"], figures["sessions_missing"]) == (3, 5)
    assert (figures["used"], figures["unused"]) == (5, 1)


def test_what_items_lack(centre: Any) -> None:
    """Every item of the scheme stands there with its cases; an item without any lacks both."""
    items = {row["item"]: row for row in centre.result["tables"]["by_item"]}
    assert list(items) == ITEMS
    assert items["业务能力"] == {
        "item": "业务能力",
        "positive": 2,
        "negative": 2,
        "used": 3,
        "lacking": "",
    }
    assert items["双向沟通"]["lacking"] == "正面案例"
    assert items["开场白及挂机"]["lacking"] == "正面案例、负面案例"
    assert (centre.result["figures"]["without_positive"]) == 9


def test_nobody_is_named_where_everybody_looks(centre: Any) -> None:
    """The list of cases has recording and comment, no agent; the sheet of QA has the agent."""
    listed = centre.result["tables"]["list"]
    assert not any("agent" in row or "A001" in map(str, row.values()) for row in listed)
    assert {row["agent"] for row in centre.result["tables"]["detail"]} == {"A001"}
    everybody = [cell for row in centre.book["案例清单"].iter_rows() for cell in row]
    assert not any(cell.value == "A001" for cell in everybody)
    assert all(cell.data_type != "f" for cell in everybody if "1+1" in str(cell.value))
    comments = [str(cell.value) for cell in everybody if "1+1" in str(cell.value)]
    assert comments == ["=1+1 没讲完整"]


def test_the_coaching_list_names_cases(centre: Any) -> None:
    """Beside a weak item stand its newest positive and negative case; a note has recordings."""
    sheet = centre.book["辅导名单"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "弱项" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    first = header[0].row + 1
    cell = sheet.cell(first, columns["案例库里的案例"])
    assert sheet.cell(first, columns["弱项"]).value == "业务能力"
    assert cell.value == "正面 K6\n负面 K5"
    assert "K6：录音 R005" in cell.comment.text


def test_themes_tell_the_cases_explained(centre: Any) -> None:
    """`themes` and its sheet say how many cases a theme has and which its week explained."""
    (theme,) = centre.json("themes", "--week", "2026-W42")
    assert theme["cases"] == {
        "positive": 2,
        "negative": 2,
        "explained": ["K2"],
        "unused": ["K6", "K5"],
    }
    text = [str(cell.value) for row in centre.book["主题跟踪"].iter_rows() for cell in row]
    (said,) = [words for words in text if "本周讲过 1 个：K2（正面，录音 R002）" in words]
    assert "没讲过、可以用的有 K6（正面，录音 R005）、K5（负面，录音 R004）。" in said


BAD = [  # what is wrong, the finding, its column
    ({"评分单项": "业务能"}, "choice-unknown", "评分单项"),
    ({"正面/负面": "一般"}, "choice-unknown", "正面/负面"),
    ({"点评": None}, "value-missing", "点评"),
    ({"点评": "  "}, "value-missing", "点评"),
    ({"点评": "#REF!"}, "formula-error", "点评"),
    ({"使用日期": day(1)}, "day-too-early", "使用日期"),
    ({"使用日期": datetime(2199, 1, 1)}, "day-in-future", "使用日期"),
    ({"提交日期": datetime(2199, 1, 1)}, "day-in-future", "提交日期"),
    ({"提交日期": "十月初"}, "date-unreadable", "提交日期"),
    ({"质检员": None}, "value-missing", "质检员"),
    ({"录音编号": 2.0261008e16}, "id-lost-digits", "录音编号"),
    ({"案例编号": None}, "value-missing", "案例编号"),
]


def test_every_bad_cell_has_its_finding(desk: Any) -> None:
    """In a hostile sheet each fault is told in its cell, and only the sound row is kept."""
    file = desk.inbox / "案例.xlsx"
    desk.json("template", "cases", "--out", str(file))
    names, good = (*HEADINGS, *USED), CASES[0]
    rows = [good]
    for number, (changes, _, _) in enumerate(BAD):
        row = dict(zip(names, good, strict=True)) | {"案例编号": f"B{number}"} | changes
        rows.append(tuple(row[name] for name in names))
    fill(file, rows)
    found = {
        (int("".join(filter(str.isdigit, one["cell"]))), one["code"], one["column"]): one
        for one in desk.json("validate", str(file), code=1)["findings"]
    }
    first = min(place for place, *_ in found) - 1
    wanted = {(first + at, code, column) for at, (_, code, column) in enumerate(BAD, 1)}
    assert wanted <= set(found)
    near = found[first + 1, "choice-unknown", "评分单项"]["message"]
    assert "业务能力" in near
    counts = desk.merge(code=1)["forms"]["cases"]
    assert (counts["read"], counts["added"], counts["rejected"]) == (len(rows), 1, len(BAD))
