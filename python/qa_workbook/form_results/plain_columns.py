"""What a single column of a form comes to: counts of its choices, figures of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

import pandas as pd

from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import (
    Averaged,
    Base,
    Counted,
    Filled,
    Formula,
    Highest,
    Less,
    Lowest,
    Numbered,
    Of,
    Portion,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.forms.model import Field
from qa_workbook.forms.result_names import YES_NO
from qa_workbook.frames import ABSENT

ROWS = "rows"
"""The key of the table of rows."""
Number = Decimal | int
_ALL_CHOICES = 10  # up to so many are listed even where nobody made them


def choices_within(rows: pd.DataFrame, field: Field) -> pd.Series:
    """Returns the ids of what was chosen, "" where nothing was."""
    if field.kind == "yes_no":
        yes, no = YES_NO
        return rows[field.id].map({True: yes, False: no}).astype("str")
    return rows[field.id]


def choice_names(inputs: Inputs, field: Field, chosen: pd.Series) -> dict[str, str]:
    """Returns the words of the choices by id; those of older versions last, by their ids.

    Of many choices only those that were made.
    """
    known, made = inputs.choices(field.id), set(chosen)
    former = sorted(made - set(known) - {""})
    if len(known) > _ALL_CHOICES:
        known = {one: words for one, words in known.items() if one in made}
    return known | {one: one for one in former}


def numbers_in(rows: pd.DataFrame, field: Field) -> list[Number]:
    """Returns the numbers of a column, exact, without the rows that have none."""
    if field.kind in ("number", "money"):
        return [Decimal(one) for one in rows[field.id] if one]
    return [int(one) for one in rows[field.id] if one != ABSENT]


def total(numbers: Sequence[Number]) -> Number | None:
    """Returns the sum; None without any: nothing is not 0."""
    return sum(numbers) if numbers else None


def live_total(column: str, equal: Mapping[str, str | Of] | None = None) -> Base:
    """Returns the formula of `total` over the rows that say `equal`."""
    return Base(ROWS, column, column, equal or {})


def mean(numbers: Sequence[Number]) -> Decimal | None:
    """Returns the mean, unrounded; None without any."""
    return Decimal(sum(numbers)) / len(numbers) if numbers else None


def choices_table(inputs: Inputs, field: Field) -> ResultTable:
    """Returns how often each choice was made, its share of those made, and the period before."""
    say = inputs.sayer("form_results")
    chosen = choices_within(inputs.rows, field)
    former = choices_within(inputs.rows_before, field)
    names = choice_names(inputs, field, pd.concat([chosen, former], ignore_index=True))
    counts = _counts(chosen, names)
    whole = counts[-1]
    shares = [count / whole if whole else None for count in counts]
    each: list[Formula] = [Counted(ROWS, {field.id: Of("choice")})] * len(names)
    live = [*each, Filled(ROWS, field.id)]
    words = [*names.values(), say("sum")]
    columns = [
        ResultColumn("choice", field.heading, words, span=3),
        ResultColumn("count", say("count"), counts, "integer", live),
        ResultColumn("share", say("share"), shares, "percent", Portion("count")),
    ]
    if len(inputs.rows_before):
        before = _counts(former, names)
        change = [one - other for one, other in zip(counts, before, strict=True)]
        less = Less("count", "before")
        columns += [
            ResultColumn("before", say("before"), before, "integer"),
            ResultColumn("change", say("change"), change, "change_of_count", less),
        ]
    blank = len(chosen) - whole
    note = say("unfilled", count=blank) if blank else ""
    title = say("of_choices", heading=field.heading)
    return ResultTable(
        f"choices.{field.id}", title, tuple(columns), totals=1, in_report=True, note=note
    )


def _counts(chosen: pd.Series, names: Sequence[str] | dict[str, str]) -> list[int]:
    """How often each was chosen, and all of them together."""
    found = chosen.value_counts()
    counts = [int(found.get(one, 0)) for one in names]
    return [*counts, sum(counts)]


def number_table(inputs: Inputs, fields: Sequence[Field]) -> list[ResultTable]:
    """Returns a row for each column of numbers: how many, sum, mean, lowest and highest."""
    if not fields:
        return []
    say = inputs.sayer("form_results")
    found = [numbers_in(inputs.rows, field) for field in fields]
    headings = [_with_unit(inputs, field) for field in fields]

    def column(
        key: str,
        values: Sequence[Value],
        made: Callable[[str], Formula],
        kind: str = "number",
    ) -> ResultColumn:
        live = [made(field.id) for field in fields]
        look = {"integer": "integer", "score": "score"}.get(kind, "number")
        return ResultColumn(key, say(key), values, look, live, width=12)  # type: ignore[arg-type]

    columns = (
        ResultColumn("column", say("column"), headings, span=3),
        column("numbers", [len(one) for one in found], partial(Numbered, ROWS), "integer"),
        column("sum", _exact(map(total, found)), live_total),
        column("mean", [mean(one) for one in found], partial(Averaged, ROWS), "score"),
        column("lowest", _exact(min(one, default=None) for one in found), partial(Lowest, ROWS)),
        column("highest", _exact(max(one, default=None) for one in found), partial(Highest, ROWS)),
    )
    return [ResultTable("numbers", say("of_numbers"), columns, in_report=True)]


def _exact(numbers: Iterable[Number | None]) -> list[Decimal | None]:
    """Whole numbers and others as one kind: a column of JSON has one, too."""
    return [None if one is None else Decimal(one) for one in numbers]


def _with_unit(inputs: Inputs, field: Field) -> str:
    say = inputs.sayer("form_results")
    unit = field.unit or (say(field.kind) if field.kind in ("duration", "money") else "")
    return say("with_unit", heading=field.heading, unit=unit) if unit else field.heading
