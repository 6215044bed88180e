"""The weeks of the tracking sheet (S4) come out of one reading as they would one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from made_recordings import recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.detail import detail_table
from qa_workbook.analysis.rules import load_rules
from qa_workbook.analysis.theme_weeks import WeekFigures, explained, figures_by_week, theme_week
from qa_workbook.frames import MARK
from qa_workbook.numbers import week_of
from qa_workbook.workspace_paths import shipped

RULES = load_rules(shipped("config"))[0].versions[0].themes
WEEKS = [week_of(date(2026, 9, 28) + number * timedelta(days=7)) for number in range(4)]


def rows() -> pd.DataFrame:
    """Recordings of three weeks, some of them scored again by somebody else in another week."""
    frame = recordings(scheme(), 8, 9, days=17, seed=4)
    again = frame.iloc[::7].assign(
        inspector="另一位",
        call_date=frame["call_date"].iloc[::7] + pd.Timedelta(days=7),
        inspected_on=pd.Timestamp(2026, 10, 30),
    )
    return pd.concat([frame, again], ignore_index=True).astype(frame.dtypes)


def worst(figures: WeekFigures, item: str, most: int) -> list[str]:
    """The first recordings with a defect in an item, all of them being put in order."""
    rows = detail_table(figures.pool)
    inside = (rows["call_date"].dt.date >= WEEKS[0].first) & (
        rows["call_date"].dt.date <= WEEKS[0].last
    )
    rows = rows[inside & rows["counted"] & rows[f"defective.{item}"]]
    rows = rows.sort_values([f"{MARK}{item}", "raw", "call_date", "recording"], kind="stable")
    again = rows["agent"].duplicated()
    return pd.concat([rows[~again], rows[again]])["recording"].head(most).tolist()


def test_theme_weeks__one_reading_is_as_good_as_many():
    """Items of each week are those of its own analysis; a week without recordings is left out."""
    rules, frame = scheme(), rows()
    versions, frames = {rules.key: rules}, {rules.key: frame}
    found = figures_by_week(versions, frames, WEEKS, "latest", "zh")
    assert list(found) == WEEKS
    for week, figures in found.items():
        alone = analyse(versions, frames, week)
        pd.testing.assert_frame_equal(figures.items, alone.items)
        assert figures.recordings == alone.overall.recordings


def test_theme_weeks__cases_have_a_defect_in_the_theme():
    """The cases are the worst ones of the week that chose the item, of different agents first."""
    rules, frame = scheme(), rows()
    found = figures_by_week({rules.key: rules}, {rules.key: frame}, WEEKS, "latest", "zh")
    first, second = WEEKS[:2]
    chosen = theme_week(RULES, rules, second, (first, found[first]), found[second], "zh")
    told = explained([chosen])[0]
    assert (told.chosen_by, told.recordings) == (first, found[second].recordings)
    assert len(told.themes) == 2
    for theme in told.themes:
        cases, column = told.examples[theme.item], f"{MARK}{theme.item}"
        assert len(cases) == 3
        assert cases["agent"].is_unique
        days = cases["call_date"].dt.date
        assert all(first.first <= day <= first.last for day in days)
        full = float(rules.scale_of(rules.by_id[theme.item]).full)
        lost = found[first].pool.marks_of(theme.item)[found[first].places]
        assert cases[column].max() < full
        assert cases[column].min() == lost.min()
        assert cases["recording"].tolist() == worst(found[first], theme.item, len(cases))
    assert [one.item for one in told.themes] == [
        str(id_)
        for id_ in found[first]
        .items.query("family == 'ability'")
        .sort_values("defective", ascending=False, kind="stable")["id"]
        .head(2)
    ]
