"""Comments that everybody sees name nobody (S22)."""

from __future__ import annotations

import pandas as pd
import pytest

from qa_workbook.form_results.unnamed import agent_names, without_agents
from qa_workbook.procedure.people import People, Post

PEOPLE = People((Post("a017", "王小明", "agent"), Post("A018", "李", "agent")))
SCORED = pd.DataFrame({"agent": ["A017", "19"], "name": ["王小明（新）", "赵六"]})


@pytest.mark.parametrize(
    ("comment", "agent", "shown"),
    [
        ("王小明没有致歉", "A017", "某座席没有致歉"),
        ("王小明（新）没有致歉", "A017", "某座席没有致歉"),
        ("工号a017态度好", "A017", "工号某座席态度好"),
        ("工单BA0171", "A017", "工单BA0171"),
        ("李先生来电", "A018", "李先生来电"),  # a surname alone is no name
        ("赵六语速快，19 秒没应答", "19", "某座席语速快，19 秒没应答"),
        ("王小明没有致歉", "A018", "王小明没有致歉"),  # somebody else than the agent of the row
        ("没有致歉", "", "没有致歉"),
    ],
)
def test_the_agent_of_the_row_is_left_out(comment: str, agent: str, shown: str) -> None:
    """Number and name of the row's own agent give way to a word; all else stays."""
    names = agent_names(PEOPLE, SCORED)
    assert without_agents([comment], [agent], names, "某座席") == [shown]
