"""Recordings of one version scored by another: by hand, against itself, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from frames import long_frame, wide_frame
from qa_workbook.analysis.analyse import analyse
from qa_workbook.labels import entries
from qa_workbook.laboratory.backtest import moved
from qa_workbook.laboratory.carried import carried
from qa_workbook.laboratory.differences import Change, Obstacle
from qa_workbook.laboratory.outcome import fatal_effects_in, outcome
from qa_workbook.numbers import period
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from qa_workbook.statistics.paired_rates import paired_change
from qa_workbook.statistics.reasons import Reason
from scheme_factory import (
    BANDS,
    FATAL,
    SCALES,
    SOURCE,
    clause,
    frame,
    item,
    scheme,
    schemes,
    sheets,
)

OCTOBER = period("2026-10")
ROW = {
    "inspector": "张三",
    "file": "a.xlsx",
    "sheet": "评分表",
    "call_date": pd.Timestamp("2026-10-05"),
}


def ten(weight: object = 10, **others) -> Scheme:
    """The worked example of docs/laboratory.md: ten items of 10, of which the last gets another weight."""
    items = [item(f"i{number}") for number in range(1, 10)] + [item("last", weight)]
    version = {"version": "1" if weight == 10 else "2", "bands": BANDS}
    return scheme(items, **{**version, **others})


def marked(of: Scheme, marks: list[dict[str, int]]) -> pd.DataFrame:
    """Recordings in which everything is full but what each row says, two of each agent."""
    full = {f"mark.{node.id}": 5 for node in of.graded}
    rows = []
    for number, row in enumerate(marks):
        own = {f"mark.{id_}": mark for id_, mark in row.items()}
        about = {
            "recording": f"r{number}",
            "agent": f"A{number // 2}",
            "team": "一班",
            "row": number,
        }
        rows.append({**full, **own, **about})
    return wide_frame(of, rows, **ROW)


def backtest_of(old: Scheme, new: Scheme, rows: pd.DataFrame, assume: str = "refuse"):
    """The back-test as the use case makes it; None where something forbids it."""
    change = moved({old.key: old}, {old.key: rows}, new, assume)
    if change.obstacles:
        return None
    sides = [({old.key: old}, {old.key: rows}), ({new.key: new}, change.frames)]
    analyses = [analyse(*side, OCTOBER) for side in sides]
    return outcome(*analyses, *(fatal_effects_in(*side) for side in sides))


def test_outcome__a_weight_from_10_to_20_by_hand():
    """A mark of 3 in the item costs 4 of 100 points before and 8 of 110 after; elsewhere 4 become 4 of 110."""
    rows = marked(ten(), [{"last": 3}, {"i1": 3}, {}, {"last": 0, "i1": 4}])
    found = backtest_of(ten(), ten(20), rows)
    assert found.units["old_final"].tolist() == [96, 96, 100, 88]
    assert found.units["new_final"].tolist() == [92.73, 96.36, 100, 80]
    assert found.units["change"].tolist() == [-3.27, 0.36, 0, -8]
    assert found.mean_change == pytest.approx((-3.27 + 0.36 - 8) / 4)
    assert found.matrix.loc["minor", "ordinary"] == 1
    assert found.matrix.to_numpy().sum() == 4 and found.band_changes == 1
    assert found.good.before == found.good.after == 0.75 and found.good.is_chance
    agents = found.agents.set_index("agent")["change"]
    assert agents.to_dict() == {"A1": -4.0, "A0": pytest.approx((-3.27 + 0.36) / 2)}
    assert found.teams["change"].tolist() == [pytest.approx(found.mean_change)]
    (told,) = moved({ten().key: ten()}, {ten().key: rows}, ten(20), "refuse").differences
    assert (told.kind, told.id, told.before, told.after) == (Change.WEIGHT, "last", "10", "20")


@examples(20)
@given(st.data())
def test_carried__against_itself_nothing_changes(data):
    """Whatever the scheme, its own recordings come out as they went in, and every score stays."""
    of = data.draw(schemes())
    rows = frame(of, [data.draw(sheets(of, place)) for place in range(3)])
    same = carried(of, of, rows, "refuse")
    assert same.told == []
    pd.testing.assert_frame_equal(score_recordings(of, same.frame), score_recordings(of, rows))


def test_outcome__against_itself_nothing_changes():
    """Every unit stays in its band, in whatever order its rows stand; nor do all weights times 3 move any."""
    chance = np.random.default_rng(1)
    marks = [{node.id: int(chance.integers(0, 6)) for node in ten().graded} for _ in range(40)]
    rows = marked(ten(), marks)
    tops = tuple(node.renewed(weight=3 * node.weight) for node in ten().indicators)
    scaled = ten().renewed(version="2", indicators=tops)
    found = [
        backtest_of(ten(), ten(), rows),
        backtest_of(ten(), scaled, rows),
        backtest_of(ten(), ten(), rows.sample(frac=1, random_state=1)),
    ]
    for one in found:
        assert len(one.changed) == one.band_changes == one.mean_change == 0
        assert np.trace(one.matrix.to_numpy()) == len(one.units) == 40
        pd.testing.assert_frame_equal(one.units, found[0].units)


def test_moved__two_versions_at_once():
    """Recordings of two versions, one of which has an item less, become recordings of the new one."""
    older = scheme([item("i1")], version="0", valid_from="2025-01-01")
    new = scheme([item("i1"), item("last", 20)], version="2")
    now = scheme([item("i1"), item("last")], version="1")
    versions = {older.key: older, now.key: now}
    frames = {
        older.key: marked(older, [{"i1": 3}]).assign(recording="old"),
        now.key: marked(now, [{"last": 0}]),
    }
    refused = moved(versions, frames, new, "refuse")
    (why,) = refused.obstacles
    assert (why.kind, why.version, why.id) == (Obstacle.NEW_ITEM, "0", "last")
    whole = moved(versions, frames, new, "full").frames[new.key]
    assert whole[["recording", "mark.i1", "mark.last"]].to_numpy().tolist() == [
        ["old", 3, 5],
        ["r0", 5, 0],
    ]


def draft(indicators=None, **others) -> Scheme:
    """A version 2 with two items, as far as nothing else is said."""
    return scheme(indicators or [item("a"), item("b")], version="2", **others)


DEDUCTION = {
    "highest": 10,
    "step": 1,
    "unit": "points",
    **SOURCE,
    "codes": [{"id": "E1", "name": "错"}],
}
OLD = scheme([item("a"), item("b")], error_deduction=DEDUCTION, fatal=FATAL, not_applicable="full")
KEPT = {"error_deduction": DEDUCTION, "fatal": FATAL}
SMALLER = {**DEDUCTION, "highest": 5}
TEN_MARKS = {**SCALES, "ten": {"full": 10, "lowest": 0, "step": 1, "unit": "mark", **SOURCE}}
COARSE = {**SCALES, "five": {"full": 5, "lowest": 0, "step": 5, "unit": "mark", **SOURCE}}
FEWER_CODES = {**FATAL, "codes": FATAL["codes"][1:]}
MOVED = {**FATAL, "codes": [*FATAL["codes"], {"id": "E1", "name": "错"}]}


@pytest.mark.parametrize(
    ("new", "row", "kind"),
    [
        (draft([item("a"), item("b"), item("c")], **KEPT), {}, Obstacle.NEW_ITEM),
        (draft([item("a"), item("b", scale="ten")], scales=TEN_MARKS, **KEPT), {}, Obstacle.SCALE),
        (draft(scales=COARSE, **KEPT), {"mark.a": 3}, Obstacle.MARK),
        (draft(**KEPT), {"mark.b": -2}, Obstacle.EXCUSED),
        (draft(fatal=FATAL, error_deduction=SMALLER), {"error_deduction": 7}, Obstacle.DEDUCTION),
        (
            draft(error_deduction=DEDUCTION, fatal=FEWER_CODES),
            {"fatal_codes": "F1"},
            Obstacle.FATAL_CODE,
        ),
        (draft(error_deduction=None, fatal=MOVED), {"error_codes": "E1"}, None),
        (draft(sheet={"layout": "long"}, **KEPT), {}, Obstacle.LAYOUT),
    ],
)
def test_moved__nothing_is_guessed(new, row, kind):
    """What the new version would have needed to know forbids the test, and is told with its number."""
    given_row = {"mark.a": 5, "mark.b": 5, "recording": "r", "agent": "A", "row": 1, **row}
    rows = wide_frame(OLD, [given_row], **ROW)
    change = moved({OLD.key: OLD}, {OLD.key: rows}, new, "refuse")
    if kind is None:  # without error deductions their codes say nothing any more
        assert change.obstacles == []
        return
    (told,) = change.obstacles
    assert told.kind is kind and told.recordings == (kind is not Obstacle.LAYOUT)


def test_moved__a_code_that_becomes_fatal_is_asked_about():
    """Whether a recording with an error code is fatal now can't be known from the code alone."""
    both = {**DEDUCTION, "codes": []}
    new = draft(error_deduction=both, fatal=MOVED)
    row = {"mark.a": 5, "mark.b": 5, "recording": "r", "error_deduction": 2, "error_codes": "E1"}
    rows = wide_frame(OLD, [row], **ROW)
    (told,) = moved({OLD.key: OLD}, {OLD.key: rows}, new, "refuse").obstacles
    assert (told.kind, told.id, told.recordings) == (Obstacle.MOVED_CODE, "E1", 1)


