"""All published figures agree with a calculator of single recordings in fractions, on any scheme."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle import metrics, score
from qa_workbook.analysis import analyse
from qa_workbook.numbers import period
from scheme_factory import frame, schemes, sheets

OCTOBER = period("2026-10")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=SLOW)


def near(value):
    """The value with every float made tolerant of the last binary digits."""
    if isinstance(value, dict):
        return {key: near(one) for key, one in value.items()}
    if isinstance(value, list):
        return [near(one) for one in value]
    return pytest.approx(value, rel=1e-13, abs=1e-13) if isinstance(value, float) else value


def drawn(data, most=12):
    of = data.draw(schemes())
    rows = [data.draw(sheets(of, position)) for position in range(data.draw(st.integers(1, most)))]
    return of, [sheet for sheet in rows if score(of, sheet).raw is not None]


@RELAXED
@given(st.data())
def test_analyse__any_scheme(data):
    """The metrics object equals the exact calculation, key by key, and is plain JSON."""
    of, rows = drawn(data)
    found = analyse({of.key: of}, {of.key: frame(of, rows)}, OCTOBER).metrics
    assert found == near(metrics(of, "2026-10", rows))
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@settings(RELAXED, max_examples=25)
@given(st.data())
def test_analyse__row_order(data):
    """The order of the rows changes no figure by a single bit, and no frame."""
    of, rows = drawn(data)
    order = data.draw(st.permutations(range(len(rows))))
    wide = frame(of, rows)
    straight = analyse({of.key: of}, {of.key: wide}, OCTOBER)
    shuffled = analyse({of.key: of}, {of.key: wide.iloc[list(order)]}, OCTOBER)
    assert shuffled.metrics == straight.metrics
    for name in ("detail", "items", "days", "agents", "teams", "families", "critical", "index", "fatal_codes"):
        assert getattr(shuffled, name).equals(getattr(straight, name)), name


@settings(RELAXED, max_examples=25)
@given(st.data())
def test_analyse__totals(data):
    """Days, agents, teams and score groups each add up to all recordings; shares add up to 1 or are all 0."""
    of, rows = drawn(data)
    found = analyse({of.key: of}, {of.key: frame(of, rows)}, OCTOBER)
    for table in (found.days, found.agents, found.teams):
        assert table["recordings"].sum() == len(rows)
    if of.distribution:
        assert found.distribution["count"].sum() == len(rows)
    for shares in (found.items["share"], found.agents["share"]):
        assert shares.sum() == pytest.approx(1) or not shares.any()
    assert found.agents["defects"].sum() == found.detail["defects"].sum()
