"""What blank sheets count and mark while somebody types, recalculated in a real LibreOffice: as
intake reads it."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.scheme.loader import load_schemes
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import marked, values

ROOT = Path(__file__).parents[2]
VOCABULARY, _ = read_model(ROOT / "config" / "intake.yaml", Vocabulary)
SCHEMES, _ = load_schemes(ROOT / "config" / "schemes")
DAY = datetime.date(2026, 10, 5)
HEAD = Head("王芳", DAY, "宽带")
NORM, MONITORING = SCHEMES.latest("service-norm-100"), SCHEMES.latest("monitoring-10x4")
RED, AMBER, YELLOW = "C62828", "FFF0C2", "FFD54F"


def sheet_of(book: dict[str, list[tuple]], name: str) -> list[dict[str, object]]:
    """Returns the rows below the header as heading → value."""
    rows = book[name]
    start = next(number for number, row in enumerate(rows) if row[0] in ("序号", "No."))
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def head_of(book: dict[str, list[tuple]], name: str) -> dict[str, object]:
    """Returns label → value beside it, of the second row of labels."""
    row = book[name][3]
    return dict(zip(row[::2], row[1::2], strict=False))


def places(row: dict[str, object], number: int) -> dict[str, str]:
    """Returns the address of each cell of a row by its heading."""
    return {key: f"{get_column_letter(column)}{number}" for column, key in enumerate(row, 1)}


def breach(number: int, **cells: object) -> dict[str, object]:
    """A row of 违规登记 of an agent of its own."""
    name = NORM.counted[0].name.zh
    return {
        "call_date": DAY,
        "agent": f"6{number:04}",
        "clause": name,
        "basis": f"R{number}",
        **cells,
    }


def recording(number: int, **cells: object) -> dict[str, object]:
    """A row of 评分表 with full marks."""
    marks = {f"mark.{node.id}": 5 for node in MONITORING.items}
    return (
        {"recording": f"202610050000{number:04}", "call_date": DAY, "agent": "007"} | marks | cells
    )


def intake_of(path: Path) -> Intake:
    """What intake makes of a sheet."""
    today = datetime.date(2026, 11, 1)
    return read_paths([path], IntakeContext(SCHEMES, VOCABULARY, None, today, None, path.parent))


TIMES = [
    *(None, 1, 30, "2", "2次", " 3 次 ", "02", "２"),
    *("两次", "次2", "1e1", "1/2", "1.0", "?", "*", 1.5, 0, -1, 31, "-2"),
]  # fmt: skip
GRAVE = ["是", "Y", "√", "否", "×", "严重", "?"]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_long_sheet__counts_what_intake_reads_and_nothing_else(tmp_path):
    """次数, 加重 and 条款 take off what intake reads from them; what it refuses is red, has no points, and leaves no sum."""
    grave = next(node for node in NORM.counted if node.count.aggravated)
    rows = [breach(number, times=times) for number, times in enumerate(TIMES)]
    rows += [breach(100 + n, aggravated=word, clause=grave.name.zh) for n, word in enumerate(GRAVE)]
    rows += [breach(200 + n, clause=name) for n, name in enumerate(["?", "*", "没有这一条"])]
    rows.append(breach(300, aggravated="是"))
    path = tmp_path / "a.xlsx"
    write_score_sheet(path, Template(NORM, VOCABULARY, head=HEAD, rows=40), Filled(rows))

    frame = intake_of(path).frames[NORM.key]
    accepted = {row.agent: row for row in frame.itertuples()}
    book = values(convert_in_calc(path, "xlsx", tmp_path))
    colours = marked(path, "违规登记", tmp_path)
    for number, (typed, row) in enumerate(zip(rows, sheet_of(book, "违规登记"), strict=False), 7):
        kept = accepted.get(typed["agent"])
        place = places(row, number)
        if kept is None:
            assert row["扣分"] is None, typed
            assert colours[place["扣分"]] == RED, typed
            assert RED in {colours.get(place[key]) for key in ("条款", "次数", "加重")}, typed
        else:
            count = next(node.count for node in NORM.counted if node.id == kept.clause)
            factor = count.aggravated if kept.aggravated else 1
            assert row["扣分"] == float(count.points * kept.times * factor), typed
            assert RED not in {colours.get(place[key]) for key in place}, typed
    assert head_of(book, "违规登记")["扣分合计"] is None


WIDE = [
    ({}, {}),
    ({"error_deduction": 3, "remark": "x"}, {}),
    ({"error_deduction": 0}, {}),
    ({"fatal": "Y", "error_codes": "F11"}, {}),
    ({"fatal": "也许", "error_codes": "F11"}, {"致命错误": RED}),
    ({"error_deduction": "三"}, {"差错扣分": RED}),
    ({"error_deduction": 99, "remark": "x"}, {"差错扣分": RED}),
    ({"error_deduction": 3}, {"差错扣分": AMBER, "差错代码": AMBER, "备注": AMBER}),
    ({"error_codes": "F11"}, {"致命错误": AMBER}),
    ({"fatal": "是"}, {"差错代码": AMBER}),
    ({"call_date": datetime.date(2099, 1, 1)}, {"通话日期": RED}),
    ({"call_date": "昨天"}, {"通话日期": AMBER}),
    ({"call_date": datetime.date(2026, 10, 6)}, {"通话日期": AMBER}),
    ({"recording": 2.0261005000012345e17}, {"录音编号": RED}),
    ({"recording": "2.0261E+17"}, {"录音编号": RED}),
]
"""Cells of a row, and the marks that it shows beside its own."""
NO_SCORE = {"致命错误", "差错扣分"}


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_wide_sheet__marks_what_will_be_found_and_scores_nothing_that_is_refused(tmp_path):
    """What the checker finds later is marked while typing; a cell that it can't read leaves no score, and an answer in its words counts."""
    rows = [recording(number) | cells for number, (cells, _) in enumerate(WIDE)]
    path = tmp_path / "a.xlsx"
    write_score_sheet(path, Template(MONITORING, VOCABULARY, head=HEAD, rows=20), Filled(rows))
    found = sheet_of(values(convert_in_calc(path, "xlsx", tmp_path)), "评分表")
    colours = marked(path, "评分表", tmp_path)
    for number, ((cells, marks), row) in enumerate(zip(WIDE, found, strict=False), 7):
        at = places(row, number)
        shown = {key: colours[place] for key, place in at.items() if place in colours}
        refused = {key for key, colour in marks.items() if colour == RED} & NO_SCORE
        assert marks.items() <= shown.items(), (cells, shown)
        assert RED not in (shown.keys() - marks.keys()), cells
        assert (row["最终得分"] is None) == bool(refused), cells
    assert [row["最终得分"] for row in found[:4]] == [100, 97, 100, 100]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_mean__is_of_what_counts(tmp_path):
    """平均分 is the mean of 最终得分, not of the score before deductions and fatal errors."""
    rows = [recording(1), recording(2, error_deduction=3, remark="x")]
    path = tmp_path / "a.xlsx"
    write_score_sheet(path, Template(MONITORING, VOCABULARY, head=HEAD, rows=5), Filled(rows))
    assert head_of(values(convert_in_calc(path, "xlsx", tmp_path)), "评分表")["平均分"] == 98.5


