"""Every point between the full score and the final one has a cause, whatever the scheme does."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from made_recordings import scheme as shipped
from qa_workbook.frames import wide_schema
from qa_workbook.scoring import explained, score_recordings
from qa_workbook.scoring.explained import DEDUCTION, FATAL, MARKED
from scheme_factory import frame, schemes, sheets


@examples(25)
@given(st.data())
def test_explained__adds_up_on_any_scheme(data):
    """Start less all that was lost is the final score, to the last place, in every recording."""
    of = data.draw(schemes())
    rows = [data.draw(sheets(of, position)) for position in range(data.draw(st.integers(1, 5)))]
    wide = frame(of, rows)
    scored = score_recordings(of, wide)
    found = explained(of, wide)
    lost = found.parts.groupby("place")["lost"].sum()
    for place, final in enumerate(scored["final"]):
        if np.isnan(final):
            continue
        total = found.start[place] - Decimal(lost.get(place, Decimal(0)))
        assert float(total) == final
    after = (
        found.parts[~found.parts["kind"].isin([DEDUCTION, FATAL])].groupby("place")["lost"].sum()
    )
    for place, raw in enumerate(scored["raw"]):
        if not np.isnan(raw):
            assert float(found.start[place] - Decimal(after.get(place, Decimal(0)))) == raw


def test_explained__names_marks_weights_deduction_and_fatal():
    """S1 with a 4 of 5 in an item of ten points, an error deduction of 3 and a fatal error."""
    of = shipped()
    row = {f"mark.{item.id}": of.scale_of(item).full_ticks for item in of.items}
    row |= {"recording": "R1", "inspector": "甲", "agent": "1", f"mark.{of.items[0].id}": 4}
    row |= {"error_deduction": 3 * 10**of.error_deduction.decimals}
    row |= {"fatal": True, "fatal_codes": of.fatal.codes[0].id}
    wide = wide_schema([item.id for item in of.items]).frame([row])
    found = explained(of, wide)
    assert found.start == [Decimal(100)]
    said = [
        (one.kind, one.indicator, one.mark, one.full, one.lost) for one in found.parts.itertuples()
    ]
    assert said[0] == (MARKED, of.items[0].id, Decimal(4), Decimal(5), Decimal(2))
    assert said[1][0::4] == (DEDUCTION, Decimal(3))
    final = Decimal(str(score_recordings(of, wide)["final"].iloc[0]))
    assert final == 100 - sum(one[4] for one in said)
