"""Faulty files go back marked, and come back corrected under whatever name, from outside."""

from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sheets import recordings, write_sheet

ROWS = recordings(6, 1)
FIRST = 8  # the line of the first recording


def faulty(desk, name="张三.xlsx", **more):
    """A sheet in which one mark is out of range and one is text."""
    rows = [dict(row) for row in ROWS]
    rows[1]["服务态度"] = 9
    rows[2]["业务能力"] = "4分"
    return write_sheet(desk.inbox / name, rows, **more)


def returned(desk, *arguments, code=1):
    report = desk.json("return", str(desk.inbox), *arguments, code=code)
    assert set(report) == {"files"}
    assert all(set(one) == {"file", "returned", "findings"} for one in report["files"])
    return {one["file"]: Path(one["returned"]) for one in report["files"]}


def cell_of(page, row, heading):
    headings = [cell.value for cell in page[FIRST - 1]]
    return page.cell(FIRST + row, headings.index(heading) + 1)


def corrected(copy: Path, to: Path, change=None) -> Path:
    """What an inspector does: opens the copy, mends it, saves it under a name of his own."""
    book = load_workbook(copy)
    page = book["评分表"]
    cell_of(page, 1, "服务态度").value = 4
    if change:
        change(page)
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to


def told(desk, report_path="inbox"):
    found = desk.json("validate", str(desk.root / report_path), code=(0, 1))["findings"]
    return [one for one in found if one["code"].startswith(("copy-", "copies-", "cell-", "row-"))]


def counts(report):
    names = ("read", "added", "replaced", "unchanged", "rejected")
    return tuple(report["recordings"][name] for name in names)


def test_return__marks_a_copy_and_leaves_the_original(desk):
    """The copy has the findings in its cells and a sheet in front; clean files get none; again is the same."""
    original = faulty(desk)
    write_sheet(desk.inbox / "好.xlsx", recordings(3, 7))
    before = original.read_bytes()
    copies = returned(desk)
    assert list(copies) == ["张三.xlsx"] and original.read_bytes() == before
    copy = copies["张三.xlsx"]
    assert copy == (desk.root / "output" / "退回修改" / "张三_退回修改.xlsx").resolve()
    book = load_workbook(copy)
    assert book.sheetnames[0] == "校验结果"
    cell = cell_of(book["评分表"], 1, "服务态度")
    assert "9" in cell.comment.text and "怎么改" in cell.comment.text
    assert cell.fill.fgColor.rgb.endswith("FFC2C9")
    assert cell_of(book["评分表"], 2, "业务能力").fill.fgColor.rgb.endswith("FFE9A3")
    words = [str(cell.value) for row in book["校验结果"].iter_rows() for cell in row if cell.value]
    assert any(word.startswith("退回编号：R") for word in words)
    assert "原文件：张三.xlsx" in words
    assert any(
        "'评分表'!" in (cell.hyperlink.location or "")
        for row in book["校验结果"].iter_rows()
        for cell in row
        if cell.hyperlink
    )
    first = copy.read_bytes()
    returned(desk)
    assert copy.read_bytes() == first


@pytest.mark.parametrize(("stays", "merged"), [(True, True), (False, False)])
def test_return__a_corrected_copy_replaces_its_own_rows(desk, stays, merged):
    """Whatever it is called, whether the original lies there or not, merged or not: no row counts twice."""
    original = faulty(desk)
    if merged:
        assert counts(desk.merge(code=1)) == (6, 5, 0, 0, 1)
    copy = returned(desk)["张三.xlsx"]

    def one_less(page):
        page.delete_rows(FIRST + 5)

    corrected(copy, desk.inbox / "子" / "给你改好了.xlsx", one_less)
    if not stays:
        original.unlink()
    found = told(desk)
    codes = [one["code"] for one in found]
    assert codes.count("copy-passed-over") == stays
    changed = [one for one in found if one["code"] == "cell-changed"]
    assert [(one["cell"][-1], one["column"], one["value"]) for one in changed] == [
        ("9", "服务态度", "4")
    ]
    assert "9" in changed[0]["message"] and codes.count("row-gone") == 1
    report = desk.build()
    assert counts(report) == ((5, 1, 0, 4, 0) if merged else (5, 5, 0, 0, 0))
    assert report["withdrawn"] == merged
    assert counts(desk.merge()) == (5, 0, 0, 5, 0)
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 5
    # And when it is filed or lost, its faulty original doesn't come back.
    (desk.inbox / "子" / "给你改好了.xlsx").unlink()
    assert counts(desk.build()) == (0, 0, 0, 0, 0)
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 5


