"""The result of the case library: what is said where something isn't known or isn't over (S22)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from qa_workbook.books.reports.model import Paragraph, Table
from qa_workbook.books.reports.results import result_parts
from qa_workbook.config.strict import read_model
from qa_workbook.form_results.case_library import cases_result
from qa_workbook.form_results.case_rules import CaseRules
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.item_choices import with_items
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.numbers import period
from qa_workbook.procedure.people import People, Post
from qa_workbook.scheme.loader import load_schemes

CONFIG = Path(__file__).parents[2] / "config"
RULES = CaseRules.model_validate(
    {
        "version": "1",
        "valid_from": "2026-01-01",
        "source": "made for the tests",
        "recordings": 2,
        "sessions": 1,
        "per": "week",
        "window": 1,
        "unit": "months",
    }
)
INSPECTORS = People((Post("Z1", "张三", "inspector"),))


@pytest.fixture(scope="module")
def form() -> Form:
    vocabulary, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert vocabulary is not None, faults
    forms, _ = load_forms(CONFIG / "forms", vocabulary)
    return with_items(forms, load_schemes(CONFIG / "schemes")[0]).form("cases")


def result(form: Form, *rows: dict[str, Any], **changes: Any) -> FormResult | None:
    """The library of October, asked in November."""
    common = {"inspector": "张三", "item": "业务能力", "kind": "positive", "comment": "好"}
    given = [{"case": f"K{n}", **common, **row} for n, row in enumerate(rows)]
    for row in given:
        for key in ("day", "used_on"):
            row[key] = pd.Timestamp(row[key]) if key in row else pd.NaT
    frame = form_schema(form).frame(given)
    wanted: dict[str, Any] = {
        "form": form,
        "span": period("2026-10"),
        "language": "zh",
        "today": date(2026, 11, 20),
        "rows_of": lambda _form, span: frame[frame["day"] <= pd.Timestamp(span.last)],
        "people": INSPECTORS,
    }
    return cases_result(Inputs(**(wanted | changes)), RULES)


def test_without_cases_there_is_nothing_to_tell(form: Form) -> None:
    """A centre that keeps no case library hears nothing of what it lacks."""
    assert result(form) is None
    assert cases_result(Inputs(form, period("2025-10"), "zh", date.max, rows_of=dict), None) is None


def test_nobody_knows_who_owes_cases(form: Form) -> None:
    """Without inspectors in the list and without scores what is owed isn't 0 but unknown."""
    found = result(form, {"day": "2026-10-05", "recording": "1"}, people=People())
    assert found is not None
    assert (found.figures["due"], found.figures["missing"]) == (None, None)
    assert "不知道谁应交案例" in found.sentences[0]
    assert (found.figures["items"], found.figures["without_positive"]) == (None, None)
    assert "不知道哪些单项要有案例" in found.sentences[1]


def test_a_running_week_is_told_apart(form: Form) -> None:
    """What a week lacks that isn't over is said, and counts nowhere as lacking."""
    rows = [
        {"day": "2026-10-12", "recording": "1", "used_on": "2026-10-13"},
        {"day": "2026-10-05", "recording": "2"},
        {"day": "2026-10-06", "recording": "3"},
    ]
    found = result(form, *rows, today=date(2026, 10, 14))
    assert found is not None
    assert found.figures["missing"] == 2  # all of it in week 40
    said = [words for words in found.sentences if "2026-W42 还没过完" in words]
    assert said == ["2026-W42 还没过完，还差录音：张三 1 条；还差案例会 0 次。"]
    by_week = {row["week"]: row for row in found.table("by_week").rows()}
    assert by_week["2026-W42"]["sessions"] == 1
    assert by_week["2026-W42"]["sessions_missing"] is None


def test_what_is_used_later_is_unused_in_its_month(form: Form) -> None:
    """The figures of October stay what they are when a case is explained in November."""
    found = result(form, {"day": "2026-10-30", "recording": "1", "used_on": "2026-11-03"})
    assert found is not None
    assert (found.figures["used"], found.figures["unused"]) == (0, 1)
    assert list(found.table("sessions").rows()) == []


def test_a_month_begins_with_the_week_that_ends_in_it(form: Form) -> None:
    """Cases of the last days of September belong to the week that ends on 4 October."""
    found = result(form, {"day": "2026-09-29", "recording": "1"})
    assert found is not None
    (first, *_) = found.table("weekly").rows()
    assert (first["week"], first["recordings"], first["missing"]) == ("2026-W40", 1, 1)
    assert found.figures["cases"] == 0


def test_the_monthly_report_names_no_inspector(form: Form) -> None:
    """Many read the report: it counts who lacks cases, the workbook names them."""
    found = result(form, {"day": "2026-10-06", "recording": "1"}, today=date(2026, 10, 14))
    assert found is not None
    parts = list(result_parts(cast("Any", None), [found]))
    said = [part.words for part in parts if isinstance(part, Paragraph)]
    cells = [
        str(value)
        for part in parts
        if isinstance(part, Table)
        for column in part.columns
        for value in column.values
    ]
    assert "2026-W42 还没过完，还差录音：1 人共 2 条；还差案例会 1 次。" in said
    assert any("张三" in words for words in found.sentences)
    assert not [words for words in [*said, *cells] if "张三" in words]
