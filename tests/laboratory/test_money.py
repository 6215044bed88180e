"""What another version changes in the register, by the shipped tariff."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd

from frames import long_frame
from qa_workbook.laboratory.carried import carried
from qa_workbook.laboratory.money import money_of
from qa_workbook.penalties import assess, load_tariffs
from qa_workbook.scheme.loader import load_schemes

SHIPPED = Path(__file__).parents[2] / "config"


def test_money__points_follow_the_clause_and_a_clause_that_is_gone_has_no_line():
    """A clause of 10 points that costs 12 adds 2 to its agent; the line of a clause that is gone goes."""
    schemes, _ = load_schemes(SHIPPED / "schemes")
    tariffs, _ = load_tariffs(SHIPPED / "penalties", schemes)
    old = schemes.latest("service-norm-100")
    ten = next(node for node in old.counted if node.count.points == 10)
    gone = next(node for node in old.counted if node.count.points == 6)
    dearer = ten.renewed(count=ten.count.renewed(points=Decimal(12)))

    def changed(nodes):
        kept = [dearer if node.id == ten.id else node for node in nodes if node.id != gone.id]
        return tuple(node.renewed(children=changed(node.children)) for node in kept)

    new = old.renewed(version="2027.1", indicators=changed(old.indicators))
    rows = [
        {"recording": "r1", "agent": "A", "clause": ten.id, "row": 1},
        {"recording": "r2", "agent": "B", "clause": gone.id, "row": 2},
    ]
    day = pd.Timestamp("2026-10-05")
    frame = long_frame(rows, inspector="张三", call_date=day, file="a", sheet="s")
    after = carried(old, new, frame, "refuse").frame
    registers = [
        assess(tariffs, {one.key: one}, {one.key: part})
        for one, part in ((old, frame), (new, after))
    ]
    same = money_of(registers[0], registers[0])
    assert len(same.agents) == 0 and same.change("points") == 0
    found = money_of(*registers)
    changes = found.agents.set_index("agent")["points"].to_dict()
    assert changes == {"A": 2, "B": -6}
    assert (found.before["lines"], found.after["lines"], found.change("points")) == (2, 1, -4)
