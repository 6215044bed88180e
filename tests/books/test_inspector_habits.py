"""What is worth a closer look of an inspector: on the sheet 质检员 and in the monthly report."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from frames import wide_frame
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import PeriodReport, report_alone
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.reports.inspectors import inspector_parts
from qa_workbook.books.reports.model import Paragraph, Table
from qa_workbook.books.reports.source import Source
from qa_workbook.frames import MARK, NOT_APPLICABLE
from qa_workbook.numbers import period
from qa_workbook.procedure.people import Post
from qa_workbook.workspace_paths import shipped
from scheme_factory import item, scheme

RULES = load_rules(shipped("config"))[0].versions[0]
OF = scheme([item("a"), item("b", not_applicable="respread")])


def row(inspector: str, number: int, a: int, b: int) -> dict:
    """A recording on the inspector's own sheet."""
    day = pd.Timestamp(2026, 10, 5 if inspector != "韩莉" else 6)
    return {
        **{"recording": f"r{number}", "inspector": inspector, "agent": "1001", "call_date": day},
        **{"inspected_on": day, "file": f"{inspector}.xlsx", "sheet": "评分表", "row": 6 + number},
        **{f"{MARK}a": a, f"{MARK}b": b},
    }


@pytest.fixture(scope="module")
def report() -> PeriodReport:
    """甲 excuses every third item and wrote nine equal rows; 韩莉 scored those again, a mark lower."""
    third = [
        row("甲", number, number % 5, 4 if number % 3 else NOT_APPLICABLE) for number in range(120)
    ]
    equal = [row("甲", number, 5, 5) for number in range(120, 129)]
    others = [row("乙", 200 + number, number % 5, 4) for number in range(120)]
    again = [row("韩莉", number, 5, 4) for number in range(120, 129)]
    frame = wide_frame(OF, [*third, *equal, *others, *again])
    found = analyse({OF.key: OF}, {OF.key: frame}, period("2026-10"), rules=RULES)
    rechecks = rechecks_of(found, [Post("1", "韩莉", "qa_lead")], RULES)
    return replace(report_alone([replace(found, rechecks=rechecks)]), rules=RULES)


def test_the_sheet_says_what_to_look_at_and_where(report, tmp_path):
    """A hint names what is beyond the thresholds, and the rows of the longest run."""
    write_analysis_book(tmp_path / "x.xlsx", report)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)["质检员"]
    head = next(line for line in sheet.iter_rows() if line[-1].value == "最长接连所在的评分表")
    names = [cell.value for cell in head]
    rows = sheet.iter_rows(min_row=head[0].row + 1, max_row=head[0].row + 3, values_only=True)
    told = {one[0]: dict(zip(names, one, strict=True)) for one in rows}
    assert told["甲"]["提示"] == "不适用偏多；接连 9 条评分完全一样（这样的共 9 条）"
    assert (told["甲"]["第几行"], told["甲"]["最长接连所在的评分表"]) == ("126–134", "甲.xlsx")
    assert (told["甲"]["填了不适用"], told["甲"]["可填不适用的评分"]) == (40, 129)
    assert told["乙"]["提示"] == "不适用偏少"


def test_the_month_tells_it_in_words(report):
    """A table of the re-checks, which are too few to judge, and a sentence of the habits."""
    parts = list(inspector_parts(Source(report, "month")))
    (table,) = [part for part in parts if isinstance(part, Table)]
    assert [column.values[0] for column in table.columns] == [
        *("甲", 9, 10.0, 10.0, 0.5, "–", "–", "样本不足")
    ]
    said = " ".join(part.words for part in parts if isinstance(part, Paragraph))
    assert "甲（不适用偏多，占 31.0%，别人在同样单项上 0.0%、接连 9 条评分完全一样）" in said


def test_the_month_without_leads_says_so(report):
    """No list of people, no re-check; nothing is invented."""
    of: Analysis = report.schemes[0].analysis
    alone = replace(report_alone([replace(of, rechecks=rechecks_of(of, [], RULES))]), rules=RULES)
    parts = list(inspector_parts(Source(alone, "month")))
    assert not [part for part in parts if isinstance(part, Table)]
    assert any("没有质检班长" in part.words for part in parts if isinstance(part, Paragraph))