@pytest.mark.parametrize(("of", "name"), [(MONITORING, "评分表"), (NORM, "违规登记")])
def test_rows__may_be_deleted_and_inserted_under_protection(of, name, tmp_path):
    """Protection allows what findings tell people to do; no cell of an input row is locked, for Excel deletes no other."""
    write_score_sheet(tmp_path / "a.xlsx", Template(of, VOCABULARY, rows=3))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[name]
    guard = sheet.protection
    assert guard.sheet
    assert not (guard.deleteRows or guard.insertRows or guard.formatCells)
    for row in (7, 8, 9):
        assert not any(cell.protection.locked for cell in sheet[row])
        assert not sheet.row_dimensions[row].protection.locked
    assert sheet["B6"].protection.locked
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    computed = [cell.column_letter for cell in sheet[7] if cell.data_type == "f"]
    assert computed
    for letter in computed:
        assert rules[f"{letter}7:{letter}9"].formula1 == "FALSE"


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_computed_cell__without_its_formula_is_marked(tmp_path):
    """A score that somebody typed over the formula, and a row that was inserted without one, are amber."""
    path = tmp_path / "a.xlsx"
    rows = [recording(1), recording(2)]
    write_score_sheet(path, Template(MONITORING, VOCABULARY, rows=3), Filled(rows))
    book = openpyxl.load_workbook(path)
    sheet = book["评分表"]
    place = next(cell.column_letter for cell in sheet[6] if cell.value == "最终得分")
    sheet[f"{place}8"] = 100
    book.save(path)
    colours = marked(path, "评分表", tmp_path)
    assert colours[f"{place}8"] == AMBER
    assert f"{place}7" not in colours
    assert f"{place}9" not in colours


