"""Figures of tiers are exact, on the edge they are met, and what is unknown is never met (S20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qa_workbook.form_results.exam_rules import ExamRulesFile
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.rules import load_result_rules
from qa_workbook.form_results.tier_figures import (
    complaint_shares,
    exams_passed,
    exams_taken,
    shares,
    whole_months,
    window_of,
)
from qa_workbook.form_results.tier_rules import Criterion, TierRules, TierRulesFile
from qa_workbook.form_results.tier_standing import Figure, judged, tier_report
from qa_workbook.form_results.tiers import tiers_result
from qa_workbook.forms.loader import load_forms
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.people import People, Post
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import shipped

OCTOBER = period("2026-10")


def criterion(measure: str, limit: str, **more: Any) -> Criterion:
    """A criterion as the policy has it."""
    said = {"computed_from": "x", "source": "x", "unit": "percent", **more}
    return Criterion.model_validate({"measure": measure, "limit": Decimal(limit), **said})


def chats(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    """Rows of `chat-kpi`: agent, month, contacts, rated, satisfied; -1 is missing."""
    frame = pd.DataFrame(rows, columns=["agent", "month", "contacts", "rated", "satisfied"])
    frame["month"] = pd.to_datetime(frame["month"])
    said = {"name": "座席" + frame["agent"], "team": "一班"}
    return frame.assign(in_time=frame["contacts"], solved=frame["contacts"], **said)


def complaints(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Rows of `complaints`: agent, received, kind, upheld."""
    frame = pd.DataFrame(rows, columns=["agent", "received", "kind", "upheld"])
    return frame.assign(received=pd.to_datetime(frame["received"]))


@pytest.mark.parametrize(
    ("part", "whole", "judgement"),
    [(90, 100, "met"), (899, 1000, "short"), (9, 10, "met"), (179_999, 200_000, "short")],
)
def test_the_edge_itself_is_met(part: int, whole: int, judgement: str):
    """Shares are compared as fractions: 90 % of anything is 90 %, a hair below is short."""
    figure = shares(chats(("1", "2026-10-01", 0, whole, part)), "satisfied", "rated").figures["1"]
    assert judged(criterion("satisfied", "90"), figure).judgement == judgement


@pytest.mark.parametrize(("times", "judgement"), [(1, "met"), (2, "short"), (0, "met")])
def test_complaints_are_good_when_low(times: int, judgement: str):
    """One upheld complaint on 100 contacts is the edge of 1 %; praise and others don't count."""
    listed = [("1", "2026-10-05", "complaint", "yes")] * times
    listed += [("1", "2026-10-06", "complaint", "open"), ("1", "2026-10-06", "praise", "yes")]
    found = complaint_shares(complaints(*listed), chats(("1", "2026-10-01", 100, 0, 0)))
    verdict = judged(criterion("complaints", "1"), found.figures["1"])
    assert (verdict.judgement, verdict.figure.part) == (judgement, times)


def test_complaints_count_where_contacts_are_known():
    """A complaint of a month of which nobody knows the contacts says nothing of the rate."""
    listed = complaints(
        ("1", "2026-09-05", "complaint", "yes"), ("1", "2026-10-05", "complaint", "yes")
    )
    found = complaint_shares(
        listed, chats(("1", "2026-10-01", 50, 0, 0), ("1", "2026-08-01", 500, 0, 0))
    )
    assert (found.figures["1"].part, found.figures["1"].whole) == (1, 50)


def test_missing_cells_are_not_nought():
    """A row that lacks a cell, or whose part exceeds the whole, isn't counted."""
    rows = chats(
        ("1", "2026-09-01", 9, -1, 3), ("1", "2026-10-01", 9, 10, 9), ("2", "2026-10-01", 9, 3, 4)
    )
    found = shares(rows, "satisfied", "rated")
    assert (found.figures["1"].part, found.figures["1"].whole) == (9, 10)
    assert found.figures.get("2", found.others).value is None


def test_a_list_that_is_not_there_is_unknown():
    """No rows, or no such column: nobody has a figure; a list of exams without somebody has 0."""
    assert shares(pd.DataFrame(), "satisfied", "rated") is None
    assert (
        shares(chats(("1", "2026-10-01", 9, 9, 9)).drop(columns="rated"), "satisfied", "rated")
        is None
    )
    assert exams_taken(pd.DataFrame(), ["exam"]) is None
    rows = pd.DataFrame({"agent": ["1"], "exam": ["E1"], "kind": ["exam"], "mark": ["90"]})
    assert exams_taken(rows, ["training"]) is None
    assert exams_passed(rows, ["exam"], None) is None  # nobody says which mark passes
    found = exams_taken(rows, ["exam"])
    assert (found.figures["1"].value, found.others.value) == (1, 0)


