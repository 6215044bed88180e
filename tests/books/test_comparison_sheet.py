"""Sheet 对比: what both periods have, what changed, how sure that is, and a published layout to the digit."""

from __future__ import annotations

import math
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from made_recordings import analysis, breaches, recordings, scheme
from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.comparison import Groups
from qa_workbook.analysis.past import past_by_analysis, periods_before
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport, report_alone
from qa_workbook.analysis.rules import Branch, ProjectGroup
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.numbers import period
from scheme_factory import frame
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import opened

SEPTEMBER, OCTOBER = period("2026-09"), period("2026-10")
LINES = (
    ProjectGroup(id="mobile", name="移动业务", projects=('移动 "A"',)),
    ProjectGroup(id="fixed", name="固网业务", projects=("家庭*", "=政企")),
)
BRANCHES = (Branch(id="east", name="东区分公司", size="large", projects=("家庭*",)),)
PROJECTS = ('移动 "A"', "家庭*", "=政企", "")
SITES = {f"{1001 + number:05d}": ("南昌", "九江")[number % 2] for number in range(12)}
SMALL = 10
GROUPS = Groups(SITES, LINES, BRANCHES)


def two_months(scheme_id: str) -> SchemeReport:
    """October beside September: other agents, other projects, some with few recordings."""
    rules = scheme(scheme_id)
    make = breaches if rules.sheet.layout == "long" else recordings
    now, old = make(rules, 6, 9, seed=1), make(rules, 7, 8, seed=3)
    for rows in (now, old):
        rows["project"] = [PROJECTS[number % 4] for number in range(len(rows))]
    old = old.assign(call_date=old["call_date"] - pd.Timedelta(days=30))
    before = analysis(old, rules, SEPTEMBER)
    past = past_by_analysis(periods_before(OCTOBER, 1), [before])
    return SchemeReport(analysis(now, rules), before, GROUPS, GROUPS, past)


@pytest.fixture(scope="module")
def reports() -> list[SchemeReport]:
    return [two_months(id_) for id_ in ("monitoring-10x4", "dial-test-2011", "service-norm-100")]


@pytest.fixture(scope="module")
def book(reports, tmp_path_factory) -> Path:
    """A workbook of three schemes in two months; an agent has too few recordings."""
    path = tmp_path_factory.mktemp("comparison") / "分析.xlsx"
    write_analysis_book(path, PeriodReport(reports, OCTOBER, small_sample=SMALL))
    return path


def sections(path: Path, sheet: str) -> dict[str, list[tuple]]:
    """The rows of each section by its heading, as they stand there."""
    found: dict[str, list[tuple]] = {}
    rows = opened(path, data_only=True)[sheet].iter_rows(min_row=6, max_col=11)
    for row in rows:
        values = tuple(cell.value for cell in row)
        if row[0].font.sz == 12:
            heading = str(values[0])
            found[heading] = []
        elif values[0] is not None and values[1:3] != (None, None):
            found[heading].append(values)
    return found


def test_every_figure_is_there_with_its_change_and_its_sample(book, reports):
    """Each row of the comparison stands in its section: both values, change, n, interval, a word."""
    of_kind = {"比率": "rate", "各级": "index", "单项": "item", "班组": "team", "员工": "agent"}
    of_kind |= {"职场": "site", "各职": "site_fatal", "业务": "line", "分公": "branch"}
    for report in reports:
        shown = sections(book, f"对比·{report.analysis.scheme.short_name.zh}")
        rows = list(report.comparison)
        for heading, cells in shown.items():
            kind = of_kind.get(heading[:2])
            if kind is None:
                continue
            own = [row for row in rows if row.kind == kind]
            assert len(cells) == len(own) > 0
            scale = 100 if kind in ("item", "rate") else 1
            for (_, before, now, change, word, n_before, n_now, *ends), row in zip(
                cells, own, strict=True
            ):
                assert (before, now) == (near(row.a), near(row.b))
                assert change == near(row.change, scale)
                assert (n_before or 0, n_now or 0) == (row.n_a, row.n_b)
                expected = [end for pair in row.intervals for end in pair or (None, None)]
                if report.analysis.months is not None:
                    expected = [None] * 4  # no sample: all breaches of a month
                assert ends == [near(end) for end in expected]
                if kind in ("rate", "item") and row.change and word != "样本不足" and ends[3]:
                    apart = (now - ends[2], ends[1] - before)  # Newcombe 1998, method 10
                    if now < before:
                        apart = (before - ends[0], ends[3] - now)
                    within = abs(now - before) <= math.hypot(*apart)
                    assert (word[2:] == "波动内") == within
                weak = report.analysis.months is None and min(row.n_a, row.n_b) < SMALL
                if row.change is not None and kind != "site_calls":
                    assert (word == "样本不足") == weak
                    if kind == "item" and report.analysis.months is not None:
                        assert word is None  # the recordings without breaches are not known
                        continue
                    assert weak or word[0] == ("—▲▼"[(row.change > 0) - (row.change < 0)])
    words = {row[4] for part in sections(book, "对比·质检监听").values() for row in part}
    assert {"▲ 好转", "▼ 好转", "▲ 波动内", "样本不足", "本期没有"} <= words


