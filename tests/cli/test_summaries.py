"""What a person reads after a command says what the figures are of."""

from __future__ import annotations

from made_recordings import analyses
from qa_workbook.app.scheme_summary import scheme_summary


def test_scheme_summary__long_sheets__speaks_of_months_and_breaches():
    """A scheme of long sheets scores agents by month: its mean is said to be one of these."""
    wide, long = analyses(["monitoring-10x4", "service-norm-100"])
    assert "条，平均得分" in scheme_summary(wide, "zh")
    said = scheme_summary(long, "zh")
    assert f"有违规的录音 {long.overall.recordings} 条" in said
    assert f"按人按月 {len(long.months)} 个得分，平均 {long.overall.mean_score:.2f}" in said
