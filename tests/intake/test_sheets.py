"""Whole sheets and files that are not as they should be."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sheets_for_intake import (
    FIXED,
    ITEMS,
    LABELS,
    LAST,
    Reader,
    codes,
    edit_part,
    row,
    rows,
    totals,
    write,
)

from qa_workbook.intake.column_order import rising
from qa_workbook.keys import SchemeKey

KEY = SchemeKey("monitoring-10x4", "2026.1")
ALL = (*FIXED, *ITEMS, *LAST)


def without(*names: str) -> list[str]:
    return [name for name in ALL if name not in names]


def renamed(old: str, new: str) -> tuple[list[str], list[dict[str, Any]]]:
    return [new if name == old else name for name in ALL], [
        {**record, new: record.get(old, "")} for record in rows(2)
    ]


# --- columns -------------------------------------------------------------------------------------------------------------


def test_clean_sheet(tmp_path: Path, read: Reader) -> None:
    """A clean sheet gives its rows, where they came from, and no finding."""
    intake = read(write(tmp_path / "a.xlsx", rows(3)))
    frame = intake.frames[KEY]
    assert codes(intake) == [] and totals(intake) == (3, 3, 0)
    assert (
        list(frame["row"]) == [6, 7, 8]
        and set(frame["inspector"]) == {"李晓"}
        and set(frame["project"]) == {"演示"}
    )
    letters = intake.sheets[0].columns
    assert (letters["mark.business"], letters["error_deduction"]) == ("Q", "R")
    assert str(frame["inspected_on"][0].date()) == "2026-10-05"
    assert intake.sheets[0].scheme_key == KEY and len(intake.sheets[0].sha256) == 64


@pytest.mark.parametrize(
    "name", ["录音编号", "通话日期", "工号", "服务态度", "差错扣分", "差错代码", "致命错误"]
)
def test_missing_column(tmp_path: Path, read: Reader, name: str) -> None:
    """Without a column that figures depend on no row of the sheet is used, and all are counted as rejected."""
    intake = read(write(tmp_path / "a.xlsx", rows(3), headings=without(name)))
    assert [(f.code, f.column) for f in intake.findings] == [("column-missing", name)]
    assert totals(intake) == (3, 0, 3) and intake.sheets[0].rejected


@pytest.mark.parametrize("name", ["序号", "姓名", "班组", "轮次", "扣分点", "备注"])
def test_missing_optional_column(tmp_path: Path, read: Reader, name: str) -> None:
    """A column that no figure depends on may be gone, with a warning."""
    intake = read(write(tmp_path / "a.xlsx", rows(3), headings=without(name)))
    assert [(f.code, f.column) for f in intake.findings] == [("column-missing-optional", name)]
    assert totals(intake) == (3, 3, 0)


def test_renamed_column(tmp_path: Path, read: Reader) -> None:
    """A renamed required column is an error at its heading that offers the right name."""
    headings, data = renamed("开场白及挂机", "开场白和挂机")
    intake = read(write(tmp_path / "a.xlsx", data, headings=headings))
    assert codes(intake) == [("column-renamed", "H5")]
    assert "开场白及挂机" in intake.findings[0].fix("zh")
    assert totals(intake) == (2, 0, 2)


def test_aliases_and_notes_in_headings(tmp_path: Path, read: Reader) -> None:
    """Known aliases, blanks, line breaks, full-width forms and a note in brackets don't make a heading another one."""
    names = {
        "录音编号": "录音\n流水号",
        "工号": "座席工号",
        "服务态度": "服 务 态 度",
        "服务用语": "服务用语（0-5分）",
        "备注": "评语：",
    }
    headings = [names.get(name, name) for name in ALL]
    data = [{names.get(name, name): value for name, value in record.items()} for record in rows(2)]
    intake = read(write(tmp_path / "a.xlsx", data, headings=headings))
    assert codes(intake) == [] and totals(intake) == (2, 2, 0)


def test_doubled_column(tmp_path: Path, read: Reader) -> None:
    """A heading that stands twice is an error when the contents differ, and a warning when they don't."""

    def second(value: int) -> Any:
        return lambda _book, page: [
            page.write(4, 22, "服务态度"),
            page.write(5, 22, value),
            page.write(6, 22, 5),
        ]

    same = read(write(tmp_path / "same.xlsx", rows(2), touch=second(5)))
    assert codes(same) == [("column-doubled-ignored", "W5")] and totals(same) == (2, 2, 0)
    differs = read(write(tmp_path / "differs.xlsx", rows(2), touch=second(1)))
    assert codes(differs) == [("column-doubled", "W5")] and totals(differs) == (2, 0, 2)


