"""Days, full marks and examples as sheets write them that say neither in the usual words."""

from __future__ import annotations

from pathlib import Path

import pytest
from adopted import adopted, faults, vocabulary

from drawn_sheets import drawn
from qa_workbook.adopt.names import item_name
from qa_workbook.adopt.naming import without_month
from qa_workbook.forms.score_form import score_form
from qa_workbook.layouts.unfold import unfold

HEADS = "日期|工号|姓名|录音编号|质检员|规范(20)|业务(80)|合计"
MARKED = """001|王佳|LY100001|陈晨|20|70|90
{second}|002|李敏|LY100002|陈晨|15|80|95"""


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("1005", "1006", "2026年10月质检表"),
        ("905", "906", "2026年质检表"),
        ("20261005", "20261006", ""),
    ],
)
def test_days_in_digits_are_days(first: str, second: str, title: str, tmp_path: Path) -> None:
    rows = MARKED.format(second=second)
    above = f"{title}|<|<|<|<|<|<|<\n" if title else ""
    one = adopted(f"{above}{HEADS}\n例：{first}|001|张三|LY1|某某|20|80|100\n{first}|{rows}\n")
    assert "call_date" not in one.asked
    assert not faults(one, tmp_path)
    month = 9 if len(first) == 3 else 10
    days = [str(cells[0]) for cells in one.columns("call_date")]
    assert days == [f"2026-{month:02}-05", f"2026-{month:02}-06"]


def test_unreadable_days_are_told_one_by_one() -> None:
    rows = MARKED.format(second="礼拜二")
    one = adopted(f"{HEADS}\n礼拜一|{rows}\n")
    assert "call_date" not in one.asked
    assert one.layout.fields["call_date"][0].heading == "日期"


@pytest.mark.parametrize("word", ["Points", "满分值", "各项比例", "权重"])
def test_points_above_yes_and_no_are_their_worth(word: str, tmp_path: Path) -> None:
    sheet = f"""
Date|Agent|Agent Name|Contact ID|QA|Verify|Recap|Total
{word}|||||60|40|100
2026-10-05|E01|Ann|100000001|Kim|Pass|Fail|60
2026-10-06|E02|Bob|100000002|Kim|Fail|Pass|40
2026-10-07|E02|Bob|100000003|Kim|Pass|Pass|100
"""
    one = adopted(sheet)
    assert not one.asked
    assert not faults(one, tmp_path)
    assert len(one.marks()) == 3
    assert [leaf.weight for leaf in one.scheme.leaves] == [60, 40]


def test_names_lose_their_full_marks_and_open_brackets() -> None:
    assert item_name("接听\n满分10").name == "接听"
    assert item_name("是否满分").name == "是否满分"
    assert without_month("10月座席抽检（每人3通） 共2页") == "座席抽检（每人3通）"
    assert without_month("录音监听评分单（1") == "录音监听评分单"


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("呼入热线2026年10月质检表", "热线.xlsx"),
        ("质检表（十月）; ;评定年月：2026年10月", "热线.xlsx"),
        ("质检表", "热线2026年10月.xlsx"),
    ],
)
def test_the_year_is_said_anew_by_every_sheet(title: str, file: str, tmp_path: Path) -> None:
    def sheet(said: str, month: int) -> str:
        above = "".join(f"{line}|<|<|<|<|<|<|<\n" for line in said.split(";"))
        rows = MARKED.format(second=f"{month}.16")
        return f"{above}{HEADS}\n{month}.15|{rows}\n"

    one = adopted(sheet(title, 10), file=file)
    assert one.asked["year"] == "2026"
    assert not faults(one, tmp_path)
    later = title.replace("2026年10月", "2027年1月")
    grid = drawn(sheet(later, 1), "Sheet1")
    form = score_form(one.scheme, vocabulary())
    named = file.replace("2026年10月", "2027年1月")
    read = unfold(grid, one.layout, one.scheme, form, vocabulary(), named)
    place = read.keys.index("call_date")
    assert [str(row[place]) for row in read.grid.rows[1:]] == ["2027-01-15", "2027-01-16"]


def test_an_answered_year_is_not_used_where_the_sheet_says_another() -> None:
    sheet = f"{HEADS}\n10.15|{MARKED.format(second='10.16')}\n"
    one = adopted(sheet, answers={"year": "2026"})
    assert [str(cells[0]) for cells in one.columns("call_date")] == ["2026-10-15", "2026-10-16"]
    form = score_form(one.scheme, vocabulary())
    grid = drawn(sheet, "Sheet1")
    read = unfold(grid, one.layout, one.scheme, form, vocabulary(), "质检2027年1月.xlsx")
    assert read.grid.rows[1][read.keys.index("call_date")] == "10.15"


OTHER = "{inspected}质检员|{heading}|工号|姓名|规范(20)|业务(80)|合计"
ROWS = """{a}陈晨|{first}|001|王佳|20|70|90
{b}陈晨|{second}|002|李敏|15|80|95"""


@pytest.mark.parametrize(
    ("heading", "first", "second", "inspected"),
    [
        ("外呼时间", "2026-10-18 10:03", "2026-10-07 15:57", True),
        ("通话时间", "10-18 19:59", "10-07 09:37", False),
    ],
)
def test_columns_of_moments_are_the_day(
    heading: str, first: str, second: str, inspected: bool
) -> None:
    a, b = ("2026-10-21|", "2026-10-08|") if inspected else ("", "")
    head = OTHER.format(heading=heading, inspected="质检日期|" if inspected else "")
    rows = ROWS.format(first=first, second=second, a=a, b=b)
    one = adopted(f"{head}\n{rows}\n", answers={"year": "2026"})
    assert "call_date" not in one.asked
    assert ("year" in one.asked) is not inspected
    days = [str(cells[0])[:10] for cells in one.columns("call_date")]
    assert days == ["2026-10-18", "2026-10-07"]


def test_of_several_columns_of_days_the_right_one_is_asked() -> None:
    sheet = """甲时间|乙时间|质检员|工号|姓名|规范(20)|业务(80)|合计
2026-10-18|2026-10-19|陈晨|001|王佳|20|70|90
2026-10-07|2026-10-08|陈晨|002|李敏|15|80|95
"""
    assert "call_date" in adopted(sheet).open
    one = adopted(sheet, answers={"call_date": "column:乙时间"})
    assert [str(c[0])[:10] for c in one.columns("call_date")] == ["2026-10-19", "2026-10-08"]


def test_a_column_that_varies_is_no_project() -> None:
    sheet = """日期|业务类型|质检员|工号|姓名|规范(20)|业务(80)|合计
2026-10-18|挂失|陈晨|001|王佳|20|70|90
2026-10-07|查询|陈晨|002|李敏|15|80|95
"""
    one = adopted(sheet)
    assert "project" not in one.layout.fields
    assert "业务类型" in one.layout.ignored.headings
    assert "project" in adopted(sheet.replace("查询", "挂失")).layout.fields
