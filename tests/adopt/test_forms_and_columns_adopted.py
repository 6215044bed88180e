"""Sheets whose items run down, never seen before: what `adopt` makes of them reads them rightly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from drawn_sheets import drawn, table, unsure
from foreign.adoption_score import Read, number, score
from foreign.foreign_sheets import BLANKS, CASES
from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.names import Names
from qa_workbook.adopt.proposal import Proposal, Sample
from qa_workbook.adopt.propose import propose, recognised
from qa_workbook.adopt.words import adopt_words
from qa_workbook.config.strict import read_model
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.book import SchemeBook

CONFIG = Path(__file__).parents[2] / "config"
SHEETS = ("across", "form_per_sheet", "forms_below", "forms_beside", "people_across_by_day")
ANSWERS = {"year": "2026", "inspector": "陈晨"}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    model, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert model is not None, faults
    return model


def proposed(grids: list[Grid], vocabulary: Vocabulary) -> Proposal:
    samples = [Sample("a.xlsx", grid.name, grid) for grid in grids]
    return propose(samples, SchemeBook(()), vocabulary, ANSWERS)


def read(grid: Grid, proposal: Proposal, vocabulary: Vocabulary) -> Unfolded:
    (layout,), (scheme,) = proposal.layouts, proposal.schemes
    return unfold(grid, layout, scheme, score_form(scheme, vocabulary), vocabulary, "a.xlsx")


def as_read(found: Unfolded, proposal: Proposal, vocabulary: Vocabulary) -> list[Read]:
    """What was recorded, as the score of the corpus wants it."""
    (scheme,) = proposal.schemes
    names = {f"mark.{node.id}": node.name.zh for node in scheme.items}
    earliest = vocabulary.limits.earliest_date
    reads = []
    for number_, row in enumerate(found.grid.rows[1:], 1):
        said = dict(zip(found.keys, row, strict=True))
        day = read_date(said["call_date"], earliest, False, True).value
        stated = found.stated[0].cells.get(number_)
        facts = [words(said.get(key, "")) for key in ("agent", "name")]
        who = [words(said.get(key, "")) for key in ("inspector", "recording")]
        marks = {name: number(said[key]) for key, name in names.items() if key in said}
        total = number(stated[0]) if stated else None
        reads.append(Read(facts[0], facts[1], str(day)[:10], *who, dict(marks), total))
    return reads


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_of_centres_are_read_without_a_fault(vocabulary: Vocabulary, name: str) -> None:
    """Every recording with the marks, people, days and totals that the sheet means."""
    foreign = CASES[name]()
    book = open_workbook(foreign.data, vocabulary.limits)
    grids = [book.grid(sheet) for sheet, _ in book.sheets]
    proposal = proposed(grids, vocabulary)
    found = [read(grid, proposal, vocabulary) for grid in grids]
    reads = [one for each in found for one in as_read(each, proposal, vocabulary)]
    result = score(foreign.truth, reads)
    assert result.faults() == 0 and result.totals_agree == result.totals
    assert not any(unsure(each) or each.noted for each in found)


@pytest.mark.parametrize("name", ["across", "form_per_sheet", "tick_in_columns"])
def test_a_blank_sheet_is_recognised_as_the_filled_one(vocabulary: Vocabulary, name: str) -> None:
    """Items, full marks and fields without a single recording."""
    looked = []
    for made in (CASES[name](), BLANKS[name]()):
        book = open_workbook(made.data, vocabulary.limits)
        sheet = book.sheets[0][0]
        sample = Sample(made.name, sheet, book.grid(sheet))
        found = recognised(Looked(sample, Names(vocabulary, adopt_words())))
        assert found is not None
        looked.append(found)
    filled, blank = looked
    assert blank.recordings == 0 and blank.shape == filled.shape
    assert [(item.name, item.full) for item in blank.items] == [
        (item.name, item.full) for item in filled.items
    ]
    labelled = {field.key for field in filled.fields} - {"name", "agent"}
    assert labelled <= {field.key for field in blank.fields}


SECTIONS = """
质检评分表|<|<|<
姓名 | 陈三 | 工号 | 5001
通话日期 | 2026-10-23 | 录音编号 | LY55667788
项目 | 分值 | 得分 | 备注
一、服务态度（40分）|||
1.礼貌 | 20 | 18 |
2.耐心 | 20 | 20 |
二、业务能力（60分）|||
1.准确 | 40 | 40 |
2.完整 | 20 | 15 | 漏说时限
合计 | 100 | 93 |
检查人 | 褚四 | 检查日期 | 2026-10-24
"""
NO_HEADING = """
十月录音抽检评分 |||
姓名 | 陈三 | 李敏 | 月平均
工号 | 5001 | 5002 |
录音编号 | LY55667788 | LY1002 |
录音日期 | 2026-10-23 | 2026-10-06 |
1.礼貌(20分) | 18 | 20 | 19
2.耐心(20分) | 20 | 20 | 20
3.准确(40分) | 40 | 30 | 35
4.完整(20分) | 15 | 20 | 17.5
合计 | 93 | 90 | 91.5
质检员：褚四 |||
"""
NO_GAP = """
工号 | 5001 || 工号 | 5002 |
姓名 | 陈三 || 姓名 | 李敏 |
录音号 | LY55667788 || 录音号 | LY1002 |
日期 | 2026-10-23 || 日期 | 2026-10-06 |
序号 | 检查项目 | 得分 | 序号 | 检查项目 | 得分
1 | 礼貌(20分) | 18 | 1 | 礼貌(20分) | 20
2 | 耐心(20分) | 20 | 2 | 耐心(20分) | 20
3 | 准确(40分) | 40 | 3 | 准确(40分) | 30
4 | 完整(20分) | 15 | 4 | 完整(20分) | 20
总分 || 93 | 总分 || 90
"""


@pytest.mark.parametrize("text", [SECTIONS, NO_HEADING, NO_GAP])
def test_odd_headers(vocabulary: Vocabulary, text: str) -> None:
    """Parts of a form as lines, no heading over the items, forms that touch each other."""
    grid = drawn(text)
    proposal = proposed([grid], vocabulary)
    found = read(grid, proposal, vocabulary)
    (scheme,) = proposal.schemes
    assert [normal(node.name.zh) for node in scheme.items] == ["礼貌", "耐心", "准确", "完整"]
    keys = [f"mark.{node.id}" for node in scheme.items]
    first = table(found, "agent", "name", "recording", "call_date", *keys)[0]
    assert tuple(map(words, first)) == (
        *("5001", "陈三", "LY55667788", "2026-10-23"),
        *("18", "20", "40", "15"),
    )
    assert found.stated[0].cells[1][0] == 93
    assert not unsure(found) and not found.noted


def test_points_over_ticks_are_the_marks(vocabulary: Vocabulary) -> None:
    """优(10) 良(8) 中(6) 差(0): what is ticked is worth what stands above it."""
    foreign = CASES["tick_in_columns"]()
    book = open_workbook(foreign.data, vocabulary.limits)
    grids = [book.grid(sheet) for sheet, _ in book.sheets]
    proposal = proposed(grids, vocabulary)
    worth = {"优": 10, "良": 8, "中": 6, "差": 0}
    for grid, truth in zip(grids, foreign.truth.recordings, strict=True):
        (one,) = as_read(read(grid, proposal, vocabulary), proposal, vocabulary)
        assert one.marks == {name: Decimal(worth[str(mark)]) for name, mark in truth.marks.items()}
        assert one.total == truth.total


UNTITLED = """
通话日期 | 2026-10-12 | 客户电话 | 13800001111
监控要求 | 分值 | 得分 | 说明
问候 | 20 | 18 | 语速快
倾听 | 30 | 30 |
解答 | 50 | 45 |
总分 | 100 | 93 |
考评人： | 陈晨 ||
"""


def test_a_form_without_title_on_a_sheet_of_number_and_name(vocabulary: Vocabulary) -> None:
    """Heads of columns are no grades, a phone no day; 001王佳 is the agent."""
    grids = [drawn(UNTITLED, name) for name in ("001王佳", "002李敏")]
    proposal = proposed(grids, vocabulary)
    found = read(grids[1], proposal, vocabulary)
    assert [question.id for question in proposal.questions] == ["recording"]
    assert proposal.layouts[0].shape == "forms"
    (row,) = table(found, "agent", "name", "call_date", "inspector")
    assert tuple(map(words, row)) == ("002", "李敏", "2026-10-12", "陈晨")


SEVERAL_CALLS = """
考核内容 | 标准分 | 王佳（001） | < | 李敏（002） | <
^ | ^ | 第1通 | 第2通 | 第1通 | 第2通
^ | ^ | LY2026100100001 | LY2026100100002 | LY2026100100003 | LY2026100100004
礼貌 | 40 | 40 | 35 | 38 | 40
解答 | 60 | 60 | 50 | 45 | 60
合计 | 100 | 100 | 85 | 83 | 100
月均分 | < | 92.5 | < | 91.5 | <
"""


def test_a_name_over_the_calls_of_an_agent(vocabulary: Vocabulary) -> None:
    """王佳（001） merged over 第1通 and 第2通: number and name hold for both."""
    grid = drawn(SEVERAL_CALLS)
    proposal = proposed([grid], vocabulary)
    found = read(grid, proposal, vocabulary)
    said = table(found, "agent", "name", "recording")
    assert [tuple(map(words, row)) for row in said] == [
        ("001", "王佳", "LY2026100100001"),
        ("001", "王佳", "LY2026100100002"),
        ("002", "李敏", "LY2026100100003"),
        ("002", "李敏", "LY2026100100004"),
    ]
    assert [node.name.zh for node in proposal.schemes[0].items] == ["礼貌", "解答"]
    assert not unsure(found)


RANKED = """
项目|满分|王佳|李敏|张伟
工号||001|002|003
录音日期||2026-10-05|2026-10-06|2026-10-07
录音号||LY1|LY2|LY3
礼貌|40|38|40|36
解答|60|60|55|60
总分|100|98|95|96
排名||1|3|2
亮点|||安抚到位|
不足||查询时长过长||
"""


def test_ranks_and_remarks_below_the_items_are_no_items(vocabulary: Vocabulary) -> None:
    """Lines of words and places in a list say nothing that is marked."""
    proposal = proposed([drawn(RANKED)], vocabulary)
    assert [node.name.zh for node in proposal.schemes[0].items] == ["礼貌", "解答"]
    assert "排名" in proposal.layouts[0].ignored.headings
