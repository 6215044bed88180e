"""Scores worked out by hand: one rule of docs/schemes.md each."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from frames import long_frame
from oracle import NA, Sheet
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scoring import fold_breaches, score_recordings
from scheme_factory import BANDS, CLASSES, FATAL, SOURCE, clause, frame, item, scheme

BOOK, _ = load_schemes(Path(__file__).parents[2] / "config" / "schemes")
PERCENT = {"percent": {"full": 100, "lowest": 0, "step": "0.01", "unit": "percent", **SOURCE}}
DEDUCTION = {"highest": 10, "step": "0.5", "unit": "points", **SOURCE}


def scored(of, **columns) -> pd.Series:
    """The scored row of one sheet."""
    return score_recordings(of, frame(of, [Sheet(**columns)])).iloc[0]


def ten(*lost: int) -> dict[str, Fraction]:
    items = BOOK.latest("monitoring-10x4").items
    return {one.id: Fraction(5 - (lost[n] if n < len(lost) else 0)) for n, one in enumerate(items)}


@pytest.mark.parametrize(
    ("lost", "raw", "band", "defects"),
    [
        ((), 100, "good", 0),
        ((1, 1, 1, 1), 92, "good", 4),
        ((5,), 90, "minor", 1),
        ((5, 2), 86, "minor", 2),
        ((5, 3), 84, "ordinary", 2),
        ((5, 5), 80, "ordinary", 2),
        ((5, 5, 1), 78, "fail", 3),
        ((5,) * 10, 0, "fail", 10),
    ],
)
def test_score_recordings__monitoring(lost, raw, band, defects):
    """Ten items of weight 10: each mark lost costs two points (S1)."""
    row = scored(BOOK.latest("monitoring-10x4"), marks=ten(*lost))
    assert (row["raw"], row["band"], row["defects"]) == (raw, band, defects)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("90.01", "good"),
        ("90", "minor"),
        ("85", "minor"),
        ("84.99", "ordinary"),
        ("80", "ordinary"),
        ("79.99", "fail"),
    ],
)
def test_score_recordings__band_edges(score, band):
    """90 is not above 90; 85 and 80 belong to the band that they open (S3)."""
    of = scheme([item("a", 10, "percent")], scales=PERCENT, bands=BANDS)
    row = scored(of, marks={"a": Fraction(score)})
    assert (row["raw"], row["band"]) == (float(score), band)


def test_score_recordings__class():
    """Classes A to E stand for the marks 0 to 4, and a full mark has none (S3)."""
    of = scheme([item(id_) for id_ in "abcdef"], defect_classes=CLASSES)
    row = scored(of, marks={id_: Fraction(mark) for mark, id_ in enumerate("abcdef")})
    assert [row[f"class.{id_}"] for id_ in "abcdef"] == ["A", "B", "C", "D", "E", ""]


def test_score_recordings__rounds_half_up_once():
    """Scores are divided once and rounded half up: 1/8 of 100 to no places is 13, and 0.005 becomes 0.01."""
    of = scheme([item("a", 1, "half"), item("b", 3, "half")], score={"decimals": 0})
    assert scored(of, marks={"a": Fraction(1), "b": Fraction(0)})["raw"] == 13
    fine = scheme([item("a", 1, "half"), item("b", 9999, "half")])
    assert scored(fine, marks={"a": Fraction(1), "b": Fraction(0)})["raw"] == 0.01


def test_score_recordings__respread():
    """The weight of an item that does not apply goes to its siblings in proportion."""
    of = scheme([item("a", 50), item("b", 30), item("c", 20)], not_applicable="respread")
    row = scored(of, marks={"a": NA, "b": Fraction(5), "c": Fraction(0)})
    assert row["raw"] == 60
    assert (row["defects"], row["defective.a"], "value.a" in row) == (1, False, False)


def test_score_recordings__not_applicable_as_full():
    """Under the rule `full` an item that does not apply counts as a full mark and is no defect."""
    of = scheme([item("a", 50, not_applicable="full"), item("b", 50)])
    row = scored(of, marks={"a": NA, "b": Fraction(0)})
    assert (row["raw"], row["defects"], row["defective.a"]) == (50, 1, False)


def test_score_recordings__whole_section_not_applicable():
    """A section without any mark that applies is re-spread among its own siblings."""
    section = {
        "id": "s",
        "name": "S",
        "weight": 60,
        "aggregate": "equal",
        "children": [item("a"), item("b")],
    }
    of = scheme([section, item("c", 40)], not_applicable="respread")
    assert scored(of, marks={"a": NA, "b": NA, "c": Fraction(4)})["raw"] == 80


@pytest.mark.parametrize(("rule", "raw", "group"), [("respread", 50, 0), ("leave", 66.67, 0)])
def test_score_recordings__leave_takes_the_weight_out_of_the_whole_form(rule, raw, group):
    """The section of what doesn't apply weighs less: 50 of 75 points; its own fraction is the same under both rules."""
    groups = [
        {
            "id": name,
            "name": name.upper(),
            "weight": 50,
            "aggregate": "equal",
            "children": [item(f"{name}1"), item(f"{name}2")],
        }
        for name in "ab"
    ]
    of = scheme(groups, not_applicable=rule)
    full = Fraction(5)
    row = scored(of, marks={"a1": NA, "a2": Fraction(0), "b1": full, "b2": full})
    assert (row["raw"], row["value.a"], row["value.b"]) == (raw, group, 100)


