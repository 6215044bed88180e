"""The sheets of form results: live figures, checks, links, hostile words, paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.form_results.book import write_result_book
from qa_workbook.books.form_results.live import in_quotes
from qa_workbook.books.form_results.page import LABELS, result_pages
from qa_workbook.form_results.model import (
    Averaged,
    Base,
    Counted,
    Filled,
    FormResult,
    Formula,
    Highest,
    Less,
    Lowest,
    Numbered,
    Of,
    Portion,
    Ratio,
    ResultColumn,
    ResultTable,
    Share,
    Summed,
    Weighted,
)
from qa_workbook.numbers import period
from shared_office import HAS_CALC, changed_in_calc, convert_in_calc

HOSTILE = ["*", "=1+1", '"quoted"', "<b>粗</b>", "~?", "007", "7", "很长的名称" * 60, "Σ", ""]
AMOUNTS: list[Decimal | None] = [Decimal("0.1"), None, Decimal("12.5"), Decimal(0), None] * 4
CHOSEN = ["是", "否", '说"是"', ""] * 5
SITES = HOSTILE * 2
WEIGHTS: list[int | None] = [3, 5, None, 2, 0] * 4
BLANK = "未填"


def own_rows(site: str) -> list[int]:
    return [number for number, one in enumerate(SITES) if one == site]


def amounts(rows: list[int]) -> list[Decimal]:
    return [one for one in (AMOUNTS[row] for row in rows) if one is not None]


def weighed(rows: list[int]) -> list[tuple[Decimal, int]]:
    """Amount and weight of the rows that have both."""
    pairs = ((AMOUNTS[row], WEIGHTS[row]) for row in rows)
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def over(part: Any, whole: Any) -> Any:
    return part / whole if whole else None


def by_site() -> ResultTable:
    """A row for each site, with every formula that counts rows or compares cells; totals."""
    parts = [*(own_rows(site) for site in HOSTILE), list(range(len(SITES)))]
    known = [amounts(rows) for rows in parts]
    own = {"site": Of("site")}
    count = [len(rows) for rows in parts]
    quoted = [sum(CHOSEN[row] == '说"是"' for row in rows) for rows in parts]
    number = [len(one) for one in known]
    both = [weighed(rows) for rows in parts]
    base = [sum(weight for _, weight in one) for one in both]
    two = ("rows", "amount", "weight", own)
    columns = (
        ResultColumn("site", "职场", [*HOSTILE[:-1], BLANK, "合计"], blank=BLANK),
        ResultColumn("count", "行数", count, "integer", Counted("rows", own)),
        ResultColumn(
            "quoted", "说是", quoted, "integer", Counted("rows", {**own, "chosen": '说"是"'})
        ),
        ResultColumn("number", "有数", number, "integer", Numbered("rows", "amount", own)),
        ResultColumn(
            "sum", "合计", [sum(one) for one in known], "money", Summed("rows", "amount", own)
        ),
        ResultColumn(
            "mean",
            "平均",
            [sum(one) / len(one) if one else None for one in known],
            "score",
            Averaged("rows", "amount", own),
        ),
        ResultColumn(
            "ratio",
            "比率",
            [part / whole for part, whole in zip(quoted, count, strict=True)],
            "percent",
            Ratio("quoted", "count"),
        ),
        ResultColumn(
            "less",
            "差",
            [one - other for one, other in zip(count, number, strict=True)],
            "change_of_count",
            Less("count", "number"),
        ),
        ResultColumn(
            "share", "占比", [one / len(SITES) for one in count], "percent", Portion("count")
        ),
        ResultColumn(
            "base",
            "权",
            [total if one else None for one, total in zip(both, base, strict=True)],
            "integer",
            Base(*two),
        ),
        ResultColumn(
            "of_two",
            "占",
            [over(sum(a for a, _ in one), total) for one, total in zip(both, base, strict=True)],
            "percent",
            Share(*two),
        ),
        ResultColumn(
            "weighted",
            "加权",
            [
                over(sum(a * w for a, w in one), total)
                for one, total in zip(both, base, strict=True)
            ],
            "score",
            Weighted(*two),
        ),
    )
    return ResultTable("by_site", "按职场", columns, totals=1, note="说明" * 90)


def of_numbers() -> ResultTable:
    """One row whose cells have formulas of their own, and one of values."""
    known = amounts(list(range(len(SITES))))
    columns = (
        ResultColumn("name", "列", ["金额", "别处来的"]),
        ResultColumn("filled", "已填", [15, 3], "integer", [Filled("rows", "chosen"), None]),
        ResultColumn("lowest", "最低", [min(known), 3], "number", [Lowest("rows", "amount"), None]),
        ResultColumn(
            "highest", "最高", [max(known), 3], "number", [Highest("rows", "amount"), None]
        ),
        ResultColumn("day", "日期", [date(2026, 10, 5), None], "date"),
        ResultColumn("none", "没有", [None, None], "number", Lowest("rows", "nothing")),
    )
    return ResultTable("numbers", "数字", columns)


def hostile() -> FormResult:
    rows = ResultTable(
        "rows",
        "明细",
        (
            ResultColumn("site", "职场", SITES),
            ResultColumn("chosen", "选项", CHOSEN, "centred"),
            ResultColumn(
                "amount", "金额", [None if one is None else float(one) for one in AMOUNTS], "number"
            ),
            ResultColumn("weight", "权", WEIGHTS, "integer"),
            ResultColumn("nothing", "空", [None] * len(SITES), "number"),
        ),
        place="detail",
    )
    empty = ResultTable("empty", "空表", (ResultColumn("a", "甲", []),), empty="=没有")
    return FormResult(
        form="visits",
        name='走访 [*] "一":二/三' + "长" * 30,
        period=period("2026-10"),
        sentences=("=1+1 是一句话。", "第二句话很长，" * 40),
        tables=(by_site(), of_numbers(), empty, rows),
    )


def nodes(of: FormResult) -> set[type]:
    """The kinds of formulas in a result."""
    found = set()
    for table in of.tables:
        for column in table.columns:
            found |= {type(column.live_at(row)) for row in range(len(table))}
    return found - {type(None)}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("results") / "结果.xlsx"
    write_result_book(path, hostile(), "zh")
    return path


@cache
def cells(path: Path, *, data_only: bool) -> dict[tuple[str, str], Any]:
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in openpyxl.load_workbook(path, data_only=data_only)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and (data_only or cell.data_type == "f")
    }


def test_every_kind_of_formula_is_tried() -> None:
    """A formula that the model knows is in the workbook that Calc recalculates below."""
    assert nodes(hostile()) == set(get_args(Formula))


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_comes_to_the_computed_figures(book: Path, tmp_path: Path) -> None:
    """LibreOffice, made to recalculate everything, gets our value in every live cell."""
    theirs = cells(convert_in_calc(book, "xlsx", tmp_path), data_only=True)
    ours, live = cells(book, data_only=True), cells(book, data_only=False)
    assert len(live) > 200
    assert {place: theirs.get(place) or 0 for place in live} == {
        place: pytest.approx(ours[place])
        if isinstance(ours.get(place), float)
        else ours.get(place) or 0
        for place in live
    }


def test_every_live_figure_is_checked(book: Path) -> None:
    """Below the tables each has its computed value, its live one, and a difference of 0."""
    sheet = openpyxl.load_workbook(book).worksheets[0]
    values = openpyxl.load_workbook(book, data_only=True).worksheets[0]
    (start,) = [cell.row for cell in sheet["A"] if cell.value == "核对的数"]
    checks = list(sheet.iter_rows(min_row=start + 1, max_col=4))
    assert all(row[3].value.startswith("=IFERROR(ROUND(") for row in checks)
    assert {values[row[3].coordinate].value for row in checks} == {0}
    known = [
        value
        for table in hostile().tables[:2]
        for column in table.columns
        for row, value in enumerate(column.values)
        if column.live_at(row) and value is not None
    ]
    assert len(checks) == len(known)
    assert values["A3"].value == "公式与系统计算全部相符，差异为 0。"
    assert sheet.print_area.endswith(f"${start - 2}")


def test_words_stay_words(book: Path) -> None:
    """Names and sentences that begin like formulas are text; long ones wrap."""
    sheet, rows = openpyxl.load_workbook(book).worksheets
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1 是一句话。", "s")
    named = {cell.value: cell for cell in (*sheet["A"], *rows["A"])}
    assert all(named[word].data_type == "s" for word in HOSTILE if word)
    assert named[HOSTILE[7]].alignment.wrap_text
    assert {cell.value for cell in sheet["A"]} >= {"=没有", BLANK}


def test_the_sheets_lead_to_each_other(book: Path) -> None:
    """From the result to its rows and back, by names that a sheet may have."""
    sheet, rows = openpyxl.load_workbook(book).worksheets
    assert len(sheet.title) <= 31 and len(rows.title) <= 31
    assert rows.title in sheet["A4"].hyperlink.location
    assert sheet.title in rows["A4"].hyperlink.location
    assert "20 行" in sheet["A4"].value


def test_paper_has_whole_tables(book: Path) -> None:
    """Across, at a scale that Excel doesn't change; rows repeat their header on every page."""
    sheet, rows = openpyxl.load_workbook(book).worksheets
    assert sheet.page_setup.orientation == rows.page_setup.orientation == "landscape"
    assert (
        not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    )
    assert rows.print_title_rows == "$5:$5"
    headings = {cell.row for cell in sheet["A"] if cell.value in ("按职场", "数字", "空表")}
    assert {one.id + 1 for one in sheet.row_breaks.brk} <= headings


