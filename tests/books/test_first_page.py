"""首页: what a manager reads first, and the way to every sheet of the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from made_recordings import analysis, breaches, recordings, scheme
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.analysis.sentences import NextWeek, report_sentences
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.numbers import period
from qa_workbook.sheets import LeftOut

SEPTEMBER, OCTOBER = period("2026-09"), period("2026-10")
SCHEMES = ("monitoring-10x4", "dial-test-2011", "satisfaction-3-9-20", "service-norm-100")
FEW = 30


def two_months(scheme_id: str, size: int, language: str = "zh") -> SchemeReport:
    """October beside September, both of agents with `size` recordings."""
    rules = scheme(scheme_id)
    make = breaches if rules.sheet.layout == "long" else recordings
    now, old = make(rules, 3, size, seed=1), make(rules, 3, size, seed=3)
    old = old.assign(call_date=old["call_date"] - pd.Timedelta(days=30))
    before = analysis(old, rules, SEPTEMBER, language)
    return SchemeReport(analysis(now, rules, language=language), before)


@pytest.fixture(scope="module", params=["zh", "en"])
def four(request, tmp_path_factory) -> tuple[PeriodReport, str, openpyxl.Workbook]:
    """A workbook of four schemes, the first of which alone is large enough to be judged."""
    language = request.param
    chosen = SCHEMES if language == "zh" else SCHEMES[::3]
    reports = [two_months(id_, 12 if id_ == SCHEMES[0] else 3, language) for id_ in chosen]
    left_out = LeftOut(97, 9, ("张三/评分表.xlsx",), "校验结果.xlsx")
    report = PeriodReport(reports, OCTOBER, small_sample=FEW, left_out=left_out)
    path = tmp_path_factory.mktemp("first") / f"{language}.xlsx"
    write_analysis_book(path, report, language=language)
    return report, language, openpyxl.load_workbook(path)


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def links(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    """Every link within the workbook: the sheet it is on, and the sheet it leads to."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink and not cell.hyperlink.target:
                    yield sheet.title, re.match(r"'(.+)'!A1$", cell.hyperlink.location)[1]


def test_every_sheet_is_one_click_away_and_one_click_back(four):
    _, _, book = four
    first, *others = book.sheetnames
    led = list(links(book))
    assert {target for _, target in led} == set(book.sheetnames)
    assert {target for sheet, target in led if sheet == first} == set(others)
    assert len(book.sheetnames) == len(set(book.sheetnames))
    assert [sheet for sheet, target in led if target == first] == others


def test_the_sentences_stand_there_and_what_was_left_out(four):
    report, language, book = four
    said = texts(book.worksheets[0])
    sentences = report_sentences(report, language, NextWeek())
    assert len(sentences) >= 3
    assert set(sentences) <= set(said)
    counted = sum(one.analysis.overall.recordings for one in report.schemes)
    assert any(f"{counted}" in line and "97" in line and "2026-09" in line for line in said[:3])
    assert any("9" in line and "校验结果.xlsx" in line for line in said[:3])


def test_key_figures_repeat_the_overview_and_their_changes_are_live(four):
    report, _, book = four
    sheet = book.worksheets[0]
    rows = {}
    for row in sheet.iter_rows():
        for cell in row[1:]:
            if cell.data_type == "f":
                rows.setdefault(cell.row, []).append(cell)
    assert len(rows) == len(report.schemes)
    for cells, one in zip(rows.values(), report.schemes, strict=True):
        now, before = one.analysis.overall, one.before.overall
        changes = [cell.value for cell in cells if cell.value.startswith("=ROUND")]
        assert changes[0].endswith(f"-{before.mean_final!r},2)")
        known = [now.rates["good"], now.rates["fail"], now.average_defect_ratio]
        known.append(now.fatal if one.analysis.scheme.fatal else None)
        assert len(changes) == 1 + sum(figure is not None for figure in known)
        intervals = [cell for cell in cells if "TEXT(" in cell.value]
        sampled = one.analysis.months is None and known[0] is not None
        assert len(intervals) == sampled
        shown = [cell for cell in cells if not cell.value.startswith("=ROUND")]
        for cell in set(shown) - set(intervals):
            name, place = re.match(r"='?([^'!]+)'?!(\$B\$\d+)$", cell.value).groups()
            assert book[name][place].value is not None


def test_small_samples_have_no_verdict(four):
    report, language, book = four
    better = {"zh": "好转", "en": "better"}[language]
    chance = {"zh": "波动内", "en": "chance"}[language]
    judged = []
    for cell in (cell for row in book.worksheets[0].iter_rows() for cell in row):
        if cell.data_type == "f" and cell.value.startswith("=ROUND"):
            scheme_row = re.search(r"'?[^'!]+·([^'!]+)'?!", cell.value)[1]
            (one,) = (
                one
                for one in report.schemes
                if one.analysis.scheme.short_name.say(language) == scheme_row
            )
            weak = one.analysis.months is None and one.analysis.overall.recordings < FEW
            judged.append(better in cell.number_format or chance in cell.number_format)
            assert not (weak and judged[-1])
    assert any(judged)
    (months,) = (one.analysis.months for one in report.schemes if one.analysis.months is not None)
    assert any(f"{len(months)} " in line for line in texts(book.worksheets[0])[-2:])


def test_one_scheme_or_none_have_a_first_page_too(tmp_path):
    one = PeriodReport([two_months(SCHEMES[0], 12)], OCTOBER, small_sample=FEW)
    for name, report in (("one", one), ("none", PeriodReport([], OCTOBER))):
        path: Path = tmp_path / f"{name}.xlsx"
        write_analysis_book(path, report)
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == "首页"
        assert {target for _, target in links(book)} == (
            set(book.sheetnames) if name == "one" else set()
        )
        setup = book.worksheets[0].page_setup
        assert (setup.fitToWidth or 1, setup.fitToHeight or 1, setup.paperSize) == (1, 1, 9)
