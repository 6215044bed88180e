"""Every figure that is published: its value, unit and rule, and how the workbook computes it again.

`metrics`, the sheets of the analysis workbook, its sheet 核对 and docs/metrics.md follow from it.
An S-number names a rule of the trade; "schemes" is a rule stated in docs/schemes.md.
"""

from __future__ import annotations

from operator import attrgetter

from qa_workbook.analysis import formulas
from qa_workbook.analysis.figure import Figure, Unit, column_figure
from qa_workbook.analysis.formulas import Formula
from qa_workbook.analysis.items import LETTERS
from qa_workbook.analysis.overall import COLOURS, RATES
from qa_workbook.analysis.people_figures import (
    ACCURACY,
    INSPECTORS,
    INTERVALS,
    QUOTAS,
    REPEATS,
    SAMPLES,
)
from qa_workbook.analysis.recheck_published import RECHECKS

LISTS = (
    "items",
    "distribution",
    "days",
    "agents",
    "index",
    "critical_accuracy",
    "inspectors",
    "rechecks",
    "quotas",
    "repeats",
)
"""The lists of `metrics`; their figures are columns of the frames of the same name."""


def _overall(
    name: str,
    unit: Unit,
    rule: str,
    meaning: str,
    formula: Formula | None = None,
    *,
    attribute: str = "",
    published: bool = True,
) -> Figure:
    """A figure of all counted recordings together.

    `attribute` of Overall where its name differs.
    """
    value = attrgetter(f"overall.{attribute or name}")
    return Figure(name, unit, rule, meaning, value, formula, published=published)


def _rate(band: str) -> Figure:
    return Figure(
        name=band,
        unit="fraction",
        rule="S3",
        meaning=f"recordings in the band `{band}`; null for a scheme without it",
        value=lambda analysis: analysis.overall.rates[band],
        formula=formulas.rate_of(band),
        of="rates",
    )


def _alert_day(colour: str) -> Figure:
    return Figure(
        name=colour,
        unit="days",
        rule="S3",
        meaning=f"days whose `alert` is {colour}; 0 without alert levels",
        value=lambda analysis: analysis.overall.alert_days[colour],
        formula=formulas.days_of(colour),
        of="alert_days",
    )


def _letter(letter: str) -> Figure:
    return Figure(
        name=letter,
        unit="recordings",
        rule="S3",
        meaning=f"whose direct mark of the item has the letter {letter}",
        value=lambda analysis: analysis.items[letter],
        formula=formulas.item_letter(letter),
        of="items",
        published=False,
    )


