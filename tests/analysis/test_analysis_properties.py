"""All published figures agree with a calculator of single recordings in fractions, on any scheme."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from oracle import Sheet, metrics, score
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.numbers import period
from scheme_factory import ALERTS, DISTRIBUTION, frame, item, scheme, schemes, sheets

OCTOBER = period("2026-10")


def near(value):
    """The value with every float made tolerant of the last binary digits."""
    if isinstance(value, dict):
        return {key: near(one) for key, one in value.items()}
    if isinstance(value, list):
        return [near(one) for one in value]
    return pytest.approx(value, rel=1e-13, abs=1e-13) if isinstance(value, float) else value


def of_keys(found, wanted):
    """Returns of an object what the plain calculator knows: the keys of `wanted`, at any depth."""
    if isinstance(wanted, dict):
        return {key: of_keys(found[key], value) for key, value in wanted.items()}
    if isinstance(wanted, list) and len(found) == len(wanted):
        return [of_keys(one, value) for one, value in zip(found, wanted, strict=True)]
    return found


def drawn(data, most=12):
    of = data.draw(schemes())
    rows = [data.draw(sheets(of, position)) for position in range(data.draw(st.integers(1, most)))]
    return of, [sheet for sheet in rows if score(of, sheet).raw is not None]


@examples(60)
@given(st.data())
def test_analyse__any_scheme(data):
    """The metrics object equals the exact calculation, key by key, and is plain JSON."""
    of, rows = drawn(data)
    found = published_metrics(analyse({of.key: of}, {of.key: frame(of, rows)}, OCTOBER))
    wanted = metrics(of, "2026-10", rows)
    assert of_keys(found, wanted) == near(wanted)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@examples(60)
@given(st.data())
def test_analyse__versions_with_other_items(data):
    """Under two versions with different items an item's ratio is that of the recordings whose version has it (S3)."""
    new, old = (
        scheme([item(id_) for id_ in data.draw(st.permutations("abcd"))[: data.draw(st.integers(1, 4))]],
               version=version, valid_from=first, alerts=ALERTS)
        for version, first in (("2", "2026-10-04"), ("1", "2026-01-01"))
    )  # fmt: skip
    rows = []
    for position in range(data.draw(st.integers(1, 12))):
        of = data.draw(st.sampled_from([new, old]))
        marks = {one.id: Fraction(data.draw(st.integers(3, 5))) for one in of.items}
        day, agent = data.draw(st.integers(1, 3)), data.draw(st.sampled_from("xy"))
        rows.append(
            Sheet(
                marks=marks,
                recording=f"r{position}",
                agent=agent,
                day=f"2026-10-0{day}",
                version=of,
            )
        )
    rows.append(
        Sheet(
            marks={one.id: Fraction(5) for one in new.items}, recording="r", agent="x", version=new
        )
    )
    frames = {
        of.key: frame(of, own)
        for of in (new, old)
        if (own := [row for row in rows if row.version is of])
    }
    found = published_metrics(analyse({new.key: new, old.key: old}, frames, OCTOBER))
    wanted = metrics(new, "2026-10", rows)
    assert {one["id"]: near(one) for one in found["items"]} == {
        one["id"]: near(one) for one in wanted["items"]
    }
    wanted = wanted | {"items": found["items"]}
    assert of_keys(found, wanted) == near(wanted)


@examples(25)
@given(st.data())
def test_analyse__row_order(data):
    """The order of the rows changes no figure by a single bit, and no frame."""
    of, rows = drawn(data)
    order = data.draw(st.permutations(range(len(rows))))
    wide = frame(of, rows)
    straight = analyse({of.key: of}, {of.key: wide}, OCTOBER)
    shuffled = analyse({of.key: of}, {of.key: wide.iloc[list(order)]}, OCTOBER)
    assert published_metrics(shuffled) == published_metrics(straight)
    for name in (
        "detail",
        "items",
        "days",
        "agents",
        "teams",
        "families",
        "critical",
        "index",
        "fatal_codes",
        "critical_accuracy",
        "inspectors",
        "repeats",
    ):
        assert getattr(shuffled, name).equals(getattr(straight, name)), name


@examples(25)
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


def test_distribution__bound_between_two_scores():
    """With whole scores a group from 72.5 begins at 73: a 72 belongs to the group below."""
    of = scheme([item("a", 72), item("b", 28)], score={"decimals": 0}, distribution=DISTRIBUTION)
    rows = [Sheet(marks={"a": Fraction(5), "b": Fraction(0)})]
    found = published_metrics(analyse({of.key: of}, {of.key: frame(of, rows)}, OCTOBER))
    assert [group["count"] for group in found["distribution"]] == [0, 1, 0, 0]