def test_score_recordings__respread_in_a_sum():
    """In a sum the marks that apply stand for all marked points; deductions are not stretched."""
    of = scheme([item("a", 40), item("b", 60), clause("c", 5)], "sum", not_applicable="respread")
    row = scored(of, marks={"a": NA, "b": Fraction(4)}, counts={"c": (1, 0)})
    assert row["raw"] == 75


@pytest.mark.parametrize("skipped", [(), ("a",), ("b",)])
def test_score_recordings__respread_leaves_deductions_of_sections(skipped):
    """A breach costs its points whichever marks apply, also where it stands in a section."""
    section = {"id": "s", "name": "S", "aggregate": "sum"}
    section["children"] = [item("a", 30), clause("c", 4)]
    of = scheme([section, item("b", 70)], "sum", not_applicable="respread")
    marks = {id_: NA if id_ in skipped else Fraction(5) for id_ in "ab"}
    assert scored(of, marks=marks, counts={"c": (1, 0)})["raw"] == 96


def test_score_recordings__counts():
    """Occurrences are taken off one by one, aggravated ones times their factor, once or up to a cap (S15)."""
    tops = [
        clause("each", 2),
        clause("worse", 6, aggravated=2),
        clause("once", 10, per="once"),
        clause("capped", 3, cap=5),
    ]
    of = scheme(tops, "sum", score={"base": 100})
    counts = {"each": (3, 0), "worse": (2, 1), "once": (4, 0), "capped": (2, 0)}
    row = scored(of, counts=counts)
    assert row["raw"] == 100 - 6 - 18 - 10 - 5
    assert row["defects"] == 4


def test_score_recordings__bonus_cap_and_ceiling():
    """Bonuses are capped together before they are added; the score keeps its ceiling; a bonus is no defect."""
    tops = [clause("thanks", 3, direction="bonus"), clause("fault", 4)]
    of = scheme(tops, "sum", score={"base": 90, "bonus_cap": 5})
    row = scored(of, counts={"thanks": (4, 0), "fault": (1, 0)})
    assert (row["raw"], row["defects"]) == (91, 1)
    assert scored(scheme(tops, "sum", score={"base": 99}), counts={"thanks": (2, 0)})["raw"] == 100


def test_score_recordings__section_fail():
    """A section fails as a whole when a mark in it falls to the stated mark."""
    rule = {"mark_at_or_below": 1, "of": ["a"], "unit": "mark", **SOURCE}
    section = {
        "id": "s",
        "name": "S",
        "weight": 50,
        "aggregate": "equal",
        "children": [item("a"), item("b")],
    }
    of = scheme([section | {"section_fail": rule}, item("c", 50)])
    assert scored(of, marks={"a": Fraction(1), "b": Fraction(5), "c": Fraction(5)})["raw"] == 50
    assert scored(of, marks={"a": Fraction(5), "b": Fraction(1), "c": Fraction(5)})["raw"] == 80


@pytest.mark.parametrize(
    ("edge", "mark", "fails"),
    [("0.5", "0.5", True), ("0.5", "0.6", False), ("0.55", "0.5", True), ("0.55", "0.6", False)],
)
def test_score_recordings__section_fail_on_a_scale_with_decimals(edge, mark, fails):
    """The edge is a mark, not a number of steps; one between two marks fails the lower only."""
    tenths = {"tenths": {"full": 2, "lowest": 0, "step": "0.1", "unit": "mark", **SOURCE}}
    rule = {"mark_at_or_below": edge, "unit": "mark", **SOURCE}
    section = {"id": "s", "name": "S", "weight": 50, "aggregate": "equal", "section_fail": rule}
    section["children"] = [item("a", 1, "tenths"), item("b", 1, "tenths")]
    of = scheme([section, item("c", 50, "tenths")], scales=tenths)
    marks = {"a": Fraction(mark), "b": Fraction(2), "c": Fraction(2)}
    section_value = 0 if fails else (float(mark) + 2) / 4 * 100
    assert scored(of, marks=marks)["value.s"] == pytest.approx(section_value, abs=1e-12)