def test_an_exam_counts_once_and_only_who_was_there():
    """The same exam twice is one; without a mark nobody sat in it; a training has none."""
    rows = pd.DataFrame(
        [
            ("1", "E1", "exam", "80", "passed"),
            ("1", "E1", "exam", "90", ""),
            ("1", "E2", "exam", "", "absent"),
            ("1", "P1", "training", "", ""),
            ("1", "P2", "training", "", "absent"),
            ("1", "E3", "retake", "89.5", "passed"),
        ],
        columns=["agent", "exam", "kind", "mark", "passed"],
    )
    assert exams_taken(rows, ["exam", "training"]).figures["1"].value == 2
    assert exams_passed(rows, ["exam", "retake"], Decimal(90)).figures["1"].value == 1
    assert exams_passed(rows, ["exam", "retake"], Decimal("89.5")).figures["1"].value == 2


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (date(2025, 10, 31), date(2026, 10, 30), 11),
        (date(2025, 10, 31), date(2026, 10, 31), 12),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2028, 2, 28), 47),
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2026, 12, 1), date(2026, 11, 30), -1),
    ],
)
def test_a_month_is_over_on_its_day(since: date, day: date, months: int):
    """The day of the same number, or the last day of a month that hasn't it; leap days, too."""
    assert whole_months(since, day) == max(months, -1)


@pytest.mark.parametrize(
    ("text", "months", "first"),
    [
        ("2026-10", 12, date(2025, 11, 1)),
        ("2026-02", 3, date(2025, 12, 1)),
        ("2026-W07", 1, date(2026, 2, 1)),
    ],
)
def test_a_window_ends_with_the_period(text: str, months: int, first: date):
    """So many months with that of the last day; nothing after that day is in it."""
    span = period(text)
    found = window_of(span, months)
    assert (found.first, found.last) == (first, span.last)


def test_too_few_are_no_basis():
    """Below the stated number nobody is judged, from it on everybody is."""
    asked = criterion("satisfied", "85", least=30, window=1)
    for rated, judgement in ((29, "unknown"), (30, "met")):
        report = standing({"chat-kpi": chats(("1", "2026-10-01", 100, rated, rated))}, [asked])
        assert report.standing[0].verdicts[0].judgement == judgement


def inputs(rows: Mapping[str, pd.DataFrame], people: People | None = None) -> Inputs:
    """What a result of October may look at."""
    forms, _ = load_forms(
        shipped("config") / "forms", Workspace(Path("/nowhere")).load_vocabulary()
    )

    def rows_of(form: str, span: Period) -> pd.DataFrame:
        found = rows.get(form, pd.DataFrame())
        days = found.get("month", found.get("received", found.get("held_on")))
        if days is None:
            return found
        return found[(days.dt.date >= span.first) & (days.dt.date <= span.last)]

    form = forms.form("tiers")
    return Inputs(form, OCTOBER, "zh", OCTOBER.last, rows_of, people=people or People())


def rules_with(criteria: list[Criterion] | None = None) -> TierRules:
    """The shipped rules; from junior on only some criteria."""
    book, faults = load_result_rules(shipped("config") / "results" / "tiers.yaml", TierRulesFile)
    assert book is not None, faults
    rules = book.at(OCTOBER.last)
    assert isinstance(rules, TierRules)
    if criteria is None:
        return rules
    first = rules.moves[0].renewed(criteria=tuple(criteria))
    return rules.renewed(moves=(first, *rules.moves[1:]))


def standing(rows: Mapping[str, pd.DataFrame], criteria: list[Criterion], people: Any = None):
    """Where everybody stands by some criteria."""
    return tier_report(inputs(rows, people), rules_with(criteria))


def test_what_is_unknown_keeps_from_moving_up():
    """Figures of chats alone make nobody a candidate: what is missing is said of each."""
    rows = {"chat-kpi": chats(("1", "2026-10-01", 200, 50, 50))}
    report = tier_report(inputs(rows), rules_with())
    one = report.standing[0]
    assert (one.state, one.tier, one.origin) == ("unknown", "junior", "default")
    why = {verdict.criterion.measure: verdict.figure.why for verdict in one.verdicts}
    assert (why["complaints"], why["trainings"], why["time"]) == ("no_form", "no_form", "no_day")
    assert (why["in_time"], why["quality"]) == ("", "no_form")


def test_the_list_of_people_says_tier_and_day():
    """A tier of the list holds until the ledger says another; who left isn't among them."""
    rows = {"chat-kpi": chats(("1", "2026-10-01", 9, 9, 9), ("2", "2026-10-01", 9, 9, 9))}
    people = People(
        (
            Post(
                "1", "甲", "agent", team="一班", tier="intermediate", tier_since=date(2024, 10, 31)
            ),
            Post("2", "乙", "agent", last=date(2026, 10, 30)),
            Post("3", "丙", "agent", team="一班", first=date(2025, 10, 31)),
        )
    )
    year = criterion("time", "12", unit="months")
    report = standing(rows, [year], people)
    assert [one.agent for one in report.standing] == ["1", "3"]
    first, third = report.standing
    assert (first.tier, first.to_tier, first.of("time").figure.value) == (
        "intermediate",
        "senior",
        24,
    )
    assert (third.state, third.origin) == ("ready", "default")