_PERIOD = (
    Figure("scheme", "–", "schemes", "id of the scheme", attrgetter("scheme.id")),
    Figure(
        "period",
        "–",
        "–",
        "the period, in one spelling: a whole month is `2026-10`",
        attrgetter("period.text"),
    ),
    _overall("recordings", "recordings", "S1", "those that count", formulas.recordings),
    _overall(
        "mean_score",
        "points",
        "S2",
        "mean raw score: before error deductions and fatal effects",
        formulas.mean_of("raw"),
    ),
    _overall(
        "mean_final",
        "points",
        "S2",
        "mean final score: after both, never below 0",
        formulas.mean_of("final"),
    ),
    *(_rate(band) for band in RATES),
    _overall(
        "average_defect_ratio",
        "fraction",
        "S3",
        "平均不良比率: mean of the items' `ratio`; null when all items are counted clauses",
        formulas.average_defect_ratio,
    ),
    _overall(
        "alert",
        "colour",
        "S3",
        "level of `average_defect_ratio`; null without one, or without alert levels",
        formulas.alert,
    ),
)
_ITEMS = (
    column_figure("items", "id", "–", "schemes", "as in the scheme"),
    column_figure("items", "name", "–", "schemes", "as in the scheme, in the language of `--lang`"),
    Figure(
        name="defects",
        unit="recordings",
        rule="S3",
        meaning="how many direct marks of the item have each letter `A` to `E`; all 0 without "
        "defect classes in the scheme, and for items marked through their points",
        value=lambda analysis: analysis.items[list(LETTERS)].to_dict("records"),
        of="items",
    ),
    *(_letter(letter) for letter in LETTERS),
    column_figure(
        "items",
        "defective",
        "recordings",
        "S3",
        "with a mark of the item below full, or with that deducting clause",
        formulas.item_defective,
    ),
    column_figure(
        "items",
        "ratio",
        "fraction",
        "S3",
        "不良比率: `defective` ÷ recordings whose scheme version has the item. Recordings where it "
        "was 不适用 count in the denominator. null when there are none",
        formulas.item_ratio,
    ),
    column_figure(
        "items",
        "share",
        "fraction",
        "S3",
        "不良占比: `defective` ÷ `defective` of all items; all 0 when there are no defects",
        formulas.item_share,
    ),
    column_figure(
        "items",
        "alert",
        "colour",
        "S3",
        "level of `ratio`; null without alert levels, or when all items are counted clauses",
        formulas.item_alert,
    ),
)
_DISTRIBUTION = (
    column_figure("distribution", "group", "–", "S3", "1, 2, 3 …, lowest first"),
    column_figure(
        "distribution", "upper", "points", "S3", "bound that belongs to the last group alone"
    ),
    column_figure("distribution", "lower", "points", "S3", "bound that belongs to the group"),
    column_figure("distribution", "midpoint", "points", "S3", "middle of both bounds"),
    column_figure(
        "distribution",
        "count",
        "recordings",
        "S3",
        "with the raw score there, or the final score if the scheme says so",
        formulas.group_count,
    ),
    column_figure(
        "distribution", "share", "fraction", "S3", "of `recordings`", formulas.group_share
    ),
)
_DAYS = (
    column_figure("days", "date", "–", "S3", "通话日期, `2026-10-05`"),
    column_figure("days", "recordings", "recordings", "S3", "on that day", formulas.own_recordings),
    column_figure(
        "days",
        "average_defect_ratio",
        "fraction",
        "S3",
        "as above, over the day's recordings and the items of the versions they were scored by",
        formulas.own_defect_ratio,
    ),
    column_figure("days", "alert", "colour", "S3", "its level", formulas.own_level),
)
_AGENTS = (
    column_figure("agents", "agent", "–", "S5", "工号, as text"),
    column_figure(
        "agents", "name", "–", "S5", 'the latest one written down; "" when there is none'
    ),
    column_figure(
        "agents", "team", "–", "S5", 'the latest one written down; "" when there is none'
    ),
    column_figure(
        "agents", "recordings", "recordings", "S5", "of the agent", formulas.own_recordings
    ),
    column_figure("agents", "mean_score", "points", "S2", "as above", formulas.own_mean("raw")),
    column_figure("agents", "mean_final", "points", "S2", "as above", formulas.own_mean("final")),
    column_figure(
        "agents",
        "defects",
        "marks",
        "S3",
        "marks *entered* below full, plus deducting clauses that occurred: an item marked through "
        "three points of which two are low counts 2, one marked directly counts 1",
        formulas.own_sum("defects"),
    ),
    column_figure(
        "agents",
        "error_deduction",
        "points",
        "S2",
        "sum of 差错扣分",
        formulas.own_sum("deduction"),
    ),
    column_figure("agents", "fatal", "recordings", "S13", "with 致命错误", formulas.own_fatal),
)
_INDEX = (
    column_figure(
        "index",
        "level",
        "–",
        "S13",
        "1 is the score, 2 the first indicators, and so on; parents come before children",
    ),
    column_figure("index", "id", "–", "S13", "of the node"),
    column_figure("index", "name", "–", "S13", "of the node, in the language of `--lang`"),
    column_figure(
        "index",
        "value",
        "0–100",
        "S13",
        "100 × the fraction attained, mean over the recordings in which the node was marked and "
        "applied",
        formulas.node_value,
    ),
)
_SHEETS_ALONE = (
    _overall(
        "uncounted",
        "scores",
        "schemes",
        "that don't count, because another inspector's does",
        formulas.uncounted,
        published=False,
    ),
    _overall(
        "agent_count",
        "agents",
        "S5",
        "with recordings that count",
        formulas.agents,
        attribute="agents",
        published=False,
    ),
    _overall(
        "defects", "marks", "S3", "of all agents", formulas.sum_of("defects"), published=False
    ),
    _overall(
        "error_deduction_sum",
        "points",
        "S2",
        "of all agents",
        formulas.sum_of("deduction"),
        attribute="error_deduction",
        published=False,
    ),
    _overall("fatal", "recordings", "S13", "of all agents", formulas.fatal, published=False),
    Figure(
        name="rank",
        unit="–",
        rule="S3",
        meaning="1 for the largest `share`",
        value=lambda analysis: analysis.items["rank"],
        formula=formulas.item_rank,
        of="items",
        published=False,
    ),
    Figure(
        name="cumulative_share",
        unit="fraction",
        rule="S3",
        meaning="`share` of all items up to this `rank`",
        value=lambda analysis: analysis.items["cumulative_share"],
        formula=formulas.item_cumulative_share,
        of="items",
        published=False,
    ),
)

CATALOGUE: tuple[Figure, ...] = (
    *_PERIOD,
    *_ITEMS,
    *_DISTRIBUTION,
    *_DAYS,
    *(_alert_day(colour) for colour in COLOURS),
    *_AGENTS,
    *SAMPLES,
    *_INDEX,
    *INTERVALS,
    *ACCURACY,
    *INSPECTORS,
    *RECHECKS,
    *QUOTAS,
    *REPEATS,
    *_SHEETS_ALONE,
)
"""Every figure, in the order of `metrics`; those of the workbook alone come last."""


_BY_KEY = {figure.key: figure for figure in CATALOGUE}


def find_figure(key: str) -> Figure:
    """Returns a figure by its key, e.g. "mean_score" or "items.ratio". Raises KeyError."""
    return _BY_KEY[key]
