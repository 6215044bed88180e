"""Where a table begins, whose it is and which column holds the marks: resolved, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import load_workbook

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.reader import Intake, read_paths
from qa_workbook.scheme.loader import load_schemes
from shared_office import HAS_CALC, convert_in_calc

CONFIG = Path(__file__).parents[2] / "config"
SCHEMES, _ = load_schemes(CONFIG / "schemes")
VOCABULARY, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
ITEMS = [item.name.zh for item in SCHEMES.latest("monitoring-10x4").items]
HEADINGS = ["录音编号", "通话日期", "工号", "姓名", "班组", "轮次", *ITEMS]
HEADINGS += ["差错扣分", "差错代码", "致命错误", "扣分点", "备注"]

Rows = list[list[Any]]


def labels(inspector: str = "陈晨") -> Rows:
    return [["方案", "monitoring-10x4"], ["质检员", inspector], ["质检日期", date(2026, 10, 31)]]


def recording(number: int, marks: Any = 4, **cells: Any) -> list[Any]:
    """A row of the ten items: `marks` is a mark for all of them, or all of them."""
    of_items = list(marks) if isinstance(marks, list) else [marks] * len(ITEMS)
    named = {
        "录音编号": f"LY{number}",
        "通话日期": date(2026, 10, number),
        "工号": f"00{number}",
        "姓名": f"座席{number}",
        "班组": "一班",
        "轮次": 1,
        **dict(zip(ITEMS, of_items, strict=True)),
        **cells,
    }
    return [named.get(heading) for heading in HEADINGS]


def read(folder: Path, rows: Rows, touch: Callable[[Any], None] = lambda _: None) -> Intake:
    """Writes the rows as a sheet, lets `touch` spoil it, and reads the folder."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "评分表"
    for row in rows:
        sheet.append(row)
    touch(sheet)
    book.save(folder / "a.xlsx")
    return read_again(folder)


def read_again(folder: Path) -> Intake:
    return read_paths(
        [folder], IntakeContext(SCHEMES, VOCABULARY, None, date(2026, 11, 20), None, folder)
    )


def frame(intake: Intake) -> Any:
    [table] = [one for key, one in intake.tables.items() if key.id == "monitoring-10x4"]
    return table.frame


def marks_of(intake: Intake) -> list[list[int]]:
    found = frame(intake)
    names = [f"mark.{item.id}" for item in SCHEMES.latest("monitoring-10x4").items]
    return found[names].to_numpy().tolist()


def codes(intake: Intake) -> set[str]:
    """The codes of all findings but those of a sheet without 序号 and 方案版本."""
    found = {finding.code for finding in intake.findings}
    return found - {"column-missing-optional", "version-missing"}


# --- headings over several columns ---------------------------------------------------------------


def two_level(below: list[str], *, merged: bool = True) -> tuple[Rows, Callable[[Any], None]]:
    """A header whose items stand over two columns with the names `below`; marks in the second are 3."""
    fixed, tail = HEADINGS[:6], HEADINGS[16:]
    upper = [*fixed, *(cell for item in ITEMS for cell in (item, None)), *tail]
    lower = [None] * 6 + below * 10
    full = recording(1)
    row = [*full[:6], *[4, 3] * 10, *full[16:]]

    def touch(sheet: Any) -> None:
        for place in range(10) if merged else ():
            first = 7 + 2 * place
            sheet.merge_cells(start_row=4, end_row=4, start_column=first, end_column=first + 1)

    return [*labels(), upper, lower, row], touch


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("below", "mark"),
    [
        (["得分", "扣分原因"], 4),
        (["标准分", "实得分"], 3),
        (["扣分", "得分"], 3),
        (["打分", "备注"], 4),
    ],
)
def test_the_sub_heading_says_which_column_holds_the_marks(tmp_path, below, mark, merged):
    """The marks are those below 得分, wherever it stands; the other columns are told in one line."""
    intake = read(tmp_path, *two_level(below, merged=merged))
    assert marks_of(intake) == [[mark] * 10]
    assert [finding.count for finding in intake.findings if finding.code == "column-unknown"] == [
        10
    ]
    assert [sheet.rows_read for sheet in intake.sheets] == [1]


@pytest.mark.parametrize("below", [["初评", "复评"], ["得分", "评分"], ["标准", "实际"]])
def test_sub_headings_that_do_not_say_so__refuse_the_sheet(tmp_path, below):
    """Nobody guesses which of two columns counts: the finding names both words."""
    intake = read(tmp_path, *two_level(below))
    assert not intake.tables
    [found] = [finding for finding in intake.findings if finding.code == "heading-merged"]
    assert all(word in found.message("zh") for word in below)