def test_unknown_columns(tmp_path: Path, read: Reader) -> None:
    """Columns of the inspector's own are ignored with a warning, with or without a heading."""

    def touch(_book: Any, page: Any) -> None:
        page.write(4, 22, "客户评价星级")
        page.write(6, 22, 3)
        page.write(6, 24, "草稿")

    intake = read(write(tmp_path / "a.xlsx", rows(3), touch=touch))
    assert codes(intake) == [("column-unknown", "W5"), ("column-without-heading", "Y7")]
    assert totals(intake) == (3, 3, 0)


MOVES = [
    ({"备注": 0}, "备注", "A5"),
    ({"工号": 2}, "工号", "C5"),
    ({"差错扣分": 7}, "差错扣分", "H5"),
    ({"服务态度": 20, "录音编号": 21}, "服务态度、录音编号", "U5:V5"),
]


@pytest.mark.parametrize(("moves", "names", "cell"), MOVES)
def test_moved_columns(
    tmp_path: Path, read: Reader, moves: dict[str, int], names: str, cell: str
) -> None:
    """Columns at another place are read by their names, and one note names just those that were moved."""
    headings = without(*moves)
    for name, place in moves.items():
        headings.insert(place, name)
    intake = read(write(tmp_path / "a.xlsx", rows(3), headings=headings))
    assert [(f.code, f.severity, f.value, f.cell) for f in intake.findings] == [
        ("columns-moved", "info", names, cell)
    ]
    assert totals(intake) == (3, 3, 0) and set(intake.frames[KEY]["mark.attitude"]) == {5}


def test_shifted_columns(tmp_path: Path, read: Reader) -> None:
    """Columns that only shift, because one was put in before them or left out, or a total stands among them, aren't moved."""
    intake = read(
        write(
            tmp_path / "a.xlsx",
            rows(2),
            headings=["", "总分", *without("轮次")[:9], "客户星级", *without("轮次")[9:]],
        )
    )
    assert codes(intake) == [("column-unknown", "L5"), ("column-missing-optional", "B5:X5")]


@given(st.permutations(range(8)))
def test_rising__longest(ranks: list[int]) -> None:
    """What stays rises, and nothing longer does."""
    kept = rising(ranks)
    assert [ranks[place] for place in sorted(kept)] == sorted(ranks[place] for place in kept)
    longer = combinations(range(8), len(kept) + 1)
    assert not any(
        all(ranks[one] < ranks[two] for one, two in pairwise(places)) for places in longer
    )


def test_header_in_two_rows(tmp_path: Path, read: Reader) -> None:
    """Headings under merged group headings are found although they are spread over two rows."""

    def touch(book: Any, page: Any) -> None:
        for column, name in enumerate(FIXED):
            page.merge_range(3, column, 4, column, name, book.add_format())
        page.merge_range(3, 7, 3, 16, "评分单项", book.add_format())

    def fill(book: Any, page: Any) -> None:
        touch(book, page)
        for line, record in enumerate(rows(2), 5):
            for column, name in enumerate(FIXED):
                put = page.write_datetime if isinstance(record[name], date) else page.write
                put(line, column, record[name])

    intake = read(
        write(
            tmp_path / "b.xlsx",
            rows(2),
            headings=["" if name in FIXED else name for name in ALL],
            touch=fill,
        )
    )
    assert codes(intake) == [] and totals(intake) == (2, 2, 0)


# --- labels, schemes, versions -------------------------------------------------------------------------------------------

LABEL_CASES = [
    ({"方案": "监听评分"}, "scheme-unknown", "B2", False),
    ({"方案": ""}, "scheme-missing", "B2", True),
    ({"方案": "质检监听评分表"}, "", "", True),
    ({"方案版本": "2019.1"}, "version-unknown", "E2", False),
    ({"方案版本": 2026.1}, "", "", True),
    ({"方案版本": ""}, "version-missing", "E2", True),
    ({"质检员": ""}, "inspector-missing", "B3", False),
    ({"质检日期": "不详"}, "inspection-date-unreadable", "E3", True),
    ({"质检日期": ""}, "inspected-on-missing", "E3", True),
    ({"质检日期": date(2026, 12, 1)}, "", "", True),
    ({"质检日期": date(2099, 1, 1)}, "inspected-on-in-future", "E3", True),
    ({"质检日期": "20990101"}, "inspected-on-in-future", "E3", True),
]


