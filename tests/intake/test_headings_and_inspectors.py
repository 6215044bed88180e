"""Headings with numbering and points, tables beside the table, and who the inspector of a row is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from test_tables_and_merges import (
    HEADINGS,
    ITEMS,
    codes,
    frame,
    labels,
    marks_of,
    read,
    recording,
)


@pytest.mark.parametrize(
    "decorated",
    [
        "{n}、{item}(5分)",
        "{item}5分",
        "{circled}{item}",
        "{n}. {item}",
        "{item}/5",
        "{item}【5分】",
        "{item}-10%",
        "{item}（权重10%）",
        "（{han}）{item}",
        "{han}、{item}\n（满分５分）",
        "{letter}.{item}",
        "{n}）{item}（5分）-10%",
        "{item}×10%",
        "1.{n} {item}",
        "Q{n}-{item}",
    ],
)
def test_numbering_and_points_in_headings__are_left_off(tmp_path, decorated):
    """What is left of a heading is the one item it can mean; that it was read so is told once."""
    signs = zip(
        range(1, 11), "①②③④⑤⑥⑦⑧⑨⑩", "一二三四五六七八九十", "ABCDEFGHIJ", ITEMS, strict=True
    )
    items = [
        decorated.format(n=n, circled=circled, han=han, letter=letter, item=item)
        for n, circled, han, letter, item in signs
    ]
    marks = [5, 4, 3, 2, 1, 0, 5, 4, 3, 2]
    heads = [*HEADINGS[:6], *items, *HEADINGS[16:]]
    intake = read(tmp_path, [*labels(), heads, recording(1, marks)])
    assert marks_of(intake) == [marks]
    assert codes(intake) <= {"heading-decorated"}
    assert sum(finding.code == "heading-decorated" for finding in intake.findings) <= 1


def test_points_that_the_scheme_does_not_give__are_told(tmp_path):
    """Marks out of another full mark than that of the scheme are a warning at the heading."""
    heads = [f"{heading}(20分)" if heading == "服务态度" else heading for heading in HEADINGS]
    intake = read(tmp_path, [*labels(), heads, recording(1)])
    [found] = [finding for finding in intake.findings if finding.code == "heading-points"]
    assert found.severity == "warning"
    assert "20" in found.message("zh")


def test_two_headings_that_would_become_the_same__stay_two(tmp_path):
    """A heading with a number behind it is not the item where the item has its own column."""
    intake = read(tmp_path, [*labels(), [*HEADINGS, "服务态度-2"], [*recording(1), 1]])
    assert marks_of(intake) == [[4] * 10]
    assert "column-doubled" not in codes(intake)


def test_two_inspectors_above_one_header__refuse_the_sheet(tmp_path):
    """Whose scores these are is not guessed: the finding names both, and where they stand."""
    intake = read(tmp_path, [*labels(), ["质检员", "刘洋"], HEADINGS, recording(1)])
    assert not intake.tables
    [found] = [finding for finding in intake.findings if finding.code == "label-doubled"]
    assert found.severity == "error"
    assert all(word in found.message("zh") for word in ("陈晨", "刘洋", "B2"))


def test_another_label_twice__is_a_warning(tmp_path):
    """The first of two days counts, and this is said; the same said twice is nothing."""
    twice = [["质检日期", date(2026, 10, 30)], ["质检员", "陈晨"]]
    intake = read(tmp_path, [*labels(), *twice, HEADINGS, recording(1)])
    assert frame(intake)["inspected_on"].dt.day.tolist() == [31]
    assert [f.severity for f in intake.findings if f.code == "label-doubled"] == ["warning"]


def test_a_summary_right_of_an_empty_column__is_left_out(tmp_path):
    """A table on the right that repeats some headings is told, and changes no mark or row."""
    beside = [
        [None, "姓名", "平均分", "服务态度"],
        *[[None, f"座席{n}", 94, 1] for n in range(1, 6)],
    ]
    rows = [HEADINGS, recording(1), recording(2)]
    below = [[None] * len(HEADINGS)] * 3
    wide = [row + more for row, more in zip([*rows, *below], beside, strict=True)]
    intake = read(tmp_path, [*labels(), *wide])
    assert marks_of(intake) == [[4] * 10] * 2
    assert codes(intake) == {"side-table"}
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(2, 0)]


def test_scores_right_of_an_empty_column__are_not_left_out(tmp_path):
    """Two whole tables side by side are refused: nobody's scores are dropped."""
    rows = [
        [*row, None, *more] for row, more in [(HEADINGS, HEADINGS), (recording(1), recording(2))]
    ]
    intake = read(tmp_path, [*labels(), *rows])
    assert not intake.tables
    assert "column-doubled" in codes(intake)


def sheets_named(*names: str) -> Callable[[Any], None]:
    """Gives the sheet the first name, and its workbook one more sheet for each other."""

    def touch(sheet: Any) -> None:
        sheet.title = names[0]
        for number, name in enumerate(names[1:], 2):
            more = sheet.parent.create_sheet(name)
            for row in [["方案", "monitoring-10x4"], HEADINGS, recording(number)]:
                more.append(row)

    return touch


def test_sheets_named_after_their_inspectors(tmp_path):
    """Without 质检员 the scores are those of whom the sheet is named after, and this is said."""
    rows = [["方案", "monitoring-10x4"], HEADINGS, recording(1)]
    intake = read(tmp_path, rows, sheets_named("陈晨", "刘洋"))
    assert frame(intake)["inspector"].tolist() == ["陈晨", "刘洋"]
    told = [finding for finding in intake.findings if finding.code == "inspector-from-sheet"]
    assert [finding.value for finding in told] == ["陈晨", "刘洋"]


@pytest.mark.parametrize(
    "names", [["陈晨"], ["一班", "二班"], ["十月", "张家口市"], ["备注", "陈晨"]]
)
def test_other_names_of_sheets__name_no_inspector(tmp_path, names):
    """One such name, or names of months, teams and towns, tell nobody whose scores these are."""
    rows = [["方案", "monitoring-10x4"], HEADINGS, recording(1)]
    intake = read(tmp_path, rows, sheets_named(*names))
    assert not intake.tables
    assert "inspector-missing" in codes(intake)


def test_the_label_wins_over_the_name_of_the_sheet(tmp_path):
    """Who is written above the header has filled in the sheet, whatever it is called."""
    rows = [*labels("赵敏"), HEADINGS, recording(1)]
    intake = read(tmp_path, rows, sheets_named("陈晨", "刘洋"))
    assert frame(intake)["inspector"].tolist() == ["赵敏", "刘洋"]