def test_nothing_known_is_no_result():
    """Without figures of chats and without applications there is nothing to tell."""
    assert tiers_result(inputs({}), rules_with()) is None


def test_words_never_hide_what_is_short():
    """89.99 of 90 is short by 0.01, not by nothing, and isn't shown as 90."""
    asked = criterion("satisfied", "90", least=1, window=1)
    rows = {"chat-kpi": chats(("1", "2026-10-01", 100, 10_000, 8_999))}
    result = tiers_result(inputs(rows), rules_with([asked]))
    cell = result.table("standing").column("satisfied").values[0]
    assert cell == "差 0.01 个百分点（89.99%）"


@pytest.mark.parametrize(
    ("mean", "judgement", "shown", "value"),
    [
        (79.99917, "short", "差 0.001 分（79.999 分）", "79.9992"),
        (79.9995, "short", "差 0.0005 分（79.9995 分）", "79.9995"),
        (79.99999999999999, "met", "达标 80.00 分", "80"),
    ],
)
def test_scores_are_judged_unrounded(mean: float, judgement: str, shown: str, value: str):
    """A mean that rounds to the limit is short of it, and is shown so; noise of floats is none."""
    asked = criterion("quality", "80", unit="points", least=1)
    given = inputs({"chat-kpi": chats(("1", "2026-10-01", 9, 9, 9))})
    vars(given).update(quality_of=lambda _: {"1": (mean, 20)})
    result = tiers_result(given, rules_with([asked]))
    assert result.table("standing").column("quality").values == [shown]
    (one,) = tier_report(given, rules_with([asked])).standing
    assert one.verdicts[0].judgement == judgement
    assert one.as_dict()["criteria"][0]["value"] == value


def test_exams_count_by_the_first_row_of_an_agent():
    """As in the result of exams: a later row of an exam, or a retake of none, passes nobody."""
    rows = pd.DataFrame(
        [
            ("1", "E1", "exam", "80", "2026-10-08", 8),
            ("1", "E1", "exam", "95", "2026-10-09", 9),
            ("1", "E9", "retake", "95", "2026-10-14", 10),
            ("2", "E1", "exam", "80", "2026-10-08", 11),
            ("2", "E1", "retake", "95", "2026-10-14", 12),
        ],
        columns=["agent", "exam", "kind", "mark", "held_on", "row"],
    ).assign(file="x", sheet="y", passed="", name="", team="")
    rows["held_on"] = pd.to_datetime(rows["held_on"])
    kinds = ["exam", "retake"]
    asked = criterion("assessment", "1", unit="times", window=12, kinds=kinds)
    policy, _ = load_result_rules(shipped("config") / "results" / "exams.yaml", ExamRulesFile)
    given = inputs({"chat-kpi": chats(*((n, "2026-10-01", 9, 9, 9) for n in "12")), "exams": rows})
    given = replace(given, policies={"exams": policy})
    report = tier_report(given, rules_with([asked]))
    assert [one.verdicts[0].figure.value for one in report.standing] == [0, 1]


@pytest.mark.parametrize(
    ("agents", "said"),
    [(1, []), (2, ["未达标最多：首次解决率、满意率，各 2 人。"])],
)
def test_what_most_fall_short_in(agents: int, said: list[str]):
    """All that tie are named; one agent each says nothing."""
    asked = [criterion(one, "90", least=1, window=1) for one in ("satisfied", "solved")]
    rows = chats(*((str(n), "2026-10-01", 200, 40, 10) for n in range(agents)))
    rows["solved"] = 20
    result = tiers_result(inputs({"chat-kpi": rows}), rules_with(asked))
    assert [one for one in result.sentences if one.startswith("未达标最多")] == said


def test_figures_and_tables_agree():
    """Counts by tier and state are those of the table of everybody."""
    rows = {"chat-kpi": chats(*((str(n), "2026-10-01", 200, 40, 30 + n) for n in range(8)))}
    asked = criterion("satisfied", "85", least=1, window=1)
    result = tiers_result(inputs(rows), rules_with([asked]))
    assert (result.figures["agents"], result.figures["ready"], result.figures["short"]) == (8, 4, 4)
    states = result.table("standing").column("state").values
    assert [states.count(word) for word in ("都达标", "未达标")] == [4, 4]
    assert len(result.table("candidates")) == 4
    assert all(len(table.columns) <= 8 for table in result.tables if table.in_report)


def test_a_figure_of_nothing_is_unknown():
    """A verdict needs a value."""
    assert judged(criterion("time", "0"), Figure(None, why="no_day")).judgement == "unknown"
