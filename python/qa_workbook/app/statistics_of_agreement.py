"""Agreement of the marks in a plain table."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.app.statistics_answers import (
    Answer,
    Sentence,
    about,
    graded,
    head,
    missing,
    number,
    plain,
    with_interval,
)
from qa_workbook.arrays import Floats
from qa_workbook.errors import UsageError
from qa_workbook.numbers import percent
from qa_workbook.statistics.agreement import percent_agreement
from qa_workbook.statistics.alpha import REPLICATES, Alpha, krippendorff_alpha
from qa_workbook.statistics.coefficient import LEVEL, Coefficient
from qa_workbook.statistics.disagreement import Scale
from qa_workbook.statistics.gwet import ac1, ac2
from qa_workbook.statistics.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from qa_workbook.statistics.prevalence import prevalence_warning
from qa_workbook.statistics.reasons import Reason
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
_KAPPAS = ("cohen", "conger", "fleiss")


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
    ordered, weighted = _ordered(marks, known, level) if in_numbers else _without_order()
    found["ac2_quadratic"] = ordered
    alphas = {
        scale.value: krippendorff_alpha(marks, scale, level, replicates, seed)
        if in_numbers or scale is Scale.NOMINAL
        else Reason.NOT_NUMBERS
        for scale in ([metric] if metric else Scale)
    }
    warning, told = _warning(marks, known, words)
    shown = {name: _coefficient(one) for name, one in found.items()}
    result = {
        **head(table, level),
        "marks": "numbers" if in_numbers else "words",
        "kappa": {name: shown.pop(name) for name in weighted},
        **shown,
        "kappa_quadratic": {name: _coefficient(one) for name, one in weighted.items()},
        "alpha": {name: _alpha(one) for name, one in alphas.items()},
        "seed": seed,
        "warning": warning,
    }
    lines = [about(table), *(_coefficient_line(*one, level) for one in found.items())]
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


def _ordered(
    marks: Floats, known: Floats | None, level: float
) -> tuple[Coefficient | Reason, dict[str, Coefficient | Reason]]:
    """AC2 and the kappas with quadratic weights."""
    kappas = _kappas(marks, Weights.QUADRATIC, known, level)
    return ac2(marks, Weights.QUADRATIC, known, level), kappas


def _without_order() -> tuple[Coefficient | Reason, dict[str, Coefficient | Reason]]:
    return Reason.NOT_NUMBERS, dict.fromkeys(_KAPPAS, Reason.NOT_NUMBERS)


def _kappas(
    marks: Floats, weights: Weights, known: Floats | None, level: float
) -> dict[str, Coefficient | Reason]:
    raters = marks.shape[1]
    cohen: Coefficient | Reason = Reason.TOO_MANY_RATERS
    if raters < 2:
        cohen = Reason.TOO_FEW_RATERS
    elif raters == 2:
        cohen = cohen_kappa(marks, weights, known, level)
    return {
        "cohen": cohen,
        "conger": conger_kappa(marks, weights, known, level),
        "fleiss": fleiss_kappa(marks, weights, known, level),
    }


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
        return with_interval("agreed", shown, percent(found.value), found.interval, level, True)
    alpha = isinstance(found, Alpha)
    edges, kind = (KRIPPENDORFF, "alpha") if alpha else (LANDIS_KOCH, "beyond_chance")
    meaning = graded(found.value, found.interval, edges, kind, found.units)
    line = with_interval("figure", shown, number(found.value), found.interval, level)
    return Sentence("with_meaning", {"figure": line, "meaning": meaning})


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
    details = {"category": category, "share": percent(found.share), "ac1": number(found.ac1)}
    if isinstance(kappa, Reason):
        return result, [Sentence("prevalence_alone", details)]
    return result, [Sentence("prevalence", {**details, "kappa": number(kappa)})]
