"""ICC, limits of agreement and severity of the scores in a plain table."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.app.statistics_answers import (
    ENOUGH,
    Answer,
    Sentence,
    about,
    doubt_of_few,
    ends,
    graded,
    head,
    missing,
    number,
    plain,
    signed,
    sure,
    with_interval,
)
from qa_workbook.errors import UsageError
from qa_workbook.statistics.bland_altman import Estimate, LimitsOfAgreement, bland_altman
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.icc import (
    IntraclassCorrelation,
    icc_1_1,
    icc_2_1,
    icc_2_k,
    icc_3_1,
)
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.severity import Method, Severity, severity

KOO_LI = {-inf: "poor", 0.5: "moderate", 0.75: "good", 0.9: "excellent"}
"""Koo and Li, Journal of Chiropractic Medicine 15 (2016) 155–163."""


class NeedsTwoRaters(UsageError):
    """Needs `known`, the columns there are."""

    label = "statistics.needs_two"


def intraclass(table: PlainTable, level: float = LEVEL) -> Answer:
    """Returns the intraclass correlations of a table of numbers."""
    scores = table.numbers()
    complete = int((~np.isnan(scores).any(axis=1)).sum())
    found = {
        "icc_2_1": icc_2_1(scores, level),
        "icc_3_1": icc_3_1(scores, level),
        "icc_2_k": icc_2_k(scores, level),
        "icc_1_1": icc_1_1(scores, level),
    }
    result = {**head(table, level), "complete_units": complete}
    result |= {name: _correlation(one) for name, one in found.items()}
    lines = [about(table), Sentence("complete", {"complete": complete})]
    lines += [_correlation_line(name, one, complete, level) for name, one in found.items()]
    return Answer(result, tuple(lines))


def _correlation(found: IntraclassCorrelation | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {"value": found.estimate, "interval": [found.lower, found.upper]}


def _correlation_line(
    name: str, found: IntraclassCorrelation | Reason, units: int, level: float
) -> Sentence:
    shown = Sentence(f"name_{name}")
    if isinstance(found, Reason):
        return missing(shown, found)
    interval = (found.lower, found.upper)
    line = with_interval("figure", shown, number(found.estimate), interval, level)
    meaning = graded(found.estimate, interval, KOO_LI, "icc", units)
    return Sentence("with_meaning", {"figure": line, "meaning": meaning})


def limits_of_agreement(table: PlainTable, level: float = LEVEL) -> Answer:
    """Returns bias and limits of agreement of a table of two columns. Raises NeedsTwoRaters."""
    if len(table.raters) != 2:
        raise NeedsTwoRaters(known="、".join(table.raters))
    first, second = table.raters
    scores = table.numbers()
    found = bland_altman(scores[:, 0], scores[:, 1], level)
    result = {**head(table, level), "first": first, "second": second}
    names = {"first": first, "second": second}
    if isinstance(found, Reason):
        lines = (about(table), missing(Sentence("name_bland_altman"), found))
        return Answer({**result, **plain(found)}, lines)
    result |= {
        "pairs": found.pairs,
        "bias": _estimate(found.bias),
        "standard_deviation": found.sd,
        "lower_limit": _estimate(found.lower),
        "upper_limit": _estimate(found.upper),
        "slope": _estimate(found.slope),
    }
    told = (about(table), *_limits_lines(found, names, level), *doubt_of_few(found.pairs))
    return Answer(result, told)


def _estimate(found: Estimate | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {"value": found.value, "interval": [found.lower, found.upper]}


def _limits_lines(
    found: LimitsOfAgreement, names: dict[str, str], level: float
) -> tuple[Sentence, ...]:
    bias, slope = found.bias, found.slope
    said: dict[str, Any] = {**names, "pairs": found.pairs, "level": sure(level)}
    said["ends"] = ends((bias.lower, bias.upper), 2)
    name = "bias_unclear" if bias.lower <= 0 <= bias.upper else "bias_clear"
    wide = {
        "lower": number(found.lower.value, 2),
        "upper": number(found.upper.value, 2),
        "lower_ends": ends((found.lower.lower, found.lower.upper), 2),
        "upper_ends": ends((found.upper.lower, found.upper.upper), 2),
        "level": sure(level),
    }
    said["bias"] = number(abs(bias.value), 2)
    said["side"] = Sentence("lower" if bias.value < 0 else "higher")
    lines = (Sentence(name, said), Sentence("limits", wide))
    if isinstance(slope, Reason):
        return (*lines, missing(Sentence("name_slope"), slope))
    name = "slope_unclear" if slope.lower <= 0 <= slope.upper else "slope_clear"
    details = {"slope": number(slope.value), "ends": ends((slope.lower, slope.upper))}
    return (*lines, Sentence(name, {**details, "level": sure(level)}))


def strictness(table: PlainTable, method: Method = Method.SHARED, level: float = LEVEL) -> Answer:
    """Returns the severity of every rater of a table of numbers."""
    scores = table.numbers()
    found = severity(scores, method, level)
    result: dict[str, Any] = {**head(table, level), "method": method.value}
    lines = [about(table), Sentence(f"method_{method}")]
    if isinstance(found, Reason):
        lines.append(missing(Sentence("name_severity"), found))
        return Answer({**result, **plain(found)}, tuple(lines))
    result["severity"] = [
        {
            "rater": rater,
            "value": one.value,
            "interval": [one.lower, one.upper],
            "units": one.units,
            "verdict": one.verdict.value,
        }
        for rater, one in zip(table.raters, found, strict=True)
    ]
    named = zip(table.raters, found, strict=True)
    ranked = sorted(named, key=lambda pair: pair[1].value)
    lines += [_severity_line(rater, one, level) for rater, one in ranked]
    return Answer(result, tuple(lines))


def _severity_line(rater: str, found: Severity, level: float) -> Sentence:
    details = {
        "rater": rater,
        "value": signed(found.value),
        "ends": ends((found.lower, found.upper), 2),
        "level": sure(level),
        "units": found.units,
        "verdict": Sentence(f"verdict_{found.verdict}"),
        "doubt": Sentence("doubt", {"units": found.units}) if found.units < ENOUGH else "",
    }
    return Sentence("severity", details)
