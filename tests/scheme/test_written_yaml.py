"""What the program writes as YAML is what it reads again, and looks as if a person had written it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.config.writing import as_yaml
from qa_workbook.forms.model import Form
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.model import Scheme

ONE_TENTH = Decimal("0.10")
CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = [
    *((Scheme, path) for path in sorted((CONFIG / "schemes").glob("*.yaml"))),
    *((Form, path) for path in sorted((CONFIG / "forms").glob("*.yaml"))),
]


@pytest.mark.parametrize(("model", "path"), SHIPPED, ids=lambda one: getattr(one, "stem", ""))
def test_written__shipped_files_come_back_as_they_were(model, path, tmp_path):
    """Every shipped scheme and form, written and read again, is the same model."""
    read, _ = read_model(path, model)
    again = tmp_path / path.name
    again.write_text(as_yaml(read), "utf-8")
    assert read_model(again, model) == (read, [])


def test_written__words_that_look_like_something_else_stay_words(tmp_path):
    """Signs, numbers and days among the words of a sheet are quoted; short things stand in a line."""
    words = {"√": "5", "1": "no", "是": "2026-10-01", "# 不": "x: y", "优": "NA"}
    layout = Layout.model_validate(
        {
            "format": 1,
            "id": "odd",
            "name": {"zh": "表", "en": "sheet"},
            "source": "=1+1.xlsx",
            "scheme": "s",
            "match": {"headings": ["- a", "得分 / 1"]},
            "shape": "rows",
            "notations": {
                "default": {"words": words, "times": ONE_TENTH},
                "other": {"times": ONE_TENTH},
            },
        }
    )
    path = tmp_path / "odd.yaml"
    path.write_text(as_yaml(layout, ["一行说明"]), "utf-8")
    assert read_model(path, Layout) == (layout, [])
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "# 一行说明" and "name: {zh: 表, en: sheet}" in lines
    assert "    times: 0.1" in lines and "  other: {times: 0.1}" in lines and "form:" not in lines
