"""Agreement, ICC, limits of agreement, severity and gauge R&R of a plain table."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.app.statistics_answers import (
    Answer,
    Sentence,
    ends,
    graded,
    missing,
    number,
    plain,
    signed,
)
from qa_workbook.arrays import Floats
from qa_workbook.errors import UsageError
from qa_workbook.labels.reasons import listed
from qa_workbook.numbers import percent
from qa_workbook.statistics.agreement import percent_agreement
from qa_workbook.statistics.alpha import REPLICATES, Alpha, krippendorff_alpha
from qa_workbook.statistics.bland_altman import Estimate, LimitsOfAgreement, bland_altman
from qa_workbook.statistics.coefficient import LEVEL, Coefficient
from qa_workbook.statistics.disagreement import Scale
from qa_workbook.statistics.gauge import (
    GaugeStudy,
    Repeatability,
    gauge_by_anova,
    gauge_by_ranges,
    repeatability,
)
from qa_workbook.statistics.gwet import ac1, ac2
from qa_workbook.statistics.icc import (
    IntraclassCorrelation,
    icc_1_1,
    icc_2_1,
    icc_2_k,
    icc_3_1,
)
from qa_workbook.statistics.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from qa_workbook.statistics.prevalence import prevalence_warning
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.severity import Method, severity
from qa_workbook.statistics.weights import Weights

LANDIS_KOCH = {
    -inf: "poor",
    0.0: "slight",
    0.2: "fair",
    0.4: "moderate",
    0.6: "substantial",
    0.8: "almost_perfect",
}
"""Landis and Koch, Biometrics 33 (1977) 159–174."""
KRIPPENDORFF = {-inf: "unreliable", 0.667: "tentative", 0.8: "reliable"}
"""Krippendorff, Content Analysis, 2nd ed. (2004), section 11.4."""
KOO_LI = {-inf: "poor", 0.5: "moderate", 0.75: "good", 0.9: "excellent"}
"""Koo and Li, Journal of Chiropractic Medicine 15 (2016) 155–163."""
TWO = 2
_KAPPAS = ("cohen", "conger", "fleiss")


class NeedsTwoRaters(UsageError):
    """Needs `known`, the columns there are."""

    label = "statistics.needs_two"


class NeedsRepeats(UsageError):
    """No unit stands in two rows."""

    label = "statistics.needs_repeats"


def agreement(
    table: PlainTable,
    metric: Scale | None = None,
    categories: tuple[str, ...] = (),
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Answer:
    """Returns every measure of agreement that the marks allow.

    Marks that aren't all numbers are words without order; then AC2, weighted kappas and all alphas
    but the nominal one have a reason. `metric` leaves one alpha. `categories` are the marks that
    could have been given. Raises BadCell, UsageError.
    """
    in_numbers = table.all_numbers
    marks, known, words = _marks(table, categories, in_numbers)
    found: dict[str, Coefficient | Reason] = {
        "percent_agreement": percent_agreement(marks, categories=known, level=level),
        "ac1": ac1(marks, known, level),
        **_kappas(marks, Weights.IDENTITY, known, level),
    }
    no_order: Coefficient | Reason = Reason.NOT_NUMBERS
    found["ac2_quadratic"], weighted = no_order, dict.fromkeys(_KAPPAS, no_order)
    if in_numbers:
        found["ac2_quadratic"] = ac2(marks, Weights.QUADRATIC, known, level)
        weighted = _kappas(marks, Weights.QUADRATIC, known, level)
    alphas: dict[str, Alpha | Reason] = {
        scale.value: krippendorff_alpha(marks, scale, level, replicates, seed)
        if in_numbers or scale is Scale.NOMINAL
        else Reason.NOT_NUMBERS
        for scale in ([metric] if metric else Scale)
    }
    warning, told = _warning(marks, known, words)
    shown = {name: _coefficient(one) for name, one in found.items()}
    result = {
        **_head(table, level),
        "marks": "numbers" if in_numbers else "words",
        "kappa": {name: shown.pop(name) for name in weighted},
        **shown,
        "kappa_quadratic": {name: _coefficient(one) for name, one in weighted.items()},
        "alpha": {name: _alpha(one) for name, one in alphas.items()},
        "seed": seed,
        "warning": warning,
    }
    lines = [_about(table), *(_coefficient_line(*one, level) for one in found.items())]
    lines += [_coefficient_line(f"alpha_{name}", one, level) for name, one in alphas.items()]
    return Answer(result, (*lines, *told))


def _marks(
    table: PlainTable, categories: tuple[str, ...], in_numbers: bool
) -> tuple[Floats, Floats | None, tuple[str, ...]]:
    """The marks, those that could have been given (None for those that were), and their words."""
    if not in_numbers:
        marks, words = table.categories(categories)
        return marks, np.arange(len(words), dtype=np.float64), words
    try:
        known = [float(word) for word in categories]
    except ValueError:
        raise UsageError(what=f"--categories {','.join(categories)}") from None
    return table.numbers(known), np.unique(known) if known else None, ()


def _kappas(
    marks: Floats, weights: Weights, known: Floats | None, level: float
) -> dict[str, Coefficient | Reason]:
    raters = marks.shape[1]
    cohen: Coefficient | Reason = Reason.TOO_MANY_RATERS
    if raters < TWO:
        cohen = Reason.TOO_FEW_RATERS
    elif raters == TWO:
        cohen = cohen_kappa(marks, weights, known, level)
    return {
        "cohen": cohen,
        "conger": conger_kappa(marks, weights, known, level),
        "fleiss": fleiss_kappa(marks, weights, known, level),
    }


def _head(table: PlainTable, level: float) -> dict[str, Any]:
    return {
        "units": len(table.units),
        "raters": list(table.raters),
        "missing": table.missing,
        "numbered_column": table.numbered or None,
        "level": level,
    }


def _about(table: PlainTable) -> Sentence:
    details = {"units": len(table.units), "raters": len(table.raters), "missing": table.missing}
    doubt: Sentence | str = ""
    if table.numbered:
        doubt = Sentence("numbered_column", {"column": table.numbered})
    return Sentence("about", {**details, "names": listed(table.raters), "doubt": doubt})


def _coefficient(found: Coefficient | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {
        "value": found.value,
        "standard_error": found.standard_error,
        "interval": plain(found.interval),
        "observed_agreement": found.observed,
        "expected_agreement": found.expected,
        "units": found.units,
        "raters": found.raters,
    }


def _alpha(found: Alpha | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {
        "value": found.value,
        "interval": plain(found.interval),
        "observed_disagreement": found.observed,
        "expected_disagreement": found.expected,
        "units": found.units,
        "raters": found.raters,
        "marks": found.marks,
        "replicates": found.replicates,
    }


def _coefficient_line(name: str, found: Coefficient | Alpha | Reason, level: float) -> Sentence:
    shown = Sentence(f"name_{name}")
    if isinstance(found, Reason):
        return missing(shown, found)
    if name == "percent_agreement":
        return _with_interval("agreed", shown, percent(found.value), found.interval, level, True)
    alpha = isinstance(found, Alpha)
    edges, kind = (KRIPPENDORFF, "alpha") if alpha else (LANDIS_KOCH, "beyond_chance")
    meaning = graded(found.value, found.interval, edges, kind)
    line = _with_interval("figure", shown, number(found.value), found.interval, level)
    return Sentence("with_meaning", {"figure": line, "meaning": meaning})


def _with_interval(
    name: str,
    shown: Sentence,
    value: str,
    interval: tuple[float, float] | Reason,
    level: float,
    in_percent: bool = False,
) -> Sentence:
    """A figure and its interval, or why it has none."""
    if isinstance(interval, Reason):
        between = Sentence("no_interval", {"reason": Sentence(f"reason_{interval}")})
    else:
        shift = 100 if in_percent else 1
        scaled = (interval[0] * shift, interval[1] * shift)
        unit = "%" if in_percent else ""
        digits = 1 if in_percent else 3
        details = {"level": f"{level:.4g}", "ends": ends(scaled, digits), "unit": unit}
        between = Sentence("interval", {**details, "level": f"{100 * level:.4g}%"})
    return Sentence(name, {"name": shown, "value": value, "interval": between})


def _warning(
    marks: Floats, known: Floats | None, words: tuple[str, ...]
) -> tuple[Any, list[Sentence]]:
    found = prevalence_warning(marks, known)
    if found is None:
        return None, []
    category = words[int(found.category)] if words else f"{found.category:g}"
    kappa = found.kappa
    result = {
        "code": "prevalence",
        "category": category if words else found.category,
        "share": found.share,
        "observed_agreement": found.observed,
        "kappa": plain(kappa),
        "ac1": found.ac1,
    }
    shown = Sentence("no_kappa") if isinstance(kappa, Reason) else number(kappa)
    details = {"category": category, "share": percent(found.share), "kappa": shown}
    return result, [Sentence("prevalence", {**details, "ac1": number(found.ac1)})]


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
    result = {**_head(table, level), "complete_units": complete}
    result |= {name: _correlation(one) for name, one in found.items()}
    lines = [_about(table), Sentence("complete", {"complete": complete})]
    return Answer(result, (*lines, *(_correlation_line(*one, level) for one in found.items())))


def _correlation(found: IntraclassCorrelation | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {"value": found.estimate, "interval": [found.lower, found.upper]}


def _correlation_line(name: str, found: IntraclassCorrelation | Reason, level: float) -> Sentence:
    shown = Sentence(f"name_{name}")
    if isinstance(found, Reason):
        return missing(shown, found)
    interval = (found.lower, found.upper)
    line = _with_interval("figure", shown, number(found.estimate), interval, level)
    meaning = graded(found.estimate, interval, KOO_LI, "icc")
    return Sentence("with_meaning", {"figure": line, "meaning": meaning})


def limits_of_agreement(table: PlainTable, level: float = LEVEL) -> Answer:
    """Returns bias and limits of agreement of a table of two columns. Raises NeedsTwoRaters."""
    if len(table.raters) != TWO:
        raise NeedsTwoRaters(known="、".join(table.raters))
    first, second = table.raters
    scores = table.numbers()
    found = bland_altman(scores[:, 0], scores[:, 1], level)
    result = {**_head(table, level), "first": first, "second": second}
    about = {"first": first, "second": second}
    if isinstance(found, Reason):
        lines = (_about(table), missing(Sentence("name_bland_altman"), found))
        return Answer({**result, **plain(found)}, lines)
    result |= {
        "pairs": found.pairs,
        "bias": _estimate(found.bias),
        "standard_deviation": found.sd,
        "lower_limit": _estimate(found.lower),
        "upper_limit": _estimate(found.upper),
        "slope": _estimate(found.slope),
    }
    return Answer(result, (_about(table), *_limits_lines(found, about, level)))


def _estimate(found: Estimate | Reason) -> Any:
    if isinstance(found, Reason):
        return plain(found)
    return {"value": found.value, "interval": [found.lower, found.upper]}


def _limits_lines(
    found: LimitsOfAgreement, about: dict[str, str], level: float
) -> tuple[Sentence, ...]:
    bias, slope = found.bias, found.slope
    sure = f"{100 * level:.4g}%"
    said: dict[str, Any] = {**about, "pairs": found.pairs, "level": sure}
    said["ends"] = ends((bias.lower, bias.upper), 2)
    name = "bias_unclear" if bias.lower <= 0 <= bias.upper else "bias_clear"
    wide = {
        "lower": number(found.lower.value, 2),
        "upper": number(found.upper.value, 2),
        "lower_ends": ends((found.lower.lower, found.lower.upper), 2),
        "upper_ends": ends((found.upper.lower, found.upper.upper), 2),
        "level": sure,
    }
    said["bias"] = number(abs(bias.value), 2)
    said["side"] = Sentence("lower" if bias.value < 0 else "higher")
    lines = (Sentence(name, said), Sentence("limits", wide))
    if isinstance(slope, Reason):
        return (*lines, missing(Sentence("name_slope"), slope))
    name = "slope_unclear" if slope.lower <= 0 <= slope.upper else "slope_clear"
    details = {"slope": number(slope.value), "ends": ends((slope.lower, slope.upper))}
    return (*lines, Sentence(name, {**details, "level": sure}))


def strictness(table: PlainTable, method: Method = Method.SHARED, level: float = LEVEL) -> Answer:
    """Returns the severity of every rater of a table of numbers."""
    scores = table.numbers()
    found = severity(scores, method, level)
    result: dict[str, Any] = {**_head(table, level), "method": method.value}
    lines = [_about(table), Sentence(f"method_{method}")]
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
    for rater, one in sorted(zip(table.raters, found, strict=True), key=lambda pair: pair[1].value):
        details = {
            "rater": rater,
            "value": signed(one.value),
            "ends": ends((one.lower, one.upper), 2),
            "level": f"{100 * level:.4g}%",
            "units": one.units,
            "verdict": Sentence(f"verdict_{one.verdict}"),
        }
        lines.append(Sentence("severity", details))
    return Answer(result, tuple(lines))


def gauge(table: PlainTable, level: float = LEVEL) -> Answer:
    """Returns gauge R&R of a table in which each unit stands in as many rows as it was scored.

    Where every unit was scored equally often, twice or more, by every rater, both methods; always
    the repeatability of each rater and of all. Raises NeedsRepeats.
    """
    scores, units = table.numbers(), np.array(table.units)
    known = list(dict.fromkeys(table.units))
    rows = [np.flatnonzero(units == unit) for unit in known]
    most = max(map(len, rows))
    if most < TWO:
        raise NeedsRepeats
    trials = np.full((len(known), len(table.raters), most), np.nan)
    for unit, places in enumerate(rows):
        trials[unit, :, : len(places)] = scores[places].T
    crossed = not np.isnan(trials).any()
    result: dict[str, Any] = {**_head(table, level), "units": len(known), "trials": most}
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
    return Answer(result, tuple(lines))


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
        "level": f"{100 * level:.4g}%",
        "coefficient": number(found.coefficient, 2),
        "same": percent(found.same),
    }
    return Sentence("repeatability", details)