@pytest.mark.parametrize(("change", "code", "cell", "kept"), LABEL_CASES)
def test_labels(
    tmp_path: Path, read: Reader, change: dict[str, Any], code: str, cell: str, kept: bool
) -> None:
    """Labels that are missing or wrong are found in their cell; a sheet is only read when it is sure how."""
    intake = read(write(tmp_path / "a.xlsx", rows(2), labels=LABELS | change))
    assert [found for found, _ in codes(intake)] == ([code] if code else [])
    assert not code or codes(intake) == [(code, cell)]
    assert totals(intake) == ((2, 2, 0) if kept else (2, 0, 2))


@pytest.mark.parametrize(("version", "found"), [("2026.10", True), ("2026.11", False)])
def test_version_typed_as_a_number(
    tmp_path: Path, read: Reader, schemes: Any, version: str, found: bool
) -> None:
    """Excel makes the number 2026.1 of a version 2026.10; it still means that version, but no other."""
    scheme = schemes.latest("monitoring-10x4").model_copy(update={"version": version})
    labels = LABELS | {"方案版本": 2026.1}
    intake = read(write(tmp_path / "a.xlsx", rows(2), labels=labels), book=type(schemes)((scheme,)))
    assert codes(intake) == ([] if found else [("version-unknown", "E2")])
    assert list(intake.frames) == ([scheme.key] if found else [])


def test_labels_in_one_cell_or_far_to_the_right(tmp_path: Path, read: Reader) -> None:
    """A label may stand with its value in one cell behind a colon, or some merged blanks left of it."""

    def touch(book: Any, page: Any) -> None:
        page.write(0, 0, "方案：monitoring-10x4")
        page.merge_range(1, 0, 1, 4, "方案版本:", book.add_format())
        page.write(1, 5, "2026.1")
        page.merge_range(2, 0, 2, 2, "质 检 员", book.add_format())
        page.write(2, 3, "王 敏")
        page.write(2, 5, "质检日期：2026-10-05")

    intake = read(write(tmp_path / "a.xlsx", rows(1), labels={}, touch=touch))
    assert codes(intake) == [] and set(intake.frames[KEY]["inspector"]) == {"王 敏"}


def test_newer_version(tmp_path: Path, read: Reader, schemes: Any) -> None:
    """A sheet of an older version than the one that held on the day is scored by its own, with a warning."""
    old = schemes.latest("monitoring-10x4")
    new = old.model_copy(update={"version": "2026.2", "valid_from": date(2026, 10, 1)})
    book = type(schemes)((*schemes.schemes, new))
    intake = read(write(tmp_path / "a.xlsx", rows(2)), book=book)
    assert codes(intake) == [("newer-version-exists", "C6:C7")] and list(intake.frames) == [KEY]
    unnamed = read(write(tmp_path / "b.xlsx", rows(2), labels=LABELS | {"方案版本": ""}), book=book)
    assert [code for code, _ in codes(unnamed)] == ["version-missing"] and list(unnamed.frames) == [
        SchemeKey("monitoring-10x4", "2026.2")
    ]


def test_version_by_call_dates(tmp_path: Path, read: Reader, schemes: Any) -> None:
    """Without a version label that version is taken that holds on the call dates, whenever the inspection was."""
    old = schemes.latest("monitoring-10x4")
    new = old.model_copy(update={"version": "2026.2", "valid_from": date(2026, 10, 6)})
    book = type(schemes)((*schemes.schemes, new))
    labels = LABELS | {"方案版本": "", "质检日期": date(2026, 10, 8)}
    before = read(write(tmp_path / "a.xlsx", rows(2), labels=labels), book=book)
    assert codes(before) == [("version-missing", "E2")] and list(before.frames) == [KEY]
    data = rows(3, 通话日期=date(2026, 10, 6))
    both = read(write(tmp_path / "b.xlsx", data, labels=labels), book=book)
    assert codes(both) == [("version-ambiguous", "E2")] and totals(both) == (3, 0, 3)
    assert "2026.1" in both.findings[0].message("zh") and "方案版本" in both.findings[0].fix("en")
    named = read(
        write(tmp_path / "c.xlsx", data, labels=labels | {"方案版本": "2026.1"}), book=book
    )
    assert codes(named) == [("newer-version-exists", "C7")] and totals(named) == (3, 3, 0)