def near(value: Fraction | float | None, scale: int = 1) -> object:
    return None if value is None else pytest.approx(float(value * scale), abs=1e-9)


def test_lines_sites_and_branches_are_there_where_they_are_configured(book, tmp_path):
    """Names as in the rules; other projects last; without rules none of these sections."""
    shown = sections(book, "对比·总部拨测")
    assert [row[0] for row in shown["业务线平均得分（变化：分）"]] == [
        "移动业务",
        "固网业务",
        "其他项目",
    ]
    assert len(shown["固网业务：各级指标（0–100，变化：分）"]) == 13
    path = tmp_path / "plain.xlsx"
    write_analysis_book(path, report_alone([two_months("dial-test-2011").analysis]))
    headings = "".join(sections(path, "对比"))
    assert not any(word in headings for word in ("业务线", "分公司", "职场"))
    notice = opened(path)["对比"]["A3"].value
    assert "上期（2026-09）没有录音" in notice
    assert {row[3] for part in sections(path, "对比").values() for row in part} == {None}


# The layout of 总部拨测分析: level 3 with its weight, and what both months' calls come to in each line.
LEVEL_3 = """
relation.tone          8   96.00  97.40  91.00  90.25
relation.phrases       4   92.50  91.00  88.00  89.50
relation.attitude      8   97.25  97.25  93.15  94.05
skills.listening       4   98.00  97.00  90.00  92.75
skills.confirming      8   88.75  90.05  85.60  84.30
skills.language        8   93.50  94.60  89.95  91.10
information.knowledge  36  94.10  95.30  92.35  90.85
information.initiative 12  85.60  84.20  80.05  82.30
information.solving    12  90.30  92.15  87.45  87.45
"""


def printed(value: Fraction | float, sign: str = "") -> str:
    """A number as a sheet shows it with two decimals: half up."""
    exact = (
        Decimal(value.numerator) / value.denominator
        if isinstance(value, Fraction)
        else Decimal(f"{value:.11f}")
    )
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):{sign}.2f}"


def test_a_headquarters_report_of_two_months_to_the_printed_digit(tmp_path):
    """S14: every level of both lines with its change in points, calls and fatal errors by site."""
    rules = scheme("dial-test-2011")
    lines = [line.split() for line in LEVEL_3.split("\n") if line]
    months = []
    for number, (span, day) in enumerate(((SEPTEMBER, "2026-09-08"), (OCTOBER, "2026-10-20"))):
        sheets, projects = [], []
        for line, project in enumerate((PROJECTS[0], PROJECTS[1])):
            for apart in (Fraction("1.75"), Fraction("-1.75")):  # two calls whose mean is printed
                marks = {row[0]: Fraction(row[2 + number + 2 * line]) + apart for row in lines}
                sheets.append(
                    Sheet(
                        recording=f"{line}{apart}",
                        marks=marks,
                        day=day,
                        agent=f"0100{1 + line}",
                        fatal=line == number,
                        codes=("F21",) if line == number else (),
                    )
                )
                projects.append(project)
        rows = frame(rules, sheets).assign(project=projects)
        months.append(analyse({rules.key: rules}, {rules.key: rows}, span))
    report = SchemeReport(months[1], months[0], GROUPS, GROUPS)
    path = tmp_path / "s14.xlsx"
    write_analysis_book(path, PeriodReport([report], OCTOBER))
    shown = sections(path, "对比")
    for line, name in enumerate(("移动业务", "固网业务")):
        values = {}
        for row in lines:
            values[row[0]] = [Fraction(row[2 + month + 2 * line]) for month in (0, 1)]
        for parent, weight in (("relation", 20), ("skills", 20), ("information", 60)):
            below = [
                (Fraction(row[1]), values[row[0]]) for row in lines if row[0].startswith(parent)
            ]
            values[parent] = [sum(w * pair[m] for w, pair in below) / weight for m in (0, 1)]
        values["score"] = [
            sum(Fraction(row[1]) * values[row[0]][month] for row in lines) / 100 for month in (0, 1)
        ]
        cells = {row[0]: row for row in shown[f"{name}：各级指标（0–100，变化：分）"]}
        names = {node.id: node.name.zh for node in rules.nodes} | {"score": "拨测总得分"}
        assert len(cells) == 13
        for id_, (before, now) in values.items():
            found = cells[names[id_]]
            texts = [printed(found[1]), printed(found[2]), printed(found[3], "+")]
            assert texts == [printed(before), printed(now), printed(now - before, "+")], id_
    mobile = shown["移动业务：各级指标（0–100，变化：分）"][0]
    assert (printed(mobile[1]), printed(mobile[2]), printed(mobile[3], "+")) == (
        "92.64", "93.33", "+0.69",
    )  # fmt: skip
    fatal = next(rows for heading, rows in shown.items() if "致命错误" in heading)
    assert [row[:4] + row[5:7] for row in fatal] == [
        ("九江", 0, 2, 2, 2, 2),
        ("南昌", 2, 0, -2, 2, 2),
    ]