@pytest.mark.parametrize(("of", "row"), [(MONITORING, recording), (NORM, breach)])
def test_way_out__stands_below_the_last_row_and_is_no_row(of, row, tmp_path):
    """Below the last row stands how to get more; intake passes over it without a word."""
    path = tmp_path / "a.xlsx"
    write_score_sheet(path, Template(of, VOCABULARY, head=HEAD, rows=2), Filled([row(1), row(2)]))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "--rows" in sheet["A9"].value
    read = intake_of(path)
    assert len(read.frames[of.key]) == 2
    assert not [found for found in read.findings if "9" in found.cell]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_mark__in_words__is_amber_and_leaves_no_total(tmp_path):
    """A name of a choice, which intake reads, is not called wrong; the sheet calculates with numbers alone."""
    of = SCHEMES.latest("satisfaction-3-9-20")
    marks = {f"mark.{node.id}": 10 for node in of.entered}
    first = f"mark.{of.entered[0].id}"
    names = [of.scale_of(of.entered[0]).choices[0].name.zh, "还行"]
    rows = [{"recording": f"R{name}", "agent": "007", **marks, first: name} for name in names]
    path = tmp_path / "a.xlsx"
    write_score_sheet(path, Template(of, VOCABULARY, rows=3), Filled(rows))
    found = sheet_of(values(convert_in_calc(path, "xlsx", tmp_path)), "评分表")
    colours = marked(path, "评分表", tmp_path)
    heading = of.entered[0].name.zh
    shown = [colours[places(row, number)[heading]] for number, row in enumerate(found[:2], 7)]
    assert shown == [AMBER, RED]
    assert [row["总分"] for row in found[:2]] == [None, None]


@pytest.mark.parametrize(("of", "name"), [(MONITORING, "评分表"), (NORM, "违规登记")])
def test_totals__are_in_sight_on_a_small_screen(of, name, tmp_path):
    """At 1366 × 768 the totals of a row are seen while its last mark is typed: they are frozen, or near."""
    write_score_sheet(tmp_path / "a.xlsx", Template(of, VOCABULARY, rows=3))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[name]
    right = max(cell.column for cell in sheet[7] if cell.data_type == "f")
    alike = sheet.column_dimensions.values()  # neighbours of one width are one entry
    widths = {at: one.width for one in alike for at in range(one.min, one.max + 1)}
    pixels = sum(7 * widths[at] + 5 for at in range(1, right + 1))
    frozen = sheet[sheet.freeze_panes].column - 1
    if of is MONITORING:
        assert frozen == right
        assert pixels < 700  # more than half of the screen is left for marks
    assert pixels < 1300


def test_lists__freeze_no_more_than_the_recording(tmp_path):
    """Where recordings are filled in ahead the screen belongs to the marks."""
    filled = Filled(({"recording": "R1"},), ahead=frozenset({"recording", "name"}))
    write_score_sheet(tmp_path / "a.xlsx", Template(MONITORING, VOCABULARY, rows=3), filled)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    assert sheet[6][sheet[sheet.freeze_panes].column - 2].value == "录音编号"
