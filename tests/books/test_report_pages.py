"""Reports on A4: no page is overfull, headings stay with what follows, tables go on with their headings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.themes import Theme
from qa_workbook.books.reports.book import write_report
from qa_workbook.books.reports.layout import PAGE, Block, Line, Pages
from qa_workbook.books.reports.model import (
    Chart,
    Column,
    Heading,
    Paragraph,
    Report,
    Room,
    Table,
)
from qa_workbook.books.reports.page import WIDTHS
from qa_workbook.books.reports.sentences import theme_words
from qa_workbook.books.reports.source import Source
from qa_workbook.books.reports.weekly import WeekMore, weekly_report
from qa_workbook.numbers import period


def lines(heights: list[float], drawn: list[int]) -> list[Line]:
    """Lines that note their rows."""
    return [Line(height, drawn.append) for height in heights]


def test_pages__break_before_what_does_not_fit():
    """What belongs together goes over together, with the heading that sticks to it."""
    drawn: list[int] = []
    pages = Pages(lambda *_: None)
    pages.lay(
        [
            Block(lines([PAGE - 60], drawn)),
            Block(lines([30], drawn), sticks=True),
            Block(lines([20, 20], drawn), lead=2, gap=10),
        ]
    )
    assert pages.breaks == [1]
    assert drawn == [0, 1, 2, 3]


def test_pages__a_long_table_goes_on_under_its_headings():
    """The headings are written again on every page, and never with nothing below."""
    drawn: list[int] = []
    again: list[int] = []
    pages = Pages(lambda *_: None)
    header = Line(100, again.append)
    pages.lay([Block(lines([100] * 16, drawn), lead=2, again=header, gap=50)])
    assert pages.breaks == again == [7, 14]
    assert len(drawn) == 16 and pages.row == 19


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """A report with everything in it, and far too long a text."""
    table = Table(
        (
            Column("name", "单项", ["=1+1", "业务能力"], "wrapped", span=2),
            Column("ratio", "不良比率", [0.25, None], "percent"),
            Column("remedy", "措施", [None, None], span=3, to_fill=True),
        ),
        key="items",
    )
    long = "坐席未核实客户身份，解释不完整，客户追问三次才答复。" * 12
    parts = [
        *(Heading("数据"), Paragraph(long), table),
        Chart("items", "name", ("ratio",), "不良比率", "柱形图：两项", percent=True),
        *(Heading("安排"), Room("请填写", 4)),
    ]
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    report = Report("质检周报", "2026 年第 42 周", "某中心", to=["张明"], parts=parts * 3)
    write_report(path, report)
    again = path.with_name("again.xlsx")
    write_report(again, report)
    assert path.read_bytes() == again.read_bytes()
    return path


def test_report__rows_are_as_high_as_their_texts_and_pages_not_overfull(written):
    """On a page of A4 at full size every row is whole, and a text has a line for all its signs."""
    sheet = openpyxl.load_workbook(written).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.scale or 100) == ("portrait", 100)
    assert sheet.print_area and not sheet.sheet_properties.pageSetUpPr.fitToPage
    ends = [one.id for one in sheet.row_breaks.brk] + [sheet.max_row]
    begin = 1
    for end in ends:
        heights = [sheet.row_dimensions[row].height or 15 for row in range(begin, end + 1)]
        assert sum(heights) <= PAGE
        begin = end + 1
    long = next(cell for cell in sheet["A"] if str(cell.value).startswith("坐席"))
    signs_a_line = sum(WIDTHS) / 2.1  # a Chinese sign is as wide as two digits and a bit
    assert sheet.row_dimensions[long.row].height >= 13 * len(long.value) / signs_a_line


def test_report__texts_are_texts_and_room_is_yellow_and_free(written):
    """No name becomes a formula; every chart tells what it shows; what is to be filled is empty."""
    sheet = openpyxl.load_workbook(written).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"] * 3
    assert not [cell for cell in cells if cell.data_type == "f"]
    yellow = [cell for cell in cells if cell.fill.fgColor.rgb == "FFFFF8D6"]
    assert len(yellow) == 3 + 3 * 3 and not [cell for cell in yellow if cell.value]
    assert len(sheet._charts) == 3


def test_report__names_the_week_that_chose_a_theme():
    """It is the last one with recordings: not always the week before, so it isn't called that."""
    chosen, week = period("2026-W38"), period("2026-W41")
    source = Source(report_alone([], week), "week")
    theme = Theme("i", "核实身份", 0.5, "largest_share", 0.3, 0.2, chosen_by=chosen)
    (words,) = theme_words(source, [theme])
    assert "2026-W38" in words and "上周" not in words
    report = weekly_report(source, WeekMore(months={}, themes=[theme], coming=[theme]))
    (table,) = [one for one in report.parts if isinstance(one, Table)]
    headings = {one.key: one.heading for one in table.columns}
    assert headings["before"] == "2026-W38 不良比率"
    assert headings["change"] == "比 2026-W38（百分点）"