def test_carried__new_items_as_assumed():
    """Full marks leave the rest of the score alone in sums of lost points; n/a needs a rule for it."""
    old, rows = ten(), marked(ten(), [{"last": 0}])
    items = [item(node.id) for node in ten().graded] + [item("new", 100)]
    new = scheme(items, version="2")
    full = carried(old, new, rows, "full")
    assert score_recordings(new, full.frame)["raw"].tolist() == [95]
    assert [one.kind for one in full.told] == [Change.ASSUMED_FULL]
    refused = carried(old, new, rows, "na")
    assert [one.kind for one in refused.told] == [Obstacle.NOT_APPLICABLE]
    allowing = new.renewed(not_applicable="respread")
    excused = carried(old, allowing, rows, "na")
    assert score_recordings(allowing, excused.frame)["raw"].tolist() == [90]


def test_carried__scales_as_the_draft_says():
    """In proportion, or mark by mark; a mark that the draft leaves out is none."""
    old, rows = ten(), marked(ten(), [{"last": 3}, {"last": 2}])
    by_mark = [{"former": 5, "mark": 10}, {"former": 3, "mark": 4}]
    told = {}
    for name, marks in (("proportional", "proportional"), ("listed", by_mark)):
        former = {"version": "1", "marks": marks, **SOURCE}
        scales = {**SCALES, "ten": {**TEN_MARKS["ten"], "former": former}}
        items = [item(f"i{number}") for number in range(1, 10)] + [item("last", scale="ten")]
        new = scheme(items, version="2", scales=scales)
        told[name] = carried(old, new, rows, "refuse")
    assert told["proportional"].frame["mark.last"].tolist() == [6, 4]
    assert [one.kind for one in told["proportional"].told] == [Change.CONVERTED]
    (missing,) = [one for one in told["listed"].told if one.is_obstacle]
    assert (missing.kind, missing.before, missing.recordings) == (Obstacle.MARK, "2", 1)
    assert told["listed"].frame["mark.last"].tolist()[0] == 4


