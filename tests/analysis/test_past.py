"""Periods in a row have the figures that each has alone, and weeks those of their days."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from made_recordings import analysis, breaches, recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.past import PAST, past_by_analysis, past_table, periods_before
from qa_workbook.numbers import period
from qa_workbook.scheme.model import Scheme


def moved(frame: pd.DataFrame, days: int, mark: str) -> pd.DataFrame:
    """The recordings so many days earlier, under other numbers."""
    earlier = frame["call_date"] - pd.Timedelta(days=days)
    return frame.assign(call_date=earlier, recording=frame["recording"] + mark)


@pytest.mark.parametrize("two_inspectors", ["latest", "mean"])
def test_past_periods_are_what_analyse_says_of_each(two_inspectors):
    """Two versions, two inspectors on days of different weeks, a week without recordings."""
    newer = scheme()
    given = newer.model_dump(by_alias=True) | {"version": "2025.1", "valid_from": "2025-01-01"}
    older = Scheme.model_validate(given | {"indicators": given["indicators"][:-1]})
    new = recordings(newer, 5, 8, 10)
    again = new.iloc[:4].assign(inspector="另一位", call_date=pd.Timestamp(2026, 10, 14))
    frames = {
        newer.key: pd.concat([new, again], ignore_index=True),
        older.key: moved(recordings(older, 4, 6, 12, seed=8), 21, "-old"),
    }
    versions = {newer.key: newer, older.key: older}
    weeks = periods_before(period("2026-W43"), 6)
    assert [week.short for week in weeks][::5] == ["2026-W37", "2026-W42"]
    table = past_table(versions, frames, weeks, two_inspectors)
    assert list(table) == list(PAST) and table["period"].iloc[0] == "2026-W37"
    assert 0 in table["recordings"].tolist() and table["recordings"].sum() == 64
    alone = [analyse(versions, frames, week, two_inspectors) for week in weeks]
    pd.testing.assert_frame_equal(table, past_by_analysis(weeks, alone))
    empty = table[table["recordings"] == 0].iloc[0]
    assert empty[["mean_score", "good", "average_defect_ratio"]].isna().all()


def test_past_begins_with_the_first_recording_and_long_sheets_count_months():
    """Periods before the records begin are no row; scores of breaches are those of months."""
    rules = scheme("service-norm-100")
    spans = periods_before(period("2026-11"), 3)
    found = [analysis(breaches(rules), rules, span) for span in spans]
    table = past_by_analysis(spans, found)
    assert table["period"].tolist() == ["2026-10"]
    assert table["mean_score"].iloc[0] == found[-1].months["raw"].mean()
    assert table["first"].iloc[0].date() == date(2026, 10, 1)


def test_weeks_begin_on_monday():
    """Every recording is in the week of its day; figures are those of these recordings."""
    rules = scheme()
    whole = analysis(recordings(rules, 6, 9, 28), rules)
    detail = whole.detail
    mondays = detail["call_date"] - pd.to_timedelta(detail["call_date"].dt.weekday, unit="D")
    expected = detail.groupby(mondays)["raw"].agg(["size", "mean"])
    assert whole.weeks["date"].tolist() == expected.index.tolist()
    assert len(expected) == 3
    assert whole.weeks["recordings"].tolist() == expected["size"].tolist()
    assert whole.weeks["mean_score"].tolist() == pytest.approx(expected["mean"].tolist())
