"""The analysis workbook says what the analysis says, in Excel and in Calc, and never runs what somebody typed."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest

from made_recordings import analyses, analysis, recordings, scheme
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.period_report import SchemeReport, report_alone
from qa_workbook.books.analysis import detail as detail_module
from qa_workbook.books.analysis import page as analysis_page
from qa_workbook.books.analysis import sources as sources_module
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.analysis.detail import detail_pages
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth import page as cloth_page
from qa_workbook.books.cloth.book import ResultBook, unique_sheet_name
from qa_workbook.books.cloth.links import cell_link
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.errors import SheetTooLong
from qa_workbook.numbers import period
from qa_workbook.scheme.model import Scheme
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import audit

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
NAMES = ["首页", "总览", "对比", "趋势", "分数分布", "单项不良", "每日警示", "员工", "热力图"]
NAMES += ["班组", "质检员", "关键错误", "明细", "来源", "核对"]


@pytest.fixture(scope="module")
def one():
    """The analysis of 48 recordings by the monitoring scheme."""
    rules = scheme()
    return analysis(recordings(rules, 8, 6, 6), rules)


@pytest.fixture(scope="module")
def book_path(one, tmp_path_factory):
    """Its workbook, in a folder beside the inbox."""
    folder = tmp_path_factory.mktemp("output")
    write_analysis_book(
        folder / "分析.xlsx", report_alone([one], small_sample=10), inbox=folder.parent / "inbox"
    )
    return folder / "分析.xlsx"


@cache
def load(path: Path, *, data_only: bool = False) -> openpyxl.Workbook:
    """Returns a workbook, read once."""
    return openpyxl.load_workbook(path, data_only=data_only)


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Returns the rows below the header (sheet row 5) up to the first that begins empty, by heading."""
    book = load(path, data_only=True)
    table = list(book[sheet].iter_rows(min_row=5, values_only=True))
    found = []
    for row in table[1:]:
        if row[:2] == (None, None):
            break
        found.append(dict(zip(table[0], row, strict=True)))
    return found


def key_figures(path: Path, sheet: str = "总览") -> dict[str, Any]:
    """Returns the two-column list of 总览 as label → value."""
    book = load(path, data_only=True)
    return {
        label: value
        for label, value in book[sheet].iter_rows(min_row=6, max_col=2, values_only=True)
        if label
    }


def test_sheets_come_in_the_order_of_reading(book_path):
    """Key figures first, sources and checks last."""
    assert load(book_path).sheetnames == NAMES


def test_key_figures_are_the_published_metrics_unrounded(book_path, one):
    """总览 holds a plain label/value list whose values equal `metrics`."""
    found, metrics = key_figures(book_path), published_metrics(one)
    assert found["录音数"] == metrics["recordings"] == 48
    assert found["平均得分"] == pytest.approx(metrics["mean_score"], abs=1e-12)
    assert found["最终平均分"] == pytest.approx(metrics["mean_final"], abs=1e-12)
    assert found["平均不良比率"] == pytest.approx(metrics["average_defect_ratio"], abs=1e-12)
    rates = [found[label] for label in ("优良率", "轻微不良率", "一般不良率", "不合格率")]
    assert rates == pytest.approx(
        [metrics["rates"][band] for band in ("good", "minor", "ordinary", "fail")]
    )
    assert (found["最高期望"], found["良好水平"], found["最低允许"]) == (100, 90, 80)


def test_cards_and_charts_are_on_one_small_screen(book_path):
    """On 1366 × 768, less what Excel needs with its ribbon shown, no card and no chart is cut."""
    with zipfile.ZipFile(book_path) as package:
        drawing = ET.fromstring(package.read("xl/drawings/drawing2.xml"))
    sheet = load(book_path)["总览"]
    ends = [
        tuple(int(end.findtext(f"{DRAWING}{axis}")) for axis in ("col", "row"))
        for end in drawing.iter(f"{DRAWING}to")
    ]
    cards = max(merged.max_col for merged in sheet.merged_cells.ranges)
    last = max(cards, *(column + 1 for column, _ in ends))
    wide = sum(
        one.width * (min(one.max, last) - one.min + 1)
        for one in sheet.column_dimensions.values()
        if one.min <= last
    )
    high = sum(
        sheet.row_dimensions[number].height or 18
        for number in range(1, 2 + max(row for _, row in ends))
    )
    zoom = sheet.sheet_view.zoomScale / 100
    assert len(ends) == 4
    assert wide * 7.5 * zoom < 1300 and high * 96 / 72 * zoom < 510


