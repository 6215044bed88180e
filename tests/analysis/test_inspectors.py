"""Several inspectors of one recording: `two_inspectors: mean` averages their scores."""

from __future__ import annotations

import random
from fractions import Fraction

import pandas as pd

import oracle
from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.model import Analysis
from qa_workbook.numbers import Period, period
from qa_workbook.scheme.model import Scheme
from scheme_factory import BANDS, FATAL, SOURCE, clause, frame, item, scheme

DEDUCTION = {"highest": 10, "step": 1, "unit": "points", **SOURCE}
CRITICAL = [{"id": "company", "name": "公司"}, {"id": "customer", "name": "客户"}]
FORM = {
    "bands": BANDS,
    "fatal": FATAL,
    "critical_families": CRITICAL,
    "error_deduction": DEDUCTION,
}


def scored(
    rules: Scheme, *sheets: tuple[str, Sheet], span: Period | None = None, long: tuple = ()
) -> Analysis:
    """Analyses sheets of one inspector each, inspected in their order."""
    given = frame(rules, [sheet for _, sheet in sheets])
    given["inspector"] = pd.Series([name for name, _ in sheets], dtype="str")
    days = pd.Timestamp(2026, 10, 20) + pd.to_timedelta(range(len(sheets)), unit="D")
    given["inspected_on"] = pd.Series(days).astype("datetime64[s]")
    if long:
        given = given.drop(
            columns=[name for name in given if name.startswith(("count.", "aggravated."))]
        )
        given = given.assign(
            clause=pd.Series([name for name, _ in long], dtype="str"),
            times=[times for _, times in long],
            aggravated=False,
        )
    versions, frames = {rules.key: rules}, {rules.key: given}
    return analyse(versions, frames, span or period("2026-10"), "mean")


def marks(a: int, b: int, **others: object) -> Sheet:
    """One recording, R1 of one agent unless said otherwise."""
    return Sheet(marks={"a": Fraction(a), "b": Fraction(b)}, **others)


def the_one(found: Analysis) -> pd.Series:
    """The row that stands for the recording."""
    (row,) = found.detail[found.detail["counted"]].to_dict("records")
    return pd.Series(row)


def test_mean__of_three_inspectors_is_one_recording_of_the_last_ones_day():
    """Score and final score are the means, rounded as scores are; marks and day are the last inspector's."""
    rules = scheme([item("a"), item("b")], **FORM)
    found = scored(
        rules,
        ("甲", marks(5, 5, day="2026-10-01")),
        ("乙", marks(5, 3, day="2026-10-02")),
        ("丙", marks(5, 4, day="2026-10-03", deduction=Fraction(2))),
    )
    row, shown = the_one(found), published_metrics(found)
    assert (row["inspector"], row["raw"], row["final"]) == ("丙", 90.0, 89.33)
    assert (row["own_raw"], row["own_final"], row["band"]) == (90.0, 88.0, "minor")
    assert row["averaged"].split(";") == ["丙", "乙", "甲"]
    assert (shown["recordings"], shown["mean_score"], shown["mean_final"]) == (1, 90.0, 89.33)
    assert [day["date"] for day in shown["days"]] == ["2026-10-03"]
    assert (shown["items"][1]["defective"], shown["agents"][0]["error_deduction"]) == (1, 2.0)
    others = found.detail[~found.detail["counted"]]
    assert others["raw"].tolist() == others["own_raw"].tolist() == [100.0, 80.0]


def test_mean__counts_in_the_period_of_the_last_inspection_alone():
    """Inspectors who disagree on the day don't count the recording twice; months add up."""
    rules = scheme([item("a"), item("b")], **FORM)
    sheets = [("甲", marks(5, 5, day="2026-09-30")), ("乙", marks(5, 3, day="2026-10-01"))]
    for span, count in (("2026-09", 0), ("2026-10", 1), ("2026-09-01..2026-10-31", 1)):
        shown = published_metrics(scored(rules, *sheets, span=period(span)))
        assert shown["recordings"] == count
        assert shown["mean_score"] == (90.0 if count else None)


def test_mean__a_fatal_error_of_any_inspector_counts():
    """No fatal error is averaged away: its effect is on the mean, and it is counted and banded."""
    rules = scheme([item("a"), item("b")], **FORM)
    strict = marks(5, 4, fatal=True, codes=("F3",))
    found = scored(rules, ("甲", strict), ("乙", marks(5, 5)))
    row, shown = the_one(found), published_metrics(found)
    assert (row["raw"], row["final"], row["band"]) == (95.0, 40.5, "fail")
    assert (row["fatal"], row["fatal_codes"]) == (True, "F3")
    assert (shown["agents"][0]["fatal"], shown["rates"]["good"]) == (1, 0.0)
    assert found.fatal_codes.set_index("code")["recordings"].to_dict()["F3"] == 1


def test_mean__points_lost_of_a_clause_scheme_are_means():
    """Two inspectors took 10 and 20 points: 15 are lost."""
    rules = scheme(
        [clause("a", 10), clause("b", 20)], "sum", score={"base": 100}, sheet={"layout": "long"}
    )
    found = scored(
        rules, ("甲", Sheet()), ("乙", Sheet()), ("乙", Sheet(recording="r2")),
        long=(("a", 1), ("b", 1), ("a", 1)),
    )  # fmt: skip
    assert found.agents[["lost", "mean_score"]].to_numpy().tolist() == [[25.0, 75.0]]


def test_mean__is_the_plain_calculators():
    """Random sheets of one to four inspectors: every score, sum and rate as worked out in fractions."""
    rules = scheme([item("a"), item("b", weight=2), item("c")], **FORM)
    dice = random.Random(7)
    for _ in range(20):
        sheets, raws, finals = [], [], []
        for number in range(4):
            own = [
                Sheet(
                    marks={id_: Fraction(dice.randint(0, 5)) for id_ in "abc"},
                    recording=f"r{number}",
                    deduction=Fraction(dice.choice([0, 0, 3])),
                    codes=(code,) if (code := dice.choice(["", "", "", "F1", "F2"])) else (),
                    fatal=bool(code),
                )
                for _ in range(dice.randint(1, 4))
            ]
            sheets += [(name, sheet) for name, sheet in zip("甲乙丙丁", own, strict=False)]
            raw, final = _means(rules, own)
            raws.append(raw)
            finals.append(final)
        shown = published_metrics(scored(rules, *sheets))
        assert shown["recordings"] == 4
        assert shown["mean_score"] == float(sum(raws) / 4)
        assert shown["mean_final"] == float(sum(finals) / 4)


def _means(rules: Scheme, sheets: list[Sheet]) -> tuple[Fraction, Fraction]:
    """The mean scores of one recording, by the plain calculator."""
    raws, after = [], []
    for sheet in sheets:
        calculator = oracle.Calculator(rules, sheet)
        raws.append(calculator.raw())
        after.append(calculator.final(raws[-1], fatal=False))
    together = Sheet(
        fatal=any(sheet.fatal for sheet in sheets),
        codes=tuple(code for sheet in sheets for code in sheet.codes),
    )
    mean = oracle.rounded(sum(after) / len(after), rules.score)
    final = oracle.Calculator(rules, together).final(mean)
    return oracle.rounded(sum(raws) / len(raws), rules.score), final
