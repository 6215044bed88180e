"""The buttons' functions on the console open in a Calc without a screen: outcome, failure, and the state left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

import xlwings_calc as calc
from qa_workbook.app.init import make_workspace
from qa_workbook.console.buttons import button_of
from qa_workbook.console.names import FINDINGS, FINDINGS_HEADER_ROW, LOG
from qa_workbook.errors import Busy
from qa_workbook.findings.finding import Finding
from qa_workbook.host.findings_sheet import COLUMNS, MOST_ROWS, write_findings
from qa_workbook.host.outcome import Outcome
from qa_workbook.host.run_button import perform, run_button
from qa_workbook.workspace import Workspace
from xlwings_calc.app import App, adopt
from xlwings_calc.connection import Office

pytestmark = pytest.mark.calc
FIRST = FINDINGS_HEADER_ROW + 1


@pytest.fixture(scope="module")
def calc_app(office: Office) -> xw.App:
    """The office as xlwings sees it."""
    calc.register()
    return xw.App(impl=App(adopt(office)))


@pytest.fixture
def book(calc_app, tmp_path) -> Iterator[xw.Book]:
    """The console of a fresh workspace, as the caller of the buttons."""
    root = tmp_path / "工作区"
    make_workspace(root, "zh")
    opened = calc_app.books.open(str(root / "qa_workbook.xlsm"))
    opened.set_mock_caller()
    yield opened
    opened.close()


def book_folder(book: xw.Book) -> Path:
    return Path(book.fullname).parent


def shown(book: xw.Book, name: str) -> str:
    return book.names[f"qa_{name}"].refers_to_range.value or ""


def untouched(calc_app: xw.App) -> bool:
    """Screen updating, calculation and status bar are as they were."""
    return (calc_app.screen_updating, calc_app.calculation, calc_app.status_bar) == (
        True,
        "automatic",
        False,
    )


def test_a_foreseen_failure_is_its_sentence(book, calc_app):
    """An error of the project is shown as the sentence it has; the run log has it too."""

    def busy(_click):
        raise Busy(path="那里")

    perform(button_of("build"), busy)
    assert shown(book, "state") == "未完成"
    assert shown(book, "message") == Busy(path="那里").say("zh")
    assert book.sheets[LOG].range("A4:I4").value[1:4] == [
        "生成分析",
        book.names["qa_period"].refers_to_range.value,
        "未完成",
    ]
    assert untouched(calc_app)


def test_an_unforeseen_failure_is_a_sentence_and_a_log(book, calc_app, capfd):
    """Nothing is raised or printed; the sentence names the log, which has the traceback."""

    def broken(click):
        click.progress("reading", 1, 2)
        raise ZeroDivisionError("unlucky")

    perform(button_of("run"), broken)
    log = Workspace(book_folder(book)).log
    assert str(log) in shown(book, "message")
    assert "unlucky" in log.read_text("utf-8")
    assert "Traceback" in log.read_text("utf-8")
    assert (shown(book, "state"), shown(book, "progress")) == ("未完成", "")
    assert untouched(calc_app)
    assert capfd.readouterr().err == ""


def test_a_failure_of_the_disk_names_the_file(book, calc_app):
    """No permission or a full disk is told with the path."""

    def full(_click):
        raise PermissionError(13, "Permission denied", "/那里/文件.xlsx")

    perform(button_of("validate"), full)
    assert "/那里/文件.xlsx" in shown(book, "message")
    assert "权限" in shown(book, "message")
    assert untouched(calc_app)


@pytest.mark.usefixtures("book")
def test_the_program_comes_back_as_it_was(calc_app):
    """A user who calculates by hand still does afterwards."""
    calc_app.calculation = "manual"
    try:
        perform(button_of("help"), lambda _click: Outcome(state="ready", logged=False))
        assert calc_app.calculation == "manual"
    finally:
        calc_app.calculation = "automatic"


@pytest.mark.parametrize("sheet", [LOG, FINDINGS])
def test_a_renamed_sheet_is_said(book, calc_app, sheet):
    """Whoever renames a tab of the console is told so; the state never stays at "running"."""
    book.sheets[sheet].name = "另一个名字"
    run_button("validate")
    assert shown(book, "state") == "未完成"
    assert f"“{sheet}”" in shown(book, "message")
    assert untouched(calc_app)


def test_an_empty_inbox_is_said(book):
    """Without score sheets the check is done and says that there were none."""
    run_button("validate")
    assert "没有找到评分表" in shown(book, "message")


def made(number: int, severity: str = "warning", value: str = "5") -> Finding:
    place = (f"李/{number}.xlsx", "评分表", f"H{number}", "业务能力")
    return Finding("mark-as-text", severity, *place, value, {"read": 5})  # type: ignore[arg-type]


def test_findings_are_replaced_sorted_and_capped(book, tmp_path):
    """Errors come first, the list ends with how many more there are, and a shorter list leaves nothing of the longer."""
    many = [made(number) for number in range(1, MOST_ROWS + 6)] + [made(1, "error")]
    write_findings(book, many, tmp_path, "zh", in_calc=True)
    sheet = book.sheets[FINDINGS]
    assert sheet.range((FIRST, 1)).value == "错误"
    assert "其余 6 条" in sheet.range((FIRST + MOST_ROWS, COLUMNS - 1)).value
    write_findings(book, [made(1)], tmp_path, "zh", in_calc=True)
    rows = sheet.range((FIRST, 1)).resize(MOST_ROWS + 1, COLUMNS).value
    assert [row for row in rows if any(row)] == [rows[0]]


def test_what_stands_in_a_file_never_becomes_a_formula(book, tmp_path):
    """Values that look like formulas, numbers or dates are shown as they were typed."""
    values = ["=1+1", "+1", "-1", "@SUM(A1)", "'x", "00123", "2026-10", "TRUE", "1e5"]
    write_findings(
        book,
        [made(place, value=value) for place, value in enumerate(values, 1)],
        tmp_path,
        "zh",
        in_calc=True,
    )
    cells = book.sheets[FINDINGS].range((FIRST, 7)).resize(len(values), 1)
    assert [row[0] for row in cells.options(ndim=2).value] == values


def test_a_filtered_list_shows_the_next_one_whole(book, tmp_path):
    """Rows that a filter hides would hide new findings."""
    sheet = book.sheets[FINDINGS]
    write_findings(book, [made(1), made(2, "error")], tmp_path, "zh", in_calc=True)
    sheet.range((FIRST - 1, 1), (FIRST + MOST_ROWS, COLUMNS)).autofilter.apply_values(1, ["错误"])
    write_findings(book, [made(number) for number in range(1, 9)], tmp_path, "zh", in_calc=True)
    rows = sheet.api.getRows()
    assert all(rows.getByIndex(FIRST - 1 + place).IsVisible for place in range(8))
