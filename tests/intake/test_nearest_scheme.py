"""A sheet that can't be told is not sent away: it hears which scheme it is nearest to, and what it lacks."""

from __future__ import annotations

from pathlib import Path

from test_tables_and_merges import HEADINGS, ITEMS, labels, read, recording


def test_a_sheet_without_its_scheme__hears_what_it_lacks(tmp_path: Path) -> None:
    """Without 方案 and two items nobody knows the scheme; the finding names it and the two items."""
    rows = [[cells[0], *cells[3:]] for cells in (HEADINGS[5:], recording(1)[5:])]
    ids = [HEADINGS[:5], recording(1)[:5]]
    sheet = [[*front, *back] for front, back in zip(ids, rows, strict=True)]
    [found] = [
        one for one in read(tmp_path, [labels()[1], *sheet]).findings if one.severity == "error"
    ]
    assert found.code == "scheme-undetermined"
    message = found.message("zh")
    assert "质检监听评分表" in message
    assert all(name in message for name in ITEMS[:2]) and ITEMS[2] not in message


def test_a_file_without_labels__hears_that_the_inspector_is_missing(tmp_path: Path) -> None:
    """A sheet of any name with all headings and nothing above them lacks 质检员 alone."""

    def rename(sheet: object) -> None:
        sheet.title = "10月"  # type: ignore[attr-defined]

    [found] = read(tmp_path, [HEADINGS, recording(1)], rename).findings
    assert found.code == "no-score-sheet"
    assert found.message("zh").endswith("还缺：质检员")


def test_a_file_about_something_else__is_compared_with_nothing(tmp_path: Path) -> None:
    """A shopping list comes near to no scheme."""

    def rename(sheet: object) -> None:
        sheet.title = "清单"  # type: ignore[attr-defined]

    [found] = read(tmp_path, [["品名", "数量"], ["纸", 2]], rename).findings
    assert found.message("zh") == "没有找到评分表；文件中的工作表：清单"
