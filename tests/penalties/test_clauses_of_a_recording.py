"""The register takes off what the score takes off: caps, clauses counted once and bonuses of long sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import NORM, book, frame, schemes

from examples import examples
from qa_workbook.penalties import Register, assess
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches, score_recordings

CLAUSE = "ten.nuisance"


def changed(**count: Any) -> Scheme:
    """The shipped scheme with another way of counting one clause."""
    raw = schemes()[NORM].model_dump(by_alias=True)
    leaf = next(
        leaf for group in raw["indicators"] for leaf in group["children"] if leaf["id"] == CLAUSE
    )
    leaf["count"].update(count)
    return Scheme.model_validate(raw)


def assessed(scheme: Scheme, *rows: dict[str, Any]) -> Register:
    """The register of rows of one recording."""
    return assess(book(), {NORM: scheme}, {NORM: frame(*rows, recording="R1", clause=CLAUSE)})


def row(times: int, aggravated: bool = False, **more: Any) -> dict[str, Any]:
    return {"times": times, "aggravated": aggravated, **more}


@pytest.mark.parametrize(
    ("count", "rows", "points"),
    [
        ({"points": 12, "cap": 30}, [row(2), row(1, aggravated=True)], [24, 6]),
        ({"points": 12, "cap": 30}, [row(1, aggravated=True), row(2)], [24, 6]),
        ({"points": 12, "cap": 30}, [row(3), row(1), row(1)], [30, 0, 0]),
        ({"points": 10, "per": "once"}, [row(2), row(3)], [10, 0]),
        (
            {"points": 10, "per": "once"},
            [row(1), row(1, aggravated=True), row(1, aggravated=True)],
            [10, 10, 0],
        ),
        ({"points": 10, "per": "once", "cap": 15}, [row(1), row(1, aggravated=True)], [10, 5]),
    ],
)
def test_assess__a_cap_holds_for_all_rows_of_a_clause(
    count: dict, rows: list[dict], points: list[int]
) -> None:
    """The first rows of a clause take their points in full, later ones what is left of what the recording loses."""
    assert list(assessed(changed(**count), *rows).lines["points"]) == [
        Decimal(value) for value in points
    ]


def test_assess__a_cap_begins_anew_with_each_recording_agent_and_inspector() -> None:
    """A cap is one per score, and a score belongs to a recording, an agent and an inspector."""
    rows = [row(3), row(3, agent="008"), row(3, inspector="别人")]
    assert list(assessed(changed(points=12, cap=30), *rows).lines["points"]) == [Decimal(30)] * 3


def test_assess__a_bonus_is_no_breach() -> None:
    """A clause that gives points has no line, and the control total doesn't count it."""
    register = assessed(changed(direction="bonus"), row(2), row(1))
    assert register.lines.empty and register.unpriced.empty and register.totals["breaches"] == 0


@given(
    st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=5),
    st.sampled_from(["once", "occurrence"]),
    st.one_of(st.none(), st.integers(10, 40)),
)
@examples(30)
def test_assess__takes_what_the_score_takes(breaches: list, per: str, cap: int | None) -> None:
    """The points of the lines of a recording add up to what its score loses."""
    scheme = changed(points=3, per=per, cap=cap)
    rows = frame(*(row(times, worse) for times, worse in breaches), recording="R1", clause=CLAUSE)
    raw = score_recordings(scheme, fold_breaches(scheme, rows.assign(entry="")))["raw"]
    register = assess(book(), {NORM: scheme}, {NORM: rows})
    assert sum(register.lines["points"], Decimal(0)) == Decimal(100) - Decimal(str(raw[0]))
