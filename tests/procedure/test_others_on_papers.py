"""Who is hidden in the texts of papers, however they are spelt."""

from __future__ import annotations

import pytest

from qa_workbook.app.paper_others import Others
from qa_workbook.procedure.people import People

AGENTS = [("A001", "王小"), ("A002", "张伟伟"), ("1003", "王小明"), ("A004", "Li Na"), ("9", "李")]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("王小（A001）与张伟伟（A002）", "王小（A001）与（他人）（（他人））"),
        ("Ａ００２, a 002，A\u30000\u200b02。", "（他人）, （他人），（他人）。"),
        ("王小明、王 小 明、王 小", "（他人）、（他人）、王 小"),
        ("１００３：10 03，21003", "（他人）：（他人），21003"),
        ("LI NA、lina，Lina2，A0021", "（他人）、（他人），Lina2，A0021"),
        ("㎏ ﬁ 质检 甲A002 3次", "㎏ ﬁ （按设置不显示）（他人） 3次"),
        ("李说 9 次", "李说 9 次"),
    ],
)
def test_other_spellings__are_hidden_and_the_rest_stays(said, shown):
    others = Others(AGENTS, People(), "zh", shows_inspector=False)
    assert others.hidden(said, "a001", "质检甲") == shown
