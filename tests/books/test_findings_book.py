"""The findings workbook: totals that add up, every finding once, and links that lead to the cell."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from qa_workbook.books.findings import summary as summary_module
from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.books.findings.files import by_file
from qa_workbook.books.findings.summary import by_code
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.keys import SchemeKey
from qa_workbook.sheets import Sheet
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import audit

ODD = "质检 #1 & 50%25/王芳's [10月] 评分表.xlsx"


def some_findings() -> list[Finding]:
    """One error, one warning of three cells, one fault of a whole file."""
    return [
        finding("hidden-rows", "甲/a.xlsx", "评分表", "A8:Z10", count=3),
        finding("mark-missing", ODD, "评分表", "H8", "服务态度", ""),
        finding("mark-missing", ODD, "评分表", "J9", "服务用语", ""),
        finding("file-empty", "乙/b.xlsx"),
    ]


def some_sheets() -> list[Sheet]:
    """Three sheets: fine, partly rejected, not readable."""
    key = SchemeKey("monitoring-10x4", "2026.1")
    return [
        Sheet("甲/a.xlsx", "评分表", "0", key, {"inspector": "王芳"}, rows_read=60),
        Sheet(ODD, "评分表", "1", key, {"inspector": "李雷"}, rows_read=60, rows_rejected=2),
        Sheet("乙/b.xlsx", "", "2", rejected=True),
    ]


def rows(path: Path, sheet: str, header: str) -> list[tuple]:
    """Returns the rows of a table below the row that begins with `header`."""
    lines = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    top = next(number for number, line in enumerate(lines) if line[0] == header)
    return lines[top + 1 :]


def cells(path: Path) -> list:
    """Returns all cells of 明细."""
    return [cell for row in openpyxl.load_workbook(path)["明细"].iter_rows() for cell in row]


def test_book__says_everything_once(tmp_path):
    """明细 has a line per finding, errors first; 汇总 adds them up by code; 文件 says what became of each sheet."""
    path = tmp_path / "结果.xlsx"
    write_findings_book(path, some_findings(), sheets=some_sheets(), base=tmp_path / "inbox")
    details = rows(path, "明细", "级别")
    assert [line[-1] for line in details] == [
        "mark-missing",
        "mark-missing",
        "file-empty",
        "hidden-rows",
    ]
    assert details[0][1:4] == ("缺少分数", ODD, "H8")
    assert details[0][4] and details[0][5]
    assert details[0][6:-1] == ("李雷", "评分表", "服务态度", None)
    codes = {line[-1]: line[2:4] for line in rows(path, "汇总", "级别")}
    assert codes == {"mark-missing": (2, 1), "file-empty": (1, 1), "hidden-rows": (3, 1)}
    files = {line[0]: line[4:] for line in rows(path, "文件", "文件")}
    assert files[ODD] == (60, 58, 2, 2, 0, 0, "部分拒收")
    assert files["乙/b.xlsx"][-1] == "整表拒收"
    assert files["甲/a.xlsx"] == (60, 60, 0, 0, 3, 0, "全部接收")


def test_details__say_what_to_do_on_a_small_screen(tmp_path):
    """Problem, cell, what is wrong and what to do stand within 1366 pixels (7 a character)."""
    path = tmp_path / "结果.xlsx"
    write_findings_book(path, some_findings(), sheets=some_sheets())
    sheet = openpyxl.load_workbook(path)["明细"]
    heading = {cell.value: cell.column_letter for cell in sheet[1]}
    seen = "ABCDEF"
    assert {heading[name] for name in ("问题", "单元格", "说明", "怎么改")} <= set(seen)
    assert sum(sheet.column_dimensions[letter].width for letter in seen) * 7 < 1366
    assert openpyxl.load_workbook(path)["汇总"].print_title_rows == "$10:$10"


def test_links__lead_to_the_cell(tmp_path):
    """A link is relative to the workbook and finds the file whatever its name: spaces, Chinese, #, &, %, quotes."""
    source = tmp_path / "收件 箱" / ODD
    source.parent.mkdir(parents=True)
    openpyxl.Workbook().save(source)
    path = tmp_path / "output" / "结果.xlsx"
    write_findings_book(path, some_findings(), sheets=some_sheets(), base=tmp_path / "收件 箱")
    links = [cell.hyperlink for cell in cells(path) if cell.hyperlink]
    link = next(link for link in links if link.location and link.location.endswith("!H8"))
    assert link.location == "'评分表'!H8"
    assert not link.target.startswith(("/", "file:"))
    assert (path.parent / unquote(link.target).replace("\\", "/")).resolve() == source.resolve()


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_links__are_kept_by_calc(tmp_path):
    """LibreOffice resolves the same link to the same file and cell."""
    source = tmp_path / "收件 箱" / ODD
    source.parent.mkdir(parents=True)
    openpyxl.Workbook().save(source)
    path = tmp_path / "结果.xlsx"
    write_findings_book(path, some_findings(), base=tmp_path / "收件 箱")
    made = convert_in_calc(path, "xlsx", tmp_path)
    links = [cell.hyperlink for cell in cells(made) if cell.hyperlink]
    link = next(link for link in links if (link.location or link.target).endswith("H8"))
    target = unquote(link.target.partition("#'")[0].partition("#$")[0]).removeprefix("file://")
    assert (made.parent / target).resolve() == source.resolve()


