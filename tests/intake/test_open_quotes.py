"""A quote left open in a CSV file takes no rows away; remarks of several lines are as good as any."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sheets_for_intake import FIXED, ITEMS, LABELS, LAST, Reader, codes, rows, totals

from qa_workbook.grids.text import read_table
from qa_workbook.keys import SchemeKey

HEADINGS = (*FIXED, *ITEMS, *LAST)
MOST = 20_000_000
PLACE = {name: index for index, name in enumerate(HEADINGS)}


def _lines(count: int, **changes: str) -> list[list[str]]:
    """A sheet of `count` recordings as cells; `changes` go into the second one."""
    labels = [[name, str(value)] for name, value in LABELS.items()]
    return [
        *labels,
        list(HEADINGS),
        *([str(record.get(name, "")) for name in HEADINGS] for record in rows(count, **changes)),
    ]


def _plain(lines: list[list[str]]) -> str:
    return "".join(",".join(cells) + "\r\n" for cells in lines)


def _quoted(lines: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def test_quote_open_to_the_end(tmp_path: Path, read: Reader) -> None:
    """A quote that is never closed is an error at the cell where it begins, and every row below is counted."""
    path = tmp_path / "a.csv"
    path.write_text(_plain(_lines(4, 备注='"好')), "utf-8")
    intake = read(path)
    assert codes(intake, "error") == [("csv-quote-open", "V8")]
    assert totals(intake) == (4, 0, 4)
    assert "V8" in intake.findings[0].message() and intake.findings[0].fix()


@pytest.mark.parametrize(
    ("first", "second"), [("备注", "备注"), ("姓名", "姓名"), ("备注", "姓名"), ("姓名", "备注")]
)
@pytest.mark.parametrize("gap", [1, 2])
def test_quote_closed_by_a_later_one(first: str, second: str, gap: int) -> None:
    """A quote that only the quote of a later row closes is found where it begins, in whatever columns the two are."""
    lines = _lines(6)
    lines[7][PLACE[first]] = '"甲'
    lines[7 + gap][PLACE[second]] = '"乙"'
    table = read_table(_plain(lines).encode("gb18030"), MOST)
    assert table and table.open_quote == (7, PLACE[first]) and len(table.rows) == len(lines)


def test_quote_open_in_a_huge_file() -> None:
    """A quote that swallows more than any cell can hold is found as well."""
    table = read_table(_plain(_lines(20_000, 备注='"好')).encode(), MOST)
    assert table and table.open_quote == (7, PLACE["备注"]) and len(table.rows) == 20_006


@pytest.mark.parametrize(
    "remark",
    ["好\n差", "语速快,态度差,\n没有致歉,没有征询,\n,,,\n已辅导", 'he said "no", twice\n' * 9, '"'],
)
def test_remarks_of_several_lines(tmp_path: Path, read: Reader, remark: str) -> None:
    """Properly quoted line breaks, commas and quotes are legal, in headings too."""
    lines = _lines(4, 备注=remark)
    lines[5][PLACE["开场白及挂机"]] = "开场白\n及挂机"
    path = tmp_path / "a.csv"
    path.write_text(_quoted(lines), "utf-8", newline="")
    intake = read(path)
    assert totals(intake) == (4, 4, 0) and not codes(intake, "error")
    assert intake.frames[SchemeKey("monitoring-10x4", "2026.1")]["remark"][1] == remark.strip()


def test_heading_of_several_lines_alone(tmp_path: Path, read: Reader) -> None:
    """A blank form whose headings have line breaks has no open quote."""
    lines = _lines(0)
    lines[5] = [f"{name[:1]}\n{name[1:]}" for name in lines[5]]
    (tmp_path / "a.csv").write_text(_quoted(lines), "utf-8", newline="")
    assert codes(read()) == [("sheet-without-rows", "")]