def test_versions_that_differ_are_told(tmp_path):
    """Weights may have changed: the sheet says which versions scored the two months."""
    rules = scheme()
    given = rules.model_dump(by_alias=True) | {"version": "2025.1"}
    old = type(rules).model_validate(given)
    report = SchemeReport(
        analysis(recordings(rules, 2, 2), rules), analysis(recordings(old, 2, 2), old)
    )
    write_analysis_book(tmp_path / "v.xlsx", PeriodReport([report], OCTOBER))
    notice = openpyxl.load_workbook(tmp_path / "v.xlsx")["对比"]["A3"].value
    assert "上期 2025.1，本期 2026.1" in notice


def test_trend__periods_weeks_and_days(book, reports):
    """趋势: the period after those before it, its weeks and days, all with n; few are marked."""
    analysis = reports[0].analysis
    shown = sections(book, "趋势·质检监听")
    periods, weeks, days = (rows for rows in shown.values() if rows)
    assert [row[0] for row in periods] == ["2026-09", "2026-10"]
    assert [row[3] for row in periods] == [56, 54]
    for row, one in zip(periods, (reports[0].before, analysis), strict=True):
        figures = one.overall
        expected = [figures.mean_score, figures.rates["good"], figures.average_defect_ratio]
        assert [*row[4:7], row[7]] == [*map(near, expected), figures.fatal]
    assert [row[0] for row in weeks] == ["2026-W40", "2026-W41"]
    assert [str(day)[:10] for row in weeks for day in row[1:3]] == [
        "2026-10-01", "2026-10-04", "2026-10-05", "2026-10-11",
    ]  # fmt: skip
    assert sum(row[3] for row in weeks) == sum(row[3] for row in days) == 54
    assert [row[4] for row in days] == [near(mean) for mean in analysis.days["mean_score"]]
    marks = {row[3] < SMALL: row[8] for row in (*periods, *weeks, *days)}
    assert marks == {False: None, True: "样本不足"}
    live = opened(book)["趋势·质检监听"]
    assert {cell.data_type for row in live["D22:G23"] for cell in row} <= {"f", "n"}


def test_pictures_have_words_and_texts_are_no_formulas(book):
    """Every chart of 对比 is described; projects that look like formulas or patterns are quoted."""
    with zipfile.ZipFile(book) as package:
        drawings = [
            package.read(name).decode() for name in package.namelist() if "/drawing" in name
        ]
    described = "".join(drawings)
    assert "条形图：每个单项的不良比率" in described and "柱形图：每个指标" in described
    sheet = opened(book)["对比·总部拨测"]
    texts = [getattr(cell.value, "text", cell.value) for row in sheet.iter_rows() for cell in row]
    live = [text for text in texts if str(text).startswith("=SUMP")]
    assert len(live) == 10 and any('="移动 ""A"""' in formula for formula in live)


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_comes_to_the_same_figures(book, tmp_path):
    """LibreOffice recalculates every formula of the sheet to the value that is cached."""
    live, ours = opened(book), opened(book, data_only=True)
    theirs = openpyxl.load_workbook(convert_in_calc(book, "xlsx", tmp_path), data_only=True)
    checked = 0
    for name in (name for name in live.sheetnames if name.startswith(("对比", "趋势"))):
        for row in live[name].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = ours[name][cell.coordinate].value
                    expected = near(value) if isinstance(value, float | int) else value
                    assert theirs[name][cell.coordinate].value == expected, cell.coordinate
                    checked += 1
    assert checked > 500