# --- rows ----------------------------------------------------------------------------------------------------------------


def test_rows_that_are_none(tmp_path: Path, read: Reader) -> None:
    """Numbered blank rows and blanks are no rows; sums, notes and a repeated header are passed over with a word."""
    data = [
        row(1),
        {"序号": 2},
        {"录音编号": "  "},
        row(4),
        {"序号": "合计", "服务态度": 10},
        {"录音编号": "注：本表由质检组统一保存，不得外传"},
    ]
    intake = read(write(tmp_path / "a.xlsx", [*data, dict(zip(ALL, ALL, strict=True)), row(8)]))
    assert codes(intake) == [
        ("total-row-ignored", "A10"),
        ("note-row-ignored", "B11"),
        ("header-repeated", "A12"),
    ]
    assert totals(intake) == (3, 3, 0)


def test_hidden_rows_and_columns(tmp_path: Path, read: Reader) -> None:
    """Hidden rows and columns with data are read and reported with their range; without data they say nothing."""

    def touch(_book: Any, page: Any) -> None:
        for line in (6, 7, 9, 50):
            page.set_row(line, None, None, {"hidden": True})
        page.set_column(8, 8, 10, None, {"hidden": True})
        page.set_column(30, 30, 10, None, {"hidden": True})

    intake = read(write(tmp_path / "a.xlsx", rows(5), touch=touch))
    assert codes(intake) == [
        ("hidden-rows", "A7:V8"),
        ("hidden-rows", "A10:V10"),
        ("hidden-columns", "I6:I10"),
    ]
    assert totals(intake) == (5, 5, 0)


def test_total_typed_over_its_formula(tmp_path: Path, read: Reader) -> None:
    """A number typed over the formula of a computed column is reported and never used."""
    data = [
        {**record, "总分": f"=SUM(H{line}:Q{line})*2"} for line, record in enumerate(rows(4), 6)
    ]
    data[2]["总分"] = 100
    intake = read(write(tmp_path / "a.xlsx", data, headings=[*ALL, "总分"]))
    # the formulas of this sheet show 5, which the items don't come to
    stale = [("total-differs", cell) for cell in ("W6", "W7", "W9")]
    assert codes(intake) == [("total-overwritten", "W8"), *stale] and totals(intake) == (4, 4, 0)


def test_1904_dates(tmp_path: Path, read: Reader) -> None:
    """In a workbook of the 1904 date system dates and serial numbers mean the same days."""
    data = rows(2)
    data[1]["通话日期"] = 46300 - 1462
    intake = read(write(tmp_path / "a.xlsx", data, options={"date_1904": True}))
    assert codes(intake) == [("date-system-1904", ""), ("date-serial", "C7")]
    assert {str(day) for day in intake.frames[KEY]["call_date"].dt.date} == {"2026-10-05"}


# --- files ---------------------------------------------------------------------------------------------------------------


def test_unusable_files(tmp_path: Path, read: Reader) -> None:
    """Files that can't be read are findings and rejected sheets, and don't keep others from being read."""
    good = write(tmp_path / "good.xlsx", rows(1))
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "half.xlsx").write_bytes(good.read_bytes()[:3000])
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20)
    (tmp_path / "page.xls").write_text("<html><table><tr><td>1</td></tr></table></html>")
    (tmp_path / "secret.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    )
    (tmp_path / "zip.ods").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "notes.txt").write_text("not a sheet")
    (tmp_path / "~$good.xlsx").write_bytes(b"owner")
    (tmp_path / ".hidden.xlsx").write_bytes(b"x")
    intake = read()
    found = {finding.file: finding.code for finding in intake.findings}
    assert found == {
        "empty.xlsx": "file-empty", "half.xlsx": "file-unreadable", "old.xls": "file-unreadable",
        "page.xls": "no-score-sheet", "secret.xlsx": "file-encrypted", "zip.ods": "file-unreadable",
        "notes.txt": "file-skipped",
    }  # fmt: skip
    assert totals(intake) == (1, 1, 0) and sum(sheet.rejected for sheet in intake.sheets) == 6
    assert codes(read(tmp_path / "notes.txt")) == [("file-unsupported", "")]


