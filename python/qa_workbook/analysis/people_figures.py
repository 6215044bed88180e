"""Figures that say how sure a rate is, and those of inspectors, quotas and repeated problems."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qa_workbook.analysis import formulas
from qa_workbook.analysis.figure import Figure, column_figure
from qa_workbook.analysis.inspector_published import HABITS
from qa_workbook.analysis.intervals import pairs
from qa_workbook.analysis.model import Figures
from qa_workbook.analysis.overall import RATES
from qa_workbook.analysis.recheck_published import OF_INSPECTORS

Interval = list[float] | None


def _rate_interval(band: str) -> Callable[[Figures], Interval]:
    def interval(analysis: Figures) -> Interval:
        rate, size = analysis.overall.rates[band], analysis.judged_size
        # The rate is a count over that size, so that the count comes back exactly.
        return None if rate is None else pairs(np.rint(rate * size), size)[0]

    return interval


def _item_intervals(analysis: Figures) -> dict[str, Interval]:
    items = analysis.items
    return dict(zip(items["id"], pairs(items["defective"], items["held"]), strict=True))


def _good_intervals(analysis: Figures) -> list[Interval]:
    agents = analysis.agents
    ends = zip(agents["good_low"].tolist(), agents["good_high"].tolist(), strict=True)
    return [None if np.isnan(low) else [low, high] for low, high in ends]


def _accuracy_intervals(analysis: Figures) -> list[Interval]:
    table = analysis.critical_accuracy
    return pairs(table["applied"] - table["errors"], table["applied"])


INTERVALS = (
    *(
        Figure(
            name=band,
            unit="fraction",
            rule="Statistics",
            meaning=f"`[low, high]` of `rates.{band}`; null without that rate",
            value=_rate_interval(band),
            of="intervals",
        )
        for band in RATES
    ),
    Figure(
        name="items",
        unit="fraction",
        rule="Statistics",
        meaning="`[low, high]` of each item's `ratio`, by the item's `id`; null without a ratio",
        value=_item_intervals,
        of="intervals",
    ),
)
SAMPLES = (
    column_figure(
        "agents",
        "n",
        "scores",
        "Statistics",
        "how many scores are behind `good`: the "
        "agent's recordings, with long sheets the agent's months",
    ),
    column_figure(
        "agents",
        "good",
        "fraction",
        "S3",
        "share of them in the band `good`; null for a scheme without it",
        formulas.own_good,
    ),
    Figure(
        name="good_interval",
        unit="fraction",
        rule="Statistics",
        meaning="`[low, high]` of `good`; null without it",
        value=_good_intervals,
        of="agents",
    ),
    Figure(
        name="rank",
        unit="–",
        rule="S2",
        meaning="1 for the best `mean_final`; equal ones share a rank. null where `n` is below "
        "`small_sample` of the settings",
        value=lambda analysis: analysis.agents["place"],
        of="agents",
    ),
)
ACCURACY = (
    column_figure("critical_accuracy", "family", "–", "Statistics", "id of the critical family"),
    column_figure(
        "critical_accuracy", "name", "–", "Statistics", "of the family, in the language of `--lang`"
    ),
    column_figure(
        "critical_accuracy",
        "state",
        "–",
        "Statistics",
        "`measured`; `not_applicable`: "
        "no recording to which it applied; `not_configured`: the scheme has no such family",
    ),
    column_figure(
        "critical_accuracy",
        "applied",
        "recordings",
        "Statistics",
        "to which the family "
        "applied: one of its indicators was marked or could occur, or it has a fatal code",
    ),
    column_figure(
        "critical_accuracy",
        "errors",
        "recordings",
        "Statistics",
        "of these, with a critical error of the family",
    ),
    column_figure(
        "critical_accuracy",
        "accuracy",
        "fraction",
        "Statistics",
        "(`applied` − `errors`) ÷ `applied`; null unless `measured`",
    ),
    Figure(
        name="interval",
        unit="fraction",
        rule="Statistics",
        meaning="`[low, high]` of `accuracy`; null without it",
        value=_accuracy_intervals,
        of="critical_accuracy",
    ),
)
INSPECTORS = (
    column_figure("inspectors", "inspector", "–", "S8", "as on the sheets"),
    column_figure(
        "inspectors",
        "recordings",
        "recordings",
        "S8",
        "that the inspector scored, also where another inspector's score counts",
    ),
    column_figure("inspectors", "mean_score", "points", "S8", "mean of the raw scores given"),
    column_figure(
        "inspectors",
        "sd",
        "points",
        "S8",
        "standard deviation of the raw scores (n − 1); null for a single one",
    ),
    column_figure(
        "inspectors", "full_marks", "fraction", "S8", "full item marks ÷ item marks entered"
    ),
    column_figure(
        "inspectors",
        "same_remark",
        "fraction",
        "S8",
        "remarks whose words the inspector "
        "wrote in another recording, too ÷ remarks; null without remarks",
    ),
    column_figure(
        "inspectors",
        "severity",
        "points",
        "S8",
        "own raw score less the mean of all "
        "inspectors of that recording, mean over recordings that several scored; below 0 is "
        "stricter. null where no recording is shared",
    ),
    *HABITS,
    *OF_INSPECTORS,
)
QUOTAS = (
    column_figure("quotas", "who", "–", "S9", "name; with the number where several have it"),
    column_figure("quotas", "role", "–", "S9", "as in the list of people"),
    column_figure(
        "quotas",
        "required",
        "recordings",
        "S9",
        "in the period, for the days with the role; null where the calendar doesn't know the year",
    ),
    column_figure(
        "quotas",
        "done",
        "recordings",
        "S9",
        "that the person scored on such days, in all schemes, each once",
    ),
)
REPEATS = (
    column_figure("repeats", "agent", "–", "S10", "工号, as text"),
    column_figure("repeats", "item", "–", "S10", "id of the item"),
    column_figure(
        "repeats",
        "times",
        "recordings",
        "S10",
        "of the agent in the window with a defect in the item",
    ),
    column_figure(
        "repeats", "window", "–", "S10", "the week or month, as far as it is in the period"
    ),
    column_figure(
        "repeats", "proposal", "–", "S10", "id of the proposal in `config/analysis.yaml`"
    ),
)
