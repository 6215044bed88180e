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
