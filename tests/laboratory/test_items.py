"""The items of a scheme: what they bring, cost and tell, by hand and against the plain functions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, assume, given
from hypothesis import strategies as st

from examples import examples
from frames import wide_frame
from qa_workbook.labels import entries
from qa_workbook.laboratory.costs import costs, linear
from qa_workbook.laboratory.items import FLAGS, item_analysis
from qa_workbook.laboratory.rules import load_laboratory
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from qa_workbook.statistics import item_analysis as plain
from qa_workbook.statistics.reasons import Reason
from scheme_factory import clause, frame, item, scheme, schemes, sheets

SHIPPED = Path(__file__).parents[2] / "config"
RULES = load_laboratory(SHIPPED)[0].at(date(2026, 10, 31))


def rows_of(of: Scheme, marks: list[dict[str, int]]) -> pd.DataFrame:
    """Recordings of a flat scheme: what a row doesn't name is full."""
    full = {f"mark.{node.id}": 5 for node in of.graded}
    named = [{f"mark.{id_}": mark for id_, mark in row.items()} for row in marks]
    about = [{"recording": f"r{number}", "agent": "A"} for number in range(len(marks))]
    return wide_frame(of, [{**full, **one, **row} for one, row in zip(about, named, strict=True)])


def test_items__weights_of_3_to_1_by_hand():
    """Two items of weights 30 and 10 that lose everything in half the recordings each spread 9 to 1."""
    of = scheme([item("a", 30), item("b", 10)])
    found = item_analysis(of, rows_of(of, [{"a": 0}, {}, {"a": 0, "b": 0}, {"b": 0}]), None, "zh")
    a, b = found.items
    assert (a.nominal, b.nominal) == (0.75, 0.25)
    assert (a.effective, b.effective) == pytest.approx((0.9, 0.1))
    assert (a.loss, b.loss) == (37.5, 12.5) and (a.full, b.full) == (0.5, 0.5)
    assert a.discrimination == pytest.approx(0) and found.pairs[0].r == pytest.approx(0)


@examples(20, phases=[Phase.generate])
@given(st.data())
def test_costs__add_up_to_what_the_score_lacks(data):
    """On any scheme without limits what the items cost is what the score lacks, and shares add up to 1.

    Not on those where an item has counted indicators below it: their points are no item's.
    """
    of = data.draw(schemes())
    assume(not any(node.count for item in of.items for node in item.walk() if node is not item))
    of = of.renewed(not_applicable="respread") if of.not_applicable == "leave" else of
    rows = frame(of, [data.draw(sheets(of, place)) for place in range(3)])
    found = costs(of, rows)
    free = linear(of)
    scored = score_recordings(free, rows)["raw"].to_numpy()
    known = ~np.isnan(scored)
    clean = {name: 0 for name in rows if name.startswith(("count.", "aggravated."))}
    full = {
        name: np.where(rows[name] >= 0, _full(of, name), rows[name]).astype("int32")
        for name in rows
        if name.startswith("mark.")
    }
    best = score_recordings(free, rows.assign(**clean, **full))["raw"].to_numpy()
    assert found.lost.sum(axis=1)[known] == pytest.approx(
        (best - scored)[known], rel=1e-6, abs=1e-5
    )
    assert not found.weights or sum(found.weights.values()) == pytest.approx(1)


def _full(of: Scheme, name: str) -> int:
    scale = of.scale_of(of.by_id[name.removeprefix("mark.")])
    return scale.stored(scale.full)


def test_items__agree_with_the_plain_functions():
    """On a flat scheme, with marks that don't apply, every figure is that of `statistics`."""
    of = scheme([item("a", 30), item("b", 10), item("c", 25)], not_applicable="respread")
    chance = np.random.default_rng(2)
    marks = [{id_: int(chance.choice([5, 4, 2, 0, -2])) for id_ in "abc"} for _ in range(60)]
    found = item_analysis(of, rows_of(of, marks), RULES, "zh")
    table = np.array([[row[id_] for id_ in "abc"] for row in marks], dtype=float)
    table[table < 0] = np.nan
    wanted = plain.item_analysis(table / 5, [30, 10, 25])
    for one, other in zip(found.items, wanted, strict=True):
        assert one.effective == pytest.approx(other.effective_weight)
        assert one.discrimination == pytest.approx(other.discrimination)
        assert (one.marked, one.full) == (other.marked, pytest.approx(other.ceiling))
    excused = np.isnan(table).mean(axis=0)
    assert [one.excused for one in found.items] == pytest.approx(excused.tolist())


def test_items__what_is_pointed_at():
    """Dead, constant and nearly perfect items, one that runs against the rest, and two that say the same."""
    of = scheme([item(id_) for id_ in ("dead", "flat", "top", "x", "twin", "other")])
    marks = []
    for number in range(40):
        x = number % 5
        row = {"flat": 4, "top": 4 if number == 0 else 5, "x": x, "twin": x, "other": 5 - x}
        marks.append(row)
    found = item_analysis(of, rows_of(of, marks), RULES, "zh")
    flags = {one.id: one.flags for one in found.items}
    assert flags["dead"] == ("never-lost",)
    assert flags["flat"][0] == "constant" and "ceiling" in flags["top"]
    assert "negative" in flags["other"]
    assert [(pair.first, pair.second) for pair in found.pairs if pair.redundant] == [("x", "twin")]
    few = item_analysis(of, rows_of(of, marks[:5]), RULES, "zh")
    assert {one.flags for one in few.items} == {("few",)}
    assert next(one for one in found.items if one.id == "dead").discrimination is Reason.ALL_EQUAL


def test_items__clauses_have_points_alone():
    """Of breaches there are the points that each clause takes off, no weights and no discrimination."""
    of = scheme([clause("late", 5), clause("rude", 10)], "sum", score={"base": 100})
    rows = wide_frame(
        of, [{"count.late": 2, "recording": "r"}, {"count.rude": 1, "recording": "s"}]
    )
    late, rude = item_analysis(of, rows, RULES, "zh").items
    assert (late.loss, rude.loss, late.full) == (5, 5, 0.5)
    assert late.nominal is late.effective is late.discrimination is None


def test_words__of_every_flag():
    """Whatever an item is pointed at for has its sentence."""
    assert {f"flagged_{flag}" for flag in FLAGS} <= set(entries("laboratory"))