def test_other_files(tmp_path: Path, read: Reader) -> None:
    """A file of another kind in a folder is mentioned and no sheet; those that systems leave behind say nothing."""
    write(tmp_path / "a.xlsx", rows(1))
    (tmp_path / "十月").mkdir()
    for name in (
        "评分.docx",
        "十月/b.pdf",
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        "Thumbs.db",
        "Desktop.ini",
        ".DS_Store",
    ):
        (tmp_path / name).write_bytes(b"x")
    intake = read()
    found = [(f.code, f.severity, f.file) for f in intake.findings]
    assert found == [("file-skipped", "info", "十月/b.pdf"), ("file-skipped", "info", "评分.docx")]
    assert [sheet.file for sheet in intake.sheets] == ["a.xlsx"]
    assert codes(read(tmp_path / "评分.docx")) == [("file-unsupported", "")]


def test_reports_are_no_score_sheets(tmp_path: Path, read: Reader) -> None:
    """A list with the same headings but without any label, such as an analysis or a roster, is not taken for a score sheet."""
    write(tmp_path / "a.xlsx", rows(1), labels={}, sheet="明细")
    (tmp_path / "roster.csv").write_text("工号,姓名,班组\n1001,陈静,一班\n", "utf-8")
    intake = read()
    assert codes(intake) == [("no-score-sheet", "")] * 2 and totals(intake) == (0, 0, 0)


def test_other_sheets(tmp_path: Path, read: Reader) -> None:
    """Numbered copies of the sheet are read, a renamed one with a warning; others are left alone."""
    write(tmp_path / "a.xlsx", rows(1), sheet="评分表 (2)")
    write(
        tmp_path / "b.xlsx",
        [row(2)],
        sheet="十月",
        touch=lambda book, _page: book.add_worksheet("草稿").write(0, 0, "x"),
    )
    book = xlsxwriter.Workbook(tmp_path / "c.xlsx")
    book.add_worksheet("目录").write(0, 0, "没有评分")
    book.close()
    write(tmp_path / "d.xlsx", [], labels=LABELS)
    book = xlsxwriter.Workbook(tmp_path / "e.xlsx")
    book.add_worksheet("评分表").write(0, 0, "表头没了")
    book.close()
    intake = read()
    assert [(f.file, f.code) for f in intake.findings] == [
        ("b.xlsx", "sheet-name-unknown"),
        ("c.xlsx", "no-score-sheet"),
        ("d.xlsx", "sheet-without-rows"),
        ("e.xlsx", "header-not-found"),
    ]
    assert totals(intake) == (2, 2, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, read: Reader, encoding: str, delimiter: str) -> None:
    """A text table is read in any encoding and with any delimiter; numbers there are no text numbers, 2026/10/5 is a date."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for name, value in LABELS.items():
        writer.writerow([name, value])
    writer.writerow(ALL)
    for record in rows(2):
        record["通话日期"] = "2026/10/5"
        writer.writerow([record.get(name, "") for name in ALL])
    (tmp_path / "a.csv").write_bytes(out.getvalue().encode(encoding))
    intake = read()
    assert codes(intake) == [] and totals(intake) == (2, 2, 0)
    assert intake.frames[KEY]["recording"][0] == "20261005000000001"


@pytest.mark.slow
def test_million_empty_rows(tmp_path: Path, read: Reader) -> None:
    """An empty formatted tail of a million rows is left out, and what stands above it is read."""
    path = write(tmp_path / "a.xlsx", rows(2))
    empty = b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="Q%d" s="1"/></row>'
    tail = b"".join(empty % (n, n, n) for n in range(9, 1_048_577))
    edit_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", tail + b"</sheetData>"),
    )
    intake = read(path)
    assert codes(intake) == [] and totals(intake) == (2, 2, 0)


def test_far_away_cell(tmp_path: Path, read: Reader) -> None:
    """A stray value in the last cell of the grid doesn't fill the memory; the sheet is refused."""
    path = write(tmp_path / "a.xlsx", rows(2))
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", stray))
    assert codes(read(path)) == [("sheet-too-large", "")]