def test_tables_equal_the_metrics(book_path, one):
    """Every item, group, day and agent of `metrics` stands in its sheet with the same figures."""
    metrics = published_metrics(one)
    items = {row["评分单项"]: row for row in rows(book_path, "单项不良")}
    for item in metrics["items"]:
        row = items[item["name"]]
        assert [row[letter] for letter in "ABCDE"] == [
            item["defects"][letter] for letter in "ABCDE"
        ]
        assert (row["不良比率"], row["不良占比"]) == pytest.approx((item["ratio"], item["share"]))
    groups = rows(book_path, "分数分布")[:-1]
    assert [row["个数"] for row in groups] == [group["count"] for group in metrics["distribution"]]
    days = rows(book_path, "每日警示")
    for day, row in zip(metrics["days"], days, strict=False):
        assert row["日期"].date().isoformat() == day["date"]
        assert row["平均不良比率"] == pytest.approx(day["average_defect_ratio"])
    agents = {row["工号"]: row for row in rows(book_path, "员工")}
    for agent in metrics["agents"]:
        row = agents[agent["agent"]]
        assert (row["平均得分"], row["最终平均分"]) == pytest.approx(
            (agent["mean_score"], agent["mean_final"])
        )
        assert (row["不良项数"], row["致命错误"]) == (agent["defects"], agent["fatal"])


def test_pareto_sheets_fall_and_end_at_one(book_path):
    """What the Pareto charts are drawn from falls; the last cumulative share is 100 %."""
    items = [(row["不良数"], row["累计占比"]) for row in rows(book_path, "单项不良")[:-1]]
    agents = load(book_path, data_only=True)["员工"]
    hidden = agents.iter_rows(min_row=6, min_col=29, max_col=30, values_only=True)
    for drawn in (items, [row for row in hidden if row[0] is not None]):
        counts = [count for count, _ in drawn]
        assert len(counts) >= 8
        assert counts == sorted(counts, reverse=True)
        assert drawn[-1][1] == pytest.approx(1)


def test_what_was_lost_is_readable_and_letters_are_explained(book_path):
    """扣分点 and 备注 wrap in rows that are high enough; 单项不良 says what A to E and levels mean."""
    sheet = load(book_path)["明细"]
    remark = next(cell for cell in sheet[5] if cell.value == "备注").column
    cells = [cell for (cell,) in sheet.iter_rows(6, min_col=remark, max_col=remark) if cell.value]
    long = [cell for cell in cells if len(cell.value) > 20]
    assert long
    assert all(cell.alignment.wrap_text for cell in cells)
    assert all(sheet.row_dimensions[cell.row].height > 30 for cell in long)
    said = " ".join(str(row[0]) for row in load(book_path)["单项不良"].values)
    assert "A 至 E：不良等级" in said
    assert "紧急 ≥ 80%" in said


def test_agents_stand_by_their_ratio_and_teams_by_their_number(book_path):
    """Who is worst stands first, however often heard; 二班 stands before 三班 and 十班 last."""
    ratios = [row["平均不良比率"] for row in rows(book_path, "员工")[:-1]]
    assert ratios == sorted(ratios, reverse=True)
    teams = ["十班", "三班", "一班", "二十一班", "2组", "10组", "二班"]
    in_order = ["一班", "二班", "2组", "三班", "十班", "10组", "二十一班"]
    assert sorted(teams, key=natural_order) == in_order
    sheet = load(book_path)["员工"]
    assert sheet.freeze_panes == "C6"


def test_detail_names_every_recording_and_links_to_its_row(book_path, one):
    """明细 is an Excel table with a row per recording whose source file is a link to that row."""
    sheet = load(book_path)["明细"]
    assert [table.name for table in sheet.tables.values()] == ["detail_1_1"]
    found = rows(book_path, "明细")
    assert sorted(row["录音编号"] for row in found) == sorted(one.detail["recording"])
    links = {
        cell.hyperlink.target
        for row in sheet.iter_rows(min_row=6)
        for cell in row
        if cell.hyperlink
    }
    assert all(
        "%23" in link and link.replace("\\", "/").startswith("../inbox/2026-10/") for link in links
    )


