"""The report: who is strict, what repeats say, how sessions go on, and a sentence for each figure."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from calibration_reports import RULES, report
from calibration_sessions import panel, session

from made_recordings import scheme
from qa_workbook.calibration.disputes import dispute_counts
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.inspectors import inspectors_of
from qa_workbook.calibration.panel import panel_of
from qa_workbook.calibration.published import published_report
from qa_workbook.calibration.repeats import Repeats, repeats_of
from qa_workbook.calibration.report import report_of
from qa_workbook.calibration.sentences import told
from qa_workbook.statistics.severity import Method, Verdict


@pytest.fixture(scope="module")
def several():
    """The report of the third of three weekly sessions."""
    return report(recordings=4)


def test_inspectors__strict_and_lenient_beyond_doubt_only():
    """Severity is the mean less that of all; only an interval without 0 makes somebody strict or lenient."""
    found = panel(recordings=12, seed=5)
    figures = {one.inspector: one for one in inspectors_of(found)}
    assert figures["陈静"].verdict is Verdict.STRICT
    assert figures["何敏"].verdict is Verdict.LENIENT
    for place, name in enumerate(found.inspectors):
        away = found.total.away[:, place]
        assert figures[name].bias == pytest.approx(np.nanmean(away))
        assert figures[name].away == pytest.approx(np.nanmean(np.abs(away)))
        interval = figures[name].severity.interval
        assert interval is not None
        assert (figures[name].verdict is Verdict.UNCLEAR) == (interval[0] <= 0 <= interval[1])


def test_inspectors__missing_recordings_cost_no_others():
    """Where somebody has missed a recording all others still count, by least squares."""
    whole = panel(recordings=8, seed=2)
    whole.total.given[np.isnan(whole.total.given)] = 80.0
    complete = inspectors_of(whole)
    assert {one.method for one in complete} == {Method.SHARED}
    assert sum(one.severity.value for one in complete) == pytest.approx(0, abs=1e-9)
    whole.total.given[0, 0] = np.nan
    found = inspectors_of(whole)
    assert {one.method for one in found} == {Method.LEAST_SQUARES}
    assert [one.severity.n for one in found] == [7, 8, 8, 8]


def test_repeats__by_hand():
    """Pairs of the same inspector and recording alone; the standard deviation is √(Σ d² ÷ 2n)."""
    columns = ["inspector", "recording", "total", "mark.a"]
    first = pd.DataFrame(
        [["甲", "R1", 90.0, 5.0], ["甲", "r2", 80.0, 4.0], ["乙", "R1", 70.0, 3.0]], columns=columns
    )
    again = pd.DataFrame(
        [["甲", "R1", 94.0, 5.0], ["甲", "R2 ", 80.0, 3.0], ["丙", "R1", 1.0, 1.0]], columns=columns
    )
    found = repeats_of(first, again)
    assert [(one.inspector, one.difference) for one in found.pairs] == [("甲", 4.0), ("甲", 0.0)]
    assert found.overall is not None
    assert found.overall.sd == pytest.approx(np.sqrt(16 / 4))
    assert (found.overall.mean, found.overall.farthest, found.overall.equal) == (2.0, 4.0, 0.5)
    means = np.array([92.0, 80.0])
    assert found.share == pytest.approx(2 / np.sqrt(4 + means.var(ddof=1) - 2))
    assert repeats_of(first, again.iloc[:0]) == Repeats()


def test_repeats__crossed_ones_make_a_gauge_study():
    """Where every inspector repeated every recording, gauge R&R tells both kinds of spread."""
    rows = [
        {"inspector": who, "recording": f"R{number}", "total": 70.0 + 5 * number + apart}
        for number in range(4)
        for who, apart in (("甲", 0), ("乙", 3))
    ]
    first = pd.DataFrame(rows)
    again = first.assign(total=first["total"] + [1.0, -1.0] * 4)
    found = repeats_of(first, again).gauge
    assert found is not None
    assert found.reproducibility > found.repeatability > 0
    assert repeats_of(first.iloc[1:], again).gauge is None


def test_report__sessions_together_and_over_time(several):
    """The last sessions are pooled, each is a point of the trend, weeks without one are counted."""
    assert len(several.trend) == 3
    assert [point.recordings for point in several.trend] == [4, 4, 4]
    assert several.pooled is not None
    assert len(several.pooled.panel.units) == 12
    assert several.idle_weeks == 0
    rules = scheme()
    held = [session(rules, 2, day=5), session(rules, 2, day=26)]
    panels = {one.id: panel_of(one, {rules.key: rules}, {}) for one in held}
    assert report_of(held, panels, RULES, Repeats()).idle_weeks == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sentences__one_for_each_figure(several, language):
    """Every figure says what it means, and whether there are enough recordings for it."""
    found = told(several, language)
    assert [one.key for one in found] == [
        *("agreement", "weakest", "icc", "away", "severity", "disputed", "repeats"),
        *("pooled_agreement", "pooled_icc", "pooled_severity"),
    ]
    assert all(one.sentence for one in found)
    few = {"zh": "只有 4 条录音", "en": "Only 4 recordings"}[language]
    assert few in found[0].sentence
    assert found[7].n == 12
    assert few not in found[7].sentence


def test_verdicts__too_few_recordings_are_a_hint(several):
    """Below the wanted number of recordings nothing is met or not; counts say what they count."""
    found = {one.key: one for one in told(several, "zh")}
    assert {found[key].verdict for key in ("agreement", "weakest", "icc", "severity")} == {
        "only_hint"
    }
    assert found["pooled_agreement"].verdict in ("met", "not_met")
    figures = several.figures
    counts = dispute_counts(figures.disputes)
    assert (
        f"{figures.compared} 个评分（10 个单项和差错扣分、致命错误）" in found["disputed"].sentence
    )
    assert counts.marks + counts.silent + counts.totals == len(figures.disputes)
    assert f"总分 {counts.totals} 个" in found["disputed"].sentence


def test_verdicts__nobody_apart_is_not_missed(several):
    """Who is far from the mean, but can't be told apart, makes no target missed."""
    one = several.figures.inspectors[0]
    wide = Figure(9.0, (-1.0, 19.0), "", 12)
    unclear = replace(one, severity=wide, verdict=Verdict.UNCLEAR)
    figures = replace(several.figures, inspectors=[unclear])
    found = {one.key: one for one in told(replace(several, figures=figures), "zh")}
    assert (found["severity"].value, found["severity"].verdict) == ("分不出谁严谁宽", "only_hint")


def test_published__reasons_instead_of_nan(several):
    """The JSON has no NaN; a session of which nothing came back says so and has reasons."""
    whole = json.loads(json.dumps(published_report(several, "zh"), allow_nan=False))
    assert whole["pooled"]["sessions"] == 3
    rules = scheme()
    one = session(rules, 3)
    empty = report_of([one], {one.id: panel_of(one, {rules.key: rules}, {})}, RULES, Repeats())
    found = json.loads(json.dumps(published_report(empty, "en"), allow_nan=False))
    assert found["not_handed_in"] == ["陈静", "何敏", "周丽", "吴强"]
    assert found["lead"]["handed_in"] is False
    assert found["icc"]["reason"] == "too-few-raters"
    assert {item["agreement"]["reason"] for item in found["items"]} <= {
        "too-few-units",
        "too-few-raters",
    }
    assert found["disputed"] == []
