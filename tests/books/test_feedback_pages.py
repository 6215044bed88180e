"""The feedback sheet on paper: recordings go on under their headings, weeks without any are gaps."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal

import openpyxl

from qa_workbook.books.papers.feedback import write_feedback
from qa_workbook.books.papers.feedback_model import (
    Feedback,
    HeardRecording,
    SchemeFeedback,
    WeekMean,
)
from qa_workbook.numbers import period

WEEK = period("2026-W42")


def scheme(name: str, count: int) -> SchemeFeedback:
    """A scheme with recordings this week and two weeks ago, none in between."""
    heard = [
        HeardRecording(
            day=date(2026, 10, 12),
            recording=f"R{number}",
            raw=Decimal(90),
            score=Decimal(90),
            band="良",
            lost=["未核实身份扣2"] * 9,
            remark="",
        )
        for number in range(count)
    ]
    weeks = [WEEK.before.before, WEEK.before, WEEK]
    means = zip(weeks, (91.0, None, 90.0), (4, 0, count), strict=True)
    trend = [WeekMean(*one) for one in means]
    figures = (90.0, None, 90.0, count, None, None)
    return SchemeFeedback(name, False, heard, *figures, trend, [], [])


def test_feedback__goes_on_under_its_headings_and_breaks_the_line(tmp_path):
    """Headings are print titles and never the last rows of a page; small weeks bear a mark."""
    path = tmp_path / "sheet.xlsx"
    schemes = [scheme("监听", 30), scheme("拨测", 6)]
    write_feedback(path, Feedback("A1", "甲", "一班", WEEK, WEEK, "", 10, schemes))
    sheet = openpyxl.load_workbook(path).active
    heads = [cell.row for cell in sheet["A"] if cell.value == "通话日期"]
    assert len(heads) == 2 and sheet.print_title_rows == f"${heads[0]}:${heads[0]}"
    breaks = {one.id for one in sheet.row_breaks.brk}
    assert len(breaks) > 2 and not breaks & {row - back for row in heads for back in (0, 1)}
    counts = {cell.value: cell.number_format for cell in sheet["C"] if cell.value in (4, 30)}
    assert counts[4] == '0"*"'
    with zipfile.ZipFile(path) as parts:
        assert b'dispBlanksAs val="span"' not in parts.read("xl/charts/chart1.xml")
