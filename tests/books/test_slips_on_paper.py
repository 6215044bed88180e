"""A slip is one A4 page, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pytest

from qa_workbook.books.papers.model import AgentSlips, Slip, Step
from qa_workbook.books.papers.slips import MOST_SHEETS, write_slips

A4 = 730  # points between head and foot
LONG = "客户追问三次才答复，语气生硬，未确认身份就办理退订，且把责任推给其他部门。" * 12
STEP = Step("2026-11-01 09:30", "认定 积分 10、金额 100", "质检班长", "听录音确认，" + LONG)
FULL = Slip(
    number="2026-10-0001",
    case="P0123456789ab",
    agent="A001",
    name="欧阳娜娜",
    team="一班",
    project="市民服务热线（东区）",
    day=date(2026, 10, 8),
    given_on=date(2026, 11, 1),
    recording="20261008133530005",
    inspector="高欣悦",
    scheme="客服代表服务满意率评分方案",
    version="2026.1",
    cause="致命性错误",
    clause=LONG,
    times=3,
    aggravated=True,
    remark=LONG,
    score="84 分（起评 100 分）",
    lost="6 分",
    tariff="服务质量扣罚标准（全公司适用）",
    tariff_version="2026.1",
    rule="致命性错误",
    actions=["警告", "书面检讨", "离岗培训"],
    points=Decimal(10),
    money_before_cap=Decimal("100.00"),
    money=Decimal("20.11"),
    carried=Decimal("79.89"),
    nature="绩效扣减",
    set_by=LONG,
    source="高欣悦/2026-10-08 质检监听评分表.xlsx　评分表!T23",
    state="复议中",
    deadline="2026-11-03 09:30",
    appeal_until="2026-11-03 09:30",
    steps=[STEP] * 12,
    payable=Decimal(0),
    examples=True,
)
BARE = replace(FULL, clause="x", remark="", set_by="", actions=[], carried=Decimal(0), steps=[STEP])


def paper(*slips: Slip) -> AgentSlips:
    """The slips of one agent."""
    return AgentSlips("A001", "欧阳娜娜", "一班", "2026-10", "某某呼叫中心有限公司", slips)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slips__are_one_page_each(tmp_path, language):
    """However much stands in it, a slip is no higher than A4, and breaks stand between slips."""
    many = tmp_path / "many.xlsx"
    numbered = [
        replace(FULL if number % 2 else BARE, number=f"2026-10-{number:04d}")
        for number in range(MOST_SHEETS + 5)
    ]
    write_slips(many, paper(*numbered), language)
    sheet = openpyxl.load_workbook(many).worksheets[1]
    breaks = [0, *(one.id for one in sheet.row_breaks.brk), sheet.max_row]
    assert len(breaks) == len(numbered) + 1
    for first, last in pairwise(breaks):
        heights = (sheet.row_dimensions[row].height for row in range(first + 1, last + 1))
        assert sum(heights) <= A4