def test_return__two_corrected_copies_of_one_file(desk):
    """Equal ones count once; where they differ nobody can tell, and neither counts."""
    faulty(desk)
    copy = returned(desk)["张三.xlsx"]
    first = corrected(copy, desk.inbox / "a改.xlsx")
    shutil.copy(first, desk.inbox / "b改.xlsx")
    assert counts(desk.merge()) == (6, 6, 0, 0, 0)

    def other(page):
        cell_of(page, 0, "服务态度").value = 1

    corrected(copy, desk.inbox / "b改.xlsx", other)
    report = desk.build(code=1)
    assert counts(report) == (12, 0, 0, 0, 12)
    rivals = [one for one in told(desk) if one["code"] == "copies-differ"]
    assert {one["file"] for one in rivals} == {"a改.xlsx", "b改.xlsx"}
    assert "b改.xlsx" in rivals[0]["message"]
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 6


def test_return__a_sheet_in_front_pasted_into_another_workbook_replaces_nothing(desk):
    """The number of a copy in somebody else's sheet is told; both files count by themselves."""
    faulty(desk)
    copy = returned(desk)["张三.xlsx"]
    book = load_workbook(copy)
    page = book["评分表"]
    for row, other in enumerate(recordings(6, 9)):
        cell_of(page, row, "录音编号").value = other["录音编号"]
        cell_of(page, row, "服务态度").value = 3
    next(row for row in page.iter_rows() if row[0].value == "质检员")[1].value = "质检乙"
    book.save(desk.inbox / "李四.xlsx")
    assert [one["code"] for one in told(desk)] == ["copy-of-other"]
    assert counts(desk.build(code=1)) == (12, 11, 0, 0, 1)


def test_return__a_copy_that_is_still_faulty_goes_back_again(desk):
    """Marks are renewed, the path of the first original is kept, and the last copy counts."""
    faulty(desk)
    copy = returned(desk)["张三.xlsx"]

    def worse(page):
        cell_of(page, 1, "服务态度").value = 7
        cell_of(page, 1, "服务态度").comment.author = ""  # as Calc leaves it

    corrected(copy, desk.inbox / "第一次.xlsx", worse)
    again = returned(desk)["第一次.xlsx"]
    book = load_workbook(again)
    assert sum("校验结果" in name for name in book.sheetnames) == 1
    words = [str(cell.value) for row in book["校验结果"].iter_rows() for cell in row if cell.value]
    assert "原文件：张三.xlsx" in words
    comment = cell_of(book["评分表"], 1, "服务态度").comment.text
    assert comment.count("【质检校验】") == 1 and "7" in comment
    corrected(again, desk.inbox / "第二次.xlsx")
    assert counts(desk.merge()) == (6, 6, 0, 0, 0)
    passed = {one["file"] for one in told(desk) if one["code"] == "copy-passed-over"}
    assert passed == {"张三.xlsx", "第一次.xlsx"}


def test_return__mends_what_nobody_has_to_decide_on(desk):
    """Offered in the sheet in front, done with --mend alone, each with what it was."""
    faulty(desk)

    def mended_value(copy):
        return cell_of(load_workbook(copy)["评分表"], 2, "业务能力").value

    assert mended_value(returned(desk)["张三.xlsx"]) == "4分"
    copy = returned(desk, "--mend", "--out", str(desk.root / "改好"))["张三.xlsx"]
    assert mended_value(copy) == 4
    lines = [[cell.value for cell in row] for row in load_workbook(copy)["校验结果"].iter_rows()]
    (line,) = [line for line in lines if line[0] == "已改"]
    assert line[4] == "4分" and line[-1] == "4"
    corrected(copy, desk.inbox / "改.xlsx")
    assert [one["column"] for one in told(desk) if one["code"] == "cell-changed"] == ["服务态度"]


def test_return__a_text_file_comes_back_as_a_workbook(desk):
    """Beside a CSV goes a marked .xlsx: numbers keep their zeros and digits, and it comes in its place."""
    sheet = faulty(desk)
    page = load_workbook(sheet).active
    rows = [
        ["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row]
        for row in page.values
    ]
    for row in rows[FIRST - 1 :]:
        row[1] = "00123456789012345" + row[1][-2:]
    sheet.unlink()
    with (desk.inbox / "张三.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    copy = returned(desk)["张三.csv"]
    assert copy.name == "张三_退回修改.xlsx"
    book = load_workbook(copy)
    assert cell_of(book["评分表"], 0, "录音编号").value == rows[FIRST - 1][1]
    assert cell_of(book["评分表"], 1, "服务态度").comment
    corrected(copy, desk.inbox / "改.xlsx")
    assert counts(desk.merge()) == (6, 6, 0, 0, 0)
    assert [one["column"] for one in told(desk) if one["code"] == "cell-changed"] == ["服务态度"]


def test_return__never_overwrites_what_somebody_wrote_into_a_copy(desk):
    """Who corrects the copy where it lies finds it there after the next run."""
    faulty(desk)
    copy = returned(desk)["张三.xlsx"]
    corrected(copy, copy)
    written = hashlib.sha256(copy.read_bytes()).hexdigest()
    another = returned(desk)["张三.xlsx"]
    assert another.name == "张三_退回修改(2).xlsx"
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == written
    refused = desk.call("return", str(desk.inbox), "--out", str(desk.inbox / "退回"))
    assert refused.returncode == 2
