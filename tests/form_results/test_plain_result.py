"""The plain result of a form: counts, shares and sums, and what its file may ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from qa_workbook.form_results.catalogue import result_of
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.plain import plain_result
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.model import Form
from qa_workbook.forms.result_names import figure_names
from qa_workbook.numbers import Period, period

CHOICES = [{"id": "good", "name": "满意"}, {"id": "bad", "name": "不满意"}]
COLUMNS = [
    {"id": "number", "headings": ["编号"], "kind": "id", "need": "required"},
    {"id": "day", "headings": ["日期"], "kind": "day", "need": "required"},
    {"id": "agent", "headings": ["工号"], "kind": "id"},
    {"id": "name", "headings": ["姓名"], "kind": "text"},
    {"id": "team", "headings": ["班组"], "kind": "text"},
    {"id": "result", "headings": ["结果"], "kind": "choice", "choices": CHOICES},
    {"id": "again", "headings": ["回访"], "kind": "yes_no"},
    {"id": "cost", "headings": ["费用"], "kind": "money"},
    {"id": "spent", "headings": ["用时"], "kind": "duration"},
]
ROWS: list[dict[str, object]] = [
    {"agent": "01", "name": "王一", "team": "十班", "result": "good", "cost": "0.1", "spent": 60},
    {"agent": "01", "name": "王一", "team": "二班", "result": "bad", "cost": "0.2", "again": True},
    {"agent": "a2", "name": "李二", "team": "A", "result": "good", "cost": ""},
    {"agent": "A2", "name": "李二", "team": "a", "result": "former", "cost": "12", "spent": 0},
    {"agent": "", "team": "", "result": ""},
]
NOVEMBER = period("2026-11")


def form(**changes: Any) -> Form:
    """A form of the inbox."""
    given = {
        "format": 1,
        "id": "visits",
        "version": "1",
        "name": "走访登记",
        "source": "made for the tests",
        "sheets": ["走访"],
        "columns": COLUMNS,
        "key": ["number"],
        "period": "day",
    }
    return Form.model_validate(given | changes)


def inputs(of: Form, rows: list[dict[str, object]], before: int = 0) -> Inputs:
    """Rows of November and so many of October."""
    schema = form_schema(of)
    spent = {"spent": -1, "day": pd.Timestamp(2026, 11, 2)}

    def rows_of(_: str, span: Period) -> pd.DataFrame:
        mine = rows if span == NOVEMBER else rows[:before]
        return schema.frame([{**spent, "number": str(n), **row} for n, row in enumerate(mine)])

    return Inputs(of, NOVEMBER, "zh", date(2026, 12, 1), rows_of)


def table(result: Any, key: str) -> list[tuple[Any, ...]]:
    """The rows of a table with its totals, without the keys."""
    return list(zip(*(column.values for column in result.table(key).columns), strict=True))


def test_the_figures_are_those_that_a_headline_may_name() -> None:
    """There are no others, and none is missing; sums are exact, what nobody knows is None."""
    of = form()
    result = plain_result(inputs(of, ROWS))
    assert result is not None
    assert list(result.figures) == list(figure_names(of))
    figures = result.figures
    assert (figures["rows"], figures["before"], figures["change"]) == (5, None, None)
    assert (figures["result.good"], figures["result.good.share"]) == (2, 0.5)
    assert (figures["cost.sum"], figures["cost.mean"]) == (Decimal("12.3"), Decimal("4.1"))
    assert (figures["cost.lowest"], figures["cost.highest"]) == (Decimal("0.1"), 12)
    assert (figures["spent.count"], figures["spent.sum"], figures["spent.lowest"]) == (2, 60, 0)


def test_choices_have_shares_of_those_made_and_the_period_before() -> None:
    """A choice of an older version has its id; rows without one are told below the table."""
    result = plain_result(inputs(form(), ROWS, before=2))
    assert result is not None
    assert table(result, "choices.result") == [
        ("满意", 2, 0.5, 1, 1),
        ("不满意", 1, 0.25, 1, 0),
        ("former", 1, 0.25, 0, 1),
        ("合计", 4, 1.0, 2, 2),
    ]
    assert result.table("choices.result").note == "另有 1 行未填；占比按已填的算。"
    assert result.sentences[0].startswith("本期登记 5 行，比上期（2 行）多 3 行；结果：满意 2 行")


def test_groups_are_told_apart_as_formulas_tell_them() -> None:
    """Names that differ in case alone are one group; what is not filled in comes last."""
    result = plain_result(inputs(form(), ROWS))
    assert result is not None
    assert [row[:2] for row in table(result, "by.team")] == [
        ("二班", 1),
        ("十班", 1),
        ("A", 2),
        ("未填", 1),
        ("合计", 5),
    ]
    assert [row[:3] for row in table(result, "by.agent")] == [
        ("01", "王一", 2),
        ("a2", "李二", 2),
        ("未填", "", 1),
        ("合计", "", 5),
    ]


def test_letters_of_other_alphabets_are_told_apart() -> None:
    """Programs differ in what É and é, or Σ and ς, are: these are groups of their own."""
    rows: list[dict[str, object]] = [{"team": one} for one in ("É", "é", "ab", "AB")]
    result = plain_result(inputs(form(), rows))
    assert result is not None
    assert [row[:2] for row in table(result, "by.team")] == [
        ("ab", 2),
        ("É", 1),
        ("é", 1),
        ("合计", 4),
    ]


def test_single_people_are_not_in_the_monthly_report() -> None:
    """The table by agent stands in the workbook alone, those by team and of choices in both."""
    result = plain_result(inputs(form(), ROWS))
    assert result is not None
    told = {one.key for one in result.tables if one.in_report}
    assert told == {"choices.result", "choices.again", "numbers", "by.team"}


def test_what_the_file_asks_for_is_what_there_is() -> None:
    """Groups, sums, means and headline, none of it in the report; exact numbers are text."""
    wanted = {
        "by": ["result"],
        "across": "again",
        "sums": ["cost"],
        "means": ["spent"],
        "headline": "{rows} 次，{again.yes.share}，{cost.mean}，{before}",
        "report": False,
    }
    result = plain_result(inputs(form(result=wanted), ROWS))
    assert result is not None and not result.in_report
    assert [one.key for one in result.tables if one.key.startswith("by.")] == ["by.result"]
    assert table(result, "by.result") == [
        ("满意", 2, 0, 2, Decimal("0.1"), 60),
        ("不满意", 1, 1, 0, Decimal("0.2"), None),
        ("former", 1, 0, 1, 12, 0),
        ("未填", 1, 0, 1, None, None),
        ("合计", 5, 1, 4, Decimal("12.3"), 30),
    ]
    shown = result.as_dict()["tables"]
    assert [row["cost.sum"] for row in shown["by.result"]] == ["0.1", "0.2", "12", None]
    assert [row["sum"] for row in shown["numbers"]] == ["12.3", "60"]
    assert [row["cost"] for row in shown["rows"]] == ["0.1", "0.2", None, "12", None]
    assert result.sentences == ("5 次，20.0%，4.1，–", "费用合计 12.3；用时平均 30。")


@pytest.mark.parametrize("columns", [COLUMNS[:2], [*COLUMNS[:2], COLUMNS[7]]])
def test_a_form_of_little_has_a_result(columns: list[dict[str, Any]]) -> None:
    """Without choices, numbers or people there are still the count and the rows."""
    result = plain_result(inputs(form(columns=columns), [{}, {}]))
    assert result is not None
    assert result.sentences == ("本期登记 2 行，上期没有登记。",)
    assert len(result.table("rows")) == 2


def test_no_rows_are_no_result() -> None:
    """A form that nobody used in the period isn't mentioned."""
    assert plain_result(inputs(form(), [])) is None


def test_what_the_file_asks_for_goes_before_the_topic() -> None:
    """A form that the program has a result for gets the plain one when its file has `result`."""
    own = form(id="complaints", result={"by": []})
    result = result_of(inputs(own, ROWS), {})
    assert result is not None and result.name == "走访登记"
    assert [one.key for one in result.tables if one.key.startswith("by.")] == []
