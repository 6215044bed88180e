"""How inspectors mark: 不适用 beside the others, the same row of marks and the same remark again."""

from __future__ import annotations

from itertools import groupby

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from frames import wide_frame
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.rules import load_rules
from qa_workbook.frames import MARK, NOT_APPLICABLE
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.scheme.model import Scheme
from qa_workbook.statistics.intervals import wilson
from qa_workbook.workspace_paths import shipped
from scheme_factory import item, scheme

RULES = load_rules(shipped("config"))[0].versions[0]
OCTOBER = period("2026-10")
OF = scheme([item("a"), item("b", not_applicable="respread")])


def rows(*marked: tuple[str, int, int], of: Scheme = OF, **others: object) -> pd.DataFrame:
    """A recording for each inspector and ticks of a and b, below one another on one sheet."""
    return wide_frame(
        of,
        [
            {
                "recording": f"r{number}",
                "inspector": name,
                "call_date": pd.Timestamp(2026, 10, 1),
                "file": "a.xlsx",
                "sheet": "评分表",
                "row": 6 + number,
                f"{MARK}a": a,
                f"{MARK}b": b,
                **others,
            }
            for number, (name, a, b) in enumerate(marked)
        ],
    )


def told(frames: dict[SchemeKey, pd.DataFrame], versions: tuple[Scheme, ...] = (OF,), rules=RULES):
    """What is published of each inspector, by name."""
    by_key = {one.key: one for one in versions}
    found = published_metrics(analyse(by_key, frames, OCTOBER, rules=rules))["inspectors"]
    return {one["inspector"]: one for one in found}


def excused(name: str, skipped: int, size: int) -> list[tuple[str, int, int]]:
    """So many recordings, of which some have b as 不适用; neighbours differ in a."""
    return [(name, number % 5, NOT_APPLICABLE if number < skipped else 4) for number in range(size)]


def test_not_applicable__is_flagged_where_the_others_lie_outside_and_marks_are_enough():
    """30 of 120 beside 5 of 100 is too many; 3 of 10 is too few to say; a can't be 不适用 at all."""
    marked = [*excused("甲", 30, 120), *excused("乙", 5, 90), *excused("丙", 0, 10)]
    found = told({OF.key: rows(*marked)})
    low, high = (float(end) for end in wilson(30, 120))
    assert (found["甲"]["na_share"], found["甲"]["na_others"]) == (0.25, 0.05)
    assert found["甲"]["na_interval"] == [low, high]
    assert low > 0.05
    assert [found[name]["na_flag"] for name in ("甲", "乙", "丙")] == ["more", None, None]
    least = RULES.inspectors.model_copy(update={"not_applicable_from": 90})
    rules = RULES.model_copy(update={"inspectors": least})
    flags = told({OF.key: rows(*marked)}, rules=rules)
    assert [flags[name]["na_flag"] for name in ("甲", "乙", "丙")] == ["more", "fewer", None]


def test_not_applicable__compares_on_the_same_items():
    """乙 marks only the item that is often 不适用 and does it as often as the others there."""
    both = scheme(
        [item("a", not_applicable="respread"), item("b", not_applicable="respread")],
        sheet={"blank": "full"},
    )
    often = [("甲", 5, NOT_APPLICABLE if number % 2 else 5) for number in range(100)]
    frame = rows(*often, *(("乙", -1, NOT_APPLICABLE if n % 2 else 5) for n in range(100)), of=both)
    found = told({both.key: frame}, (both,))
    assert (found["乙"]["na_share"], found["乙"]["na_others"]) == (0.5, 0.5)
    assert (found["甲"]["na_share"], found["甲"]["na_others"]) == (0.5, 0.5)  # a is nobody else's
    assert {one["na_flag"] for one in found.values()} == {None}


@pytest.mark.parametrize("others", [[], [("乙", 3, 3)]])
def test_not_applicable__nothing_to_compare_with_is_no_zero(others):
    """Alone, or in a scheme without 不适用, there is no share at all."""
    of = OF if not others else scheme([item("a"), item("b")])
    found = told({of.key: rows(("甲", 4, 4), *others, of=of)}, (of,))["甲"]
    assert [found[key] for key in ("na_share", "na_others", "na_interval", "na_flag")] == [None] * 4


def test_without_rules_nothing_is_judged():
    """Before the first version of the rules there are shares, but no flag and no count of runs."""
    marked = [*excused("甲", 100, 100), *excused("乙", 0, 100), *[("丙", 5, 5)] * 9]
    found = told({OF.key: rows(*marked, remark="好")}, rules=None)
    assert found["甲"]["na_share"] == 1.0
    assert [found["甲"]["na_flag"], found["甲"]["often_remark"]] == [None, None]
    assert (found["丙"]["longest_run"], found["丙"]["in_runs"]) == (9, 0)


def test_remarks__that_come_back_often():
    """Of seven remarks five are the same but for blanks at the ends; a pair is no habit yet."""
    frame = rows(*[("甲", number % 5, 5) for number in range(8)])
    frame["remark"] = pd.Series(
        ["语速快", " 语速快", "语速快 ", "语速快", "语速快", "好", "好", ""]
    )
    least = RULES.inspectors.model_copy(update={"same_remark_from": 5})
    rules = RULES.model_copy(update={"inspectors": least})
    found = told({OF.key: frame}, rules=rules)["甲"]
    assert (found["often_remark"], found["same_remark"]) == (5 / 7, 1.0)
    assert (found["remark"], found["times"]) == ("语速快", 5)


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙"), st.integers(0, 1), st.integers(0, 1), st.booleans()),
        min_size=1,
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
@examples(40)
def test_runs__as_somebody_would_count_them(marked, dice):
    """Neighbours of one inspector on one sheet, whatever the order in which rows were read."""
    frame = rows(*((name, a, b) for name, a, b, _ in marked))
    frame["sheet"] = pd.Series([f"表{int(second)}" for *_, second in marked], dtype="str")
    shuffled = list(range(len(marked)))
    dice.shuffle(shuffled)
    least = RULES.inspectors.model_copy(update={"same_marks_from": 2})
    rules = RULES.model_copy(update={"inspectors": least})
    found = analyse(
        {OF.key: OF}, {OF.key: frame.take(shuffled).reset_index(drop=True)}, OCTOBER, rules=rules
    ).inspectors.set_index("inspector")
    for name in {row[0] for row in marked}:
        lengths = [
            len(list(same))
            for second in (False, True)
            for _, same in groupby(
                row[1:3] for row in marked if row[0] == name and row[3] is second
            )
        ]
        one = found.loc[name]
        assert one["longest_run"] == max(lengths)
        assert one["in_runs"] == sum(length for length in lengths if length > 1)
        own = frame[(frame["inspector"] == name) & (frame["sheet"] == one["run_sheet"])]
        between = own[own["row"].between(one["run_row"], one["run_last"])]
        assert max(lengths) == 1 or len(between) == max(lengths)


def test_runs__are_of_one_version_and_end_at_a_fatal_error():
    """A new version begins anew; the same marks with another finding are another row."""
    newer = scheme([item("a"), item("b")], version="2026.2", valid_from="2026-06-01")
    same = [("甲", 5, 5)] * 4
    frames = {OF.key: rows(*same), newer.key: rows(*same, of=newer)}
    frames[newer.key]["recording"] += "n"
    frames[newer.key]["fatal"] = [False, False, True, False]
    found = told(frames, (OF, newer))["甲"]
    assert (found["longest_run"], found["full_recordings"]) == (4, 1.0)
    del frames[OF.key]
    assert told(frames, (newer,))["甲"]["longest_run"] == 2
