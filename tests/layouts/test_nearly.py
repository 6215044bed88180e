"""Sheets that lack little of a layout, and what isn't a difference."""

from __future__ import annotations

from typing import Any

from drawn_sheets import drawn, layout
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.layouts.model import Layout

HEADINGS = ["录音", "日期", "规范 / 语音语调（10）", "规范 / 礼仪（10） / 10%", "工号"]
FIELDS = {"recording": [{"heading": "录音"}], "call_date": [{"heading": "日期"}]}
HEAD = "录音 | 日期 | 工号 | 语音语调（10） | 礼仪（10）\n规范 | 10%"


def made(**keys: Any) -> Layout:
    return layout("rows", **{"fields": FIELDS, "match": {"headings": HEADINGS}, **keys})


def test_numbering_and_points_are_no_difference_but_other_points_are() -> None:
    book = LayoutBook((made(),))
    alike = HEAD.replace("语音语调（10）", "1、语音语调(10分)").replace("礼仪（10）", "礼仪")
    assert len(book.of_sheet(drawn(alike), "a.xlsx")) == 1
    for old, new in (("礼仪（10）", "礼仪（20）"), ("10%", "20%")):
        other = drawn(HEAD.replace(old, new))
        assert book.of_sheet(other, "a.xlsx") == ()
        near = book.nearest_of(other, "a.xlsx")
        assert near
        assert [one.heading for one in near.lacking] == [old]


def test_a_renamed_heading_is_told_with_what_stands_there_and_a_summary_is_none() -> None:
    book = LayoutBook((made(),))
    near = book.nearest_of(drawn(HEAD.replace("语音语调（10）", "语音语调好")), "a.xlsx")
    assert near
    (lacking,) = near.lacking
    assert lacking.heading == "语音语调（10）"
    assert (lacking.nearest, lacking.place) == ("语音语调好", (0, 3))
    summary = HEAD.replace("录音 | 日期", "姓名 | 通数")
    assert book.nearest_of(drawn(summary), "a.xlsx") is None
    only = LayoutBook((made(match={"headings": HEADINGS, "files": ["b*"]}),))
    assert only.nearest_of(drawn(HEAD), "a.xlsx") is None