def test_book__nothing_found__says_so(tmp_path):
    """Without findings there is no empty table but a sentence with the numbers of sheets and rows."""
    write_findings_book(tmp_path / "a.xlsx", [], sheets=some_sheets()[:1])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["汇总", "文件"]
    words = [
        cell.value
        for row in book["汇总"].iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert "没有问题：已检查 1 张评分表、60 行数据，全部接收。" in words
    write_findings_book(tmp_path / "b.xlsx", [], language="en")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["Summary"]


def test_book__text_that_looks_like_a_formula__stays_text(tmp_path):
    """Values from strangers' cells are shown and never calculated."""
    found = [
        finding(
            "unknown-point",
            "a.xlsx",
            "评分表",
            "U8",
            "扣分点",
            '=HYPERLINK("http://x")',
            nearest="-",
        )
    ]
    write_findings_book(tmp_path / "a.xlsx", found)
    shown = cells(tmp_path / "a.xlsx")
    assert not [cell.coordinate for cell in shown if cell.data_type == "f"]
    assert '=HYPERLINK("http://x")' in [cell.value for cell in shown]


def test_summary__says_what_the_details_have_no_room_for(tmp_path, monkeypatch):
    """Findings beyond what a sheet holds are counted, and the summary says that they aren't listed."""
    monkeypatch.setattr(summary_module, "MOST_LINES", 3)
    monkeypatch.setattr(summary_module, "MOST_LINKS", 2)
    write_findings_book(tmp_path / "x.xlsx", some_findings() * 2, sheets=some_sheets())
    said = [
        str(cell.value)
        for row in openpyxl.load_workbook(tmp_path / "x.xlsx")["汇总"]
        for cell in row
    ]
    (meaning,) = [words for words in said if words.startswith("错误：")]
    assert f"共 {2 * len(some_findings())} 处，明细表只列前 3 处" in meaning
    assert "只有前 2 行可以点开" in meaning


def test_by_file__whole_file__counts_with_its_sheet():
    """A fault of a file that names no sheet counts once, with the first sheet of that file."""
    found = [finding("file-empty", "甲/a.xlsx")]
    assert [(row.file, row.errors) for row in by_file(found, some_sheets()[:1])] == [
        ("甲/a.xlsx", 1)
    ]
    assert [row.state for row in by_file(found, [])] == ["state_ignored"]


def test_by_code__orders_by_severity_then_number():
    """What must be mended first stands on top."""
    assert [row.code for row in by_code(some_findings(), "zh")] == [
        "mark-missing",
        "file-empty",
        "hidden-rows",
    ]


def test_book__is_sound_and_reproducible(tmp_path):
    """Excel should open the workbook without repairing it, and the same findings give the same bytes."""
    for name, language in (("a.xlsx", "zh"), ("b.xlsx", "zh"), ("c.xlsx", "en")):
        write_findings_book(
            tmp_path / name, some_findings(), sheets=some_sheets(), language=language
        )
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    (tmp_path / "b.xlsx").unlink()
    assert audit(tmp_path) == ""
