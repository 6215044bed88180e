"""Published figures of how an inspector marks: 不适用, rows and remarks that recur (S8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa_workbook.analysis.figure import Figure, Unit, column_figure
from qa_workbook.analysis.intervals import pairs
from qa_workbook.analysis.model import Figures


def _figure(
    name: str, unit: Unit, meaning: str, value: Callable[[Figures], Sequence[object]]
) -> Figure:
    return Figure(name, unit, "S8", meaning, value, of="inspectors")


def _column(name: str, unit: Unit, meaning: str) -> Figure:
    return column_figure("inspectors", name, unit, "S8", meaning)


def _interval(analysis: Figures) -> Sequence[object]:
    table = analysis.inspectors
    return pairs(table["na"], table["na_marks"])


def _flag(analysis: Figures) -> Sequence[object]:
    return [flag or None for flag in analysis.inspectors["na_flag"]]


def _remark(analysis: Figures) -> Sequence[object]:
    return [text or None for text in analysis.inspectors["repeated_remark"]]


def _run(analysis: Figures) -> Sequence[object]:
    return [length or None for length in analysis.inspectors["longest_run"].tolist()]


HABITS = (
    _column(
        "na_share",
        "fraction",
        "不适用 ÷ marks of items that may be 不适用 and that another inspector marked, too; null "
        "where there are none",
    ),
    _column(
        "na_others",
        "fraction",
        "share of 不适用 that all others together would have on the same items: theirs of each "
        "item, weighted by this inspector's marks of it",
    ),
    _figure(
        "na_interval",
        "fraction",
        "`[low, high]` of `na_share`; null without it",
        _interval,
    ),
    _figure(
        "na_flag",
        "–",
        "`more` or `fewer`: `na_others` lies below or above `na_interval`, and there are marks "
        "enough (`not_applicable_from`); else null",
        _flag,
    ),
    _column(
        "often_remark",
        "fraction",
        "remarks whose words the inspector wrote in `same_remark_from` recordings or more ÷ "
        "remarks; null without remarks",
    ),
    _figure(
        "remark",
        "–",
        "the one written most often, if more than once; else null",
        _remark,
    ),
    _column("times", "recordings", "with that remark; 0 without one"),
    _column(
        "full_recordings",
        "fraction",
        "recordings whose marks are all full ÷ recordings with marks",
    ),
    _figure(
        "longest_run",
        "recordings",
        "the most below one another on one sheet with the same marks, error deduction and fatal "
        "error; 1 where no two neighbours are alike, null for sheets of breaches",
        _run,
    ),
    _column("in_runs", "recordings", "in such rows of at least `same_marks_from` recordings"),
)
