"""Gauge R&R and repeatability of the scores in a plain table in which units are repeated."""

from __future__ import annotations

from typing import Any

import numpy as np

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.app.statistics_answers import (
    Answer,
    Sentence,
    doubt_of_few,
    ends,
    head,
    missing,
    number,
    plain,
    sure,
)
from qa_workbook.errors import UsageError
from qa_workbook.labels.reasons import listed
from qa_workbook.numbers import percent
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.gauge import (
    GaugeStudy,
    Repeatability,
    gauge_by_anova,
    gauge_by_ranges,
    repeatability,
)
from qa_workbook.statistics.reasons import Reason


class NeedsRepeats(UsageError):
    """No unit stands in two rows."""

    label = "statistics.needs_repeats"


def gauge(table: PlainTable, level: float = LEVEL) -> Answer:
    """Returns gauge R&R of a table in which each unit stands in as many rows as it was scored.

    Where every unit was scored equally often, twice or more, by every rater, both methods; always
    the repeatability of each rater and of all. Raises NeedsRepeats.
    """
    scores, units = table.numbers(), np.array(table.units)
    known = list(dict.fromkeys(table.units))
    rows = [np.flatnonzero(units == unit) for unit in known]
    most = max(map(len, rows))
    if most < 2:
        raise NeedsRepeats
    trials = np.full((len(known), len(table.raters), most), np.nan)
    for unit, places in enumerate(rows):
        trials[unit, :, : len(places)] = scores[places].T
    crossed = not np.isnan(trials).any()
    result: dict[str, Any] = {**head(table, level), "units": len(known), "trials": most}
    lines = [_about_trials(table, len(known), most)]
    studies = {"range_method": gauge_by_ranges, "anova_method": gauge_by_anova}
    for name, method in studies.items():
        study = method(trials) if crossed else Reason.NOT_CROSSED
        result[name] = _study(study)
        shown = Sentence(f"name_{name}")
        lines.append(missing(shown, study) if isinstance(study, Reason) else _said(shown, study))
    each = {rater: trials[:, at] for at, rater in enumerate(table.raters)}
    repeated = {rater: repeatability(one, level) for rater, one in each.items()}
    whole = repeatability(trials.reshape(-1, most), level)
    result["repeatability"] = _repeated(whole)
    result["repeatability_of_raters"] = [
        {"rater": rater, **_repeated(one)} for rater, one in repeated.items()
    ]
    everybody = Sentence("everybody")
    lines += [_repeated_line(everybody, whole, level)]
    lines += [_repeated_line(rater, one, level) for rater, one in repeated.items()]
    return Answer(result, (*lines, *doubt_of_few(len(known))))


def _about_trials(table: PlainTable, units: int, trials: int) -> Sentence:
    details = {"units": units, "raters": len(table.raters), "trials": trials}
    return Sentence("about_trials", {**details, "names": listed(table.raters)})


def _study(found: GaugeStudy | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    parts = ("repeatability", "reproducibility", "interaction", "gauge", "parts", "total")
    deviations = {name: getattr(found, name) for name in parts}
    shares = {name: None if one is None else found.share(one) for name, one in deviations.items()}
    return {
        "standard_deviations": deviations,
        "shares_of_total": shares,
        "categories": plain(found.categories),
    }


def _said(name: Sentence, found: GaugeStudy) -> Sentence:
    share = found.share(found.gauge)
    # The AIAG's manual: below 10 % acceptable, above 30 % not.
    verdict = "good" if share < 0.1 else "bad" if share > 0.3 else "fair"
    kinds = found.categories
    details = {
        "name": name,
        "gauge": number(found.gauge),
        "share": percent(share),
        "repeatability": number(found.repeatability),
        "reproducibility": number(found.reproducibility),
        "categories": "∞" if isinstance(kinds, Reason) else kinds,
    }
    return Sentence("gauge", {**details, "verdict": Sentence(f"gauge_{verdict}")})


def _repeated(found: Repeatability | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {
        "units": found.units,
        "standard_deviation": found.sd,
        "interval": [found.lower, found.upper],
        "coefficient": found.coefficient,
        "same": found.same,
        "drift": found.drift,
    }


def _repeated_line(rater: Sentence | str, found: Repeatability | Reason, level: float) -> Sentence:
    if isinstance(found, Reason):
        return missing(Sentence("name_repeatability", {"rater": rater}), found)
    details = {
        "rater": rater,
        "units": found.units,
        "sd": number(found.sd, 2),
        "ends": ends((found.lower, found.upper), 2),
        "level": sure(level),
        "coefficient": number(found.coefficient, 2),
        "same": percent(found.same),
    }
    return Sentence("repeatability", details)
