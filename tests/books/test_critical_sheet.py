"""Sheet 关键错误: four kinds of answers, and every recording behind them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.numbers import period
from qa_workbook.workspace_paths import shipped
from scheme_factory import FATAL, frame, item, scheme
from shared_office import HAS_CALC, convert_in_calc

RULES = load_rules(shipped("config"))[0].versions[0]


@pytest.fixture(scope="module")
def critical_book(tmp_path_factory) -> Path:
    """Four recordings: 甲 always loses marks in a, never in b; one has fatal errors of two codes."""
    families = [{"id": id_, "name": id_} for id_ in ("customer", "business", "extra")]
    codes = [{"id": id_, "name": f"致命{id_}"} for id_ in ("F1", "F11", "F2")]
    of = scheme(
        [item("a", critical="customer"), item("b", critical="business"), item("c")],
        critical_families=families,
        not_applicable="respread",
        fatal={**FATAL, "codes": codes},
    )
    marks = [(4, 5, 5), (3, 5, 4), (4, 5, 5), (4, 5, 3)]
    sheets = [
        Sheet(
            recording=f"r{number}",
            marks=dict(zip("abc", map(Fraction, given), strict=True)),
            fatal=number == 1,
        )
        for number, given in enumerate(marks)
    ]
    rows = frame(of, sheets).assign(fatal_codes=["", "F11;F2", "", ""])
    found = analyse({of.key: of}, {of.key: rows}, period("2026-10"), rules=RULES)
    path = tmp_path_factory.mktemp("critical") / "x.xlsx"
    write_analysis_book(path, report_alone([found]))
    return path


def blocks(path: Path) -> list[list[tuple[object, ...]]]:
    """The rows of 关键错误 below each section, headings first."""
    found: list[list[tuple[object, ...]]] = []
    rows = openpyxl.load_workbook(path, data_only=True)["关键错误"].iter_rows(min_row=5)
    for row in rows:
        values = tuple(cell.value for cell in row)
        if values[1] is None:
            found.append([])
        else:
            found[-1].append(values)
    return [block for block in found if block]


def test_critical_sheet__four_answers_and_the_recordings(critical_book):
    """All wrong, none wrong, not configured and not applicable are told apart; every error is listed."""
    families, codes, recordings = blocks(critical_book)
    column = {name: place for place, name in enumerate(families[0])}
    kept = ("关键错误类别", "适用录音", "有错录音", "准确率", "状态")
    assert [tuple(row[column[name]] for name in kept) for row in families[1:]] == [
        ("customer", 4, 4, 0, "全部出错（0%）"),
        ("business", 4, 0, 1, "没有出错（100%）"),
        ("合规关键错误", None, None, None, "未设置：方案没有这一类"),
        ("extra", 0, 0, None, "不适用：没有适用的录音"),
    ]
    assert [(row[1], row[3]) for row in codes[1:]] == [("F1", 0), ("F11", 1), ("F2", 1)]
    assert {row[0] for row in recordings[1:]} == {"r0", "r1", "r2", "r3"}
    place = recordings[0].index("错在哪里")
    assert {row[0]: row[place] for row in recordings[1:]}["r1"] == "致命F11、致命F2、A"


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_critical_sheet__live(critical_book, tmp_path):
    """Calc comes to the same figures; whoever corrects a mark in 明细 sees them move."""
    book = openpyxl.load_workbook(critical_book)
    sheet = book["明细"]
    column = next(cell.column for cell in sheet[5] if cell.value == "A")
    sheet.cell(6, column).value = 5
    book.save(tmp_path / "edited.xlsx")
    converted, edited = (
        blocks(convert_in_calc(path, "xlsx", tmp_path))
        for path in (critical_book, tmp_path / "edited.xlsx")
    )
    for theirs, ours in zip(converted, blocks(critical_book), strict=True):
        assert theirs == [tuple(map(near, row)) for row in ours]
    assert (edited[0][1][3], edited[0][1][4]) == (3, 0.25)


def near(value: object) -> object:
    """The value, a float made tolerant of the last binary digits."""
    return pytest.approx(value) if isinstance(value, float) else value