@pytest.mark.parametrize(
    ("codes", "deduction", "final"),
    [
        ((), "2.5", 97.5),
        (("F4",), "2", 98),
        (("F1",), "2", 60),
        (("F1",), "0", 60),
        (("F3", "F1"), "0", 40.5),
        (("F1", "F2", "F4"), "0", 0),
    ],
)
def test_score_recordings__fatal(codes, deduction, final):
    """The error deduction comes first, then the harshest effect of all codes: zero, lowest cap, flag; raw is kept."""
    of = scheme([item("a")], fatal=FATAL, error_deduction=DEDUCTION)
    marks, deducted = {"a": Fraction(5)}, Fraction(deduction)
    row = scored(of, marks=marks, deduction=deducted, fatal=bool(codes), codes=codes)
    assert (row["raw"], row["final"]) == (100, final)


def test_score_recordings__final_is_never_negative():
    """A deduction larger than the score leaves 0."""
    of = scheme([item("a")], error_deduction=DEDUCTION)
    row = scored(of, marks={"a": Fraction(0)}, deduction=Fraction(10))
    assert (row["raw"], row["final"], row["deduction"]) == (0, 0, 10)


MARKS_BELOW_ZERO = {
    "likert": {"full": 5, "lowest": 1, "zero": 1, "step": 1, "unit": "mark", **SOURCE},
    "minus": {
        "full": 10,
        "lowest": -5,
        "choices": [
            {"mark": 10, "name": "好"},
            {"mark": 0, "name": "平"},
            {"mark": -5, "name": "差"},
        ],
        "unit": "mark",
        **SOURCE,
    },
}


@pytest.mark.parametrize(("floor", "raw", "final"), [(0, 0, 0), (-50, -25, -27)])
def test_score_recordings__marks_below_zero(floor, raw, final):
    """A mark below 0 takes points off; only a floor below 0 lets scores go there as well."""
    of = scheme(
        [item("a", 50, "minus"), item("b", 50, "minus")],
        score={"floor": floor},
        scales=MARKS_BELOW_ZERO,
        error_deduction=DEDUCTION,
    )
    row = scored(of, marks={"a": Fraction(10), "b": Fraction(-5)})
    assert (row["raw"], row["final"], row["defects"]) == (25, 25, 1)
    row = scored(of, marks={"a": Fraction(0), "b": Fraction(-5)}, deduction=Fraction(2))
    assert (row["raw"], row["final"], row["defects"]) == (raw, final, 2)


def test_score_recordings__scale_from_one():
    """With `zero: 1` a sheet that runs 1 to 5 is scored (mark - 1) / 4, as it is typed."""
    of = scheme([item("a", 1, "likert"), item("b", 1, "likert")], scales=MARKS_BELOW_ZERO)
    assert scored(of, marks={"a": Fraction(3), "b": Fraction(5)})["raw"] == 75
    assert scored(of, marks={"a": Fraction(1), "b": Fraction(1)})["raw"] == 0


@pytest.mark.parametrize(("rounding", "raw"), [("half_up", 67), ("down", 66)])
def test_score_recordings__rounding(rounding, raw):
    """2 of 3 are 67, or 66 where scores are cut off."""
    of = scheme([item(id_, 1) for id_ in "abc"], score={"decimals": 0, "rounding": rounding})
    row = scored(of, marks={"a": Fraction(5), "b": Fraction(5), "c": Fraction(0)})
    assert (row["raw"], row["final"]) == (raw, raw)


def test_score_recordings__failing_never_improves_a_section():
    """A section that lost more than all its points stays below 0 when it fails as a whole."""
    rule = {"mark_at_or_below": -5, "unit": "mark", **SOURCE}
    section = {"id": "s", "name": "S", "weight": 50, "aggregate": "equal", "section_fail": rule}
    section["children"] = [item("a", 1, "minus")]
    of = scheme([section, item("b", 50, "minus")], scales=MARKS_BELOW_ZERO)
    assert scored(of, marks={"a": Fraction(-5), "b": Fraction(10)})["raw"] == 25


def test_score_recordings__up_and_down_from_zero():
    """With a full score of 0 points go up and down from 0, as far as floor and ceiling."""
    tops = [clause("thanks", 3, direction="bonus"), clause("fault", 4)]
    limits = {"full": 0, "floor": -20, "ceiling": 10}
    of = scheme(tops, "sum", score=limits)
    found = [
        scored(of, counts={"thanks": (thanks, 0), "fault": (fault, 0)})[["raw", "final"]].tolist()
        for thanks, fault in ((0, 0), (2, 0), (5, 0), (1, 2), (0, 9))
    ]
    assert found == [[0, 0], [6, 6], [10, 10], [-5, -5], [-20, -20]]


