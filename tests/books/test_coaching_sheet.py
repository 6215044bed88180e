"""Sheets 辅导名单 and 热力图: what stands in them, where their links lead, what is kept of notes."""

from __future__ import annotations

import re

import openpyxl
import pytest

from made_recordings import SCHEMES, analysis, breaches, recordings, scheme
from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.numbers import period

RULES = load_rules(SCHEMES.parent)[0].versions[0]
SMALL = 8


def of_scheme(scheme_id: str):
    """An analysis with agents above and below the small sample, and with repeats."""
    rules = scheme(scheme_id)
    if rules.sheet.layout == "long":
        return analysis(breaches(rules), rules)
    frame = recordings(rules, 9, 9, seed=6)
    few = frame["agent"] < "01005"
    return analysis(frame[~few | (frame.groupby("agent").cumcount() < 6)], rules)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The workbook of a flat scheme, with its analysis."""
    found = of_scheme("monitoring-10x4")
    folder = tmp_path_factory.mktemp("coaching")
    report = PeriodReport([SchemeReport(found)], period("2026-10"), rules=RULES, small_sample=SMALL)
    path = folder / "output" / "book.xlsx"
    path.parent.mkdir()
    (folder / "inbox").mkdir()
    one = Coaching(found, RULES.coaching, small_sample=SMALL).listed()[0]
    note = f"coaching/monitoring-10x4/{one.agent}/{one.weaknesses[0].item}/plan"
    write_analysis_book(path, report, inbox=folder / "inbox", notes={note: "一起听两条"})
    return found, openpyxl.load_workbook(path, data_only=True)


def rows_of(sheet, header: int):
    """The rows below a header as dicts, up to the first empty line."""
    names = [cell.value for cell in sheet[header]]
    for row in sheet.iter_rows(min_row=header + 1):
        if all(cell.value is None for cell in row):
            return
        yield {name: cell for name, cell in zip(names, row, strict=True) if name}


def test_list__agents_items_and_links(made):
    """Every weak item stands in its row; a link leads to the recording's row of 明细."""
    found, book = made
    listed = Coaching(found, RULES.coaching, small_sample=SMALL).listed()
    ranked = [one for one in listed if not one.few]
    rows = list(rows_of(book["辅导名单"], 5))
    assert [row["工号"].value for row in rows if row["工号"].value] == [one.agent for one in ranked]
    assert [row["辅导安排"].value for row in rows][:2] == ["一起听两条", None]
    weak = [weak for one in ranked for weak in one.weaknesses]
    shown = [(row["弱项"].value, row["不良比率"].value) for row in rows if row["弱项"].value]
    assert shown == [(one.name, pytest.approx(one.ratio)) for one in weak]
    linked = 0
    for row in rows:
        if row["先听录音"].value:
            target = row["日期 · 得分"].hyperlink.location
            place = re.fullmatch(r"'明细'!A(\d+)", target)[1]
            assert book["明细"].cell(int(place), 2).value == row["先听录音"].value
            assert row["先听录音"].hyperlink.target.endswith(".xlsx")
            linked += 1
    assert linked == sum(len(one.listen) for one in ranked) > 0


def test_list__small_samples_and_repeats_stand_below(made):
    """A section each: agents of small samples, and agents by the times of repeated items."""
    found, book = made
    cells = [row[0].value for row in book["辅导名单"].iter_rows()]
    words = [str(value) for value in cells if value]
    apart = next(place for place, text in enumerate(words) if "样本不足" in text)
    small = set(found.agents["agent"][found.agents["recordings"] < SMALL])
    below = words[apart + 2 : words.index("重复出现的问题")]
    assert below
    assert set(below) <= small
    totals = found.repeats.groupby("agent")["times"].sum()
    listed = words[words.index("重复出现的问题") + 3 :]
    assert [totals[agent] for agent in listed] == sorted(totals, reverse=True)


def test_heat_map__every_ratio_and_everybody_above(made):
    """A cell per agent and item; above the headings the ratios of everybody."""
    found, book = made
    sheet = book["热力图"]
    heads = [cell.value for cell in sheet[6]]
    ratios = found.agent_items.set_index(["agent", "item"])["ratio"]
    names = dict(zip(found.items["name"], found.items["id"], strict=True))
    everybody = dict(zip(heads, (cell.value for cell in sheet[5]), strict=True))
    assert everybody["录音数"] == found.overall.recordings
    seen = 0
    for row in sheet.iter_rows(min_row=7, max_row=6 + len(found.agents)):
        values = dict(zip(heads, (cell.value for cell in row), strict=True))
        for name, id_ in names.items():
            assert values[name] == pytest.approx(ratios[values["工号"], id_])
            seen += 1
    assert seen == len(found.agents) * len(names)
    sizes = [row[heads.index("录音数")].value for row in sheet.iter_rows(min_row=7)][
        : len(found.agents)
    ]
    assert sizes == sorted(sizes, key=lambda size: size < SMALL)


def test_clause_scheme__points_lost_add_up(tmp_path):
    """The heat map of clauses has the points lost, and what nobody asked for has no list."""
    found = of_scheme("service-norm-100")
    write_analysis_book(
        tmp_path / "book.xlsx", PeriodReport([SchemeReport(found)], period("2026-10"))
    )
    book = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
    assert "辅导名单" not in book.sheetnames
    sheet = book["热力图"]
    column = [cell.value for cell in sheet[6]].index("扣分合计")
    lost = [row[column].value for row in sheet.iter_rows(min_row=7) if row[0].value]
    assert sum(lost) == pytest.approx(found.agents["lost"].sum())