def test_above_the_limit_values_stand(tmp_path: Path) -> None:
    """With more rows than the settings say there are values, no checks, and a sentence."""
    path = tmp_path / "x.xlsx"
    write_result_book(path, hostile(), "zh", live_up_to=19)
    assert cells(path, data_only=False) == {}
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "超过 19 行" in sheet["A3"].value
    assert "核对的数" not in {cell.value for cell in sheet["A"]}


def test_two_results_of_one_name_have_sheets_of_their_own(tmp_path: Path) -> None:
    """In one workbook the second one's sheets are numbered, and its formulas look at its own rows."""
    first = hostile()
    second = replace(first, form="visits-two")
    path = tmp_path / "two.xlsx"
    with new_workbook(path) as workbook:
        of = ResultBook(workbook, LABELS, "zh")
        pages = [page for one in (first, second) for page in result_pages(of, one, live_up_to=None)]
        for page in pages:
            page.write()
    names = openpyxl.load_workbook(path).sheetnames
    assert len(set(names)) == 4
    own = [
        formula for (sheet, _), formula in cells(path, data_only=False).items() if sheet == names[2]
    ]
    assert any(names[3] in one for one in own) and not any(f"'{names[1]}'!" in one for one in own)


def test_long_words_in_formulas_are_in_parts() -> None:
    """Excel takes no text of more than 255 signs at once; quotes are doubled within their part."""
    assert in_quotes("") == '""'
    parts = in_quotes('甲"' * 200).split('"&"')
    assert len(parts) == 2
    assert in_quotes('"') == '""""'


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_a_corrected_row_moves_the_figures(book: Path, tmp_path: Path) -> None:
    """Somebody corrects a row: sums and shares follow, and the line above says that they differ."""
    title = openpyxl.load_workbook(book).sheetnames[1]

    def correct(document: Any) -> None:
        document.getSheets().getByName(title).getCellRangeByName("C6").setValue(1000.1)

    before, after = (
        openpyxl.load_workbook(path, data_only=True).worksheets[0]
        for path in (book, changed_in_calc(book, tmp_path, correct))
    )
    (total,) = [cell.row for cell in before["A"] if cell.value == "合计"]
    assert after.cell(total, 5).value == pytest.approx(before.cell(total, 5).value + 1000)
    assert after["A3"].value.startswith("公式与系统计算有差异")