def test_outcome__clauses_by_month():
    """A clause that costs 2 points more takes them off the month; one that is gone costs nothing any more."""
    rows = [
        {"recording": "r1", "agent": "A", "clause": "late", "row": 1},
        {"recording": "r2", "agent": "A", "clause": "rude", "row": 2},
        {"recording": "r3", "agent": "B", "clause": "rude", "row": 3},
    ]
    about = {
        "inspector": "张三",
        "call_date": pd.Timestamp("2026-10-05"),
        "file": "a",
        "sheet": "s",
    }
    layout = {"sheet": {"layout": "long"}, "bands": BANDS}
    tops = [clause("late", 5), clause("rude", 10)]
    old = scheme(tops, "sum", score={"base": 100}, **layout)
    new = scheme([clause("late", 7)], "sum", score={"base": 100}, version="2", **layout)
    found = backtest_of(old, new, long_frame(rows, **about))
    assert found.by_month
    assert found.units[["agent", "old_final", "new_final"]].to_numpy().tolist() == [
        ["A", 85, 93],
        ["B", 90, 100],
    ]
    assert found.good is None  # nobody knows who had no breach


def test_outcome__what_fatal_errors_change():
    """A fatal error that is only flagged before and makes the score 0 after changes one score, and its band."""
    row = {
        "mark.a": 5,
        "mark.b": 5,
        "recording": "r",
        "agent": "A",
        "fatal": True,
        "fatal_codes": "F4",
    }
    flagged = scheme([item("a"), item("b")], fatal=FATAL, bands=BANDS)
    codes = [{**code, "effect": "zero"} if code["id"] == "F4" else code for code in FATAL["codes"]]
    new = draft(fatal={**FATAL, "codes": codes}, bands=BANDS)
    found = backtest_of(flagged, new, wide_frame(flagged, [row], **ROW))
    assert found.fatal == (0, 1)
    assert found.units.loc[0, ["old_final", "new_final", "old_band", "new_band"]].tolist() == [
        100,
        0,
        "good",
        "fail",
    ]


def test_paired_change__published():
    """Fagerland, Lydersen and Laake (2014) print -0.507 to -0.026; the other way round it is mirrored."""
    low, high = paired_change(1, 1, 7, 12)
    assert (round(low, 3), round(high, 3)) == (0.026, 0.507)
    assert paired_change(1, 7, 1, 12) == pytest.approx((-high, -low))
    assert paired_change(0, 0, 0, 0) is Reason.TOO_FEW
    assert all(-1 <= end <= 1 for end in paired_change(0, 0, 3, 0))


def test_words__of_every_difference():
    """Every change and every obstacle has its sentence in both languages."""
    words = entries("laboratory")
    assert {str(kind) for kind in (*Change, *Obstacle)} <= set(words)
    assert all(set(one) == {"zh", "en"} for one in words.values())


def test_mean_change__is_exact():
    """Hundreds of small changes add up without a speck of float arithmetic."""
    rows = marked(ten(), [{"i1": 4}] * 300)
    found = backtest_of(ten(), ten(20), rows)
    assert Fraction(found.mean_change).limit_denominator(10**6) == Fraction(18, 100)
    assert np.unique(found.units["change"]).tolist() == [0.18]
