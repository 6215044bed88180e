"""What is exported as text never runs as a formula."""

from __future__ import annotations

import pandas as pd
import pytest

from qa_workbook.app.export import guarded


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠\t\r\n"))
def test_text_that_a_program_may_run_has_an_apostrophe(sign: str) -> None:
    """Also full-width signs, which Chinese and Japanese versions make half-width."""
    frame = pd.DataFrame({"remark": [f"{sign}cmd", "5=5"], "points": [-1.0, 2.0]})
    safe = guarded(frame)
    assert safe["remark"].tolist() == [f"'{sign}cmd", "5=5"]
    assert safe["points"].tolist() == [-1.0, 2.0]


def test_negative_numbers_stay_numbers() -> None:
    """In a column of exact numbers -5.25 is written as it is; all else there is still guarded."""
    frame = pd.DataFrame({"change": ["-5.25", "-5+3", ""], "remark": ["-5.25", "", ""]})
    safe = guarded(frame, ["change"])
    assert safe["change"].tolist() == ["-5.25", "'-5+3", ""]
    assert safe["remark"].tolist() == ["'-5.25", "", ""]