def test_typed_text_never_becomes_a_formula(book_path):
    """A remark beginning with "=" is text; formulas are our own, on the sheets that have any."""
    book = load(book_path)
    formulas = {
        sheet.title
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {sheet.title for sheet in book} - {"来源"}
    assert any(row["备注"] == "=1+1 语气生硬" for row in rows(book_path, "明细"))


def test_small_samples_are_marked(book_path):
    """A group of fewer recordings than asked for has that word, and no alarm, for its level."""
    assert {row["警示级别"] for row in rows(book_path, "员工")[:-1]} == {"样本不足"}
    assert "少于 10 条" in load(book_path)["员工"]["A3"].value


def test_same_analysis_same_bytes(one, tmp_path):
    """Writing twice gives identical files."""
    for name in ("a", "b"):
        write_analysis_book(tmp_path / name / "x.xlsx", report_alone([one]))
    assert (tmp_path / "a" / "x.xlsx").read_bytes() == (tmp_path / "b" / "x.xlsx").read_bytes()


@pytest.mark.slow
def test_several_schemes_have_sheets_each(tmp_path):
    """Each scheme has its own sheets, called by its short name; flat ones have no 指标体系."""
    found = analyses(["monitoring-10x4", "satisfaction-3-9-20", "service-norm-100"])
    write_analysis_book(tmp_path / "x.xlsx", report_alone(found))
    names = load(tmp_path / "x.xlsx").sheetnames
    assert [name for name in names if name.startswith("总览")] == [
        "总览·质检监听",
        "总览·满意率",
        "总览·服务规范",
    ]
    assert [name for name in names if name.startswith("指标体系")] == ["指标体系·满意率"]
    index = rows(tmp_path / "x.xlsx", "指标体系·满意率")
    assert [row["数值"] for row in index] == pytest.approx(
        [node["value"] for node in published_metrics(found[1])["index"]]
    )
    assert audit(tmp_path / "x.xlsx") == ""


def test_empty_period_gives_a_friendly_workbook(tmp_path):
    """Without any recording the workbook says so and what to do."""
    write_analysis_book(tmp_path / "x.xlsx", report_alone([], period("2026-10")))
    book = load(tmp_path / "x.xlsx")
    assert book.sheetnames == ["首页"]
    assert "本期间没有评分记录" in str(book["首页"]["A4"].value)


@pytest.mark.slow
def test_scheme_without_counted_recordings(tmp_path):
    """An analysis of no recordings is written too, with blank figures instead of failures."""
    rules = scheme()
    write_analysis_book(
        tmp_path / "x.xlsx", report_alone([analysis(recordings(rules, 1, 1).iloc[:0], rules)])
    )
    assert key_figures(tmp_path / "x.xlsx")["录音数"] == 0
    assert audit(tmp_path / "x.xlsx") == ""


def test_detail_is_split_where_a_sheet_ends(one, tmp_path):
    """More recordings than a sheet has rows go on in a second sheet."""
    with new_workbook(tmp_path / "x.xlsx") as workbook:
        sheets = SchemeSheets(ResultBook(workbook, "analysis_book", "zh"), SchemeReport(one))
        pages = detail_pages(sheets, rows=20)
    assert [(page.name, len(page.frame)) for page in pages] == [
        ("明细", 20),
        ("明细 (2)", 20),
        ("明细 (3)", 8),
    ]


def test_what_a_sheet_has_no_room_for__is_said(one, tmp_path, monkeypatch):
    """Recordings on several sheets have values, and 核对 says so; files without a link are told of."""
    monkeypatch.setattr(analysis_page, "DETAIL_ROWS", 20)
    monkeypatch.setattr(detail_module, "LINKED_ROWS", 10)
    monkeypatch.setattr(sources_module, "MOST_LINKS", 1)
    path = tmp_path / "x.xlsx"
    write_analysis_book(path, report_alone([one]), inbox=tmp_path)
    book = openpyxl.load_workbook(path)
    told = {name: book[name]["A3"].value or "" for name in ("核对", "明细", "来源")}
    assert "超过 20 条" in told["核对"]
    assert "请从“来源”表打开" in told["明细"]
    assert "只有前 1 行可以点开" in told["来源"]
    cells = [cell for row in book["明细"].iter_rows(min_row=6) for cell in row]
    assert not [cell for cell in cells if cell.hyperlink]


def test_sheet_too_long__is_refused_in_a_sentence(one, tmp_path, monkeypatch):
    """A table that a sheet can't hold is no broken workbook: nothing is written, and why is said."""
    monkeypatch.setattr(cloth_page, "SHEET_ROWS", 6)
    with pytest.raises(SheetTooLong) as raised:
        write_analysis_book(tmp_path / "x.xlsx", report_alone([one]))
    assert raised.value.say("zh").endswith("请缩短期间，或用 export 导出 .csv 或 .parquet。")
    assert not list(tmp_path.iterdir())


def test_english_workbook(one, tmp_path):
    """Sheets, headings and names speak the chosen language."""
    write_analysis_book(tmp_path / "x.xlsx", report_alone([one]), language="en")
    assert key_figures(tmp_path / "x.xlsx", "Overview")["Scheme"] == "Call monitoring score sheet"
    assert "Attitude" in {row["Item"] for row in rows(tmp_path / "x.xlsx", "Item defects")}


def test_unique_sheet_name():
    """Sheet names are valid, at most 31 characters and never the same twice."""
    taken: set[str] = set()
    first, second = (unique_sheet_name("a/b:c" + "长" * 40, taken) for _ in range(2))
    assert first != second
    assert max(len(first), len(second)) <= 31
    assert not set("[]:*?/\\") & set(first + second)
    long = "Overview·Service norm deductions and more"
    names = [unique_sheet_name(long, taken) for _ in range(2)]
    assert names == ["Overview·Service norm", "Overview·Service norm~2"]  # no word is cut


def test_cell_link_escapes_what_a_link_cannot_hold():
    """Spaces, "#" and "%" of file names are escaped, quotes of sheet names doubled."""
    assert (
        cell_link("in/a #1 50%.xlsx", "it's", "B7")
        == "external:in/a%20%231%2050%25.xlsx#'it''s'!B7"
    )


@pytest.mark.slow
def test_audit_finds_nothing(book_path):
    """Excel should open the workbook cleanly."""
    assert audit(book_path) == ""


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_recalculates_to_the_same_values(book_path, tmp_path):
    """LibreOffice opens it with the same cells, and every live check comes to zero."""
    converted = convert_in_calc(book_path, "xlsx", tmp_path)
    ours, theirs = (load(path, data_only=True) for path in (book_path, converted))
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                other = theirs[sheet.title][cell.coordinate].value
                if isinstance(cell.value, float):
                    assert other == pytest.approx(cell.value, abs=1e-9), (
                        sheet.title,
                        cell.coordinate,
                    )
                else:
                    assert (other or None) == (cell.value or None), (sheet.title, cell.coordinate)


def test_not_counted_scores_are_told_apart(tmp_path):
    """A recording scored twice shows both rows; the one that doesn't count says 否 and is left out of the figures."""
    rules = scheme()
    frame = recordings(rules, 2, 2)
    twice = frame.iloc[[0]].assign(inspector="另一位", row=99)
    found = analysis(pd.concat([frame, twice], ignore_index=True), rules)
    write_analysis_book(tmp_path / "x.xlsx", report_alone([found]))
    assert sorted(row["计入"] for row in rows(tmp_path / "x.xlsx", "明细")) == [
        "否",
        "是",
        "是",
        "是",
        "是",
    ]
    assert key_figures(tmp_path / "x.xlsx")["双评未计入"] == 1


def test_item_names_may_repeat_headings(tmp_path):
    """An item called like another column gets a heading of its own: an Excel table must not have two alike."""
    given = scheme().model_dump(by_alias=True)
    given["indicators"][0]["name"]["zh"] = "备注"
    rules = Scheme.model_validate(given)
    write_analysis_book(
        tmp_path / "x.xlsx", report_alone([analysis(recordings(rules, 1, 2), rules)])
    )
    headings = rows(tmp_path / "x.xlsx", "明细")[0]
    assert {"备注", "备注 (2)"} <= set(headings)
