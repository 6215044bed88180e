"""What the rows of a form come to by agent, team, site or any other of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import (
    Averaged,
    Counted,
    Kind,
    Of,
    ResultColumn,
    ResultTable,
    compared_exactly,
)
from qa_workbook.form_results.plain_columns import (
    ROWS,
    choice_names,
    choices_within,
    live_total,
    mean,
    numbers_in,
    total,
)
from qa_workbook.forms.model import Field, Result

PEOPLE = ("agent", "name")
"""Columns of which a table is about single people: it stays out of the monthly report."""
_MOST_COLUMNS, _MOST_ROWS = 8, 40  # of a printed page of the report


@dataclass(frozen=True)
class _Groups:
    """The rows of each value of a column, in the order in which a table has them; all at last.

    `words` are the values as they are read, `blank` the one that stands for nothing.
    """

    words: list[str]
    blank: str
    parts: list[pd.DataFrame]


def group_table(inputs: Inputs, field: Field, across: Field | None, wanted: Result) -> ResultTable:
    """Returns a row for each value of `field`: rows, choices of `across`, sums and means."""
    say, groups = inputs.sayer("form_results"), _grouped(inputs, field)
    names = [*groups.words, say("sum")]
    columns = [ResultColumn(field.id, field.heading, names, span=2, blank=groups.blank)]
    own = {field.id: Of(field.id)}
    if field.id == "agent" and "name" in {one.id for one in inputs.form.kept}:
        named = [*(_last(part["name"]) for part in groups.parts[:-1]), ""]
        columns.append(ResultColumn("of_name", inputs.form.by_id["name"].heading, named))
    counts = [len(part) for part in groups.parts]
    key = "rows" if field.id != "rows" else "count"  # a form may have a column of that name
    columns.append(ResultColumn(key, say("row_count"), counts, "integer", Counted(ROWS, own)))
    if across is not None and across.id != field.id:
        columns += _choices(inputs, across, own, groups)
    columns += _numbers(inputs, wanted, own, groups)
    small = len(columns) < _MOST_COLUMNS and len(names) <= _MOST_ROWS
    return ResultTable(
        f"by.{field.id}",
        say("by", heading=field.heading),
        tuple(columns),
        totals=1,
        in_report=small and field.id not in PEOPLE,
    )


def _grouped(inputs: Inputs, field: Field) -> _Groups:
    """Words that differ in case alone are one, where they are for a formula, too."""
    rows = inputs.rows
    shown = pd.Series(inputs.shown(rows, field.id), index=rows.index, dtype="str")
    keys = {one: one if compared_exactly(one) else one.lower() for one in shown.unique()}
    lower = shown.map(keys)
    found = list(dict.fromkeys(lower))
    if field.kind == "choice":
        known = [keys.get(one, one) for one in inputs.choices(field.id).values()]
        found.sort(key=lambda one: known.index(one) if one in known else len(known))
    else:
        found.sort(key=natural_order)
    found.sort(key=lambda one: not one)  # nothing comes last
    words = [shown[lower == one].iloc[0] for one in found]
    blank = ""
    if found and not found[-1]:
        blank = words[-1] = inputs.sayer("form_results")("not_filled")
    return _Groups(words, blank, [*(rows[lower == one] for one in found), rows])


def _choices(
    inputs: Inputs, across: Field, own: dict[str, Of], groups: _Groups
) -> Iterator[ResultColumn]:
    chosen = choices_within(inputs.rows, across)
    for id_, words in choice_names(inputs, across, chosen).items():
        counts = [int((choices_within(part, across) == id_).sum()) for part in groups.parts]
        live = Counted(ROWS, {**own, across.id: words})
        yield ResultColumn(f"{across.id}.{id_}", words, counts, "integer", live)


def _numbers(
    inputs: Inputs, wanted: Result, own: dict[str, Of], groups: _Groups
) -> Iterator[ResultColumn]:
    say = inputs.sayer("form_results")
    for one in wanted.sums:
        field = inputs.form.by_id[one]
        sums = [total(numbers_in(part, field)) for part in groups.parts]
        heading = say("sum_of", heading=field.heading)
        yield ResultColumn(f"{one}.sum", heading, sums, _look(field), live_total(one, own))
    for one in wanted.means:
        field = inputs.form.by_id[one]
        means = [mean(numbers_in(part, field)) for part in groups.parts]
        heading = say("mean_of", heading=field.heading)
        yield ResultColumn(f"{one}.mean", heading, means, "score", Averaged(ROWS, one, own))


def _look(field: Field) -> Kind:
    if field.kind == "money":
        return "money"
    return "number" if field.kind == "number" else "integer"


def _last(names: Sequence[str] | pd.Series) -> str:
    """The name that stands in the newest row that has one."""
    given = [name for name in names if name]
    return given[-1] if given else ""
