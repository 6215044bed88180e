"""Details are the same whether what they are made of is kept or goes with their making."""

from __future__ import annotations

import pandas as pd

from made_recordings import recordings, scheme
from qa_workbook.analysis.analyse import pool_of
from qa_workbook.analysis.detail import detail_table


def test_details_that_are_made_last() -> None:
    """Their scored columns are taken out of the pool, not one of them before it is read."""
    rules = scheme()
    pool = pool_of({rules.key: rules}, {rules.key: recordings(rules, 8, 9, seed=4)}, "latest")
    kept = detail_table(pool)
    pd.testing.assert_frame_equal(detail_table(pool, last=True), kept)
    assert not any(name in part.scored for part in pool.parts for name in ("raw", "final", "band"))