@pytest.mark.parametrize("beside", ["复核得分", "申诉后", "二次评分"])
def test_numbers_beside_the_marks_that_nobody_knows__refuse_the_sheet(tmp_path, beside):
    """Beside 得分 only what is known to be no mark, as 标准分 and 扣分, may be passed over."""
    intake = read(tmp_path, *two_level(["得分", beside]))
    assert not intake.tables
    [found] = [finding for finding in intake.findings if finding.code == "heading-merged"]
    assert beside in found.message("zh")


def wide_heading(heading: str, cells: list[Any]) -> tuple[Rows, Callable[[Any], None]]:
    """A header of one row in which `heading` is merged over two columns, and a row with `cells`."""
    place, data = HEADINGS.index(heading), recording(1)
    upper = [*HEADINGS[: place + 1], None, *HEADINGS[place + 1 :]]
    row = [*data[:place], *cells, *data[place + 1 :]]

    def touch(sheet: Any) -> None:
        sheet.merge_cells(start_row=4, end_row=4, start_column=place + 1, end_column=place + 2)

    return [*labels(), upper, row], touch


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        (ITEMS[0], [5, 4]),
        (ITEMS[3], [5, "语速快"]),
        ("工号", ["客服", "001"]),
        ("差错扣分", [2, 1]),
    ],
)
def test_two_filled_columns_under_one_heading__refuse_the_sheet(tmp_path, heading, cells):
    """Whichever of them counts, the other is not dropped: one finding names both columns."""
    intake = read(tmp_path, *wide_heading(heading, cells))
    assert not intake.tables
    assert codes(intake) == {"heading-merged"}


@pytest.mark.parametrize(("cells"), [[5, None], [None, 5]])
def test_one_filled_column_under_a_merged_heading__is_the_one(tmp_path, cells):
    """A mark is read wherever it stands below its heading."""
    intake = read(tmp_path, *wide_heading(ITEMS[0], cells))
    assert marks_of(intake) == [[5, *[4] * 9]]
    assert not codes(intake)


def test_merged_headings_of_a_text_file__refuse_it_as_well(tmp_path):
    """Where a file doesn't tell what was merged, figures without a heading belong to the one before."""
    rows, _ = wide_heading(ITEMS[0], [5, 4])
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    intake = read_again(tmp_path)
    assert not intake.tables
    assert codes(intake) == {"heading-merged"}


def test_group_headings_over_the_items__are_no_sub_headings(tmp_path):
    """A row of groups above the real headings changes nothing."""
    groups = [None] * 6 + ["服务规范", *[None] * 4, "沟通能力", *[None] * 4]
    intake = read(tmp_path, [*labels(), groups, HEADINGS, recording(1)])
    assert marks_of(intake) == [[4] * 10]


# --- several tables in a sheet -------------------------------------------------------------------


def test_a_second_table_with_its_own_inspector(tmp_path):
    """Labels above a second header belong to the rows below it, and to no others."""
    second = [[], ["质检员", "刘洋"], ["质检日期", date(2026, 10, 30)], HEADINGS, recording(2)]
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), *second])
    found = frame(intake)
    assert found["inspector"].tolist() == ["陈晨", "刘洋"]
    assert found["inspected_on"].dt.day.tolist() == [31, 30]
    assert codes(intake) == {"second-table"}
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(2, 0)]


def test_a_second_table_with_another_order_of_columns(tmp_path):
    """Its marks are read by its own header; its addresses are those of the sheet."""
    order = [*HEADINGS[:6], *reversed(ITEMS), *HEADINGS[16:]]
    first = recording(1, [5, 4, 3, 2, 1, 0, 5, 4, 3, 2])
    turned = recording(2, [5, 4, 3, 2, 1, 0, 5, 4, 3, 2])
    turned[6:16] = reversed(turned[6:16])
    intake = read(tmp_path, [*labels(), HEADINGS, first, order, turned])
    assert marks_of(intake) == [[5, 4, 3, 2, 1, 0, 5, 4, 3, 2]] * 2
    assert frame(intake)["row"].tolist() == [5, 7]