def test_score_recordings__asked_but_not_scored():
    """A question with `scored: false` changes no score and no defect, whatever is answered."""
    of = scheme([item("a"), item("b", None, scored=False)])
    for mark in (Fraction(0), Fraction(5), None):
        row = scored(of, marks={"a": Fraction(4)} | ({"b": mark} if mark is not None else {}))
        assert (row["raw"], row["defects"], row["defective.a"]) == (80, 1, True)
    assert "defective.b" not in row and [one.id for one in of.entries("items")] == ["a", "b"]


def test_score_recordings__bonus_never_undoes_a_fatal():
    """A fatal error that zeroes the score zeroes it whatever was added."""
    of = scheme([clause("thanks", 30, direction="bonus")], "sum", score={"base": 50}, fatal=FATAL)
    row = scored(of, counts={"thanks": (1, 0)}, fatal=True, codes=("F2",))
    assert (row["raw"], row["final"]) == (80, 0)


def test_score_recordings__critical_families():
    """A critical family is hit by its fatal codes and by defects of its critical indicators."""
    of = scheme([item("a", critical="customer"), item("b")], fatal=FATAL)
    row = scored(of, marks={"a": Fraction(4), "b": Fraction(5)}, fatal=True, codes=("F2",))
    assert (row["critical.customer"], row["critical.company"]) == (True, True)
    row = scored(of, marks={"a": Fraction(5), "b": Fraction(0)})
    assert (row["critical.customer"], row["critical.company"]) == (False, False)


def test_score_recordings__marked_through_points():
    """An item with points takes its direct mark where one was entered, else the mean of its points; rows may differ."""
    points = [item("p", None, "three"), item("q", None, "three")]
    both = {
        "id": "a",
        "name": "A",
        "weight": 10,
        "scale": "three",
        "aggregate": "equal",
        "children": points,
    }
    of = scheme([both])
    direct = Sheet(marks={"a": Fraction(5)})
    through = Sheet(marks={"p": Fraction(10), "q": Fraction(5)})
    rows = score_recordings(of, frame(of, [direct, through]))
    assert rows["raw"].tolist() == [50, 75]
    assert rows["defects"].tolist() == [1, 1]
    assert rows["value.q"].tolist()[1] == 50


def test_score_recordings__satisfaction():
    """Weights 25, 25 and 50 with level 3 below them (S13): 一般 on 规范用语 costs half of its 5 points."""
    of = BOOK.latest("satisfaction-3-9-20")
    marks = {one.id: Fraction(10) for one in of.items}
    worst = next(one for one in of.items if one.name.zh == "规范用语")
    row = scored(of, marks=marks | {worst.id: Fraction(5)})
    assert (row["raw"], row["defects"]) == (97.5, 1)
    fatal = scored(of, marks=marks, fatal=True, codes=(of.fatal.codes[0].id,))
    assert (fatal["raw"], fatal["final"]) == (100, 0)


def breach(clause_id, times=1, aggravated=False, **others) -> dict:
    return {"clause": clause_id, "times": times, "aggravated": aggravated} | others


def breaches(rows: list[dict]) -> pd.DataFrame:
    """Breaches of one recording, unless they say otherwise."""
    return long_frame(
        rows, recording="r1", agent="1001", inspector="张三", file="a.xlsx", sheet="违规登记", row=6
    )


def test_fold_breaches():
    """Breaches of one recording, agent and inspector become one row with counts."""
    of = scheme([clause("a", 5, aggravated=2), clause("b", 6)], "sum", score={"base": 100})
    rows = [
        breach("a", 2, remark="first"),
        breach("b", agent="1002", row=7),
        breach("a", 1, True, row=9),
        breach("b", row=4, file="b.xlsx"),
    ]
    folded = fold_breaches(of, breaches(rows))
    assert folded["agent"].tolist() == ["1001", "1002"]
    assert folded[["count.a", "aggravated.a", "count.b"]].to_numpy().tolist() == [
        [3, 1, 1],
        [0, 0, 1],
    ]
    assert folded["remark"].tolist() == ["first", ""]
    assert not {"clause", "times"} & set(folded)
    assert score_recordings(of, folded)["raw"].tolist() == [100 - 20 - 6, 94]


def test_fold_breaches__order_and_emptiness():
    """The order of breaches changes no count, and no breaches give no rows."""
    of = scheme([clause("a", 5), clause("b", 6)], "sum", score={"base": 100})
    rows = [breach("a"), breach("b", 2), breach("a", 3, row=8)]
    counts = [
        fold_breaches(of, breaches(order))[["count.a", "count.b"]] for order in (rows, rows[::-1])
    ]
    assert counts[0].equals(counts[1])
    empty = fold_breaches(of, breaches(rows).iloc[:0])
    assert len(empty) == 0 and {"count.a", "aggravated.b"} <= set(empty)
