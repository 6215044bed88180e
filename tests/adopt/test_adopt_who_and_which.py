"""Which recordings, and by whom: columns and labels under names that nobody has heard of."""

from __future__ import annotations

import pytest
from adopted import adopted

TABLE = """
{number}|日期|工号|姓名|来电号码|规范(20)|业务(80)|合计
{a}|2026-10-18|001|王佳|13927463800|20|70|90
{b}|2026-10-18|001|王佳|13916904975|15|80|95
"""


def test_codes_that_differ_number_the_recordings_and_phone_numbers_are_offered() -> None:
    one = adopted(TABLE.format(number="编号", a="LY00001", b="LY00002"))
    assert one.asked["recording"] == "column:编号"
    assert [cells[0] for cells in one.columns("recording")] == ["LY00001", "LY00002"]
    counted = adopted(TABLE.format(number="序号", a="1", b="2"))
    assert counted.asked["recording"] == "made_of"
    question = next(one for one in counted.proposal.questions if one.id == "recording")
    assert [answer.id for answer in question.answers] == ["made_of", "column:来电号码"]


@pytest.mark.parametrize("word", ["评价人", "抽听人", "监控人", "复听人", "评分人", "打分人"])
def test_labels_of_inspectors_are_read(word: str) -> None:
    one = adopted(f"{word}：唐慧|<|<|<{TABLE.format(number='录音编号', a='LY1', b='LY2')}")
    assert "inspector" not in one.asked
    assert {cells[0] for cells in one.columns("inspector")} == {"唐慧"}


def test_what_sounds_like_an_inspector_is_proposed() -> None:
    one = adopted(f"初听人：唐慧|<|<|<{TABLE.format(number='录音编号', a='LY1', b='LY2')}")
    assert one.asked["inspector"] == "唐慧"
    assert one.layout.fields["inspector"][0].label == "初听人"
    agent = adopted(f"被听人：唐慧|<|<|<{TABLE.format(number='录音编号', a='LY1', b='LY2')}")
    assert agent.asked["inspector"] == ""


def test_values_of_labels_above_a_form_are_no_items() -> None:
    lines = "\n".join(f"第{n}点做到|10|{n}|" for n in range(1, 9))
    one = adopted(
        f"座席姓名|王丽娟|座席工号|6031|评价人|唐慧\n录音编号|TS-1|来电日期|2026-10-10|时长|06:32\n\n"
        f"评价细项|标准分|实得分|扣分原因||\n{lines}\n合计|80|36|\n"
    )
    assert one.layout.shape == "forms"
    assert {cells[0] for cells in one.columns("inspector")} == {"唐慧"}