def test_a_header_printed_again__begins_nothing(tmp_path):
    """The same header once more, as on every page, is a note as before."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), HEADINGS, recording(2)])
    assert len(frame(intake)) == 2
    assert codes(intake) == {"header-repeated"}


def test_a_second_table_that_is_wrong__costs_only_its_own_rows(tmp_path):
    """A second header that lacks a column keeps its rows out and leaves those above."""
    lacking = [heading for heading in HEADINGS if heading != "服务态度"]
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), [], lacking, recording(2)[:-1]])
    assert frame(intake)["recording"].tolist() == ["LY1"]
    [sheet] = intake.sheets
    assert (sheet.rows_read, sheet.rows_rejected, sheet.rejected) == (2, 1, False)
    assert "column-missing" in codes(intake)


@pytest.mark.parametrize(
    "between",
    [["质检员", "刘洋"], ["质检员：刘洋"], [None, None, "质检员：刘洋　质检日期：2026-10-30"]],
)
def test_labels_between_two_recordings__hold_for_the_rows_below(tmp_path, between):
    """Who follows under another inspector's name without a header of their own is theirs."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), between, recording(2)])
    assert frame(intake)["inspector"].tolist() == ["陈晨", "刘洋"]
    assert codes(intake) == {"labels-between-rows"}


@pytest.mark.parametrize("below", [["质检员：刘洋"], ["审核：刘洋"]])
def test_a_signature_below_the_last_recording__changes_nobody(tmp_path, below):
    """Labels with no recording below them are a signature, also above a total."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), below, ["合计"]])
    assert frame(intake)["inspector"].tolist() == ["陈晨"]
    assert "labels-between-rows" not in codes(intake)


def test_a_table_of_another_scheme_below__is_refused_alone(tmp_path):
    """One sheet is of one scheme: the second table says so and the first is read."""
    long = ["日期", "工号", "姓名", "班组", "条款", "次数", "加重", "依据", "登记人", "备注"]
    breach = [date(2026, 10, 5), "001", "座席1", "一班", "迟到", 1, None, "LY9", "陈晨", None]
    below = [[], ["方案", "service-norm-100"], ["序号", *long], [1, *breach]]
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1), *below])
    assert frame(intake)["recording"].tolist() == ["LY1"]
    assert codes(intake) == {"second-scheme"}
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(2, 1)]


def test_averages_above_the_header__are_not_the_header(tmp_path):
    """A table of averages names the items, too; the row with 录音编号 is the header."""
    averages = [[None] * 6 + ITEMS, ["平均"] + [None] * 5 + [4.2] * 10, []]
    intake = read(tmp_path, [*labels(), *averages, HEADINGS, recording(1)])
    assert marks_of(intake) == [[4] * 10]


# --- merged cells below the header ---------------------------------------------------------------


def merge(*ranges: str) -> Callable[[Any], None]:
    def touch(sheet: Any) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return touch


FORMATS = [".xlsx", *([".ods", ".xls"] if HAS_CALC else [])]


@pytest.mark.parametrize(
    "suffix",
    [pytest.param(one, marks=[] if one == ".xlsx" else pytest.mark.calc) for one in FORMATS],
)
def test_who_and_when__may_be_merged_down(tmp_path, suffix):
    """Agent, name, team and day of a merged cell hold for every row that it covers."""
    rows = [*labels(), HEADINGS, recording(1), recording(2), recording(3)]
    intake = read(tmp_path, rows, merge("B5:B7", "C5:C6", "D5:D6", "E5:E6"))
    if suffix != ".xlsx":
        convert_in_calc(tmp_path / "a.xlsx", suffix.removeprefix("."), tmp_path)
        (tmp_path / "a.xlsx").unlink()
        intake = read_again(tmp_path)
    found = frame(intake)
    assert found["agent"].tolist() == ["001", "001", "003"]
    assert found["call_date"].dt.day.tolist() == [1, 1, 1]
    assert [one.column for one in intake.findings if one.code == "merged-filled-down"] == [
        "通话日期",
        "工号",
        "姓名",
        "班组",
    ]


@pytest.mark.parametrize("cells", ["A5:A6", "G5:G6", "Q5:Q6", "G5:H5"])
def test_a_mark_a_deduction_or_a_recording_merged__is_refused(tmp_path, cells):
    """Nobody knows which row or item it belongs to: all rows that it covers are out, never half of them."""
    first = recording(1, 差错扣分=2, 差错代码="E1")
    second = recording(1, 差错扣分=1, 差错代码="E1")
    rows = [*labels(), HEADINGS, first, second, recording(3)]
    intake = read(tmp_path, rows, merge(cells))
    out = 1 if cells == "G5:H5" else 2
    assert frame(intake)["recording"].tolist()[-1] == "LY3"
    [found] = [one for one in intake.findings if one.code == "merged-unclear"]
    assert cells in found.message("zh")
    assert intake.sheets[0].rows_rejected >= out
    assert not {"recording-missing", "mark-missing"} & codes(intake)  # that follows from it
    assert load_workbook(tmp_path / "a.xlsx")["评分表"].merged_cells
